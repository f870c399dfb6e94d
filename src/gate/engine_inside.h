/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of the engine share with each other; nobody else includes it. */
#ifndef GATE_ENGINE_INSIDE_H
#define GATE_ENGINE_INSIDE_H

#include "gate/engine.h"
#include "model/event.h"

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

/* What a day begins (rounds, and what its date brings), made one after the other over several ticks. */
struct dawn {
	struct arena *arena; /* NULL: not listed yet */
	day day;
	struct openings list;
	size_t at; /* the next one */
};

/* Reactions to reactions: so deep and no deeper, whatever a policy says. */
enum { ENGINE_DEPTH = 3 };

struct engine {
	struct store *store;
	struct arena *home; /* holds the engine itself */
	struct arena *work; /* of one act of the clock: a morning may have thousands of them */
	struct known *known;
	struct arena *town_arena;
	struct town town;
	struct policy *policy; /* in force; NULL before the founding */
	struct str policy_hex;
	struct blobs *blobs;
	bool keeps_files;                 /* engine_blobs has been called */
	struct passed passed[PASSED_MAX]; /* the newest take the place of the oldest */
	size_t passed_n;
	struct dawn dawn;
	int depth; /* of acts that follow from acts */
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
	int64_t narrow; /* the matter whose body is closed, 0 = it stands as it is */
	struct happening *happened;
	size_t happened_n;
};

/* --- engine.c --------------------------------------------------------------------- */

/* One act from its id to its entry: engine_act, with everything that was looked at left in *t. */
void engine_try(struct trial *t, struct engine *e, struct arena *a, const struct act *act, struct str person,
    enum act_channel channel, int64_t time, struct reply *out);
/* {"key":"value"} */
struct str engine_object(struct arena *a, const char *key, struct str value);

/* --- engine_clock.c ------------------------------------------------------------------ */

/* An act of the clock. ERR_OK also when it was refused: *done tells. What was looked at stays in *t. */
enum err engine_clock_act(struct trial *t, struct engine *e, struct arena *a, struct act *act,
    struct str body, int64_t time, bool *done);
/* Begins what is listed, unless an act of its id is there: then nothing is asked, and *done is false. */
enum err engine_open(struct engine *e, struct arena *a, const struct opening *o, int64_t time, bool *done);

/* --- engine_dawn.c ---------------------------------------------------------------------- */

/* What the day that began last begins: at most `max` acts in all. *all: nothing is left of it. */
enum err engine_dawn(
    struct engine *e, struct arena *a, day d, int64_t time, size_t max, size_t *made, bool *all);
/* Is something left of that day? */
bool engine_dawn_waits(struct engine *e, struct arena *a, day d);
/* A new town: the day on which it was founded begins nothing. */
enum err engine_dawn_skip(struct engine *e, struct arena *a, day d);
/* What was listed is of a town or a policy that has changed. */
void engine_dawn_forget(struct engine *e);

/* --- engine_event.c --------------------------------------------------------------------- */

/* What an act that was allowed does, before it is recorded: then the town may be another one. */
void engine_happens(struct trial *t);
/* What follows from it once it has been recorded, in the same transaction. */
enum err engine_follow(struct trial *t);

/* --- engine_file.c ------------------------------------------------------------------ */

/* The files that the act's body names become the matter's; *field is the one that is not there. */
/*
 * The matter whose body must be closed (narrow), 0 when it need not. ERR_MALFORMED for a body that says of
 * itself that it is closed, ERR_REFUSED when there is no key to close it with.
 */
enum err engine_narrow(const struct trial *t, int64_t *matter) MUST_USE;
enum err engine_claim(struct trial *t, struct str *field) MUST_USE;
/* A matter and the policy it began with. */
enum err engine_matter(
    struct engine *e, struct arena *a, int64_t id, const struct policy **pol, struct facts *facts) MUST_USE;

/* --- engine_policy.c ---------------------------------------------------------------- */

struct known *engine_policy_find(const struct engine *e, struct str hex);
/* Each in an arena of its own: files that are no policy leave nothing behind. */
enum err engine_policy_add(struct engine *e, const struct policy_file *files, size_t n, struct known **out,
    struct why *why) MUST_USE;
/* From memory, else from the store. */
enum err engine_policy_get(struct engine *e, struct str hex, struct known **out, struct why *why) MUST_USE;

#endif
