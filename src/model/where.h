/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Plain conditions (`where`, `when` of a start) on one item, one form or one row. All of them must hold. */
#ifndef MODEL_WHERE_H
#define MODEL_WHERE_H

#include "model/case.h"

/* Is this value of such a field, or one of its several persons or items, what is written here? */
bool where_is(const struct value *v, enum field_type type, struct str word);
/* Fields of the item, also "owner" and "state"; one that its register has not holds nothing. */
bool where_item(const struct policy *pol, const struct item *item, const struct where *w, size_t n);
/* Values by the order of the fields; a NULL list of values is empty. */
bool where_form(
    const struct field *fields, size_t field_n, const struct value *values, const struct where *w, size_t n);

#endif
