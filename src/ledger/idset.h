/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where each id was first seen. Only a fingerprint and the seq are kept, 16
 * bytes in a table that is at most half full: a million acts take 32 MiB. Two
 * ids with one fingerprint are told apart by the caller, who reads the entry.
 */
#ifndef LEDGER_IDSET_H
#define LEDGER_IDSET_H

#include "base/arena.h"

struct idset {
	struct arena *arena; /* of the present table; a larger one replaces it */
	struct idset_slot *slot;
	size_t room, n;
};

void idset_init(struct idset *s);
void idset_fini(struct idset *s);
void idset_add(struct idset *s, struct str id, uint64_t seq);
/*
 * The seqs that may have this id, one a call; *at begins as 0 and belongs to
 * the set. False when there are no more. Not to be mixed with idset_add.
 */
bool idset_next(const struct idset *s, struct str id, size_t *at, uint64_t *seq) MUST_USE;

#endif
