/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/book.h"

#include <string.h>

#include "model/course.h"
#include "model/form.h"
#include "model/matter.h"
#include "model/then.h"

enum { MISSING_NAMED = 3 };

/* --- what a book goes through -------------------------------------------------------------- */

bool
book_means(const struct facts *facts, const struct step *s, int64_t item)
{
	const struct item *it = facts_item(facts, item);
	bool listed = false;

	for (size_t i = 0; i < facts->over_n; i++)
		listed = listed || facts->over[i] == item;
	if (!listed || it == NULL)
		return false;
	for (size_t i = 0; i < s->over.states.n; i++)
		if (str_eq(s->over.states.s[i], it->state))
			return true;
	return s->over.states.n == 0;
}

static bool
check_bound(struct judging *j, const struct step *s)
{
	size_t n = 0;

	for (size_t i = 0; i < j->facts.over_n; i++)
		n += i >= CASE_ITEMS || book_means(&j->facts, s, j->facts.over[i]);
	if (s->over.reg == NONE || n <= s->over.max)
		return true;
	way_out(j, SAY_BOOK_TOO_MANY_WAY_OUT);
	return refuse(j, ERR_REFUSED, SAY_BOOK_TOO_MANY, s->label, j->pol->registers[s->over.reg].label,
	    judging_number(j, (int64_t)s->over.max));
}

/* The row of an item, or NULL. */
static const struct row *
row_of(const struct matter *m, int step, struct str section, const struct value *item)
{
	for (size_t i = 0; i < m->row_n; i++)
		if (m->rows[i].step == step && str_eq(m->rows[i].section, section) &&
		    value_eq(&m->rows[i].fields[0], item))
			return &m->rows[i];
	return NULL;
}

/* Each thing that is meant has one row. What the act itself has changed meanwhile was meant all the same. */
static bool
check_item(struct judging *j, const struct opened *o, const struct value *typed, const bool *meant)
{
	const struct step *s = &j->proc->steps[o->step];
	const struct row *row;
	const struct item *it;
	bool is = false;

	if (s->over.reg == NONE)
		return true;
	it = facts_item(&j->facts, typed[0].items[0]);
	for (size_t i = 0; i < j->facts.over_n; i++)
		is = is || (j->facts.over[i] == typed[0].items[0] && meant[i]);
	if (!is)
		return wrong(j, s->form[0].name, s->form[0].label, SAY_BOOK_NOT_MEANT, s->label,
		    it ? judging_item(j, it) : judging_number(j, typed[0].items[0]));
	row = row_of(j->m, o->step, o->section, &typed[0]);
	return row == NULL || wrong(j, s->form[0].name, s->form[0].label, SAY_ROW_TWICE, s->label,
	                          judging_item(j, it), judging_number(j, row->n));
}

static bool
check_complete(struct judging *j, const struct opened *o, const bool *meant)
{
	const struct step *s = &j->proc->steps[o->step];
	struct str names[MISSING_NAMED], list;
	size_t n = 0;

	for (size_t i = 0; i < j->facts.over_n; i++) {
		int64_t id = j->facts.over[i];
		struct value item = {.kind = VALUE_ITEMS, .items = &id, .n = 1};

		if (!meant[i] || row_of(j->m, o->step, o->section, &item))
			continue;
		if (n < MISSING_NAMED)
			names[n] = judging_item(j, facts_item(&j->facts, id));
		n++;
	}
	if (n == 0)
		return true;
	list = say_join(j->a, names, n < MISSING_NAMED ? n : MISSING_NAMED, "、");
	return refuse(j, ERR_REFUSED, SAY_BOOK_INCOMPLETE, s->label, judging_number(j, (int64_t)n), list);
}

/* --- the rows of a body ---------------------------------------------------------------------- */

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
adds_items(const struct procedure *p, int step)
{
	for (size_t i = 0; i < p->then_n; i++)
		if (p->then[i].on == ON_STEP && p->then[i].step == step && p->then[i].what == THEN_ADD)
			return true;
	return false;
}

static bool
check_rows(struct judging *j, int step, const struct json *rows)
{
	const struct step *s = &j->proc->steps[step];

	if (rows->kind != JSON_LIST || rows->count == 0 || has_fields(j->act->body))
		return wrong(j, STR("_rows"), s->label, SAY_FORM_UNKNOWN, STR("_rows"));
	if (rows->count > BOOK_ROWS_MAX)
		return refuse(j, ERR_REFUSED, SAY_ROWS_FULL, s->label, judging_number(j, BOOK_ROWS_MAX));
	if (rows->count > 1 && adds_items(j->proc, step))
		return refuse(j, ERR_REFUSED, SAY_BOOK_ONE_AT_A_TIME, s->label);
	return true;
}

bool
book_unasked(struct judging *j, const struct step *s)
{
	bool close;

	if (json_get(j->act->body, "_rows"))
		return wrong(j, STR("_rows"), s->label, SAY_FORM_UNKNOWN, STR("_rows"));
	return read_close(j, s, &close);
}

/* --- writing ------------------------------------------------------------------------------------ */

static bool
is_blank(const struct value *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (values[i].kind != VALUE_EMPTY)
			return false;
	return true;
}

static void
row_keep(struct judging *j, const struct opened *o, struct value *typed)
{
	struct matter *m = j->m;
	struct row *all = arena_array(j->a, m->row_n + 1, sizeof *all);

	if (m->row_n)
		memcpy(all, m->rows, m->row_n * sizeof *all);
	all[m->row_n] = (struct row){.step = o->step, .section = o->section, .n = o->rows, .fields = typed};
	m->rows = all;
	m->row_n++;
}

/* To every row of the step that is his: where several sections keep the book, each its own. */
static bool
row_write(struct judging *j, int step, struct value *typed, const bool *meant)
{
	const struct step *s = &j->proc->steps[step];

	if (is_blank(typed, s->form_n))
		return refuse(j, ERR_MALFORMED, SAY_ROW_EMPTY, s->label);
	for (size_t i = 0; i < j->m->opened_n; i++) {
		struct opened *o = &j->m->opened[i];

		if (o->step != step || o->state != STEP_OPEN || !matter_entitled(j, o, NULL))
			continue;
		if (o->rows >= BOOK_ROWS_MAX) {
			way_out(j, SAY_ROWS_WAY_OUT);
			return refuse(
			    j, ERR_REFUSED, SAY_ROWS_FULL, s->label, judging_number(j, BOOK_ROWS_MAX));
		}
		if (!check_item(j, o, typed, meant))
			return false;
		o->rows++;
		course_typed(j, EFFECT_ROW, o, typed);
		row_keep(j, o, typed);
	}
	return then_fire_row(j, step, typed);
}

static bool
row_read(struct judging *j, int step, const struct json *body, const bool *meant)
{
	const struct step *s = &j->proc->steps[step];
	struct value *typed;

	return form_read(j, &(struct form){s->form, s->form_n}, body, STR(""), &typed) &&
	       row_write(j, step, typed, meant);
}

/* A fault is told with its row: the same field stands in every one. */
static bool
rows_read(struct judging *j, int step, const struct json *rows, const bool *meant)
{
	int64_t n = 0;

	for (const struct json *row = rows->first; row; row = row->next, n++) {
		j->path = arena_fmt(j->a, "_rows/%lld/", (long long)n);
		if (row_read(j, step, row, meant))
			continue;
		j->out->why = say(j->a, SAY_BOOK_IN_ROW, judging_number(j, n + 1), j->out->why);
		if (j->out->bad_field.n)
			j->out->bad_field =
			    arena_fmt(j->a, "%.*s%.*s", STR_ARG(j->path), STR_ARG(j->out->bad_field));
		return false;
	}
	j->path = STR("");
	return true;
}

static bool
check_closing(struct judging *j, int step, const bool *meant)
{
	for (size_t i = 0; i < j->m->opened_n; i++) {
		const struct opened *o = &j->m->opened[i];

		if (o->step == step && o->state == STEP_OPEN && matter_entitled(j, o, NULL) &&
		    !check_complete(j, o, meant))
			return false;
	}
	return true;
}

bool
book_write(struct judging *j, int step, const struct post *by, bool *close)
{
	const struct step *s = &j->proc->steps[step];
	const struct json *rows = json_get(j->act->body, "_rows");
	bool *meant = arena_array(j->a, j->facts.over_n + 1, sizeof *meant);

	if (!read_close(j, s, close) || !check_bound(j, s) || (rows && !check_rows(j, step, rows)))
		return false;
	for (size_t i = 0; i < j->facts.over_n; i++)
		meant[i] = book_means(&j->facts, s, j->facts.over[i]);
	j->out->post = by ? by->id : STR("");
	if (rows ? !rows_read(j, step, rows, meant)
	         : (has_fields(j->act->body) || !*close) && !row_read(j, step, j->act->body, meant))
		return false;
	return !*close || check_closing(j, step, meant);
}
