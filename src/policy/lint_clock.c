/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Matters that the clock begins: chains of them that never end, and rounds of the town that ask a section. */
#include "policy/finding.h"
#include "policy/lint.h"

static bool
names(const struct trigger *t, int index)
{
	for (size_t i = 0; i < t->of_n; i++)
		if (t->of[i] == index)
			return true;
	return false;
}

static bool
adds_to(const struct policy *p, int procedure, const struct trigger *t)
{
	const struct procedure *r = &p->procedures[procedure];

	for (size_t i = 0; i < r->then_n; i++)
		if (r->then[i].what == THEN_ADD && names(t, r->then[i].reg))
			return true;
	return false;
}

/* Does a matter of `from`, when it goes its good way, begin one by this trigger whatever stands in it? */
static bool
begins(const struct policy *p, int from, const struct trigger *t)
{
	if (t->when_n)
		return false;
	switch (t->event) {
	case EVENT_MATTER_DECIDED:
	case EVENT_MATTER_DONE:
	case EVENT_ROW_ADDED:
		return names(t, from);
	case EVENT_ITEM_ADDED:
		return adds_to(p, from, t);
	default:
		return false;
	}
}

/* Which procedures come of `from`, by events alone, however many steps on. */
static void
reach(const struct policy *p, int from, bool *reached)
{
	for (size_t i = 0; i < p->procedures_n; i++)
		for (size_t k = 0; k < p->procedures[i].trigger_n && !reached[i]; k++)
			if (begins(p, from, &p->procedures[i].triggers[k])) {
				reached[i] = true;
				reach(p, (int)i, reached);
			}
}

static void
loop_lint(const struct policy *p, struct lint *lint, int procedure)
{
	bool *reached = arena_array(lint->arena, p->procedures_n + 1, sizeof *reached);

	reach(p, procedure, reached);
	if (reached[procedure])
		finding_add(lint, p->procedures[procedure].at,
		    "手続「%.*s」が済むと始まる手続をたどると自分に戻り、終わりがありません。on に when（条件）を書くか、つながりを切ってください。",
		    STR_ARG(p->procedures[procedure].id));
}

static bool
is_of_town(const struct procedure *r)
{
	for (size_t i = 0; i < r->round_n; i++)
		if (r->rounds[i].each == EACH_TOWN)
			return true;
	return false;
}

/* A round of the town belongs to no section, so none can be asked for its role. */
static void
town_lint(const struct procedure *r, struct lint *lint)
{
	for (size_t i = 0; is_of_town(r) && i < r->step_n; i++) {
		const struct step *s = &r->steps[i];

		if (s->by.kind == ACTOR_ROLE && s->by.of == OF_APPLICANT && s->by.role != NONE)
			finding_add(lint, s->at,
			    "手続「%.*s」は町ごとに始まる（each: town）ので、段階「%.*s」の役割をさがす課がありません。of: town の役割にしてください。",
			    STR_ARG(r->id), STR_ARG(s->name));
	}
}

void
lint_clock(const struct policy *p, struct lint *lint)
{
	for (size_t i = 0; i < p->procedures_n; i++) {
		loop_lint(p, lint, (int)i);
		town_lint(&p->procedures[i], lint);
	}
}
