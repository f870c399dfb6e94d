/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/may_read.h"

bool
scope_has(const struct scope *s, struct str section)
{
	if (s->all)
		return true;
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->sections[i], section))
			return true;
	return false;
}
