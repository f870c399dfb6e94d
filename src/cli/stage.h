/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A town that is played: a store, its engine and a clock that the player moves
 * forward. Scenarios and the demo town are made on it, by the same acts as ever.
 */
#ifndef CLI_STAGE_H
#define CLI_STAGE_H

#include "gate/engine.h"

struct stage {
	struct store *store;
	struct engine *engine;
	struct arena *arena; /* of one act: reset by stage_act */
	int64_t time;        /* now */
	uint64_t acts;       /* done so far: for ids */
};

/* An empty store becomes a town on `time`. Ends with stage_fini, which leaves the store alone. */
enum err stage_init(
    struct stage *s, struct store *store, const struct founding *f, int64_t time, struct why *why) MUST_USE;
void stage_fini(struct stage *s);
/* Moves the clock forward to a moment; every day in between begins at its 8:30, with what has become late by then. */
enum err stage_until(struct stage *s, int64_t time, struct why *why) MUST_USE;
/* The same, but nobody was there in between: the gate was down until that moment. */
enum err stage_down(struct stage *s, int64_t time, struct why *why) MUST_USE;
/*
 * One act (JSON; without an "id" it gets one) by a person, a minute after the
 * last one; a station's comes by its own channel. The reply is good until the next act. In a
 * transaction of the caller.
 */
void stage_act(struct stage *s, struct str person, struct str json, struct reply *out);
/* The first item that the entry `seq` added, 0 when it added none. */
int64_t stage_item(struct stage *s, int64_t seq);

#endif
