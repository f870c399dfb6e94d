/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Something is done, and where the policy asks for it, confirmed by another. */
#include "model/course.h"
#include "model/form.h"
#include "model/handler.h"
#include "model/matter.h"
#include "model/route.h"
#include "model/then.h"

enum { ROWS_MAX = 200 };

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

/* --- rows: a timeline, a book -------------------------------------------------------- */

/* `_close` is for steps that take rows, and true. */
static bool
read_close(struct judging *j, const struct step *s, bool *close)
{
	const struct json *v = json_get(j->act->body, "_close");

	*close = v && v->kind == JSON_BOOL && v->b;
	if (v == NULL || (s->rows && v->kind == JSON_BOOL))
		return true;
	return wrong(j, STR("_close"), s->label, SAY_FORM_UNKNOWN, STR("_close"));
}

static bool
has_fields(const struct json *body)
{
	for (const struct json *v = body ? body->first : NULL; v; v = v->next)
		if (v->key.n == 0 || v->key.p[0] != '_')
			return true;
	return false;
}

static bool
is_blank(const struct value *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (values[i].kind != VALUE_EMPTY)
			return false;
	return true;
}

/* Each thing has one row in a book that goes through a register. */
static bool
check_once(struct judging *j, const struct opened *o, const struct value *typed)
{
	const struct step *s = &j->proc->steps[o->step];
	const struct item *it;

	for (size_t i = 0; s->over.reg != NONE && i < j->m->row_n; i++) {
		const struct row *row = &j->m->rows[i];

		if (row->step != o->step || !str_eq(row->section, o->section) || row->n > o->rows ||
		    !value_eq(&row->fields[0], &typed[0]))
			continue;
		it = facts_item(&j->facts, typed[0].items[0]);
		return wrong(j, s->form[0].name, s->form[0].label, SAY_ROW_TWICE, s->label,
		    it ? judging_item(j, it) : STR(""), judging_number(j, row->n));
	}
	return true;
}

/* To every row of the step that is his: where several sections keep the book, each its own. */
static bool
add_row(struct judging *j, int step, const struct value *typed, const struct post *by)
{
	const struct step *s = &j->proc->steps[step];

	if (is_blank(typed, s->form_n))
		return refuse(j, ERR_MALFORMED, SAY_ROW_EMPTY, s->label);
	j->out->post = by ? by->id : STR("");
	for (size_t i = 0; i < j->m->opened_n; i++) {
		struct opened *o = &j->m->opened[i];

		if (o->step != step || o->state != STEP_OPEN || !matter_entitled(j, o, NULL))
			continue;
		if (o->rows >= ROWS_MAX) {
			way_out(j, SAY_ROWS_WAY_OUT);
			return refuse(j, ERR_REFUSED, SAY_ROWS_FULL, s->label, judging_number(j, ROWS_MAX));
		}
		if (!check_once(j, o, typed))
			return false;
		o->rows++;
		course_typed(j, EFFECT_ROW, o, typed);
	}
	return then_fire_row(j, step, typed);
}

static bool
do_rows(struct judging *j, int step, bool close, const struct post *by)
{
	const struct step *s = &j->proc->steps[step];
	const struct form form = {s->form, s->form_n};
	bool has_row = has_fields(j->act->body) || !close;
	struct value *typed;

	if (has_row && (!form_read(j, &form, j->act->body, STR(""), &typed) || !add_row(j, step, typed, by)))
		return false;
	if (close && !close_step(j, step, NULL, by))
		return false;
	j->out->say = say(j->a, close ? SAY_ROWS_CLOSED : SAY_ROW_ADDED, s->label);
	return true;
}

/* --- the acts --------------------------------------------------------------------------- */

bool
deed_judge(struct judging *j)
{
	const struct post *by;
	const struct step *s;
	struct value *typed;
	bool close;
	int step;

	if (!find(j, &step, &by))
		return false;
	s = &j->proc->steps[step];
	if (!read_close(j, s, &close))
		return false;
	if (s->rows)
		return do_rows(j, step, close, by);
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
