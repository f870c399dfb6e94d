/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Field values as the tables keep them: canonical JSON, {"name":value,…}.
 * Read straight from the bytes: a list of fifty rows is mostly this.
 */
#ifndef WEB_STORED_H
#define WEB_STORED_H

#include "model/value.h"

/* By the order of the fields; what is not there is empty, as is everything when it cannot be read. */
void stored_read(struct arena *a, struct str json, const struct field *fields, size_t n, struct value *out);
/* One value. */
struct value stored_value(struct arena *a, struct str json);
/* The text of one field, or empty. */
struct str stored_text(struct arena *a, struct str json, struct str name);

#endif
