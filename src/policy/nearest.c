/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/nearest.h"

enum { NAME_MAX_COMPARED = 64 };

/* Levenshtein over bytes; names are ASCII words. */
static size_t
distance(struct str a, struct str b)
{
	size_t row[NAME_MAX_COMPARED + 1];

	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t best = diagonal + (a.p[i - 1] != b.p[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[b.n];
}

struct nearest
nearest_to(struct str got)
{
	return (struct nearest){got, {NULL, 0}, SIZE_MAX};
}

void
nearest_try(struct nearest *n, struct str name)
{
	size_t d;

	if (n->got.n > NAME_MAX_COMPARED || name.n > NAME_MAX_COMPARED)
		return;
	d = distance(n->got, name);
	if (d > 0 && d < n->distance && d <= 1 + n->got.n / 3) {
		n->distance = d;
		n->best = name;
	}
}

struct str
nearest_hint(struct arena *a, const struct nearest *n)
{
	if (n->best.n == 0)
		return STR("");
	return arena_fmt(a, "「%.*s」の書き間違いではありませんか。", STR_ARG(n->best));
}
