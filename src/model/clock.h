/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the clock begins by itself: the matter that a late step opens (`late: {open: …}`). */
#ifndef MODEL_CLOCK_H
#define MODEL_CLOCK_H

#include "model/judge.h"
#include "model/opening.h"

/*
 * The submit by which the clock begins what this row of `m`, now late, opens:
 * *act without its body, *body its text, both in the arena. `pol` is the policy
 * that `m` began with; the act is judged under the one in force, and refused
 * when that has no such procedure any more. Its id is that of the row, so that
 * a second one is the first one's repetition. False: the row opens nothing.
 */
bool clock_carry(struct arena *a, const struct policy *pol, const struct matter *m, const struct opened *o,
    struct act *act, struct str *body);

#endif
