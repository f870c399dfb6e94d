/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From an allowed act to the entries that keep it, appended and applied. */
#ifndef GATE_RECORD_H
#define GATE_RECORD_H

#include "model/effect.h"
#include "proto/act.h"
#include "store/store.h"

/* Everything of the entry that the effects do not say. */
struct record {
	struct str town; /* the log's origin */
	struct str id;
	struct str actor, post;
	struct str behalf; /* for whom it was entered, or empty */
	enum act_channel channel;
	struct str act;          /* its word */
	struct str subject;      /* canonical JSON or empty */
	int64_t seen;            /* -1 = nothing was looked at */
	struct str policy;       /* hash, hex */
	struct str clauses;      /* canonical JSON list */
	struct str body;         /* canonical JSON or empty */
	const struct json *tree; /* the body as read, when the caller has it: saves reading it again */
	int64_t narrow; /* the matter, when its procedure is narrow and the store has the key; else 0 */
	int64_t time;
};

/*
 * Appends one entry, or as many parts as the effects need, stores the body under
 * its salted hash, and applies each. Inside a transaction of the caller.
 */
enum err record_put(
    struct store *s, struct arena *a, const struct record *r, const struct effects *effects) MUST_USE;

#endif
