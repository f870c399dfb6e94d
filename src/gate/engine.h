/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The one path on which a town changes: need -> judge -> append -> apply. The
 * gate wraps it in batches, seals and sockets; `policy play` runs it on a store
 * in memory. It reads no clock and no socket.
 */
#ifndef GATE_ENGINE_H
#define GATE_ENGINE_H

#include "gate/blobs.h"
#include "model/judge.h"
#include "store/store.h"

struct engine;

/* The store must outlive the engine. Loads town and policy when the store has entries. */
enum err engine_new(struct store *store, struct engine **out, struct why *why) MUST_USE;
void engine_free(struct engine **e);

/* What a new town begins with. */
struct founding {
	struct str origin, name;
	enum town_kind kind;
	const struct policy_file *files;
	size_t file_n;
	struct str admin_id, admin_login, admin_name; /* the installer */
};
/* The first two entries: the policy is adopted, the installer is made. In a transaction of the caller. */
enum err engine_found(
    struct engine *e, struct arena *a, const struct founding *f, int64_t time, struct why *why) MUST_USE;

struct reply {
	enum err err;
	int64_t seq;     /* of the entry, when err is OK */
	int64_t matter;  /* 0 = none */
	bool repeated;   /* the act had been done before: nothing was written now */
	bool doomed;     /* it was allowed but could not be recorded: the transaction must be rolled back */
	struct str json; /* the answer, docs/protocol.md */
};

/*
 * Judges one act and, if it is allowed, appends and applies it. `person` is the
 * id of who acts, empty for the clock. Inside a transaction of the caller; a
 * refused act leaves no trace in it, one that could not be recorded dooms it
 * (then also engine_reload). `time` is the entry's and must
 * not be before the last entry's. The reply lives in the arena.
 */
void engine_act(struct engine *e, struct arena *a, const struct act *act, struct str person,
    enum act_channel channel, int64_t time, struct reply *out);

/*
 * What the clock has to say at `time`: a `day` for every date since the last
 * one, each followed by the rounds and events that it begins, then, in the order of their moments, `late` for the steps whose time is
 * up and reminders for those whose time comes near; right after a `late` the
 * matter that it opens, in the same transaction. At most `max` acts (and
 * what the last one opens); *made < max means that all has been said. `down`
 * (seconds; 0 = not) is since when nobody was there: what fell into that time says so.
 */
enum err engine_tick(
    struct engine *e, struct arena *a, int64_t time, int64_t down, size_t max, size_t *made) MUST_USE;

/*
 * The clock's acts are judged like anybody's. One that judge refuses is told
 * here, and passed over until the next start: the town goes on.
 */
typedef void engine_refusal(void *arg, const struct act *act, struct str json);
void engine_on_refusal(struct engine *e, engine_refusal *tell, void *arg);

/* Has the clock anything to say at `time`? Cheap: asked once a second. */
bool engine_due(struct engine *e, struct arena *a, int64_t time);

/* The installer's holding ends: an administrator has logged in. No entry when there is no installer in office. */
enum err engine_end_installer(struct engine *e, struct arena *a, int64_t time) MUST_USE;

/* After a rolled back transaction: town and policy are read again. */
enum err engine_reload(struct engine *e, struct why *why) MUST_USE;

/* As they stand; valid until the next call that changes the town. */
const struct town *engine_town(const struct engine *e);
const struct policy *engine_policy(const struct engine *e);

/*
 * From now on attachments that acts name must be there, and become the
 * matter's. NULL: there is no store, and an act that names one is refused.
 * Without this (scenarios, a demo's past) nobody asks.
 */
void engine_blobs(struct engine *e, struct blobs *b);
/* May this person read the matter? ERR_FORBIDDEN, ERR_NOT_FOUND. */
enum err engine_reads_matter(
    struct engine *e, struct arena *a, struct str person, int64_t id, day today) MUST_USE;
/* Is it of a procedure with `narrow: yes`? */
bool engine_is_narrow(struct engine *e, struct arena *a, int64_t matter);
/* May he read the item? And the matter through which it got the file `id`. */
enum err engine_reads_item(struct engine *e, struct arena *a, struct str person, int64_t item, struct str id,
    day today, int64_t *matter) MUST_USE;

#endif
