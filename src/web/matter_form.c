/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A form that is already there, filled in again: given back (差戻し) or begun
 * by the clock: the whole of it; corrected (訂正): what was wrong, with a reason.
 */
#include "base/fold.h"
#include "base/num.h"
#include "proto/act.h"
#include "web/label.h"
#include "web/matter.h"
#include "web/page.h"
#include "web/pages.h"

enum { BODY_MAX_JSON = 900 * 1024 };

/* Which form, and what it holds now. */
struct again {
	enum act_kind act;
	struct str step;    /* of a correction: whose form; empty = the matter's own */
	struct str section; /* of its row */
	struct field_form form;
	const struct value *values;
};

/* --- which -------------------------------------------------------------------------------- */

static const struct next *
button_of(struct request *rq, enum act_kind act, struct str step)
{
	struct next *next;
	size_t n =
	    judge_buttons(rq->page, rq->policy, &rq->desk->town, &rq->facts, rq->who, rq->desk->today, &next);

	for (size_t i = 0; i < n; i++)
		if (next[i].act == act && (act == ACT_CHANGE || str_eq(next[i].step, step)))
			return &next[i];
	return NULL;
}

/* The form of the step that a correction names: what was typed last into it. */
static bool
step_form(struct request *rq, struct again *a)
{
	const struct matter *m = rq->facts.matter;
	const struct procedure *p = &rq->policy->procedures[m->procedure];
	int step = step_index(p, a->step);

	if (step == NONE || (size_t)step >= p->step_n)
		return false;
	a->form.fields = p->steps[step].form;
	a->form.n = p->steps[step].form_n;
	for (size_t i = m->opened_n; i-- > 0;)
		if (m->opened[i].step == step && m->opened[i].fields && m->opened[i].state != STEP_PAST) {
			a->values = m->opened[i].fields;
			a->section = m->opened[i].section;
			return true;
		}
	return false;
}

static enum err
again_begin(struct request *rq, enum act_kind act, struct again *a)
{
	const struct procedure *p = &rq->policy->procedures[rq->facts.matter->procedure];
	struct str step = rq->head.method == METHOD_POST ? request_typed(rq, STR("step"))
	                                                 : request_queried(rq, STR("step"));

	*a = (struct again){.act = act, .values = rq->facts.matter->form};
	if (act == ACT_CORRECT && !str_eq(step, STEP_FORM_NAME))
		a->step = step;
	a->form =
	    (struct field_form){.policy = rq->policy, .fields = p->form, .n = p->form_n, .prefix = STR("a")};
	if (button_of(rq, act, step) == NULL) {
		page_why(rq, act == ACT_CHANGE ? TEXT_AGAIN_MAY_NOT : TEXT_CORRECT_MAY_NOT,
		    TEXT_AGAIN_MAY_NOT_TODO);
		return ERR_FORBIDDEN;
	}
	return a->step.n == 0 || step_form(rq, a) ? ERR_OK : ERR_NOT_FOUND;
}

/* --- the page ----------------------------------------------------------------------------- */

/* Why it was given back, from its last round. */
static void
returned_fill(struct request *rq, struct view_matter_form *v)
{
	struct q_page_steps_past_out row;
	struct q_cursor c = q_page_steps_past_open(rq->desk->store,
	    &(struct q_page_steps_past_in){.matter = rq->facts.matter->id, .most = CASE_ROWS});

	while (q_page_steps_past_next(&c, rq->page, &row))
		if (str_eq(row.state, STR("return"))) {
			v->note = row.note;
			v->note_who = matter_by(rq, row.person, row.post);
		}
	(void)!q_cursor_end(&c);
}

static void
words_fill(struct request *rq, const struct again *a, struct view_matter_form *v)
{
	const struct matter *m = rq->facts.matter;
	bool change = a->act == ACT_CHANGE;

	v->title = phrase(!change              ? TEXT_CORRECT_TITLE
	                  : m->applicant.n > 0 ? TEXT_AGAIN_TITLE
	                                       : TEXT_FILL_IN_TITLE);
	v->lead = phrase(!change              ? TEXT_CORRECT_LEAD
	                 : m->applicant.n > 0 ? TEXT_AGAIN_LEAD
	                                      : TEXT_FILL_IN_LEAD);
	v->send = phrase(!change              ? TEXT_CORRECT_SEND
	                 : m->applicant.n > 0 ? TEXT_AGAIN_SEND
	                                      : TEXT_FILL_IN_SEND);
	v->back = label_path(rq->page, STR("/matter/"), m->id);
	v->href = arena_fmt(rq->page, "%.*s/%s", STR_ARG(v->back), change ? "change" : "correct");
	if (change)
		returned_fill(rq, v);
}

/* The reason of a correction stands first: it is what the page is for. */
static size_t
inputs_fill(
    struct request *rq, const struct again *a, const struct str *reason_wrong, struct view_input **out)
{
	struct view_input *own, *list;
	size_t n = field_inputs(rq, &a->form, &own), k = 0;

	list = PAGE_LIST(rq, struct view_input, n + 1);
	if (a->act == ACT_CORRECT) {
		list[k] = field_text(rq, "reason", TEXT_CORRECT_REASON, true, true);
		list[k].id = STR("a-reason");
		list[k].value = request_typed(rq, STR("reason"));
		if (reason_wrong->n) {
			list[k].error = *reason_wrong;
			list[k].says = STR("a-reason-bad");
		}
		k++;
	}
	for (size_t i = 0; i < n; i++)
		list[k++] = own[i];
	*out = list;
	return k;
}

static void
again_draw(struct request *rq, struct again *a, const struct judged *j)
{
	const struct matter *m = rq->facts.matter;
	const struct procedure *p = &rq->policy->procedures[m->procedure];
	struct view_matter_form v = {.label = p->label, .number = m->number, .seen = m->last};
	struct str bad = str_eq(a->form.bad_field, STR("reason")) ? a->form.error : STR(""), *since;
	struct view_input *inputs;

	words_fill(rq, a, &v);
	v.frame = page_frame(rq, v.title);
	v.step = a->step;
	v.inputs_n = inputs_fill(rq, a, &bad, &inputs);
	v.inputs = inputs;
	v.files = field_takes_files(inputs, v.inputs_n);
	page_script(rq, &v.frame);
	v.act_id = request_typed(rq, STR("act_id"));
	if (v.act_id.n == 0)
		v.act_id = page_act_id(rq);
	if (j) {
		v.error = j->why;
		v.way_out = j->way_out;
		v.since_n = judged_since(rq, j, &since);
		v.since = since;
	}
	PAGE_DRAW(rq, matter_form, &v);
}

static enum err
again_page(struct request *rq, enum act_kind act)
{
	struct again a;
	enum err e = again_begin(rq, act, &a);

	if (e != ERR_OK)
		return e;
	field_give(rq, &a.form, a.values, NULL);
	again_draw(rq, &a, NULL);
	return ERR_OK;
}

enum err
matter_change_page(struct request *rq)
{
	return again_page(rq, ACT_CHANGE);
}

enum err
matter_correct_page(struct request *rq)
{
	return again_page(rq, ACT_CORRECT);
}

/* --- what differs ------------------------------------------------------------------------------ */

static bool
items_differ(const struct request *rq, struct str name, const struct value *old)
{
	size_t n = 0;
	int64_t id;

	for (size_t i = 0; i < rq->form.n; i++) {
		if (!str_eq(rq->form.pairs[i].name, name) ||
		    !num_i64(rq->form.pairs[i].value, 0, INT64_MAX, &id))
			continue;
		if (old->kind != VALUE_ITEMS || n >= old->n || old->items[n] != id)
			return true;
		n++;
	}
	return old->kind == VALUE_ITEMS && n != old->n;
}

static bool
persons_differ(const struct request *rq, struct str name, const struct value *old)
{
	struct buf b = buf_on(rq->page, 4096);

	for (size_t i = 0; i < rq->form.n; i++) {
		if (!str_eq(rq->form.pairs[i].name, name))
			continue;
		if (b.n)
			buf_char(&b, ',');
		buf_add(&b, str_trim(rq->form.pairs[i].value));
	}
	return !str_eq(buf_str(&b), old->kind == VALUE_STR ? old->s : STR(""));
}

/* Is it the same, however it is spelt now? */
static bool
differs(struct request *rq, const struct field *f, const struct value *old)
{
	struct str name = field_name(rq->page, f->name), now = str_trim(request_typed(rq, name));
	int minute;
	int64_t n;
	day d;

	if (f->type == FIELD_ITEM || f->type == FIELD_ITEMS)
		return items_differ(rq, name, old);
	if (f->type == FIELD_PERSONS)
		return persons_differ(rq, name, old);
	if (old->kind == VALUE_EMPTY)
		return now.n > 0;
	if (old->kind == VALUE_INT)
		return !num_i64(fold_width(rq->page, now), 0, INT64_MAX, &n) || n != old->i;
	if (f->type == FIELD_DATE && day_parse(now, &d))
		now = day_iso(rq->page, d);
	if (f->type == FIELD_TIME && day_parse_time(now, &d, &minute))
		now = day_iso_time(rq->page, d, minute);
	return !str_eq(now, str_trim(old->s));
}

/* The fields of a correction: those that differ; one that was emptied is an empty text or list. */
static size_t
differing_write(struct request *rq, const struct again *a, struct json_out *o)
{
	size_t n = 0;

	json_open(o, '{');
	for (size_t i = 0; i < a->form.n; i++) {
		const struct field *f = &a->form.fields[i];
		struct field_form one = a->form;

		if (f->worked_out || !differs(rq, f, &a->values[i]))
			continue;
		n++;
		one.fields = f;
		one.n = 1;
		if (request_typed(rq, field_name(rq->page, f->name)).n) {
			field_write(rq, &one, o);
			continue;
		}
		json_key_str(o, f->name);
		if (f->type == FIELD_ITEM || f->type == FIELD_ITEMS || f->type == FIELD_PERSONS) {
			json_open(o, '[');
			json_close(o, ']');
		} else {
			json_str(o, STR(""));
		}
	}
	json_close(o, '}');
	return n;
}

/* --- sending --------------------------------------------------------------------------------------- */

static enum err again_answered(struct request *rq, enum act_kind act);

static enum err
change_answered(struct request *rq)
{
	return again_answered(rq, ACT_CHANGE);
}

static enum err
correct_answered(struct request *rq)
{
	return again_answered(rq, ACT_CORRECT);
}

static enum err
again_answered(struct request *rq, enum act_kind act)
{
	struct judged j;
	struct again a;
	enum err e;

	judged_read(rq, rq->asks.ask, &j);
	if (j.err == ERR_OK)
		return request_goto(rq, arena_fmt(rq->page, "/matter/%lld?done=%lld",
		                            (long long)rq->facts.matter->id, (long long)j.seq));
	e = again_begin(rq, act, &a);
	if (e != ERR_OK)
		return judged_fail(rq, &j);
	a.form.typed = true;
	a.form.bad_field = j.field;
	a.form.error = j.why;
	again_draw(rq, &a, &j);
	return j.err;
}

static enum err
again_wrong(struct request *rq, struct again *a, const char *field, enum text_key why)
{
	const struct judged j = {.why = phrase(why)};

	a->form.bad_field = str_of(field);
	a->form.error = j.why;
	again_draw(rq, a, &j);
	return ERR_MALFORMED;
}

static enum err
change_ask(struct request *rq, const struct act *act, const struct again *a)
{
	struct buf b = buf_on(rq->arena, BODY_MAX_JSON);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	field_write(rq, &a->form, &o);
	json_close(&o, '}');
	if (!buf_done(&b))
		return ERR_TOO_LARGE;
	judged_ask(rq, request_ask(rq, 1, change_answered), act, buf_str(&b));
	return ERR_OK;
}

static enum err
correct_ask(struct request *rq, struct act *act, struct again *a)
{
	struct str reason = str_trim(request_typed(rq, STR("reason")));
	struct buf b = buf_on(rq->arena, BODY_MAX_JSON);
	struct json_out o = {.buf = &b};
	size_t n;

	if (reason.n == 0)
		return again_wrong(rq, a, "reason", TEXT_CORRECT_NO_REASON);
	json_open(&o, '{');
	json_key(&o, "reason");
	json_str(&o, reason);
	json_key(&o, "form");
	n = differing_write(rq, a, &o);
	json_close(&o, '}');
	if (n == 0)
		return again_wrong(rq, a, "", TEXT_CORRECT_NOTHING);
	if (!buf_done(&b))
		return ERR_TOO_LARGE;
	act->step = a->step;
	judged_ask(rq, request_ask(rq, 1, correct_answered), act, buf_str(&b));
	return ERR_OK;
}

static enum err
again_send(struct request *rq, enum act_kind kind)
{
	struct act act = {
	    .kind = kind, .id = request_typed(rq, STR("act_id")), .matter = rq->facts.matter->id};
	struct again a;
	enum err e = again_begin(rq, kind, &a);

	if (e != ERR_OK)
		return e;
	a.form.typed = true;
	if (!num_i64(request_typed(rq, STR("seen")), 0, INT64_MAX, &act.seen))
		return ERR_MALFORMED;
	if (field_is_picking(rq)) {
		again_draw(rq, &a, NULL);
		return ERR_OK;
	}
	if (!field_known(rq, &a.form)) {
		page_why(rq, TEXT_FORM_UNKNOWN, TEXT_TODO_MALFORMED);
		return ERR_MALFORMED;
	}
	if (!field_check(rq, &a.form)) {
		again_draw(rq, &a, &(struct judged){.why = phrase(TEXT_FORM_CHECK)});
		return ERR_MALFORMED;
	}
	return kind == ACT_CHANGE ? change_ask(rq, &act, &a) : correct_ask(rq, &act, &a);
}

enum err
matter_change(struct request *rq)
{
	return again_send(rq, ACT_CHANGE);
}

enum err
matter_correct(struct request *rq)
{
	return again_send(rq, ACT_CORRECT);
}
