/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/matter.h"

#include "base/die.h"
#include "model/entitlement.h"
#include "model/route.h"

/* Opened again with another due date: then the later row is the one that counts. */
static bool
is_reopened(const struct matter *m, size_t row)
{
	const struct opened *o = &m->opened[row];

	for (size_t i = row + 1; route_is_waiting(o) && i < m->opened_n; i++)
		if (m->opened[i].step == o->step && route_is_waiting(&m->opened[i]) &&
		    str_eq(m->opened[i].section, o->section))
			return true;
	return false;
}

static void
copy_rows(struct judging *j, const struct matter *m)
{
	j->m->opened = arena_array(j->a, m->opened_n, sizeof *m->opened);
	j->m->opened_n = 0;
	for (size_t i = 0; i < m->opened_n; i++)
		if (!is_reopened(m, i))
			j->m->opened[j->m->opened_n++] = m->opened[i];
}

bool
matter_take(struct judging *j)
{
	const struct matter *m = j->facts.matter;

	if (m == NULL || m->id != j->act->matter)
		return refuse(j, ERR_NOT_FOUND, SAY_MATTER_UNKNOWN);
	must(m->procedure >= 0 && (size_t)m->procedure < j->pol->procedures_n);
	j->m = ARENA_NEW(j->a, struct matter);
	*j->m = *m;
	copy_rows(j, m);
	j->proc = &j->pol->procedures[m->procedure];
	j->out->matter = m->id;
	return true;
}

bool
matter_seen(struct judging *j)
{
	if (j->act->seen < 0)
		return refuse(j, ERR_MALFORMED, SAY_SEEN_MISSING);
	if (j->act->seen == j->m->last)
		return true;
	way_out(j, SAY_STALE_WAY_OUT);
	return refuse(j, ERR_STALE, SAY_STALE);
}

struct str
matter_name(const struct judging *j)
{
	return j->m->number.n ? j->m->number : say(j->a, SAY_MATTER_ID, judging_number(j, j->m->id));
}

bool
matter_is_open(struct judging *j)
{
	static const enum say ends[] = {
	    [MATTER_OPEN] = SAY_STATE_OPEN,
	    [MATTER_DONE] = SAY_STATE_DONE,
	    [MATTER_REFUSED] = SAY_STATE_REFUSED,
	    [MATTER_WITHDRAWN] = SAY_STATE_WITHDRAWN,
	    [MATTER_REVOKED] = SAY_STATE_REVOKED,
	};

	if (j->m->state == MATTER_OPEN)
		return true;
	way_out(j, SAY_CLOSED_WAY_OUT);
	return refuse(j, ERR_REFUSED, SAY_MATTER_CLOSED, matter_name(j), say(j->a, ends[j->m->state]));
}

/* --- the step ------------------------------------------------------------------------- */

enum act_kind
matter_act_of(const struct procedure *p, const struct opened *o)
{
	if (o->state == STEP_UNCONFIRMED)
		return ACT_CONFIRM;
	if (p->steps[o->step].kind == STEP_FORM)
		return ACT_CHANGE;
	return p->steps[o->step].kind == STEP_DECIDE ? ACT_DECIDE : ACT_DO;
}

static bool
is_of_kind(const struct step *s, enum act_kind kind)
{
	if (s->kind == STEP_FORM)
		return kind == ACT_CHANGE;
	if (kind == ACT_CONFIRM)
		return s->confirmed;
	return (s->kind == STEP_DECIDE) == (kind == ACT_DECIDE);
}

bool
matter_step(struct judging *j, int *step)
{
	*step = step_index(j->proc, j->act->step);
	if (*step == NONE)
		return refuse(j, ERR_REFUSED, SAY_STEP_UNKNOWN, j->proc->label, judging_clip(j->act->step));
	if (is_of_kind(&j->proc->steps[*step], j->act->kind))
		return true;
	j->out->way_out = matter_open_words(j);
	return refuse(j, ERR_REFUSED, SAY_STEP_OTHER_ACT, j->proc->steps[*step].label,
	    say(j->a, j->act->kind == ACT_DECIDE ? SAY_ACT_DECIDE
	              : j->act->kind == ACT_DO   ? SAY_ACT_DO
	                                         : SAY_ACT_CONFIRM));
}

bool
matter_came_back(const struct matter *m)
{
	for (size_t i = 0; i < m->opened_n; i++)
		if (m->opened[i].state == STEP_PAST)
			return true;
	return false;
}

struct str
matter_label(const struct judging *j, const struct opened *o)
{
	if (j->proc->steps[o->step].kind != STEP_FORM)
		return j->proc->steps[o->step].label;
	return say(j->a, matter_came_back(j->m) ? SAY_FORM_AGAIN : SAY_FORM_FIRST);
}

struct str
matter_open_words(const struct judging *j)
{
	struct str *labels = arena_array(j->a, j->m->opened_n, sizeof *labels);
	size_t n = 0;

	for (size_t i = 0; i < j->m->opened_n; i++) {
		const struct opened *o = &j->m->opened[i];

		if (route_is_waiting(o))
			labels[n++] =
			    say(j->a, o->state == STEP_UNCONFIRMED ? SAY_QUOTED_CONFIRM : SAY_QUOTED,
			        matter_label(j, o));
	}
	return n ? say(j->a, SAY_NOW_OPEN, say_join(j->a, labels, n, "、")) : STR("");
}

static const struct opened *
row_of(const struct judging *j, int step)
{
	for (size_t i = j->m->opened_n; i-- > 0;)
		if (j->m->opened[i].step == step && j->m->opened[i].state != STEP_PAST)
			return &j->m->opened[i];
	return NULL;
}

/* The way has passed by where it would have opened; an addressee's opens when he is called. */
static bool
falls_away(const struct judging *j, int step)
{
	int caller = j->proc->steps[step].called_by;

	if (caller == NONE)
		return (size_t)step < route_position(j->proc, j->m);
	return row_of(j, caller) ? route_step_closed(j->m, caller) : falls_away(j, caller);
}

/* No row of the step waits for this act: say how it stands with it. */
static bool
refuse_not_waiting(struct judging *j, int step)
{
	const struct step *s = &j->proc->steps[step];
	const struct opened *o = row_of(j, step);
	const struct person *by;

	j->out->way_out = matter_open_words(j);
	if (o == NULL)
		return refuse(
		    j, ERR_REFUSED, falls_away(j, step) ? SAY_STEP_FALLS_AWAY : SAY_STEP_NOT_YET, s->label);
	if (o->state == STEP_UNCONFIRMED)
		return refuse(j, ERR_REFUSED, SAY_STEP_UNCONFIRMED, s->label);
	if (o->state == STEP_OPEN)
		return refuse(j, ERR_REFUSED, SAY_STEP_NOTHING_TO_CONFIRM, s->label);
	by = town_person(j->town, o->person);
	if (by == NULL)
		return refuse(j, ERR_REFUSED, SAY_STEP_CLOSED, s->label, judging_day(j, o->day));
	return refuse(j, ERR_REFUSED, SAY_STEP_CLOSED_BY, s->label, judging_day(j, o->day), by->name);
}

/* --- entitlement ------------------------------------------------------------------------ */

bool
matter_entitled(const struct judging *j, const struct opened *o, const struct post **by)
{
	struct claim c = entitlement_of_row(j->pol, j->town, j->m, o, j->now->day);

	return entitlement_has(j->pol, j->town, &c, j->now->day, j->who, j->as, by);
}

static bool
refuse_not_entitled(struct judging *j, const struct opened *o)
{
	const struct step *s = &j->proc->steps[o->step];
	const struct str label = matter_label(j, o);
	struct claim c = entitlement_of_row(j->pol, j->town, j->m, o, j->now->day);

	judging_tick(j, s->clause);
	j->out->way_out = judging_step_who(j, o);
	if (str_eq(j->who->id, c.not_a) && o->state != STEP_UNCONFIRMED)
		return refuse(j, ERR_REFUSED, SAY_OWN_MATTER, label);
	if (str_eq(j->who->id, c.not_a) || str_eq(j->who->id, c.not_b))
		return refuse(j, ERR_REFUSED, SAY_OWN_CONFIRM, label);
	if (str_eq(j->who->id, c.not_c))
		return refuse(j, ERR_REFUSED, SAY_INVOLVED, label, j->proc->form[s->except].label);
	if (j->as && entitlement_has(j->pol, j->town, &c, j->now->day, j->who, NULL, NULL)) {
		way_out(j, SAY_POST_WAY_OUT);
		return refuse(j, ERR_REFUSED, SAY_POST_NOT_FIT, judging_post(j->as), label);
	}
	return refuse(j, ERR_REFUSED, SAY_NOT_ENTITLED, label);
}

bool
matter_claim(struct judging *j, int step, const struct post **by)
{
	const struct opened *waiting = NULL;

	for (size_t i = 0; i < j->m->opened_n; i++) {
		const struct opened *o = &j->m->opened[i];

		if (o->step != step || !route_is_waiting(o) || matter_act_of(j->proc, o) != j->act->kind)
			continue;
		if (matter_entitled(j, o, by))
			return true;
		waiting = o;
	}
	return waiting ? refuse_not_entitled(j, waiting) : refuse_not_waiting(j, step);
}
