/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The acts of the demo's people, each by the engine; one that is refused ends the story. */
#ifndef CLI_DEMO_ACT_H
#define CLI_DEMO_ACT_H

#include "cli/demo.h"
#include "cli/demo_staff.h"

struct demo {
	struct arena *arena; /* of the whole story */
	struct stage *stage;
	struct demo_staff *staff;
	uint32_t random; /* always begins the same */
	struct why *why;
	enum err err; /* the first failure; after it nothing is done any more */
};

/* 0 … n-1 */
unsigned demo_act_random(struct demo *d, unsigned n);
day demo_act_today(const struct demo *d);
/* A body is JSON. The matter's id, 0 after a failure. */
int64_t demo_act_submit(struct demo *d, int person, const char *procedure, struct str body);
/* `item` (may be NULL) gets what the decision added. */
void demo_act_decide(
    struct demo *d, int person, int64_t matter, const char *step, bool permit, int64_t *item);
/* do, confirm, withdraw, revoke; step and body may be NULL / empty. */
void demo_act_on(
    struct demo *d, int person, const char *act, int64_t matter, const char *step, struct str body);
/* Any act, as it is written. */
void demo_act_raw(struct demo *d, struct str person, struct str json);

#endif
