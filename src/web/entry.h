/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 記載: one entry of the ledger, its note, its line in a list, its proof. */
#ifndef WEB_ENTRY_H
#define WEB_ENTRY_H

#include "codec/json.h"
#include "query.h"
#include "view.h"
#include "web/request.h"

enum { ENTRIES_SHOWN = 50 };

/* An entry's body as JSON; NULL when there is none (any more). */
const struct json *entry_body(struct request *rq, int64_t seq);
/* The note or reason that the author wrote, from the entry's body; empty when there is none (any more). */
struct str entry_note(struct request *rq, int64_t seq);
/* The line of a list. */
struct view_entry entry_view(struct request *rq, const struct q_page_log_out *row);
/* One's own entries below a seq, newest first; *before is the address of older ones. */
size_t entry_list_own(struct request *rq, struct str path, const struct view_entry **out, struct str *before);
/* All of them. */
size_t entry_list_all(struct request *rq, struct str path, const struct view_entry **out, struct str *before);

#endif
