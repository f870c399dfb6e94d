/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * 試し判定: the recorded acts judged again under files that somebody chose, in a
 * thread of its own with a store of its own, one at a time. Nothing is written;
 * what came of it is kept until the next one begins.
 */
#ifndef WEB_REHEARSAL_H
#define WEB_REHEARSAL_H

#include "policy/load.h"
#include "view.h"
#include "web/request.h"

enum { REHEARSAL_KEPT = 1000 }; /* findings that are kept; all are counted */

struct rehearsal;

/* None has been yet. `dir` is the town's folder. */
struct rehearsal *rehearsal_new(struct arena *a, struct str dir);
/*
 * Begins one, for this person. ERR_BUSY while another runs; ERR_MALFORMED with
 * every fault in *lint when the files are no policy.
 */
enum err rehearsal_begin(struct rehearsal *r, const struct policy_file *files, size_t n, struct str person,
    int64_t now, struct lint *lint) MUST_USE;
/* How it stands, for the page; everything is copied into the request's arena. */
void rehearsal_show(struct rehearsal *r, struct request *rq, struct view_rehearsal *out);

#endif
