/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The acts of a ledger are judged again, each against the state that it met:
 * under the policy that its entry names (does today's program still say the
 * same?), or under another (what would have gone another way?). Nothing is
 * written: the state grows in memory, from the recorded effects.
 */
#ifndef REHEARSAL_RETRIAL_H
#define REHEARSAL_RETRIAL_H

#include "model/judge.h"
#include "store/store.h"

struct retrial_change {
	bool now; /* an effect that there is now; false: one that there was then */
	const struct effect *e;
};

struct retrial_finding {
	int64_t seq, matter;   /* entry; the matter it is about, 0 = none */
	struct str act, actor; /* words of the entry */
	struct str procedure;  /* id of the matter's, or empty */
	struct str why;        /* it is refused now: why; else empty */
	struct str way_out;
	struct retrial_change *changes; /* allowed now as then, but with other effects */
	size_t n;
};
/* The finding is good until this returns. */
typedef void retrial_tell(void *arg, const struct retrial_finding *f);

/* One act in the state that it met: what judge() takes, and what came of it then. */
struct retrial_case {
	const struct entry *entry;
	const struct policy *policy;
	const struct town *town;
	const struct facts *facts;
	const struct act *act;
	const struct person *who; /* NULL for the clock */
	struct now now;
	const struct effects *then;
};
/* What the case is made of lives in this arena, which is emptied after each. */
typedef void retrial_visit(void *arg, struct arena *a, const struct retrial_case *c);

struct retrial_count {
	uint64_t judged, different;
	uint64_t passed; /* not judged again: their body was erased, or it is not theirs to differ */
};

/*
 * Goes through the acts in their order. `passed` counts those that cannot be
 * judged again; the rest as retrial_run().
 */
enum err retrial_walk(struct store *from, const struct policy *instead, retrial_visit *visit, void *arg,
    struct retrial_count *out, struct why *why) MUST_USE;

/*
 * Reads `from` in a snapshot of the caller's. `instead`: under this policy, and
 * only what is about matters; NULL: every act under its own. Acts that bring a
 * policy, and the founding, are passed over. ERR_CORRUPT when an entry cannot
 * be read or applied: *why says which.
 */
enum err retrial_run(struct store *from, const struct policy *instead, retrial_tell *tell, void *arg,
    struct retrial_count *out, struct why *why) MUST_USE;

#endif
