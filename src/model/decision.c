/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decide: permit (perhaps on a condition), refuse, or give the form back. */
#include "model/board.h"
#include "model/course.h"
#include "model/form.h"
#include "model/handler.h"
#include "model/matter.h"
#include "model/route.h"

/* A decision being made. */
struct decision {
	int step;
	const struct post *by;
	struct str note;
	struct value *typed; /* of the step's form, or NULL */
	enum step_state state;
	bool *closed;
};

/* A question of its own: asked with a form, or one whose refusal lets the matter go on. */
static bool
stands_alone(const struct step *s)
{
	return s->goes_on || s->form_n > 0;
}

static bool
goes_with(const struct judging *j, const struct decision *d, const struct opened *o)
{
	return o->step == d->step ||
	       !(stands_alone(&j->proc->steps[o->step]) || stands_alone(&j->proc->steps[d->step]));
}

static void
stamp(struct judging *j, const struct decision *d, struct opened *o, const struct post *by)
{
	if (o->step == d->step && d->typed) {
		course_typed(j, EFFECT_TYPED, o, d->typed);
		o->fields = d->typed;
	}
	course_stamp(j, o, d->state, by, d->note);
}

/* Every decision of this matter that is his today: one stamp where one person is entitled to several. */
static void
stamp_all(struct judging *j, const struct decision *d)
{
	const struct post *by;

	for (size_t i = 0; i < j->m->opened_n; i++) {
		struct opened *o = &j->m->opened[i];

		if (o->state != STEP_OPEN || matter_act_of(j->proc, o) != ACT_DECIDE || !goes_with(j, d, o) ||
		    !matter_entitled(j, o, &by))
			continue;
		stamp(j, d, o, by);
		d->closed[o->step] = true;
	}
}

/* Where any one of several owners is enough, his word stands for the others too. */
static void
stamp_others(struct judging *j, const struct decision *d)
{
	for (size_t i = 0; i < j->m->opened_n; i++) {
		struct opened *o = &j->m->opened[i];

		const struct actor *by = &j->proc->steps[o->step].by;

		if (o->state == STEP_OPEN && d->closed[o->step] && !by->each && !by->each_person)
			stamp(j, d, o, d->by);
	}
}

/* The matter goes on: permitted, or refused where that ends nothing. */
static bool
go_on(struct judging *j, struct decision *d)
{
	struct reach r = judging_reach(j);
	bool was_undecided = route_undecided(j->a, &r);

	stamp_all(j, d);
	stamp_others(j, d);
	return course_advance(j, d->closed, was_undecided);
}

static void
tick_closed(struct judging *j, const struct decision *d)
{
	for (size_t s = 0; s < j->proc->step_n; s++)
		if (d->closed[s])
			judging_tick(j, j->proc->steps[s].clause);
}

/* In the step's own words, where it has some. */
static struct str
permitted_words(const struct judging *j, const struct decision *d)
{
	const struct step *s = &j->proc->steps[d->step];
	bool conditional = d->state == STEP_CONDITIONAL;
	struct str clauses = say_join(j->a, j->out->clauses.s, j->out->clauses.n, "、");

	if (s->permit_word.n)
		return say(j->a, conditional ? SAY_DECIDED_IF : SAY_DECIDED, s->label, s->permit_word);
	return say(j->a, conditional ? SAY_PERMITTED_IF : SAY_PERMITTED, j->proc->label, clauses);
}

static bool
permit(struct judging *j, struct decision *d)
{
	d->state = j->act->outcome == OUTCOME_CONDITIONAL ? STEP_CONDITIONAL : STEP_PERMITTED;
	if (!go_on(j, d))
		return false;
	j->out->say = permitted_words(j, d);
	return true;
}

static bool
refuse_step(struct judging *j, struct decision *d)
{
	const struct step *s = &j->proc->steps[d->step];

	d->state = STEP_REFUSED;
	if (!go_on(j, d))
		return false;
	tick_closed(j, d);
	j->out->say = say(j->a, SAY_REFUSED_GOES_ON, s->label,
	    s->refuse_word.n ? s->refuse_word : say(j->a, SAY_REFUSE_WORD));
	return true;
}

static bool
refuse_matter(struct judging *j, struct decision *d)
{
	if (j->proc->steps[d->step].goes_on)
		return refuse_step(j, d);
	d->state = STEP_REFUSED;
	stamp_all(j, d);
	tick_closed(j, d);
	j->out->say = say(j->a, SAY_REFUSED, j->proc->label);
	return course_end(j, MATTER_REFUSED);
}

/* --- back to the applicant ---------------------------------------------------------- */

bool
decision_may_return(struct judging *j)
{
	const struct reach r = judging_reach(j);
	const struct person *applicant = town_person(j->town, j->m->applicant);

	if (route_has_left_mark(j->a, &r)) {
		way_out(j, SAY_RETURN_WAY_OUT);
		return refuse(j, ERR_REFUSED, SAY_RETURN_TOO_LATE);
	}
	if ((j->m->applicant.n || j->proc->form_by != NONE) &&
	    (applicant == NULL || applicant->kind != PERSON_STATION))
		return true;
	way_out(j, SAY_RETURN_WAY_OUT);
	return refuse(j, ERR_REFUSED, SAY_RETURN_TO_NOBODY);
}

static bool
give_back(struct judging *j, struct decision *d)
{
	if (!decision_may_return(j))
		return false;
	d->state = STEP_PAST;
	stamp_all(j, d);
	course_pass(j);
	course_open_form(j);
	j->out->say = say(j->a, SAY_RETURNED, j->proc->label);
	return true;
}

/* --- the act -------------------------------------------------------------------------- */

/*
 * The step's form: whole with a permission. A refusal keeps what there is of it;
 * of a committee's the meeting is asked for all the same. Nothing with a return.
 */
static bool
read_form(struct judging *j, struct decision *d)
{
	const struct step *s = &j->proc->steps[d->step];
	struct form form = {s->form, s->form_n};
	enum outcome o = j->act->outcome;
	struct value *meeting;
	bool missing;

	if (s->form_n == 0 || o == OUTCOME_RETURN)
		return form_only(j, j->act->body, "note");
	if (o != OUTCOME_REFUSE) {
		if (!form_read(j, &form, j->act->body, STR("note"), &d->typed))
			return false;
	} else {
		form_gather(j, &form, j->act->body, &d->typed, &missing);
		form.n = s->board == NONE ? 0 : BOARD_FIELDS;
		if (s->board != NONE && !form_part(j, &form, j->act->body, &meeting))
			return false;
	}
	return s->board == NONE || board_check(j, s, d->typed);
}

static bool
check_outcome(struct judging *j, struct decision *d)
{
	enum outcome o = j->act->outcome;
	struct str *note = &d->note;

	if (o == OUTCOME_NONE)
		return refuse(j, ERR_MALFORMED, SAY_OUTCOME_MISSING);
	if (!read_form(j, d) || !form_note(j, j->act->body, "note", note))
		return false;
	if (o != OUTCOME_PERMIT && note->n == 0)
		return wrong(j, STR("note"), say(j->a, o == OUTCOME_CONDITIONAL ? SAY_CONDITION : SAY_NOTE),
		    o == OUTCOME_CONDITIONAL ? SAY_CONDITION_MISSING : SAY_NOTE_MISSING);
	return true;
}

bool
decision_judge(struct judging *j)
{
	struct decision d = {.by = NULL};

	if (!matter_take(j) || !matter_seen(j) || !matter_is_open(j) || !matter_step(j, &d.step) ||
	    !matter_claim(j, d.step, &d.by) || !check_outcome(j, &d))
		return false;
	j->out->post = d.by ? d.by->id : STR("");
	d.closed = arena_array(j->a, j->proc->step_n, sizeof *d.closed);
	switch (j->act->outcome) {
	case OUTCOME_REFUSE:
		return refuse_matter(j, &d);
	case OUTCOME_RETURN:
		return give_back(j, &d);
	default:
		return permit(j, &d);
	}
}
