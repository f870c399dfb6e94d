/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What one matter can bring into a judge's case: the items its form may name
 * and all that those link to. It must fit, whatever is typed.
 */
#include "policy/finding.h"
#include "policy/lint.h"

/* CASE_ITEMS as model/case.h has it; each named item costs need() up to two of its NEED_MAX keys. */
enum { CASE_ITEMS = 200, NAMED_ITEMS = 100 };

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

static void
form_weigh(const struct policy *p, const struct field *f, size_t n, size_t *named, size_t *all)
{
	for (size_t i = 0; i < n; i++) {
		*named += is_link(&f[i]) ? f[i].max : 0;
		*all += weight_of(p, &f[i]);
	}
}

/* The most that one step goes through; what stands in its rows is of those. */
static size_t
over_of(const struct procedure *r)
{
	size_t most = 0;

	for (size_t i = 0; i < r->step_n; i++)
		if (r->steps[i].over.reg != NONE && r->steps[i].over.max > most)
			most = r->steps[i].over.max;
	return most;
}

void
lint_case(const struct policy *p, const struct procedure *r, struct lint *lint)
{
	size_t named = 0, all = 0;

	form_weigh(p, r->form, r->form_n, &named, &all);
	for (size_t i = 0; i < r->step_n; i++)
		if (!r->steps[i].rows)
			form_weigh(p, r->steps[i].form, r->steps[i].form_n, &named, &all);
	all += over_of(r);
	if (named > NAMED_ITEMS)
		finding_add(lint, r->at,
		    "手続「%.*s」の様式には1件で最大%zu個の登録物を書けてしまいます（上限%d）。items の欄の max を小さくしてください。",
		    STR_ARG(r->id), named, NAMED_ITEMS);
	else if (all > CASE_ITEMS)
		finding_add(lint, r->at,
		    "手続「%.*s」は1件で最大%zu個の登録物を調べることになります（上限%d）。items の欄や over の max を小さくしてください。",
		    STR_ARG(r->id), all, CASE_ITEMS);
}
