/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/route.h"

enum { OWNERS_MAX = CASE_ITEMS };

size_t
route_group_end(const struct procedure *p, size_t step)
{
	size_t end = step + 1;

	if (p->steps[step].kind == STEP_DECIDE)
		while (end < p->step_n && p->steps[end].kind == STEP_DECIDE)
			end++;
	return end;
}

size_t
route_position(const struct procedure *p, const struct matter *m)
{
	size_t next = 0;

	for (size_t i = 0; i < m->opened_n; i++) {
		size_t end = route_group_end(p, (size_t)m->opened[i].step);

		if (end > next)
			next = end;
	}
	return next;
}

static bool
is_town(const struct policy *pol, const struct actor *by)
{
	return by->of == OF_TOWN || (by->kind == ACTOR_ROLE && pol->roles[by->role].town);
}

/*
 * Rows are found again by role and section: a step of the applicant himself
 * stands under the section of those who will confirm it.
 */
static const struct actor *
found_by(const struct step *s)
{
	return s->by.kind == ACTOR_APPLICANT && s->confirmed ? &s->confirmed_by : &s->by;
}

static size_t
sections_of(const struct reach *r, const struct step *s, struct str *out)
{
	const struct actor *by = found_by(s);

	out[0] = STR("");
	if (by->kind == ACTOR_APPLICANT || is_town(r->pol, by))
		return 1;
	if (by->of == OF_OWNER)
		return reach_owners(r, s, by, out, OWNERS_MAX);
	out[0] = r->m->section;
	return 1;
}

size_t
route_rows(struct arena *a, const struct reach *r, size_t step, struct opened **out)
{
	const struct step *s = &r->pol->procedures[r->m->procedure].steps[step];
	struct str sections[OWNERS_MAX];
	size_t n;

	if (!reach_when(r, s))
		return 0;
	n = sections_of(r, s, sections);
	if (n > 1 && s->by.kind == ACTOR_APPLICANT)
		n = 1; /* he does it once, whoever may confirm it */
	*out = arena_array(a, n, sizeof **out);
	for (size_t i = 0; i < n; i++)
		(*out)[i] = (struct opened){.step = (int)step,
		    .section = sections[i],
		    .state = STEP_OPEN,
		    .day = DAY_NONE,
		    .raised = NONE};
	return n;
}

bool
route_undecided(struct arena *a, const struct reach *r)
{
	const struct procedure *p = &r->pol->procedures[r->m->procedure];
	struct opened *rows;

	for (size_t i = 0; i < r->m->opened_n; i++)
		if (r->m->opened[i].state == STEP_OPEN && p->steps[r->m->opened[i].step].kind == STEP_DECIDE)
			return true;
	for (size_t s = route_position(p, r->m); s < p->step_n; s++)
		if (p->steps[s].kind == STEP_DECIDE && route_rows(a, r, s, &rows) > 0)
			return true;
	return false;
}

bool
route_is_waiting(const struct opened *o)
{
	return o->state == STEP_OPEN || o->state == STEP_UNCONFIRMED;
}

bool
route_step_closed(const struct matter *m, int step)
{
	bool opened = false;

	for (size_t i = 0; i < m->opened_n; i++) {
		if (m->opened[i].step != step)
			continue;
		if (route_is_waiting(&m->opened[i]))
			return false;
		opened = true;
	}
	return opened;
}

bool
route_has_changed(const struct procedure *p, const struct matter *m)
{
	for (size_t t = 0; t < p->then_n; t++)
		if (p->then[t].on == ON_STEP && p->then[t].what == THEN_SET &&
		    route_step_closed(m, p->then[t].step))
			return true;
	return false;
}
