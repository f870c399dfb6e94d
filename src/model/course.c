/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/course.h"

#include <string.h>

#include "model/draft.h"
#include "model/due.h"
#include "model/entitlement.h"
#include "model/route.h"
#include "model/then.h"

enum { NEXT_WHO = 8 };

static const char *const stamps[] = {
    [STEP_OPEN] = "",
    [STEP_DONE] = "done",
    [STEP_PERMITTED] = "permit",
    [STEP_REFUSED] = "refuse",
    [STEP_UNCONFIRMED] = "unconfirmed",
    [STEP_CONFIRMED] = "confirmed",
    [STEP_ENDED] = "",
};

static const char *const states[] = {
    [MATTER_OPEN] = "open",
    [MATTER_DONE] = "done",
    [MATTER_REFUSED] = "refused",
    [MATTER_WITHDRAWN] = "withdrawn",
    [MATTER_REVOKED] = "revoked",
};

struct str
course_state_word(enum matter_state s)
{
	return str_of(states[s]);
}

void
course_stamp(struct judging *j, struct opened *o, enum step_state state, const struct post *by)
{
	const struct step *s = &j->proc->steps[o->step];
	struct effect *e = judging_about(j, EFFECT_STAMP);

	e->step = s->name;
	e->section = o->section;
	e->outcome = str_of(stamps[state]);
	if (state == STEP_UNCONFIRMED && s->confirmed_by.kind == ACTOR_ROLE)
		e->role = j->pol->roles[s->confirmed_by.role].id;
	if (state != STEP_CONFIRMED) { /* the row keeps who did it, not who confirmed */
		o->person = j->who->id;
		o->post = by ? by->id : STR("");
	}
	o->state = state;
	o->day = j->now->day;
	o->seq = j->now->seq;
	if (state != STEP_UNCONFIRMED && state != STEP_REFUSED)
		judging_tick(j, s->clause);
}

/* --- opening ------------------------------------------------------------------------ */

static void
open_row(struct judging *j, struct opened *o)
{
	const struct step *s = &j->proc->steps[o->step];
	struct effect *e = judging_about(j, EFFECT_STEP);

	o->due = due_of(j->pol, j->town, j->m, (size_t)o->step, j->now);
	o->seq = j->now->seq;
	e->step = s->name;
	e->role = s->by.kind == ACTOR_ROLE ? j->pol->roles[s->by.role].id : STR("");
	e->section = o->section;
	e->due = o->due;
}

static void
append_rows(struct judging *j, const struct opened *rows, size_t n)
{
	struct matter *m = j->m;
	struct opened *all = arena_array(j->a, m->opened_n + n, sizeof *all);

	if (m->opened_n > 0)
		memcpy(all, m->opened, m->opened_n * sizeof *all);
	memcpy(all + m->opened_n, rows, n * sizeof *all);
	m->opened = all;
	m->opened_n += n;
}

static bool
open_step(struct judging *j, size_t step)
{
	const struct reach r = judging_reach(j);
	struct opened *rows;
	size_t n = route_rows(j->a, &r, step, &rows);

	for (size_t i = 0; i < n; i++)
		open_row(j, &rows[i]);
	if (n > 0)
		append_rows(j, rows, n);
	return n > 0;
}

/* Opens the next group of which anything applies; false at the end of the way. */
static bool
open_next(struct judging *j)
{
	size_t s = route_position(j->proc, j->m);
	bool opened = false;

	while (!opened && s < j->proc->step_n)
		for (size_t end = route_group_end(j->proc, s); s < end; s++)
			if (open_step(j, s))
				opened = true;
	return opened;
}

static bool
is_waiting(const struct matter *m)
{
	for (size_t i = 0; i < m->opened_n; i++)
		if (route_is_waiting(&m->opened[i]))
			return true;
	return false;
}

/* --- the decision ---------------------------------------------------------------------- */

/* The section of whoever decided first: that of the row, or of his post for a role of the town. */
static struct str
deciding_section(const struct judging *j)
{
	for (size_t i = 0; i < j->m->opened_n; i++) {
		const struct opened *o = &j->m->opened[i];
		const struct post *post;

		if (j->proc->steps[o->step].kind != STEP_DECIDE)
			continue;
		if (o->section.n)
			return o->section;
		post = town_post(j->town, o->post);
		return post ? post->section : STR("");
	}
	return j->m->section;
}

void
course_number(struct judging *j, int at)
{
	const struct number_rule *rule = &j->proc->number;
	struct str section = STR("");

	if (!rule->set || (int)rule->at != at || j->m->number.n)
		return;
	if (rule->of == NUMBER_OF_DECIDING)
		section = deciding_section(j);
	else if (rule->of == NUMBER_OF_APPLICANT)
		section = j->m->section;
	draft_number(j, rule->series, section, NULL);
}

static bool
fire_decided(struct judging *j)
{
	if (j->proc->valid.set) {
		day until = value_day(&j->m->form[j->proc->valid.until_field]);

		j->m->until = until;
		judging_about(j, EFFECT_VALID)->until = day_iso(j->a, until);
	}
	course_number(j, NUMBER_AT_DECIDED);
	return then_fire(j, ON_DECIDED, NONE);
}

/* --- moving on --------------------------------------------------------------------------- */

static bool
fire_steps(struct judging *j, const bool *closed)
{
	for (size_t s = 0; closed && s < j->proc->step_n; s++)
		if (closed[s] && route_step_closed(j->m, (int)s) && !then_fire(j, ON_STEP, (int)s))
			return false;
	return true;
}

bool
course_advance(struct judging *j, const bool *closed, bool was_undecided)
{
	const struct reach r = judging_reach(j);

	if (!fire_steps(j, closed))
		return false;
	if (was_undecided && !route_undecided(j->a, &r) && !fire_decided(j))
		return false;
	draft_settle(j); /* what opens next looks at items as they are now */
	if (is_waiting(j->m) || open_next(j))
		return true;
	return then_fire(j, ON_DONE, NONE) && course_end(j, MATTER_DONE);
}

bool
course_end(struct judging *j, enum matter_state state)
{
	struct effect *e;

	if (state == MATTER_REFUSED && !then_fire(j, ON_REFUSED, NONE))
		return false;
	e = judging_about(j, EFFECT_END);
	e->state = course_state_word(state);
	if (state == MATTER_REVOKED)
		e->until = day_iso(j->a, j->now->day);
	j->m->state = state;
	then_free(j);
	return true;
}

static void
fill_next(struct judging *j, const struct opened *o, struct next *out)
{
	const struct step *s = &j->proc->steps[o->step];

	*out = (struct next){
	    .act = ACT_DO, .step = s->name, .section = o->section, .label = s->label, .clause = s->clause};
	if (o->state == STEP_UNCONFIRMED)
		out->act = ACT_CONFIRM;
	else if (s->kind == STEP_DECIDE)
		out->act = ACT_DECIDE;
	out->who = arena_array(j->a, NEXT_WHO, sizeof(const struct person *));
	out->who_all = judge_entitled_all(j->pol, j->town, j->m, o, j->now->day, out->who, NEXT_WHO);
	out->who_n = out->who_all < NEXT_WHO ? out->who_all : NEXT_WHO;
}

void
course_next(struct judging *j)
{
	struct verdict *v = j->out;

	if (j->m->state != MATTER_OPEN)
		return;
	v->next = arena_array(j->a, j->m->opened_n, sizeof *v->next);
	for (size_t i = 0; i < j->m->opened_n; i++)
		if (route_is_waiting(&j->m->opened[i]))
			fill_next(j, &j->m->opened[i], &v->next[v->next_n++]);
}
