/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Something is done, and where the policy asks for it, confirmed by another. */
#include "model/book.h"
#include "model/course.h"
#include "model/form.h"
#include "model/handler.h"
#include "model/matter.h"
#include "model/route.h"
#include "model/then.h"

/* Stamps every row of the step that waits for this act and is his. */
static void
close_rows(struct judging *j, int step, struct value *typed)
{
	const struct step *s = &j->proc->steps[step];
	bool confirm = j->act->kind == ACT_CONFIRM;
	enum step_state done = s->confirmed ? STEP_UNCONFIRMED : STEP_DONE;
	const struct post *by;

	for (size_t i = 0; i < j->m->opened_n; i++) {
		struct opened *o = &j->m->opened[i];

		if (o->step != step || !route_is_waiting(o) || matter_act_of(j->proc, o) != j->act->kind ||
		    !matter_entitled(j, o, &by))
			continue;
		if (!confirm && !s->rows)
			course_typed(j, EFFECT_TYPED, o, typed);
		course_stamp(j, o, confirm ? STEP_CONFIRMED : done, by, STR(""));
		o->fields = confirm || s->rows ? o->fields : typed;
	}
}

/* Where any one of several owners' people is enough, the others need not. */
static void
close_others(struct judging *j, int step, const struct post *by)
{
	enum step_state state = j->act->kind == ACT_CONFIRM      ? STEP_CONFIRMED
	                        : j->proc->steps[step].confirmed ? STEP_UNCONFIRMED
	                                                         : STEP_DONE;

	if (j->proc->steps[step].by.each || j->proc->steps[step].by.each_person)
		return;
	for (size_t i = 0; i < j->m->opened_n; i++) {
		struct opened *o = &j->m->opened[i];

		if (o->step == step && route_is_waiting(o) && matter_act_of(j->proc, o) == j->act->kind)
			course_stamp(j, o, state, by, STR(""));
	}
}

static bool
close_step(struct judging *j, int step, struct value *typed, const struct post *by)
{
	bool *closed = arena_array(j->a, j->proc->step_n, sizeof *closed);
	const struct reach r = judging_reach(j);
	bool was_undecided = route_undecided(j->a, &r);

	j->out->post = by ? by->id : STR("");
	close_rows(j, step, typed);
	close_others(j, step, by);
	closed[step] = true;
	return course_advance(j, closed, was_undecided);
}

static bool
find(struct judging *j, int *step, const struct post **by)
{
	return matter_take(j) && matter_seen(j) && matter_is_open(j) && matter_step(j, step) &&
	       matter_claim(j, *step, by);
}

/* --- the acts --------------------------------------------------------------------------- */

bool
deed_judge(struct judging *j)
{
	const struct post *by;
	const struct step *s;
	struct value *typed;
	int step;

	if (!find(j, &step, &by))
		return false;
	s = &j->proc->steps[step];
	if (s->rows) {
		bool close;

		if (!book_write(j, step, by, &close) || (close && !close_step(j, step, NULL, by)))
			return false;
		j->out->say = say(j->a, close ? SAY_ROWS_CLOSED : SAY_ROW_ADDED, s->label);
		return true;
	}
	if (!book_unasked(j, s))
		return false;
	if (!form_read(j, &(struct form){s->form, s->form_n}, j->act->body, STR(""), &typed) ||
	    !close_step(j, step, typed, by))
		return false;
	j->out->say = say(j->a, s->confirmed ? SAY_UNCONFIRMED : SAY_DONE, s->label);
	return true;
}

bool
deed_judge_confirm(struct judging *j)
{
	const struct post *by;
	struct str note;
	int step;

	if (!find(j, &step, &by) || !form_only(j, j->act->body, "note") ||
	    !form_note(j, j->act->body, "note", &note) || !close_step(j, step, NULL, by))
		return false;
	j->out->say = say(j->a, SAY_CONFIRMED, j->proc->steps[step].label);
	return true;
}
