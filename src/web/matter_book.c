/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A step that goes through a register (over): a table with a line for each
 * thing that is still missing. A line counts when something was typed into it
 * that did not stand there before; all such lines go out as one act.
 */
#include "base/num.h"
#include "proto/act.h"
#include "web/label.h"
#include "web/matter.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/stored.h"

enum { LINES_MAX = 200, NOTES_MAX = 4, NOTE_MAX = 1024, BODY_MAX_JSON = 900 * 1024, ALIKES_MAX = 5 };

/* One thing that has no row yet. */
struct line {
	int64_t id;
	struct str label, note;
	struct field_form form;
	struct str error;
};

struct book {
	struct request *rq;
	const struct matter *m;
	const struct step *step;
	const struct reg *reg;       /* as the policy of the matter has it */
	const struct field *columns; /* the step's form without the item */
	size_t column_n;
	bool ticks; /* every column begins with what the register says: who has nothing to change ticks */
	struct line *lines;
	size_t n;
};

bool
matter_is_book(const struct procedure *p, struct str step)
{
	int at = step_index(p, step);

	return at != NONE && (size_t)at < p->step_n && p->steps[at].over.reg != NONE;
}

/* --- which things ---------------------------------------------------------------------- */

static bool
is_meant(const struct book *b, const struct q_page_over_out *row)
{
	struct str users, one;

	for (size_t i = 0; b->step->over.states.n; i++) {
		if (i == b->step->over.states.n)
			return false;
		if (str_eq(b->step->over.states.s[i], row->state))
			break;
	}
	if (b->step->over.of != OVER_USING)
		return true;
	users = stored_text(b->rq->page, row->fields, STR("users"));
	while (str_cut(&users, ',', &one))
		if (str_eq(str_trim(one), b->m->section))
			return true;
	return false;
}

static bool
has_row(const struct book *b, int64_t id)
{
	for (size_t i = 0; i < b->m->row_n; i++) {
		const struct row *r = &b->m->rows[i];

		if (&b->rq->policy->procedures[b->m->procedure].steps[r->step] == b->step &&
		    r->fields[0].kind == VALUE_ITEMS && r->fields[0].n && r->fields[0].items[0] == id)
			return true;
	}
	return false;
}

/* What stands in the register under the same name, of the same type. */
static struct value *
given_of(const struct book *b, struct str fields)
{
	struct value *all = arena_array(b->rq->page, b->reg->field_n, sizeof *all),
	             *v = arena_array(b->rq->page, b->column_n, sizeof *v);

	stored_read(b->rq->page, fields, b->reg->fields, b->reg->field_n, all);
	for (size_t i = 0; i < b->column_n; i++) {
		int at = field_index(b->reg->fields, b->reg->field_n, b->columns[i].name);

		if (at != NONE && b->reg->fields[at].type == b->columns[i].type)
			v[i] = all[at];
	}
	return v;
}

static struct str
note_of(const struct book *b, struct str fields)
{
	struct value *v = arena_array(b->rq->page, b->reg->field_n, sizeof *v);
	struct buf out = buf_on(b->rq->page, NOTE_MAX);
	size_t n = 0;

	stored_read(b->rq->page, fields, b->reg->fields, b->reg->field_n, v);
	for (size_t i = 0; i < b->reg->field_n && n < NOTES_MAX; i++) {
		struct str text;

		if (!b->reg->fields[i].list || v[i].kind == VALUE_EMPTY || v[i].kind == VALUE_ITEMS ||
		    field_index(b->columns, b->column_n, b->reg->fields[i].name) != NONE)
			continue;
		text = label_value(b->rq, b->rq->policy, &b->reg->fields[i], &v[i]);
		buf_fmt(
		    &out, "%s%.*s：%.*s", n++ ? "　" : "", STR_ARG(b->reg->fields[i].label), STR_ARG(text));
	}
	return buf_done(&out) ? buf_str(&out) : STR("");
}

static void
line_add(struct book *b, const struct q_page_over_out *row)
{
	struct arena *a = b->rq->page;
	struct line *l = &b->lines[b->n++];

	*l = (struct line){.id = row->id,
	    .label = label_item_row(b->rq, b->reg, row->id, row->number, row->fields),
	    .note = note_of(b, row->fields)};
	l->form = (struct field_form){.policy = b->rq->policy,
	    .fields = b->columns,
	    .n = b->column_n,
	    .prefix = arena_fmt(a, "r-%lld", (long long)row->id),
	    .stem = arena_fmt(a, "r.%lld.", (long long)row->id),
	    .given = given_of(b, row->fields)};
}

/* Does the register say it already, under the same name? */
static bool
is_given(const struct book *b, size_t column)
{
	int at = field_index(b->reg->fields, b->reg->field_n, b->columns[column].name);

	return at != NONE && b->reg->fields[at].type == b->columns[column].type;
}

static bool
is_all_given(const struct book *b)
{
	for (size_t i = 0; i < b->column_n; i++)
		if (!is_given(b, i))
			return false;
	return true;
}

static struct book
book_read(struct request *rq, const struct step *step)
{
	struct book b = {.rq = rq,
	    .m = rq->facts.matter,
	    .step = step,
	    .reg = &rq->policy->registers[step->over.reg],
	    .columns = step->form + 1,
	    .column_n = step->form_n - 1,
	    .lines = PAGE_LIST(rq, struct line, LINES_MAX)};
	struct q_page_over_in in = {.reg = b.reg->id, .most = CASE_ROWS};
	struct q_page_over_out row;
	struct q_cursor c;

	if (step->over.of == OVER_APPLICANT)
		in.section = b.m->section;
	b.ticks = is_all_given(&b);
	c = q_page_over_open(rq->desk->store, &in);
	while (b.n < LINES_MAX && q_page_over_next(&c, rq->page, &row))
		if (is_meant(&b, &row) && !has_row(&b, row.id))
			line_add(&b, &row);
	(void)!q_cursor_end(&c); /* fewer lines; judge says what is missing */
	return b;
}

/* --- what was typed -------------------------------------------------------------------- */

static struct str
input_name(const struct line *l, struct arena *a, struct str field)
{
	return arena_fmt(a, "%.*s%.*s", STR_ARG(l->form.stem), STR_ARG(field));
}

static struct str
tick_name(const struct line *l, struct arena *a)
{
	return arena_fmt(a, "%.*s_", STR_ARG(l->form.stem)); /* no field's name begins so */
}

static bool
is_ticked(const struct book *b, const struct line *l)
{
	return b->ticks && request_typed(b->rq, tick_name(l, b->rq->page)).n > 0;
}

/* Was something typed that did not stand there before? */
static bool
is_filled(const struct book *b, const struct line *l)
{
	for (size_t i = 0; i < b->column_n; i++) {
		struct str now =
		    str_trim(request_typed(b->rq, input_name(l, b->rq->page, b->columns[i].name)));

		if (!str_eq(now, str_trim(field_given(b->rq->page, &b->columns[i], &l->form.given[i]))))
			return true;
	}
	return is_ticked(b, l);
}

static bool
is_alike(const struct field *f)
{
	return f->type == FIELD_CHOICE || f->type == FIELD_YESNO || f->type == FIELD_CLASS;
}

static void
type(struct request *rq, struct str name, struct str value)
{
	for (size_t i = 0; i < rq->form.n; i++)
		if (str_eq(rq->form.pairs[i].name, name)) {
			if (str_trim(rq->form.pairs[i].value).n == 0)
				rq->form.pairs[i].value = value;
			return;
		}
}

/* FIELD:VALUE of the button, or what was chosen for each column; only what is empty is filled. */
static void
fill_alike(struct book *b, struct str fill)
{
	struct str rest = fill, field;
	bool one = str_cut(&rest, ':', &field) && rest.p != NULL;

	for (size_t i = 0; i < b->column_n; i++) {
		struct str name = b->columns[i].name,
		           value =
		               one ? (str_eq(field, name) ? rest : STR(""))
		                   : request_typed(b->rq, arena_fmt(b->rq->page, "all.%.*s", STR_ARG(name)));

		for (size_t k = 0; value.n && is_alike(&b->columns[i]) && k < b->n; k++)
			type(b->rq, input_name(&b->lines[k], b->rq->page, name), value);
	}
}

/* --- the table ------------------------------------------------------------------------- */

static struct view_survey_line
line_view(const struct book *b, struct line *l)
{
	struct request *rq = b->rq;
	struct view_survey_cell *cells = PAGE_LIST(rq, struct view_survey_cell, b->column_n);
	struct view_input *inputs;
	struct view_survey_line v = {.id = l->form.prefix,
	    .label = l->label,
	    .href = label_path(rq->page, STR("/item/"), l->id),
	    .note = l->note,
	    .error = l->error,
	    .tick = tick_name(l, rq->page),
	    .ticked = l->form.typed && is_ticked(b, l),
	    .cells = cells,
	    .cells_n = b->column_n};

	field_inputs(rq, &l->form, &inputs);
	for (size_t i = 0; i < b->column_n; i++) {
		if (is_alike(&b->columns[i])) { /* a cell has room for a list, not for buttons side by side */
			inputs[i].is_radio = inputs[i].is_question = false;
			inputs[i].is_select = true;
		}
		inputs[i].label = PHRASE(rq->page, TEXT_FORM_POST, l->label, inputs[i].label);
		cells[i] = (struct view_survey_cell){.inputs = &inputs[i], .inputs_n = 1};
	}
	return v;
}

static void
fills_view(const struct book *b, struct view_survey *v)
{
	struct request *rq = b->rq;
	struct view_survey_fill *fills = PAGE_LIST(rq, struct view_survey_fill, b->column_n);
	struct view_press *alikes = PAGE_LIST(rq, struct view_press, ALIKES_MAX);
	struct view_input *inputs;

	if (b->n == 0)
		return;
	field_inputs(rq, &b->lines[0].form, &inputs);
	for (size_t i = 0; i < b->column_n; i++) {
		const struct field *f = &b->columns[i];

		if (!is_alike(f) || is_given(b, i))
			continue;
		fills[v->fills_n++] = (struct view_survey_fill){.label = f->label,
		    .name = arena_fmt(rq->page, "all.%.*s", STR_ARG(f->name)),
		    .options = inputs[i].options,
		    .options_n = inputs[i].options_n};
		for (size_t k = 0; v->alikes_n < ALIKES_MAX && v->fills_n == 1 && k < inputs[i].options_n;
		     k++)
			alikes[v->alikes_n++] = (struct view_press){
			    .label = PHRASE(rq->page, TEXT_BOOK_ALIKE, inputs[i].options[k].label),
			    .value = arena_fmt(rq->page, "%.*s:%.*s", STR_ARG(f->name),
			        STR_ARG(inputs[i].options[k].value))};
	}
	v->fills = fills;
	v->alikes = alikes;
}

/* "_rows/3/class": the fault stands in that line, beside that field. */
static void
fault_place(struct book *b, const struct tried *t)
{
	struct str rest = t->judged.field, part;
	size_t sent = 0;
	int64_t n;

	if (!str_cut(&rest, '/', &part) || !str_eq(part, STR("_rows")) || !str_cut(&rest, '/', &part) ||
	    !num_i64(part, 0, LINES_MAX, &n))
		return;
	for (size_t i = 0; i < b->n; i++) {
		struct line *l = &b->lines[i];

		if (!is_filled(b, l) || (int64_t)sent++ != n)
			continue;
		if (field_index(b->columns, b->column_n, rest) == NONE)
			l->error = t->judged.why;
		l->form.bad_field = rest;
		l->form.error = t->judged.why;
	}
}

/* What came back when this table was sent: as it was typed, with its faults. */
static void
tried_fill(struct book *b, const struct tried *t)
{
	if (t == NULL || !t->any || !str_eq(t->step, b->step->name) || !str_eq(t->act, act_word(ACT_DO)))
		return;
	for (size_t i = 0; i < b->n; i++) {
		b->lines[i].form.typed = true;
		if (t->judged.why.n && is_filled(b, &b->lines[i]))
			(void)field_check(b->rq, &b->lines[i].form); /* its faults are said beside it */
	}
	fault_place(b, t);
}

static const struct opened *
row_open(const struct matter *m, int step)
{
	for (size_t i = 0; i < m->opened_n; i++)
		if (m->opened[i].step == step && m->opened[i].state == STEP_OPEN)
			return &m->opened[i];
	return NULL;
}

struct view_survey
matter_book(struct matter_sheet *s, const struct next *n)
{
	struct request *rq = s->rq;
	int at = step_index(s->p, n->step);
	const struct opened *o = row_open(s->m, at);
	struct book b = book_read(rq, &s->p->steps[at]);
	struct view_survey_line *lines = PAGE_LIST(rq, struct view_survey_line, b.n);
	struct str *columns = PAGE_LIST(rq, struct str, b.column_n + 1);
	struct view_survey v = {.label = n->label,
	    .clause = label_clause(rq->page, n->clause),
	    .id = arena_fmt(rq->page, "book-%.*s", STR_ARG(n->step)),
	    .step = n->step,
	    .act_id = page_act_id(rq),
	    .count = arena_fmt(rq->page, "%zu", b.n),
	    .close = PHRASE(rq->page, TEXT_MATTER_CLOSE, n->label),
	    .ticks = b.ticks};

	tried_fill(&b, s->tried);
	if (o) {
		v.left = label_left(rq->page, o->due, s->now);
		v.late = o->late || (o->due && o->due < s->now);
	}
	columns[v.columns_n++] = b.reg->label;
	for (size_t i = 0; i < b.column_n; i++)
		columns[v.columns_n++] = b.columns[i].label;
	for (size_t i = 0; i < b.n; i++)
		lines[v.lines_n++] = line_view(&b, &b.lines[i]);
	fills_view(&b, &v);
	v.columns = columns;
	v.lines = lines;
	return v;
}

/* --- sending ------------------------------------------------------------------------------ */

static struct str
rows_body(struct book *b, bool close)
{
	struct buf out = buf_on(b->rq->arena, BODY_MAX_JSON);
	struct json_out o = {.buf = &out};
	bool any = false;

	json_open(&o, '{');
	for (size_t i = 0; i < b->n; i++) {
		if (!is_filled(b, &b->lines[i]))
			continue;
		if (!any) {
			json_key(&o, "_rows");
			json_open(&o, '[');
		}
		any = true;
		json_open(&o, '{');
		json_key(&o, "item");
		json_int(&o, b->lines[i].id);
		field_write(b->rq, &b->lines[i].form, &o);
		json_close(&o, '}');
	}
	if (any)
		json_close(&o, ']');
	if (close) {
		json_key(&o, "_close");
		json_bool(&o, true);
	}
	json_close(&o, '}');
	return buf_done(&out) && (any || close) ? buf_str(&out) : STR("");
}

static enum err
book_wrong(struct request *rq, struct tried *t, enum text_key why)
{
	t->judged.why = phrase(why);
	matter_draw(rq, t);
	return ERR_MALFORMED;
}

enum err
matter_book_send(struct request *rq, const struct act *act, struct tried *t)
{
	const struct procedure *p = &rq->policy->procedures[rq->facts.matter->procedure];
	struct book b = book_read(rq, &p->steps[step_index(p, act->step)]);
	struct str fill = request_typed(rq, STR("fill"));
	bool close = str_eq(request_typed(rq, STR("outcome")), STR("close")), good = true;
	struct str body;

	if (fill.n) {
		fill_alike(&b, fill);
		matter_draw(rq, t);
		return ERR_OK;
	}
	for (size_t i = 0; i < b.n; i++) {
		b.lines[i].form.typed = true;
		if (is_filled(&b, &b.lines[i]))
			good = field_check(rq, &b.lines[i].form) && good;
	}
	if (!good)
		return book_wrong(rq, t, TEXT_FORM_CHECK);
	body = rows_body(&b, close);
	if (body.n == 0)
		return book_wrong(rq, t, TEXT_BOOK_NOTHING);
	matter_ask(rq, act, body);
	return ERR_OK;
}
