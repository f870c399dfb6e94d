/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A town's own database as the source of an audit (ledger/verify.h). */
#ifndef CLI_LIVE_H
#define CLI_LIVE_H

#include "ledger/verify.h"
#include "store/store.h"

struct live;

/*
 * The store is only read and outlives it; so does `ahead`, the same town opened
 * once more, after it: a thread reads entries from it. Ends with live_close.
 */
enum err live_open(struct store *s, struct store *ahead, struct live **out, struct ledger_source *source,
    struct why *why) MUST_USE;
void live_close(struct live **l);
/* What only the database can have: checkpoints under another size than they say, bodies of no entry. */
enum err live_rows(struct live *l, struct verify_report *r) MUST_USE;

#endif
