/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The answer to an act, as JSON: docs/protocol.md. */
#ifndef GATE_ANSWER_H
#define GATE_ANSWER_H

#include "model/judge.h"
#include "store/store.h"

/* What was allowed: {"allowed":true,"seq":…,"matter":…,"clauses":[…],"say":"…","next":[…]} */
struct str answer_allowed(struct arena *a, const struct verdict *v, int64_t seq);
/* What had been done before, from its entry: the same answer without its sentences. */
struct str answer_repeated(struct arena *a, const struct entry *e, int64_t matter);
/* What was refused: {"allowed":false,"err":"…","clauses":[…],"why":"…","way-out":"…","field":"…","since":[…]} */
struct str answer_refused(struct arena *a, struct store *s, const struct act *act, const struct verdict *v);
/* A failure before or beside judging. */
struct str answer_failed(struct arena *a, enum err e, struct str why, struct str way_out);
/* An act that names an attachment which has not come. */
struct str answer_no_file(struct arena *a, enum err e, struct str field);
/* A JSON list of clauses. */
struct str answer_clauses(struct arena *a, const struct str_list *clauses);

#endif
