/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* "Did you mean": the name that a mistyped one is closest to. */
#ifndef POLICY_NEAREST_H
#define POLICY_NEAREST_H

#include "base/arena.h"

/* Finds what somebody may have meant: give it every name that would be right. */
struct nearest {
	struct str got, best;
	size_t distance;
};
struct nearest nearest_to(struct str got);
void nearest_try(struct nearest *n, struct str name);
/* "「X」の書き間違いではありませんか。" or an empty string. */
struct str nearest_hint(struct arena *a, const struct nearest *n);

#endif
