/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/chain.h"

int
chain_above(const struct policy *p, int role, int organ, const int *values)
{
	const struct role *r = &p->roles[role];

	if (organ != NONE && !r->town)
		return p->organs[organ].up;
	if (r->up_setting != NONE && values && values[r->up_setting] != NONE)
		return values[r->up_setting];
	return r->up;
}

bool
chain_returns(const struct policy *p, int role, int organ, const int *values)
{
	int at = role;

	for (size_t i = 0; i <= p->roles_n && at != NONE; i++) {
		at = chain_above(p, at, organ, values);
		if (at == role)
			return true;
	}
	return false;
}
