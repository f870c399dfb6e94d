/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * 訂正: a field that was wrong gets another value, with a reason; the old one
 * stays visible. Where the field decides the way of an open matter, it is
 * decided again; of one that has ended it is not corrected but applied anew.
 */
#include <string.h>

#include "model/body.h"
#include "model/course.h"
#include "model/form.h"
#include "model/handler.h"
#include "model/matter.h"
#include "model/permission.h"
#include "model/route.h"
#include "model/submission.h"
#include "model/then.h"

static const struct body_key keys[] = {
    {"reason", JSON_STR},
    {"form", JSON_MAP},
    {"section", JSON_STR},
    {NULL, JSON_NULL},
};

/* What is corrected: the form of the matter, or (row) of one of its steps. */
struct correction {
	struct opened *row; /* NULL: the matter's */
	struct form form;
	const struct value *old;
	struct value *new;
};

/* --- who may ------------------------------------------------------------------------------ */

/* Who filled the form in: the applicant, or whoever did when the clock had begun it. */
static bool
has_filled_in(const struct judging *j)
{
	if (str_eq(j->m->applicant, j->who->id))
		return true;
	for (size_t i = 0; i < j->m->opened_n; i++)
		if ((size_t)j->m->opened[i].step == j->proc->step_n &&
		    str_eq(j->m->opened[i].person, j->who->id))
			return true;
	return false;
}

bool
correction_may(const struct judging *j, const struct opened *row, const struct post **by)
{
	if (row ? str_eq(row->person, j->who->id) : has_filled_in(j)) {
		*by = j->as ? j->as : town_main_post(j->town, j->who, j->now->day);
		return true;
	}
	return permission_has(j->pol, j->town, act_word(ACT_CORRECT), j->who,
	    town_person(j->town, row ? row->person : j->m->applicant), j->as, j->now->day, by);
}

static bool
check_who(struct judging *j, const struct correction *c)
{
	const struct person *did = town_person(j->town, c->row ? c->row->person : j->m->applicant);
	const struct post *by = NULL;

	if (!correction_may(j, c->row, &by))
		return refuse(j, ERR_REFUSED, SAY_CORRECT_NOT_YOURS, did ? did->name : STR(""));
	j->out->post = by ? by->id : STR("");
	return true;
}

/* --- what --------------------------------------------------------------------------------- */

bool
correction_fits(const struct procedure *p, const struct opened *o)
{
	return (size_t)o->step < p->step_n && p->steps[o->step].form_n > 0 && !p->steps[o->step].rows &&
	       (o->state == STEP_DONE || o->state == STEP_UNCONFIRMED || o->state == STEP_CONFIRMED);
}

/* The newest row of the step that has been done; his own before others'. */
static struct opened *
row_of(struct judging *j, int step, struct str section)
{
	struct opened *found = NULL;

	for (size_t i = j->m->opened_n; i-- > 0;) {
		struct opened *o = &j->m->opened[i];

		if (o->step != step || !correction_fits(j->proc, o) ||
		    (section.n && !str_eq(o->section, section)))
			continue;
		if (str_eq(o->person, j->who->id))
			return o;
		found = found ? found : o;
	}
	return found;
}

static bool
find_step(struct judging *j, struct correction *c)
{
	int step = step_index(j->proc, j->act->step);
	const struct step *s;

	if (step == NONE)
		return refuse(j, ERR_REFUSED, SAY_STEP_UNKNOWN, j->proc->label, judging_clip(j->act->step));
	s = &j->proc->steps[step];
	if (s->rows) {
		way_out(j, SAY_CORRECT_ROWS_WAY_OUT);
		return refuse(j, ERR_REFUSED, SAY_CORRECT_ROWS, s->label);
	}
	c->row = row_of(j, step, json_get_str(j->act->body, "section"));
	if (c->row == NULL)
		return refuse(j, ERR_REFUSED, SAY_CORRECT_NOTHING, s->label);
	c->form = (struct form){s->form, s->form_n};
	c->old = c->row->fields ? c->row->fields : arena_array(j->a, s->form_n, sizeof *c->old);
	return true;
}

static bool
find(struct judging *j, struct correction *c)
{
	const struct opened *open = route_form(j->proc, j->m);

	if (j->act->step.n && !str_eq(j->act->step, STEP_FORM_NAME))
		return find_step(j, c);
	if (open && j->m->state == MATTER_OPEN) {
		j->out->way_out = matter_open_words(j);
		return refuse(j, ERR_REFUSED, SAY_CORRECT_FORM_OPEN);
	}
	c->form = (struct form){j->proc->form, j->proc->form_n};
	c->old = j->m->form;
	return true;
}

/* --- the way from its beginning ------------------------------------------------------------- */

static bool
changes_way(const struct judging *j, const struct correction *c)
{
	for (size_t i = 0; c->row == NULL && i < c->form.n; i++)
		if (!value_eq(&c->old[i], &c->new[i]) && route_depends_on(j->proc, (int)i))
			return true;
	return false;
}

static bool
check_way(struct judging *j)
{
	const struct reach r = judging_reach(j);

	if (j->m->state != MATTER_OPEN) {
		way_out(j, SAY_CLOSED_WAY_OUT);
		return refuse(j, ERR_REFUSED, SAY_CORRECT_ENDED);
	}
	if (!route_has_left_mark(j->a, &r))
		return true;
	way_out(j, SAY_CORRECT_WAY_OUT);
	return refuse(j, ERR_REFUSED, SAY_CORRECT_TOO_LATE);
}

/* A permit that is decided again is none until then: it held up to yesterday. */
static void
suspend(struct judging *j)
{
	if (!j->proc->valid.set || j->m->until == DAY_NONE || j->m->until < j->now->day)
		return;
	j->m->until = j->now->day - 1;
	judging_about(j, EFFECT_VALID)->until = day_iso(j->a, j->m->until);
}

static bool
begin_anew(struct judging *j, struct correction *c)
{
	struct value *old = j->m->form;

	j->m->form = c->new;
	if (!submission_check(j, 0))
		return false;
	j->m->form = old;
	then_hold_anew(j, c->new);
	course_pass(j);
	suspend(j);
	return course_advance(j, NULL, true);
}

/* --- the act ---------------------------------------------------------------------------------- */

static void
emit(struct judging *j, const struct correction *c)
{
	for (size_t i = 0; i < c->form.n; i++) {
		const struct field *f = &c->form.fields[i];
		struct effect *e;

		if (value_eq(&c->old[i], &c->new[i]))
			continue;
		e = judging_about(j, EFFECT_CORRECT);
		e->field = f->name;
		if (c->row) {
			e->step = j->proc->steps[c->row->step].name;
			e->section = c->row->section;
		} else {
			e->flag = f->list;
		}
		if (!field_is_text(f->type))
			e->value = c->new[i];
		else if (c->new[i].kind != VALUE_EMPTY)
			e->ref = arena_fmt(j->a, "form/%.*s", STR_ARG(f->name));
	}
}

static bool
has_changed(const struct correction *c)
{
	for (size_t i = 0; i < c->form.n; i++)
		if (!value_eq(&c->old[i], &c->new[i]))
			return true;
	return false;
}

static bool
read(struct judging *j, struct correction *c)
{
	const struct json *body = j->act->body;
	struct str reason;

	if (!body_keys(j, body, STR(""), keys) || !form_note(j, body, "reason", &reason))
		return false;
	if (reason.n == 0)
		return wrong(j, STR("reason"), say(j->a, SAY_NOTE), SAY_NOTE_MISSING);
	if (!form_patch(j, &c->form, json_get(body, "form"), c->old, &c->new))
		return false;
	return has_changed(c) || refuse(j, ERR_MALFORMED, SAY_CORRECT_SAME);
}

bool
correction_judge(struct judging *j)
{
	struct correction c = {.row = NULL};
	bool anew;

	if (!matter_take(j) || !matter_seen(j) || !find(j, &c) || !check_who(j, &c) || !read(j, &c))
		return false;
	anew = changes_way(j, &c);
	if (anew && !check_way(j))
		return false;
	emit(j, &c);
	if (anew && !begin_anew(j, &c))
		return false;
	j->out->say = say(j->a, anew ? SAY_CORRECTED_ANEW : SAY_CORRECTED);
	return true;
}
