/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What one matter can bring into a judge's case: the items its form may name
 * and all that those link to. It must fit, whatever is typed.
 */
#include "policy/finding.h"
#include "policy/lint.h"

enum { CASE_ITEMS = 200 }; /* as model/case.h has it */

static bool
is_link(const struct field *f)
{
	return f->type == FIELD_ITEM || f->type == FIELD_ITEMS;
}

/* The most that one item of this register links to. */
static size_t
links_of(const struct reg *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->field_n; i++)
		if (is_link(&r->fields[i]))
			n += r->fields[i].max;
	return n;
}

static size_t
weight_of(const struct policy *p, const struct field *f)
{
	size_t most = 0;

	if (!is_link(f))
		return 0;
	for (size_t i = 0; i < f->of_n; i++) {
		size_t n = links_of(&p->registers[f->of[i]]);

		most = n > most ? n : most;
	}
	return f->max > CASE_ITEMS || most > CASE_ITEMS ? CASE_ITEMS + 1 : f->max * (1 + most);
}

void
lint_case(const struct policy *p, const struct procedure *r, struct lint *lint)
{
	size_t n = 0;

	for (size_t i = 0; i < r->form_n; i++)
		n += weight_of(p, &r->form[i]);
	for (size_t i = 0; i < r->step_n; i++)
		for (size_t k = 0; k < r->steps[i].form_n; k++)
			n += weight_of(p, &r->steps[i].form[k]);
	if (n > CASE_ITEMS)
		finding_add(lint, r->at, "手続「%.*s」は1件で最大%zu個の登録物を調べることになります（上限%d）。items の欄の max を小さくしてください。",
		    STR_ARG(r->id), n, CASE_ITEMS);
}
