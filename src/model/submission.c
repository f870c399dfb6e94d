/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A procedure is started: submit. */
#include "model/submission.h"

#include "model/behalf.h"
#include "model/clock.h"
#include "model/course.h"
#include "model/draft.h"
#include "model/entitlement.h"
#include "model/form.h"
#include "model/handler.h"
#include "model/renewal.h"
#include "model/route.h"
#include "model/takeover.h"
#include "model/then.h"

static bool
find_procedure(struct judging *j, int *procedure)
{
	*procedure = policy_procedure(j->pol, j->act->procedure);
	if (*procedure == NONE)
		return refuse(j, ERR_NOT_FOUND, SAY_PROCEDURE_UNKNOWN, judging_clip(j->act->procedure));
	j->proc = &j->pol->procedures[*procedure];
	return true;
}

static struct str
start_roles(const struct judging *j)
{
	struct str *labels = arena_array(j->a, j->proc->start_n, sizeof *labels);

	for (size_t i = 0; i < j->proc->start_n; i++)
		labels[i] = j->pol->roles[j->proc->start[i]].label;
	return say_join(j->a, labels, j->proc->start_n, "、");
}

static bool
find_post(struct judging *j, int procedure, const struct post **post)
{
	const struct person *who = behalf_poster(j);

	*post = NULL;
	if (who == NULL)
		return refuse(j, ERR_REFUSED, SAY_NOBODY);
	*post = j->as ? j->as : judge_start_post(j->pol, j->town, procedure, who, j->now->day);
	if (*post && (!j->as || judge_may_start_as(j->pol, procedure, j->as)))
		return true;
	if (judge_may_start_postless(j->pol, j->town, procedure, who, j->now->day))
		return true;
	if (town_main_post(j->town, who, j->now->day) == NULL)
		return refuse(j, ERR_REFUSED, SAY_NO_POST, who->name, judging_day(j, j->now->day));
	if (j->as && judge_may_start(j->pol, j->town, procedure, who, j->now->day)) {
		way_out(j, SAY_POST_WAY_OUT);
		return refuse(j, ERR_REFUSED, SAY_START_POST_NOT_FIT, judging_post(j->as), j->proc->label);
	}
	return refuse(j, ERR_REFUSED, SAY_START_NOT_ALLOWED, j->proc->label, start_roles(j));
}

/* The matter to be: it is not in any table yet, but its rules are those of one. */
static void
begin_matter(struct judging *j, int procedure)
{
	j->m = ARENA_NEW(j->a, struct matter);
	*j->m = (struct matter){.id = j->now->seq,
	    .procedure = procedure,
	    .on = j->now->day,
	    .time = j->now->time,
	    .last = j->now->seq,
	    .taken = j->act->at.n > 0,
	    .until = DAY_NONE};
	j->out->matter = j->m->id;
}

/* Whose matter it is, and of which section. */
static bool
begin_by_person(struct judging *j, int procedure)
{
	const struct post *post = NULL;

	if (j->who->kind != PERSON_STATION && !find_post(j, procedure, &post))
		return false;
	begin_matter(j, procedure);
	j->m->applicant = j->who->id;
	j->m->section = post ? post->section : j->who->section;
	if (post &&
	    j->who->kind != PERSON_OUTSIDER) /* who is of no post has none, whoever entered it for him */
		j->m->post = post->id;
	j->out->post = post ? post->id : STR("");
	return true;
}

/* --- may these items be taken? -------------------------------------------------------- */

/* Does this then lead items out of their usual state, without ending them? */
static bool
leads_away(const struct then *t, const struct reg *reg)
{
	for (size_t i = 0; i < t->set_n; i++) {
		const struct set *s = &t->sets[i];

		if (str_eq(s->field, STR("state")) && s->from == VALUE_LITERAL && reg->state_n > 0 &&
		    !str_eq(s->literal, reg->states[0].id) && !str_eq(s->literal, reg->keep.from))
			return true;
	}
	return false;
}

static bool
check_item(struct judging *j, const struct then *t, const struct item *it)
{
	const struct field *f = &j->proc->form[t->items];
	const struct reg *reg = &j->pol->registers[it->reg];

	if (it->busy != 0 && it->busy != j->m->id && it->busy != j->m->of) {
		wrong(j, f->name, f->label, SAY_ITEM_BUSY, reg->label, judging_item(j, it),
		    judging_number(j, it->busy));
		way_out(j, SAY_ITEM_BUSY_WAY_OUT);
		j->out->err = ERR_REFUSED;
		return false;
	}
	/* what is taken over from paper may be outside already, and so may what is renewed */
	if (!j->m->taken && !renewal_has(j, it) && leads_away(t, reg) &&
	    !str_eq(it->state, reg->states[0].id))
		return wrong(j, f->name, f->label, SAY_ITEM_NOT_READY, reg->label, judging_item(j, it),
		    choice_label(reg->states, reg->state_n, it->state), reg->states[0].label);
	return true;
}

static bool
check_items(struct judging *j)
{
	for (size_t i = 0; i < j->proc->then_n; i++) {
		const struct then *t = &j->proc->then[i];
		const struct value *named = then_takes(t) ? &j->m->form[t->items] : NULL;

		for (size_t k = 0; named && named->kind == VALUE_ITEMS && k < named->n; k++)
			if (!check_item(j, t, facts_item(&j->facts, named->items[k])))
				return false;
	}
	return true;
}

/* --- will somebody be able to decide it? --------------------------------------------------- */

static bool
check_row(struct judging *j, const struct opened *o)
{
	const struct step *s = &j->proc->steps[o->step];
	struct claim c = entitlement_of_row(j->pol, j->town, j->m, o, j->now->day);
	struct str role;

	if (c.role == NONE || entitlement_level(j->pol, j->town, &c, j->now->day) != NONE)
		return true;
	role = j->pol->roles[c.role].label;
	judging_tick(j, s->clause);
	way_out(j, SAY_NOBODY_WAY_OUT, role);
	return refuse(j, ERR_REFUSED,
	    town_holders(j->town, j->pol, c.role, c.section, j->now->day, NULL, 0) ? SAY_NOBODY_DECIDES_SELF
	                                                                           : SAY_NOBODY_DECIDES,
	    j->proc->label, s->label, role);
}

/* A matter that nobody could decide must not be opened; neither the steps of today nor those to come. */
static bool
check_deciders(struct judging *j, size_t from)
{
	const struct reach r = judging_reach(j);
	struct opened *rows;

	for (size_t s = from; s < j->proc->step_n; s++) {
		size_t n = j->proc->steps[s].kind == STEP_DECIDE ? route_rows(j->a, &r, s, &rows) : 0;

		for (size_t i = 0; i < n; i++)
			if (!check_row(j, &rows[i]))
				return false;
	}
	return true;
}

bool
submission_check(struct judging *j, size_t from)
{
	return check_items(j) && check_deciders(j, from);
}

void
submission_permits(struct judging *j)
{
	j->out->lacks_permit = j->proc->needs.match_n && !j->m->taken && j->facts.permit_n == 0;
}

void
submission_tick(struct judging *j)
{
	judging_tick(j, j->proc->clause);
	for (size_t i = 0; i < j->proc->form_n; i++)
		if (j->proc->form[i].conduct != NONE)
			judging_tick(j, j->pol->duties[j->proc->form[i].conduct].id);
}

/* --- effects ---------------------------------------------------------------------------------- */

void
submission_field(struct judging *j, size_t field)
{
	const struct field *f = &j->proc->form[field];
	struct effect *e = judging_about(j, EFFECT_FIELD);

	e->field = f->name;
	e->flag = f->list;
	if (!field_is_text(f->type))
		e->value = j->m->form[field];
	else if (j->m->form[field].kind != VALUE_EMPTY)
		e->ref = f->name;
}

static void
emit_form(struct judging *j)
{
	enum { BEGUN, TAKEN_OVER, BY_CLOCK };
	struct effect *e = judging_about(j, EFFECT_OPEN);

	e->flag = j->m->taken ? TAKEN_OVER : j->who == NULL ? BY_CLOCK : BEGUN;
	e->of = j->m->of;
	e->procedure = j->proc->id;
	e->person = j->m->applicant;
	e->post = j->m->post;
	e->section = j->m->section;
	for (size_t i = 0; i < j->proc->form_n; i++)
		if (j->m->form[i].kind != VALUE_EMPTY)
			submission_field(j, i);
}

/* --- by the clock ------------------------------------------------------------------------------- */

/* The officer of the thing's section is asked; where nothing is carried, that of the matter it came of. */
static struct str
section_of_carried(const struct judging *j)
{
	for (size_t i = 0; i < j->proc->form_n; i++) {
		const struct value *v = &j->m->form[i];
		const struct item *it =
		    v->kind == VALUE_ITEMS && v->n > 0 ? facts_item(&j->facts, v->items[0]) : NULL;

		if (it)
			return it->section;
	}
	return json_get_str(j->act->body, CLOCK_SECTION);
}

/* Whose matter it is to be, when he can press a button; else NULL. */
static const struct person *
clock_applicant(const struct judging *j)
{
	const struct person *p = town_person(j->town, json_get_str(j->act->body, CLOCK_PERSON));

	return p && !entitlement_cannot_act(j->town, p->id, j->now->day) ? p : NULL;
}

static void
begin_for(struct judging *j, const struct person *p)
{
	const struct post *post = p ? town_main_post(j->town, p, j->now->day) : NULL;

	j->m->applicant = p ? p->id : STR("");
	j->m->post = post ? post->id : STR("");
	j->m->section = post ? post->section : section_of_carried(j);
}

/* It must begin, whatever is missing or in other hands: somebody is asked for the rest. */
static bool
begin_by_clock(struct judging *j, int procedure)
{
	const struct person *p = clock_applicant(j);
	bool missing;

	if (p == NULL && j->proc->form_by == NONE)
		return refuse(j, ERR_REFUSED, SAY_CLOCK_NO_FORM_BY, j->proc->label);
	begin_matter(j, procedure);
	j->m->of = json_get_int(j->act->body, CLOCK_OF, 0);
	form_gather(j, &(struct form){j->proc->form, j->proc->form_n}, j->act->body, &j->m->form, &missing);
	begin_for(j, p);
	emit_form(j);
	if (!missing) {
		submission_tick(j);
		submission_permits(j);
	}
	course_number(j, NUMBER_AT_START);
	then_hold(j);
	j->out->say = say(j->a, SAY_SUBMITTED, j->proc->label);
	if (!missing)
		return course_advance(j, NULL, true);
	course_open_form(j);
	return true;
}

/* --- the act --------------------------------------------------------------------------------------- */

static bool
take_over(struct judging *j, size_t at)
{
	then_hold(j);
	j->out->say = say(j->a, SAY_TAKEN_OVER, j->proc->label);
	return course_take_over(j, at);
}

static bool
begin(struct judging *j)
{
	submission_tick(j);
	submission_permits(j);
	course_number(j, NUMBER_AT_START);
	then_hold(j);
	if (!course_advance(j, NULL, true))
		return false;
	j->out->say = say(j->a, j->m->state == MATTER_OPEN ? SAY_SUBMITTED : SAY_RECORDED, j->proc->label);
	return true;
}

bool
submission_judge(struct judging *j)
{
	int procedure;
	size_t at = 0;

	if (!find_procedure(j, &procedure))
		return false;
	if (j->who == NULL)
		return begin_by_clock(j, procedure);
	if (!takeover_check(j, &at) || !begin_by_person(j, procedure) ||
	    !form_read(
	        j, &(struct form){j->proc->form, j->proc->form_n}, j->act->body, STR(""), &j->m->form) ||
	    !renewal_check(j) || !submission_check(j, at))
		return false;
	emit_form(j);
	return j->m->taken ? take_over(j, at) : begin(j);
}
