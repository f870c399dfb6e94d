/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the clock does: a day begins, a step's time is up. */
#include "model/clock.h"

#include "base/die.h"
#include "model/course.h"
#include "model/due.h"
#include "model/handler.h"
#include "model/matter.h"
#include "model/notice.h"
#include "model/route.h"

enum { BODY_MAX = 1024 * 1024 };

bool
clock_judge_day(struct judging *j)
{
	struct str text = json_get_str(j->act->body, "day");
	struct effect *e;
	day d;

	if (text.p == NULL || !day_parse_iso(text, &d) || d > j->now->day)
		return refuse(j, ERR_MALFORMED, SAY_DAY_DATE);
	e = judging_effect(j, EFFECT_DAY);
	e->from = text;
	e->flag = json_get_bool(j->act->body, "down", false) || json_get_int(j->act->body, "down", 0) != 0;
	j->out->say = say(j->a, SAY_DAY_BEGUN, judging_day(j, d));
	return true;
}

static struct opened *
row_of(struct judging *j, int step, struct str section)
{
	for (size_t i = 0; i < j->m->opened_n; i++)
		if (j->m->opened[i].step == step && route_is_waiting(&j->m->opened[i]) &&
		    str_eq(j->m->opened[i].section, section))
			return &j->m->opened[i];
	return NULL;
}

/* --- a reminder ---------------------------------------------------------------------------- */

static bool
remind(struct judging *j, const struct opened *o)
{
	struct effect *e;

	if (o->state != STEP_OPEN || o->remind == 0 || o->remind > j->now->time || o->late)
		return refuse(j, ERR_REFUSED, SAY_REMIND_NOT_DUE, matter_label(j, o));
	if (o->reminded)
		return refuse(j, ERR_REFUSED, SAY_REMIND_ALREADY, matter_label(j, o));
	e = judging_about(j, EFFECT_LATE);
	e->step = j->proc->steps[o->step].name;
	e->section = o->section;
	e->flag = 1;
	j->out->say = say(j->a, SAY_REMINDED, matter_label(j, o));
	return true;
}

/* --- its time is up --------------------------------------------------------------------------- */

/* Of an owner: of the row's where it stands for one, else of all that are reached. */
static void
tell_owners(struct judging *j, const struct opened *o, const struct due *due)
{
	const struct step *s = &j->proc->steps[o->step];
	const struct reach r = judging_reach(j);
	struct str owners[CASE_ITEMS] = {o->section};
	size_t n = o->section.n && s->by.of == OF_OWNER
	               ? 1
	               : reach_owners(&r, s, &due->late_inform, owners, CASE_ITEMS);

	for (size_t i = 0; i < n; i++)
		notice_add(j, NOTICE_LATE, s->name, due->late_inform.role, owners[i], STR(""));
}

static void
tell(struct judging *j, const struct opened *o, const struct due *due)
{
	const struct step *s = &j->proc->steps[o->step];
	int role = due->late_inform.role;

	if (due->has_late_inform && due->late_inform.of == OF_OWNER)
		tell_owners(j, o, due);
	else if (due->has_late_inform)
		notice_add(j, NOTICE_LATE, s->name, role, course_section_of(j, role), STR(""));
}

/* Somebody above may do it now too. */
static void
escalate(struct judging *j, struct opened *o, int role)
{
	struct effect *e = judging_about(j, EFFECT_RAISE);

	e->step = j->proc->steps[o->step].name;
	e->section = o->section;
	e->role = j->pol->roles[role].id;
	o->raised = role;
	notice_add(j, NOTICE_LATE, e->step, role, course_section_of(j, role), STR(""));
}

static bool
mark_late(struct judging *j, struct opened *o)
{
	const struct due *due = due_rule(j->proc, o->step);
	struct effect *e;

	if (o->due == 0 || o->due > j->now->time)
		return refuse(j, ERR_REFUSED, SAY_LATE_NOT_DUE, matter_label(j, o));
	if (o->late)
		return refuse(j, ERR_REFUSED, SAY_LATE_ALREADY, matter_label(j, o));
	e = judging_about(j, EFFECT_LATE);
	e->step = j->proc->steps[o->step].name;
	e->section = o->section;
	o->late = true;
	tell(j, o, due);
	if (due->late_escalate != NONE)
		escalate(j, o, due->late_escalate);
	j->out->say = say(j->a, SAY_LATE_MARKED, matter_label(j, o));
	return true;
}

bool
clock_judge_late(struct judging *j)
{
	struct str section = json_get_str(j->act->body, "section");
	struct opened *o;
	int step;

	if (!matter_take(j) || !matter_is_open(j))
		return false;
	step = step_index(j->proc, j->act->step);
	if (step == NONE)
		return refuse(j, ERR_REFUSED, SAY_STEP_UNKNOWN, j->proc->label, judging_clip(j->act->step));
	o = row_of(j, step, section);
	if (o == NULL)
		return refuse(j, ERR_REFUSED, SAY_LATE_NOT_DUE, j->proc->steps[step].label);
	return json_get_bool(j->act->body, "remind", false) ? remind(j, o) : mark_late(j, o);
}

/* --- the matter that a late step opens ---------------------------------------------------- */

/* What is empty there stays empty here; judge leaves out what does not fit. */
static void
write_carried(struct json_out *o, const struct matter *m, const struct carry *c, struct str name)
{
	if (c->from != NONE && m->form[c->from].kind == VALUE_EMPTY)
		return;
	json_key_str(o, name);
	if (c->from == NONE)
		json_str(o, c->literal);
	else
		value_write(o, &m->form[c->from]);
}

static struct str
carry_body(struct arena *a, const struct matter *m, const struct due *due, const struct procedure *to)
{
	struct buf b = buf_on(a, BODY_MAX);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	json_key(&o, CLOCK_OF);
	json_int(&o, m->id);
	json_key(&o, CLOCK_SECTION);
	json_str(&o, m->section);
	for (size_t i = 0; i < due->carry_n; i++)
		write_carried(&o, m, &due->carry[i], to->form[due->carry[i].field].name);
	json_close(&o, '}');
	must(buf_done(&b)); /* it was part of a body that was no greater */
	return buf_str(&b);
}

bool
clock_carry(struct arena *a, const struct policy *pol, const struct matter *m, const struct opened *o,
    struct act *act, struct str *body)
{
	const struct procedure *p = &pol->procedures[m->procedure], *to;
	const struct due *due = due_rule(p, o->step);

	if (!due->set || due->late_open == NONE)
		return false;
	to = &pol->procedures[due->late_open];
	*act = (struct act){.kind = ACT_SUBMIT, .procedure = to->id, .seen = -1};
	act->id = arena_fmt(a, "@open-%lld-%.*s-%.*s", (long long)m->id, STR_ARG(p->steps[o->step].name),
	    STR_ARG(o->section));
	*body = carry_body(a, m, due, to);
	return true;
}
