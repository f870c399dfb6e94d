/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/policy.h"

struct str
choice_label(const struct choice *c, size_t n, struct str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(c[i].id, id))
			return c[i].label;
	return id;
}
