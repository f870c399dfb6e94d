/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* By when a step that opens now has to be done. */
#ifndef MODEL_DUE_H
#define MODEL_DUE_H

#include "model/judge.h"

/*
 * Seconds since the epoch, 0 = no clock. Days end at 23:59:59 in Tokyo; of
 * office hours every hour of an office day counts and none of a closed one.
 * A setting counts as it stands now, when the clock starts.
 */
int64_t due_of(const struct policy *pol, const struct town *town, const struct matter *m, size_t step,
    const struct now *now);
int64_t due_end_of(day d);
/* The clock of a step; that of the form itself, which only the clock leaves open, is the first step's. */
const struct due *due_rule(const struct procedure *p, int step);

#endif
