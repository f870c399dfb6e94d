/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of the engine share with each other; nobody else includes it. */
#ifndef GATE_ENGINE_INSIDE_H
#define GATE_ENGINE_INSIDE_H

#include "gate/engine.h"

enum { PASSED_MAX = 64 };

/* Policies stay loaded: open matters run to their end under the one they began with. */
struct known {
	struct known *next;
	struct arena *home;
	struct str hex;
	struct policy *policy;
};

/* A row of a matter that the clock wanted to tell of, and judge refused: not asked again while this runs. */
struct passed {
	int64_t matter, n;
	bool remind;
};

struct engine {
	struct store *store;
	struct arena *home; /* holds the engine itself */
	struct known *known;
	struct arena *town_arena;
	struct town town;
	struct policy *policy; /* in force; NULL before the founding */
	struct str policy_hex;
	struct passed passed[PASSED_MAX]; /* the newest take the place of the oldest */
	size_t passed_n;
	engine_refusal *refusal;
	void *refusal_arg;
};

/* Everything between the question and its answer. */
struct trial {
	struct engine *e;
	struct arena *a;
	const struct act *act;
	const struct person *who; /* NULL for the clock */
	enum act_channel channel;
	struct now now;
	const struct policy *policy;
	struct str policy_hex;
	struct facts facts; /* as they were before the act */
	struct verdict verdict;
};

/* --- engine.c --------------------------------------------------------------------- */

/* One act from its id to its entry: engine_act, with everything that was looked at left in *t. */
void engine_try(struct trial *t, struct engine *e, struct arena *a, const struct act *act, struct str person,
    enum act_channel channel, int64_t time, struct reply *out);
/* {"key":"value"} */
struct str engine_object(struct arena *a, const char *key, struct str value);

/* --- engine_policy.c ---------------------------------------------------------------- */

struct known *engine_policy_find(const struct engine *e, struct str hex);
/* Each in an arena of its own: files that are no policy leave nothing behind. */
enum err engine_policy_add(struct engine *e, const struct policy_file *files, size_t n, struct known **out,
    struct why *why) MUST_USE;
/* From memory, else from the store. */
enum err engine_policy_get(struct engine *e, struct str hex, struct known **out, struct why *why) MUST_USE;

#endif
