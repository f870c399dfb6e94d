/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/course.h"

#include <string.h>

#include "model/draft.h"
#include "model/due.h"
#include "model/each.h"
#include "model/entitlement.h"
#include "model/matter.h"
#include "model/notice.h"
#include "model/renewal.h"
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
    [STEP_CONDITIONAL] = "conditional",
    [STEP_TAKEN] = "taken",
    [STEP_PAST] = "return",
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

/* Is the duty met by this stamp? */
static bool
ticks(enum step_state state)
{
	return state == STEP_DONE || state == STEP_PERMITTED || state == STEP_CONDITIONAL ||
	       state == STEP_CONFIRMED;
}

struct str
course_section_of(const struct judging *j, int role)
{
	return j->pol->roles[role].town ? STR("") : j->m->section;
}

void
course_stamp(
    struct judging *j, struct opened *o, enum step_state state, const struct post *by, struct str note)
{
	const struct step *s = &j->proc->steps[o->step];
	struct claim c = entitlement_of_row(j->pol, j->town, j->m, o, j->now->day);
	enum standing right = entitlement_standing(j->pol, j->town, &c, j->now->day, j->who, j->as, NULL);
	struct effect *e;

	notice_of_closing(j, o, right);
	e = judging_about(j, EFFECT_STAMP);
	e->step = s->name;
	e->section = o->section;
	e->outcome = str_of(stamps[state]);
	if (right == STANDING_DEPUTY)
		e->kind = STR("deputy");
	if (note.n)
		e->ref = STR("note");
	if (state == STEP_UNCONFIRMED && s->confirmed_by.kind == ACTOR_ROLE)
		e->role = j->pol->roles[s->confirmed_by.role].id;
	if (state != STEP_CONFIRMED) { /* the row keeps who did it, not who confirmed */
		o->person = j->who->id;
		o->post = by ? by->id : STR("");
		o->note = note;
	}
	o->deputy = right == STANDING_DEPUTY;
	o->state = state;
	o->day = j->now->day;
	o->seq = j->now->seq;
	if (ticks(state))
		judging_tick(j, s->clause);
}

void
course_typed(struct judging *j, enum effect_kind what, const struct opened *o, const struct value *values)
{
	const struct step *s = &j->proc->steps[o->step];

	for (size_t i = 0; values && i < s->form_n; i++) {
		struct effect *e;

		if (values[i].kind == VALUE_EMPTY)
			continue;
		e = judging_about(j, what);
		e->step = s->name;
		e->section = o->section;
		e->field = s->form[i].name;
		if (what == EFFECT_ROW)
			e->n = o->rows;
		if (field_is_text(s->form[i].type))
			e->ref = arena_fmt(j->a, "%.*s%.*s", STR_ARG(j->path), STR_ARG(s->form[i].name));
		else
			e->value = values[i];
	}
}

/* --- opening ------------------------------------------------------------------------ */

struct str
course_role(const struct judging *j, const struct opened *o)
{
	const struct step *s = &j->proc->steps[o->step];

	if (s->kind == STEP_FORM)
		return j->m->applicant.n || j->proc->form_by == NONE ? STR("")
		                                                     : j->pol->roles[j->proc->form_by].id;
	return s->by.kind == ACTOR_ROLE ? j->pol->roles[s->by.role].id : STR("");
}

static void
open_row(struct judging *j, struct opened *o)
{
	struct effect *e = judging_about(j, EFFECT_STEP);

	o->due = due_of(j->pol, j->town, j->m, (size_t)o->step, j->now);
	o->remind = due_remind(j->pol, j->town, j->m, (size_t)o->step, o->due, j->now);
	o->seq = j->now->seq;
	e->step = j->proc->steps[o->step].name;
	e->role = course_role(j, o);
	e->section = o->section;
	e->due = o->due;
	e->remind = o->remind;
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

/* Is there a reason in the form why this could not be waited for? */
static bool
may_follow(const struct judging *j, const struct step *s)
{
	return s->may_follow != NONE && j->m->form[s->may_follow].kind != VALUE_EMPTY;
}

/*
 * Opens the next group of which anything applies, from this step on; false at
 * the end of the way. Addressees open when they are called, or when the report
 * was made before the way is taken up here.
 */
static bool
open_from(struct judging *j, size_t s)
{
	const int from = (int)s;
	bool opened = false;

	while (!opened && s < j->proc->step_n) {
		bool follow = false; /* what may be done before it is decided opens beside the decision */

		for (size_t end = route_group_end(j->proc, s); s < end; s++)
			if (j->proc->steps[s].called_by < from && open_step(j, s)) {
				opened = true;
				follow = follow || may_follow(j, &j->proc->steps[s]);
			}
		if (follow)
			(void)open_from(j, s);
	}
	return opened;
}

/* By a role of the town it is filled in for no section. */
static struct str
form_section(const struct judging *j)
{
	return j->m->applicant.n || j->proc->form_by == NONE ? STR("")
	                                                     : course_section_of(j, j->proc->form_by);
}

void
course_open_form(struct judging *j)
{
	struct opened row = {
	    .step = (int)j->proc->step_n, .section = form_section(j), .day = DAY_NONE, .raised = NONE};

	open_row(j, &row);
	append_rows(j, &row, 1);
}

void
course_pass(struct judging *j)
{
	(void)judging_about(j, EFFECT_PAST);
	for (size_t i = 0; i < j->m->opened_n; i++)
		j->m->opened[i].state = STEP_PAST;
}

/* Some only see what was reported. */
static void
tell_copies(struct judging *j, const struct step *s)
{
	for (size_t i = 0; i < s->copy_n; i++)
		notice_add(j, NOTICE_COPY, s->name, s->copy[i], course_section_of(j, s->copy[i]), STR(""));
}

/* Who is addressed by what has been reported now. */
static void
open_called(struct judging *j, const bool *closed)
{
	for (size_t s = 0; closed && s < j->proc->step_n; s++) {
		int by = j->proc->steps[s].called_by;

		if (closed[s] && route_step_closed(j->m, (int)s))
			tell_copies(j, &j->proc->steps[s]);
		if (by != NONE && closed[by] && route_step_closed(j->m, by))
			(void)open_step(j, s);
	}
}

/* A step that waits for somebody: the way (addressees do not hold it up), or only its end? */
static bool
waits(const struct judging *j, bool way)
{
	const struct reach r = judging_reach(j);
	bool *asked = arena_array(j->a, j->proc->step_n + 1, sizeof *asked);

	for (size_t i = 0; i < j->m->opened_n; i++) {
		const struct opened *o = &j->m->opened[i];

		if (!(way ? route_holds_up(j->proc, o) : route_is_waiting(o)) || asked[o->step])
			continue;
		asked[o->step] = true; /* all its rows together */
		if ((size_t)o->step == j->proc->step_n || !each_suffices(&r, o->step))
			return true;
	}
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

		if (j->proc->steps[o->step].kind != STEP_DECIDE || o->state == STEP_PAST)
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
	if (j->m->taken && j->act->kind == ACT_SUBMIT) /* it has its number on paper */
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
	j->out->decided = true;
	renewal_settle(j);
	course_number(j, NUMBER_AT_DECIDED);
	return then_fire(j, ON_DECIDED, NONE);
}

/* --- moving on --------------------------------------------------------------------------- */

static bool
fire_steps(struct judging *j, const bool *closed)
{
	for (size_t s = 0; closed && s < j->proc->step_n; s++)
		if (closed[s] && route_step_fired(j->proc, j->m, (int)s) && !then_fire(j, ON_STEP, (int)s))
			return false;
	return true;
}

/* Decided, and not with nothing but refusals that let the matter go on. */
static bool
is_decided(const struct judging *j)
{
	const struct reach r = judging_reach(j);
	bool refused = false, permitted = false;

	for (size_t i = 0; i < j->m->opened_n; i++) {
		const struct opened *o = &j->m->opened[i];

		if (j->proc->steps[o->step].kind != STEP_DECIDE)
			continue;
		refused = refused || o->state == STEP_REFUSED;
		permitted = permitted || route_is_permitted(o);
	}
	return (permitted || !refused) && !route_undecided(j->a, &r);
}

/* The next steps, from this one on, or the end. */
static bool
go_on(struct judging *j, size_t from)
{
	while (open_from(j, from)) {
		if (waits(j, true))
			return true;
		from =
		    route_position(j->proc, j->m); /* nobody need do what has been opened: on with the next */
	}
	if (waits(j, false))
		return true;
	return then_fire(j, ON_DONE, NONE) && course_end(j, MATTER_DONE);
}

bool
course_advance(struct judging *j, const bool *closed, bool was_undecided)
{
	if (!fire_steps(j, closed) || (was_undecided && is_decided(j) && !fire_decided(j)))
		return false;
	draft_settle(j); /* what opens next looks at items as they are now */
	open_called(j, closed);
	return waits(j, true) || go_on(j, route_position(j->proc, j->m));
}

/* Opened and closed at once. */
static void
take_step(struct judging *j, size_t step)
{
	const struct reach r = judging_reach(j);
	struct opened *rows;
	size_t n = route_rows(j->a, &r, step, &rows);

	for (size_t i = 0; i < n; i++) {
		struct effect *e = judging_about(j, EFFECT_STEP);

		e->step = j->proc->steps[step].name;
		e->role = course_role(j, &rows[i]);
		e->section = rows[i].section;
		e = judging_about(j, EFFECT_STAMP);
		e->step = j->proc->steps[step].name;
		e->section = rows[i].section;
		e->outcome = str_of(stamps[STEP_TAKEN]);
		rows[i].state = STEP_TAKEN;
		rows[i].person = j->who->id;
		rows[i].day = j->now->day;
		rows[i].seq = j->now->seq;
	}
	if (n > 0)
		append_rows(j, rows, n);
}

bool
course_take_over(struct judging *j, size_t at)
{
	bool *taken = arena_array(j->a, j->proc->step_n + 1, sizeof *taken);

	for (size_t s = 0; s < at; s++) {
		take_step(j, s);
		taken[s] = true;
	}
	if (!fire_steps(j, taken) || (is_decided(j) && !fire_decided(j)))
		return false;
	draft_settle(j);
	return go_on(j, at);
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

	*out = (struct next){.step = s->name, .section = o->section, .label = s->label, .clause = s->clause};
	out->act = matter_act_of(j->proc, o);
	if (s->kind == STEP_FORM)
		out->label = matter_label(j, o);
	out->rows = out->act == ACT_DO && s->rows;
	out->permit_word = s->permit_word;
	out->refuse_word = s->refuse_word;
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
