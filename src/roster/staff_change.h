/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a staff list changes for each person: for a look before anything is done. */
#ifndef ROSTER_STAFF_CHANGE_H
#define ROSTER_STAFF_CHANGE_H

#include "model/town.h"

enum staff_change_kind {
	STAFF_NEW,
	STAFF_MOVED,   /* other posts, or another period */
	STAFF_RENAMED, /* only his names or his log-in */
	STAFF_LEAVING,
	STAFF_UNCHANGED,
	STAFF_CHANGE_KINDS
};

struct staff_change {
	enum staff_change_kind kind;
	const struct person *was, *now; /* in the two towns; was is NULL for who was never there */
};

/* Everybody of the staff in either town from `effective` on, in the order of the new town. */
size_t staff_changes(struct arena *a, const struct town *before, const struct town *after, day effective,
    struct staff_change **out);
/* The holdings of a person that have not ended before that day, the main ones first; returns how many. */
size_t staff_holdings(
    struct arena *a, const struct town *t, const struct person *p, day from, const struct holding ***out);

#endif
