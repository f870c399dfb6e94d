/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is wrong although every name is known: faults of the whole policy. */
#ifndef POLICY_LINT_H
#define POLICY_LINT_H

#include "policy/load.h"

/* Ids, roles that nobody can hold, chains, duties that nothing meets. */
void lint_policy(const struct policy *p, struct lint *lint);
/* Shells, steps and effects that contradict each other, cases without bounds. */
void lint_procedures(const struct policy *p, struct lint *lint);

/* Steps whose conditions cannot all hold (lint_when.c). */
void lint_when(const struct procedure *r, struct lint *lint);
/* Events that begin matters without end, rounds of the town that ask a section (lint_clock.c). */
void lint_clock(const struct policy *p, struct lint *lint);
/* Whether a matter of this procedure always fits a judge's case (lint_case.c). */
void lint_case(const struct policy *p, const struct procedure *r, struct lint *lint);

#endif
