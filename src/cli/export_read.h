/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whose export it is: which bodies this person may read. */
#ifndef CLI_EXPORT_READ_H
#define CLI_EXPORT_READ_H

#include "cli/view.h"

struct export_reader {
	struct view *view;
	struct arena *arena;
	struct str person;   /* id, or empty: nobody, who reads no body */
	struct map *matters; /* id in decimal to yes or no */
	struct str last_hex; /* of the policy loaded last */
	struct policy *last;
};

void export_reader_init(struct export_reader *r, struct arena *a);
/*
 * May this person read the body of this entry? That of a matter as the matter
 * itself; any other as the whole ledger. `a` is for the while of the call.
 */
bool export_reader_may(struct export_reader *r, struct arena *a, const struct entry *e);

#endif
