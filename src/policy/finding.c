/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/finding.h"

#include <stdarg.h>
#include <string.h>

#include "base/utf8.h"

enum { CLIP = 40, NAME_MAX_COMPARED = 64 };

void
finding_add(struct lint *l, struct place at, const char *fmt, ...)
{
	struct why *w;
	va_list ap;

	if (l->n >= LINT_MAX)
		return;
	w = &l->found[l->n++];
	w->arena = l->arena;
	w->file = at.file;
	w->line = at.line;
	w->column = at.column;
	va_start(ap, fmt);
	w->text = arena_vfmt(l->arena, fmt, ap);
	va_end(ap);
}

struct str
finding_clip(struct str s)
{
	size_t line = str_find(s, STR("\n"));

	if (line != SIZE_MAX)
		s = str_sub(s, 0, line);
	return utf8_head(s, CLIP);
}

static bool
comes_before(const struct why *a, const struct why *b)
{
	int c = str_cmp(a->file, b->file);

	if (c)
		return c < 0;
	return a->line != b->line ? a->line < b->line : a->column < b->column;
}

void
finding_sort(struct lint *l)
{
	for (size_t i = 1; i < l->n; i++) {
		struct why w = l->found[i];
		size_t at = i;

		for (; at && comes_before(&w, &l->found[at - 1]); at--)
			l->found[at] = l->found[at - 1];
		l->found[at] = w;
	}
}

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
