/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a staff list changes in the town as it is: the body of a `people` act,
 * with nothing in it that is already so, and the same in sentences.
 */
#ifndef ROSTER_STAFF_PLAN_H
#define ROSTER_STAFF_PLAN_H

#include "policy/policy.h"
#include "roster/staff.h"

struct staff_plan {
	struct str body;  /* canonical JSON */
	struct str lines; /* one change a line, in Japanese */
	size_t changes;
};

/*
 * The list counts as the whole staff from `effective` on: who and what is no
 * longer in it ends the day before. The installer is left alone. ERR_TOO_LARGE
 * when it does not fit into one act.
 */
enum err staff_plan_make(struct arena *a, const struct staff *s, const struct policy *pol,
    const struct town *town, day effective, struct staff_plan *out, struct why *why) MUST_USE;

#endif
