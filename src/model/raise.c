/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 引上げ: whoever stands above takes on a step that waits below him; then he closes it like any other. */
#include "model/entitlement.h"
#include "model/form.h"
#include "model/handler.h"
#include "model/matter.h"
#include "model/notice.h"
#include "model/route.h"

static void
tell_below(struct judging *j, const struct opened *o, const struct claim *c)
{
	struct str step = j->proc->steps[o->step].name;
	const struct person *decider = town_person(j->town, c->person);

	if (decider && entitlement_has(j->pol, j->town, c, j->now->day, decider, NULL, NULL))
		notice_add(j, NOTICE_RAISED, step, NONE, STR(""), decider->id);
	else
		notice_add(j, NOTICE_RAISED, step, entitlement_level(j->pol, j->town, c, j->now->day),
		    c->section, STR(""));
}

static void
take(struct judging *j, struct opened *o, const struct claim *c, int role)
{
	const struct post *post;
	struct effect *e = judging_about(j, EFFECT_RAISE);

	e->step = j->proc->steps[o->step].name;
	e->role = j->pol->roles[role].id;
	e->section = o->section;
	tell_below(j, o, c);
	o->raised = role;
	if (town_holds(j->town, j->pol, j->who, role, c->section, j->now->day, &post))
		j->out->post = post->id;
}

/* Why none of the rows that wait is his to take. */
static bool
refuse_rows(struct judging *j, int step, const struct opened *waiting)
{
	struct str label = j->proc->steps[step].label;

	if (waiting == NULL) {
		j->out->way_out = matter_open_words(j);
		return refuse(j, ERR_REFUSED, SAY_RAISE_NOT_WAITING, label);
	}
	if (matter_entitled(j, waiting, NULL))
		return refuse(j, ERR_REFUSED, SAY_RAISE_OWN, label);
	if (waiting->raised != NONE)
		return refuse(j, ERR_REFUSED, SAY_RAISE_TWICE, label, j->pol->roles[waiting->raised].label);
	j->out->way_out = judging_step_who(j, waiting);
	return refuse(j, ERR_REFUSED, SAY_RAISE_NOT_ABOVE, label);
}

static bool
take_rows(struct judging *j, int step)
{
	const struct opened *waiting = NULL;
	bool taken = false;

	for (size_t i = 0; i < j->m->opened_n; i++) {
		struct opened *o = &j->m->opened[i];
		struct claim c;
		int role;

		if (o->step != step || !route_is_waiting(o))
			continue;
		waiting = o;
		c = entitlement_of_row(j->pol, j->town, j->m, o, j->now->day);
		if (o->raised != NONE || !entitlement_above(j->pol, j->town, &c, j->now->day, j->who, &role))
			continue;
		take(j, o, &c, role);
		taken = true;
	}
	return taken || refuse_rows(j, step, waiting);
}

bool
raise_judge(struct judging *j)
{
	struct str reason;
	int step;

	if (!matter_take(j) || !matter_seen(j) || !matter_is_open(j))
		return false;
	step = step_index(j->proc, j->act->step);
	if (step == NONE)
		return refuse(j, ERR_REFUSED, SAY_STEP_UNKNOWN, j->proc->label, judging_clip(j->act->step));
	if (!form_only(j, j->act->body, "reason") || !form_note(j, j->act->body, "reason", &reason))
		return false;
	if (reason.n == 0)
		return wrong(j, STR("reason"), say(j->a, SAY_NOTE), SAY_NOTE_MISSING);
	if (!take_rows(j, step))
		return false;
	j->out->say = say(j->a, SAY_RAISED, j->proc->steps[step].label);
	return true;
}
