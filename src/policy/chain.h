/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The way up from role to role: who is asked when nobody else may. It must come to an end. */
#ifndef POLICY_CHAIN_H
#define POLICY_CHAIN_H

#include "policy/policy.h"

/*
 * The role next above `role` in this organ (NONE: the mayor's own offices), or
 * NONE. `values` has for every setting the role that it names now, NONE or a
 * NULL list: what its default names.
 */
int chain_above(const struct policy *p, int role, int organ, const int *values);
/* Does the way up from this role in this organ come back to it? */
bool chain_returns(const struct policy *p, int role, int organ, const int *values);

#endif
