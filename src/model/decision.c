/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decide: permit or refuse. */
#include "model/course.h"
#include "model/form.h"
#include "model/handler.h"
#include "model/matter.h"
#include "model/route.h"

/* Every decision of this matter that is his today: one stamp where one person is entitled to several. */
static void
stamp_all(struct judging *j, enum step_state state, bool *closed)
{
	const struct post *by;

	for (size_t i = 0; i < j->m->opened_n; i++) {
		struct opened *o = &j->m->opened[i];

		if (o->state != STEP_OPEN || matter_act_of(j->proc, o) != ACT_DECIDE ||
		    !matter_entitled(j, o, &by))
			continue;
		course_stamp(j, o, state, by);
		closed[o->step] = true;
	}
}

/* Where any one of several owners is enough, his word stands for the others too. */
static void
stamp_others(struct judging *j, enum step_state state, const bool *closed, const struct post *by)
{
	for (size_t i = 0; i < j->m->opened_n; i++) {
		struct opened *o = &j->m->opened[i];

		if (o->state == STEP_OPEN && closed[o->step] && !j->proc->steps[o->step].by.each)
			course_stamp(j, o, state, by);
	}
}

static bool
permit(struct judging *j, bool *closed, const struct post *by)
{
	struct reach r = judging_reach(j);
	bool was_undecided = route_undecided(j->a, &r);

	stamp_all(j, STEP_PERMITTED, closed);
	stamp_others(j, STEP_PERMITTED, closed, by);
	if (!course_advance(j, closed, was_undecided))
		return false;
	j->out->say = say(
	    j->a, SAY_PERMITTED, j->proc->label, say_join(j->a, j->out->clauses.s, j->out->clauses.n, "、"));
	return true;
}

static bool
refuse_matter(struct judging *j, bool *closed)
{
	stamp_all(j, STEP_REFUSED, closed);
	for (size_t s = 0; s < j->proc->step_n; s++)
		if (closed[s])
			judging_tick(j, j->proc->steps[s].clause);
	j->out->say = say(j->a, SAY_REFUSED, j->proc->label);
	return course_end(j, MATTER_REFUSED);
}

static bool
check_outcome(struct judging *j)
{
	struct str note;

	if (j->act->outcome == OUTCOME_NONE)
		return refuse(j, ERR_MALFORMED, SAY_OUTCOME_MISSING);
	if (!form_only(j, j->act->body, "note") || !form_note(j, j->act->body, "note", &note))
		return false;
	if (j->act->outcome == OUTCOME_REFUSE && note.n == 0)
		return wrong(j, STR("note"), say(j->a, SAY_NOTE), SAY_NOTE_MISSING);
	return true;
}

bool
decision_judge(struct judging *j)
{
	const struct post *by;
	bool *closed;
	int step;

	if (!matter_take(j) || !matter_seen(j) || !matter_is_open(j) || !matter_step(j, &step) ||
	    !matter_claim(j, step, &by) || !check_outcome(j))
		return false;
	j->out->post = by ? by->id : STR("");
	closed = arena_array(j->a, j->proc->step_n, sizeof *closed);
	return j->act->outcome == OUTCOME_PERMIT ? permit(j, closed, by) : refuse_matter(j, closed);
}
