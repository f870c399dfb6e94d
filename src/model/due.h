/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* By when a step that opens now has to be done. */
#ifndef MODEL_DUE_H
#define MODEL_DUE_H

#include "model/judge.h"

/*
 * Seconds since the epoch, 0 = no clock. Days end at 23:59:59 in Tokyo; of an
 * office day the time between opening and closing counts (all of it where the
 * policy names neither), of a closed one nothing. Settings count as they stand
 * now, when the clock starts.
 */
int64_t due_of(const struct policy *pol, const struct town *town, const struct matter *m, size_t step,
    const struct now *now);
/*
 * When to remind of what is due at `due`: so long before, in the same count. 0 = never,
 * also when that moment has passed as the step opens: it reminds of itself then.
 */
int64_t due_remind(const struct policy *pol, const struct town *town, const struct matter *m, size_t step,
    int64_t due, const struct now *now);
int64_t due_end_of(day d);
/* The clock of a step; that of the form itself, which only the clock leaves open, is the first step's. */
const struct due *due_rule(const struct procedure *p, int step);

/*
 * Whose value of a setting counts for a matter, in *room: its section, or the
 * first item of that register which its form names (where a field takes things
 * of several registers: the first that has a value of its own); empty: the town's.
 */
enum { DUE_SCOPE = 24 };
struct str due_scope(const struct policy *pol, const struct town *town, const struct matter *m, int setting,
    int64_t time, char room[DUE_SCOPE]);

#endif
