/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/town.h"

bool
person_in_office(const struct person *p, day d)
{
	/* an end that was never written is open, like one that is written as open */
	return d >= p->from && (p->until == DAY_NONE || d <= p->until);
}
