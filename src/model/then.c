/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/then.h"

#include "base/num.h"
#include "model/appoint.h"
#include "model/draft.h"

static struct value
text_value(struct str s)
{
	return s.n ? (struct value){.kind = VALUE_STR, .s = s} : (struct value){.kind = VALUE_EMPTY};
}

/* A literal is written in the policy as text; a field of numbers wants a number. */
static struct value
literal_value(const struct judging *j, int reg, const struct set *s)
{
	const struct reg *r = &j->pol->registers[reg];
	int f = field_index(r->fields, r->field_n, s->field);
	struct value v = {.kind = VALUE_INT};

	if (f != NONE && r->fields[f].type == FIELD_NUMBER && num_i64(s->literal, INT64_MIN, INT64_MAX, &v.i))
		return v;
	return text_value(s->literal);
}

/* What was typed in an earlier step: by its newest row that has anything in this field. */
static const struct opened *
typed_in(const struct judging *j, const struct set *s)
{
	for (size_t i = j->m->opened_n; i-- > 0;) {
		const struct opened *o = &j->m->opened[i];

		if (o->step == s->step && o->state != STEP_PAST && o->fields &&
		    o->fields[s->form_field].kind != VALUE_EMPTY)
			return o;
	}
	return NULL;
}

static struct value
typed_value(const struct judging *j, const struct set *s)
{
	const struct opened *o = typed_in(j, s);

	return o ? o->fields[s->form_field] : (struct value){.kind = VALUE_EMPTY};
}

static struct value
set_value(const struct judging *j, int reg, const struct set *s)
{
	switch (s->from) {
	case VALUE_LITERAL:
		return literal_value(j, reg, s);
	case VALUE_APPLICANT:
		return text_value(j->m->applicant);
	case VALUE_APPLICANT_SECTION:
		return text_value(j->m->section);
	case VALUE_FORM:
		return j->m->form[s->form_field];
	case VALUE_TODAY:
		return text_value(day_iso(j->a, j->now->day));
	case VALUE_MATTER:
		return (struct value){.kind = VALUE_INT, .i = j->m->id};
	case VALUE_DOER:
		return text_value(j->who ? j->who->id : STR(""));
	case VALUE_TYPED:
		return typed_value(j, s);
	case VALUE_ROW:
		return j->row ? j->row[s->form_field] : (struct value){.kind = VALUE_EMPTY};
	case VALUE_NOTHING:
		break;
	}
	return (struct value){.kind = VALUE_EMPTY};
}

/* Where the text of a row stands: in this act's body. */
static struct str
row_ref(const struct judging *j, const struct set *s)
{
	const struct field *f = &j->proc->steps[j->row_step].form[s->form_field];

	if (j->row == NULL || j->row[s->form_field].kind == VALUE_EMPTY || !field_is_text(f->type))
		return STR("");
	return arena_fmt(j->a, "%.*s%.*s", STR_ARG(j->path), STR_ARG(f->name));
}

/* Of a step's text: in this act's body, or in what the matter's step has kept. */
static struct str
typed_ref(const struct judging *j, const struct set *s)
{
	const struct opened *o = typed_in(j, s);
	const struct field *f = &j->proc->steps[s->step].form[s->form_field];

	if (o == NULL || !field_is_text(f->type))
		return STR("");
	/* a confirmation closes what was typed before */
	if (o->seq == j->now->seq && j->act->kind != ACT_CONFIRM)
		return f->name;
	return arena_fmt(j->a, "@%lld:%.*s:%.*s/%.*s", (long long)j->m->id,
	    STR_ARG(j->proc->steps[s->step].name), STR_ARG(o->section), STR_ARG(f->name));
}

/* Where the text of a form's field stands: in this act's body, or in that of the matter's submit. */
static struct str
set_ref(const struct judging *j, const struct set *s)
{
	const struct field *f;

	if (s->from == VALUE_ROW)
		return row_ref(j, s);
	if (s->from == VALUE_TYPED)
		return typed_ref(j, s);
	if (s->from != VALUE_FORM)
		return STR("");
	f = &j->proc->form[s->form_field];
	if (!field_is_text(f->type) || j->m->form[s->form_field].kind == VALUE_EMPTY)
		return STR("");
	if (j->m->id == j->now->seq)
		return f->name;
	return arena_fmt(j->a, "@%lld/%.*s", (long long)j->m->id, STR_ARG(f->name));
}

static void
set_one(struct judging *j, struct item *it, const struct set *s)
{
	struct value v = set_value(j, it->reg, s);

	draft_set(j, it, s->field, &v, set_ref(j, s));
}

/* The items that it changes: of the form, or the row's. */
static void
set_items(struct judging *j, const struct then *t)
{
	const struct value *named = t->items == NONE ? &j->row[0] : &j->m->form[t->items];

	for (size_t i = 0; named->kind == VALUE_ITEMS && i < named->n; i++) {
		struct item *it = draft_item(j, named->items[i]);

		for (size_t s = 0; it && s < t->set_n; s++)
			set_one(j, it, &t->sets[s]);
	}
}

static const struct set *
set_named(const struct then *t, struct str field)
{
	for (size_t i = 0; i < t->set_n; i++)
		if (str_eq(t->sets[i].field, field))
			return &t->sets[i];
	return NULL;
}

/* Owner and state of a new item: as set, else the applicant's section and the register's first state. */
static struct str
birth_value(struct judging *j, const struct then *t, struct str field, struct str otherwise)
{
	const struct set *s = set_named(t, field);
	struct value v = {.kind = VALUE_EMPTY};

	if (s)
		v = set_value(j, t->reg, s);
	return v.kind == VALUE_STR ? v.s : otherwise;
}

static bool
add_item(struct judging *j, const struct then *t)
{
	const struct reg *r = &j->pol->registers[t->reg];
	struct str owner = birth_value(j, t, STR("owner"), j->m->section);
	struct str state = birth_value(j, t, STR("state"), r->state_n ? r->states[0].id : STR(""));
	struct item *it = draft_add(j, t->reg, owner, state);

	if (it == NULL)
		return refuse(j, ERR_REFUSED, SAY_TWO_ADDS);
	for (size_t i = 0; i < t->set_n; i++)
		if (!str_eq(t->sets[i].field, STR("owner")) && !str_eq(t->sets[i].field, STR("state")))
			set_one(j, it, &t->sets[i]);
	if (r->series.n)
		draft_number(j, r->series, owner, it);
	return true;
}

/* What hangs on every row of a book by itself: it adds an item, or looks at the row. */
static bool
is_of_row(const struct procedure *p, const struct then *t)
{
	bool of_row = t->what == THEN_ADD || (t->what == THEN_SET && t->items == NONE);

	for (size_t i = 0; i < t->set_n; i++)
		of_row = of_row || t->sets[i].from == VALUE_ROW;
	return of_row && t->on == ON_STEP && p->steps[t->step].rows;
}

bool
then_fire_row(struct judging *j, int step, const struct value *row)
{
	j->row = row;
	j->row_step = step;
	for (size_t i = 0; i < j->proc->then_n; i++) {
		const struct then *t = &j->proc->then[i];

		if (!is_of_row(j->proc, t) || t->step != step)
			continue;
		if (t->what == THEN_SET)
			set_items(j, t);
		else if (!add_item(j, t))
			return false;
	}
	j->row = NULL;
	return true;
}

bool
then_fire(struct judging *j, int on, int step)
{
	for (size_t i = 0; i < j->proc->then_n; i++) {
		const struct then *t = &j->proc->then[i];

		if ((int)t->on != on || (on == ON_STEP && t->step != step) || is_of_row(j->proc, t))
			continue;
		if (t->what == THEN_SET)
			set_items(j, t);
		else if (!(t->what == THEN_APPOINT ? appoint_fire(j, &t->appoint) : add_item(j, t)))
			return false;
	}
	return true;
}

/* A date that a step found may be noted by many at once; what decides about an item is one matter's at a time. */
bool
then_takes(const struct then *t)
{
	for (size_t i = 0; t->what == THEN_SET && t->items != NONE && i < t->set_n; i++)
		if (t->sets[i].from == VALUE_FORM || str_eq(t->sets[i].field, STR("state")) ||
		    str_eq(t->sets[i].field, STR("owner")))
			return true;
	return false;
}

/* Does a then of the procedure take this item, by this form? */
static bool
names(const struct procedure *p, const struct value *form, int64_t item)
{
	for (size_t i = 0; form && i < p->then_n; i++) {
		const struct value *v = then_takes(&p->then[i]) ? &form[p->then[i].items] : NULL;

		for (size_t k = 0; v && v->kind == VALUE_ITEMS && k < v->n; k++)
			if (v->items[k] == item)
				return true;
	}
	return false;
}

/* Each item once, however many of the procedure's thens change it; those that `but` names are left. */
static void
hold_all(struct judging *j, int64_t from, int64_t to, const struct value *but)
{
	for (size_t i = 0; i < j->proc->then_n; i++) {
		const struct then *t = &j->proc->then[i];
		const struct value *named = then_takes(t) ? &j->m->form[t->items] : NULL;

		for (size_t k = 0; named && named->kind == VALUE_ITEMS && k < named->n; k++) {
			struct item *it = draft_item(j, named->items[k]);

			if (it == NULL || it->busy != from || names(j->proc, but, it->id))
				continue;
			it->busy = to;
			judging_effect(j, EFFECT_HOLDS)->item = it->id;
			j->out->effects.e[j->out->effects.n - 1].matter = to;
		}
	}
}

void
then_hold(struct judging *j)
{
	hold_all(j, 0, j->m->id, NULL);
}

void
then_free(struct judging *j)
{
	hold_all(j, j->m->id, 0, NULL);
}

void
then_hold_anew(struct judging *j, struct value *form)
{
	hold_all(j, j->m->id, 0, form);
	j->m->form = form;
	then_hold(j);
}
