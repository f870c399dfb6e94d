/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A form is filled in again: it was given back, or the clock left it open. Then the way begins. */
#include "model/course.h"
#include "model/form.h"
#include "model/handler.h"
#include "model/matter.h"
#include "model/route.h"
#include "model/submission.h"
#include "model/then.h"

static bool
find_form(struct judging *j, struct opened **o, const struct post **by)
{
	const struct opened *open = route_form(j->proc, j->m);

	if (open == NULL) {
		j->out->way_out = matter_open_words(j);
		return refuse(j, ERR_REFUSED, SAY_CHANGE_NOT_RETURNED);
	}
	*o = &j->m->opened[open - j->m->opened];
	return matter_claim(j, open->step, by);
}

static void
emit_changed(struct judging *j, const struct value *old)
{
	for (size_t i = 0; i < j->proc->form_n; i++)
		if (!value_eq(&old[i], &j->m->form[i]))
			submission_field(j, i);
}

bool
change_judge(struct judging *j)
{
	const struct post *by;
	struct value *old, *form;
	struct opened *o;

	if (!matter_take(j) || !matter_seen(j) || !matter_is_open(j) || !find_form(j, &o, &by) ||
	    !form_read(j, &(struct form){j->proc->form, j->proc->form_n}, j->act->body, STR(""), &form))
		return false;
	old = j->m->form;
	j->m->form = form;
	if (!submission_check(j, 0))
		return false;
	emit_changed(j, old);
	j->m->form = old;
	then_hold_anew(j, form);
	if (o == j->m->opened) /* the clock began it; now somebody has */
		submission_tick(j);
	submission_permits(j);
	j->out->post = by ? by->id : STR("");
	course_stamp(j, o, STEP_DONE, by, STR(""));
	if (!course_advance(j, NULL, true))
		return false;
	j->out->say = say(j->a, SAY_CHANGED, j->proc->label);
	return true;
}
