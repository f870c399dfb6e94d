/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/route.h"

#include "model/each.h"

enum { OWNERS_MAX = CASE_ITEMS };

size_t
route_group_end(const struct procedure *p, size_t step)
{
	size_t end = step + 1;

	while (end < p->step_n && step_joins(p, end))
		end++;
	return end;
}

/* A row of the way as it is gone now. */
static bool
counts(const struct procedure *p, const struct opened *o)
{
	return o->state != STEP_PAST && (size_t)o->step < p->step_n;
}

size_t
route_position(const struct procedure *p, const struct matter *m)
{
	size_t next = 0;

	for (size_t i = 0; i < m->opened_n; i++) {
		size_t end;

		if (!counts(p, &m->opened[i]))
			continue;
		end = route_group_end(p, (size_t)m->opened[i].step);
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
	if (s->by.kind == ACTOR_ROLE && s->by.each_person)
		return each_rows(a, r, step, out);
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
route_holds_up(const struct procedure *p, const struct opened *o)
{
	return route_is_waiting(o) && p->steps[o->step].called_by == NONE;
}

bool
route_is_permitted(const struct opened *o)
{
	return o->state == STEP_PERMITTED || o->state == STEP_CONDITIONAL || o->state == STEP_TAKEN;
}

const struct opened *
route_form(const struct procedure *p, const struct matter *m)
{
	for (size_t i = m->opened_n; i-- > 0;)
		if ((size_t)m->opened[i].step == p->step_n && m->opened[i].state == STEP_OPEN)
			return &m->opened[i];
	return NULL;
}

bool
route_step_closed(const struct matter *m, int step)
{
	bool opened = false;

	for (size_t i = 0; i < m->opened_n; i++) {
		if (m->opened[i].step != step || m->opened[i].state == STEP_PAST)
			continue;
		if (route_is_waiting(&m->opened[i]))
			return false;
		opened = true;
	}
	return opened;
}

bool
route_step_permitted(const struct matter *m, int step)
{
	bool opened = false;

	for (size_t i = 0; i < m->opened_n; i++) {
		if (m->opened[i].step != step || m->opened[i].state == STEP_PAST)
			continue;
		if (!route_is_permitted(&m->opened[i]))
			return false;
		opened = true;
	}
	return opened;
}

bool
route_step_refused(const struct matter *m, int step)
{
	bool refused = false;

	for (size_t i = 0; i < m->opened_n; i++) {
		if (m->opened[i].step != step || m->opened[i].state == STEP_PAST)
			continue;
		if (route_is_waiting(&m->opened[i]))
			return false;
		refused = refused || m->opened[i].state == STEP_REFUSED;
	}
	return refused;
}

bool
route_step_fired(const struct procedure *p, const struct matter *m, int step)
{
	return p->steps[step].kind == STEP_DECIDE ? route_step_permitted(m, step)
	                                          : route_step_closed(m, step);
}

bool
route_has_changed(const struct procedure *p, const struct matter *m)
{
	for (size_t t = 0; t < p->then_n; t++)
		if (p->then[t].on == ON_STEP && p->then[t].what == THEN_SET &&
		    route_step_fired(p, m, p->then[t].step))
			return true;
	return false;
}

bool
route_has_left_mark(struct arena *a, const struct reach *r)
{
	const struct procedure *p = &r->pol->procedures[r->m->procedure];
	bool decided = route_form(p, r->m) == NULL && !route_undecided(a, r);

	for (size_t t = 0; t < p->then_n; t++)
		if ((p->then[t].on == ON_STEP && route_step_fired(p, r->m, p->then[t].step)) ||
		    (p->then[t].on == ON_DECIDED && decided))
			return true;
	return false;
}

/* --- which fields decide the way ------------------------------------------------------- */

static bool
actor_uses(const struct actor *by, int field)
{
	for (size_t i = 0; by->kind == ACTOR_ROLE && by->of == OF_OWNER && i < by->path_n; i++)
		if (by->paths[i].field == field)
			return true;
	return false;
}

static bool
when_uses(const struct step *s, int field)
{
	for (size_t i = 0; i < s->when_n; i++)
		for (size_t k = 0; k < s->when[i].n; k++)
			if (s->when[i].any[k].step == NONE && s->when[i].any[k].path.field == field)
				return true;
	return false;
}

static bool
step_uses(const struct step *s, int field)
{
	return when_uses(s, field) || actor_uses(&s->by, field) || s->except == field ||
	       (s->confirmed && actor_uses(&s->confirmed_by, field)) ||
	       (s->due.set && s->due.from == DUE_FROM_FIELD && s->due.field == field) ||
	       (s->due.has_late_inform && actor_uses(&s->due.late_inform, field));
}

static bool
then_uses(const struct then *t, int field)
{
	if (t->what == THEN_SET && t->items == field)
		return true;
	for (size_t i = 0; i < t->set_n; i++)
		if (t->sets[i].from == VALUE_FORM && t->sets[i].form_field == field)
			return true;
	return false;
}

bool
route_depends_on(const struct procedure *p, int field)
{
	for (size_t s = 0; s < p->step_n; s++)
		if (step_uses(&p->steps[s], field))
			return true;
	for (size_t t = 0; t < p->then_n; t++)
		if (then_uses(&p->then[t], field))
			return true;
	return p->valid.set && p->valid.until_field == field;
}
