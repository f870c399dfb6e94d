/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The entries of a ledger in their order, read and hashed by a thread of its
 * own that is some thousand of them ahead: an audit spends half its time on
 * exactly that, and a server has more than one processor.
 */
#ifndef CLI_AHEAD_H
#define CLI_AHEAD_H

#include "crypto/hash.h"
#include "query.h"

struct ahead_row {
	struct q_cli_ledger_entries_out row;
	struct hash leaf; /* of the row's bytes */
};

struct ahead;

/* `s` belongs to the thread until ahead_close. */
enum err ahead_open(struct store *s, struct ahead **out, struct why *why) MUST_USE;
/* NULL after the last, or where it cannot be read on. Good until the next call. */
const struct ahead_row *ahead_next(struct ahead *a);
/* Also before the last. */
void ahead_close(struct ahead **a);

#endif
