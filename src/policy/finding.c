/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/finding.h"

#include <stdarg.h>

#include "base/utf8.h"

enum { CLIP = 40 };

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
