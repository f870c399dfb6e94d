/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 案件: one run of a procedure, what has happened to it and what I can do with it now. */
#include "base/num.h"
#include "model/judge.h"
#include "proto/act.h"
#include "query.h"
#include "web/entry.h"
#include "web/field.h"
#include "web/judged.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"

enum { LOG_MAX = 200, WHO_SHOWN = 3, BODY_MAX_JSON = 900 * 1024 };

/* What came back when something was tried on this page. */
struct tried {
	struct str act, step;
	struct field_form form;
	struct judged judged;
	bool any;
};

static const struct procedure *
procedure_of(const struct request *rq)
{
	return &rq->policy->procedures[rq->facts.matter->procedure];
}

/* --- the steps ----------------------------------------------------------------------------- */

static struct str
people_label(struct request *rq, const struct person *const *who, size_t shown, size_t all)
{
	struct buf b = buf_on(rq->page, 4096);

	for (size_t i = 0; i < shown && i < all; i++) {
		if (i)
			buf_add(&b, phrase(TEXT_LIST_COMMA));
		buf_add(&b, who[i]->name);
	}
	if (all > shown)
		return PHRASE(
		    rq->page, TEXT_TODAY_AND_OTHERS, buf_str(&b), arena_fmt(rq->page, "%zu", all - shown));
	return all ? buf_str(&b) : phrase(TEXT_TODAY_NOBODY);
}

static void
stage_state(const struct opened *o, struct view_stage *v)
{
	static const struct {
		enum text_key label;
		const char *mark;
	} states[] = {
	    [STEP_OPEN] = {TEXT_STEP_OPEN, "wait"},
	    [STEP_DONE] = {TEXT_STEP_DONE, "good"},
	    [STEP_PERMITTED] = {TEXT_STEP_PERMITTED, "good"},
	    [STEP_REFUSED] = {TEXT_STEP_REFUSED, "bad"},
	    [STEP_UNCONFIRMED] = {TEXT_STEP_UNCONFIRMED, "wait"},
	    [STEP_CONFIRMED] = {TEXT_STEP_CONFIRMED, "good"},
	    [STEP_ENDED] = {TEXT_STEP_ENDED, "plain"},
	};

	v->state = phrase(states[o->state].label);
	v->mark = str_of(states[o->state].mark);
}

static void
stage_who(struct request *rq, const struct opened *o, struct view_stage *v)
{
	const struct matter *m = rq->facts.matter;
	bool waits = o->state == STEP_OPEN || o->state == STEP_UNCONFIRMED;
	const struct person *who[WHO_SHOWN];
	size_t n;

	if (waits && m->state == MATTER_OPEN) {
		n = judge_entitled_all(rq->policy, &rq->desk->town, m, o, rq->desk->today, who, WHO_SHOWN);
		v->who = PHRASE(rq->page, TEXT_STEP_WAITS_FOR, people_label(rq, who, WHO_SHOWN, n));
	} else if (o->person.n) {
		v->who = PHRASE(
		    rq->page, TEXT_STEP_BY, label_person(rq->desk, o->person), label_post(rq->desk, o->post));
		v->when = label_day(rq->page, o->day);
	}
	if (o->state == STEP_UNCONFIRMED)
		v->when = PHRASE(rq->page, TEXT_STEP_DONE_BY, label_person(rq->desk, o->person),
		    label_day(rq->page, o->day));
}

static struct view_stage
stage_view(struct request *rq, const struct opened *o)
{
	const struct step *s = &procedure_of(rq)->steps[o->step];
	struct view_pair *facts = PAGE_LIST(rq, struct view_pair, s->form_n + CASE_ITEMS);
	struct view_stage v = {.label = s->label,
	    .clause = label_clause(rq->page, s->clause),
	    .by_hand = s->by_hand,
	    .late = o->late,
	    .facts = facts};

	if (o->section.n && s->by.of == OF_OWNER)
		v.section = label_section(rq->desk, o->section);
	stage_state(o, &v);
	stage_who(rq, o, &v);
	if (o->due && (o->state == STEP_OPEN || o->late))
		v.due = label_due(rq->page, o->due, o->late);
	v.facts_n = label_pairs(rq, rq->policy, s->form, s->form_n, o->fields, facts);
	return v;
}

/* Steps behind everything that has been opened: what is still to come, if its conditions hold. */
static void
later_fill(struct request *rq, struct view_matter *v)
{
	const struct matter *m = rq->facts.matter;
	const struct procedure *p = procedure_of(rq);
	struct view_stage *later = PAGE_LIST(rq, struct view_stage, p->step_n);
	int last = -1;

	for (size_t i = 0; i < m->opened_n; i++)
		if (m->opened[i].step > last)
			last = m->opened[i].step;
	for (size_t i = (size_t)(last + 1); m->state == MATTER_OPEN && i < p->step_n; i++)
		later[v->later_n++] = (struct view_stage){.label = p->steps[i].label,
		    .clause = label_clause(rq->page, p->steps[i].clause),
		    .state = phrase(p->steps[i].when_n ? TEXT_MATTER_LATER_IF : TEXT_MATTER_LATER)};
	v->later = later;
}

static void
stages_fill(struct request *rq, struct view_matter *v)
{
	const struct matter *m = rq->facts.matter;
	struct view_stage *stages = PAGE_LIST(rq, struct view_stage, m->opened_n);

	for (size_t i = 0; i < m->opened_n; i++)
		stages[i] = stage_view(rq, &m->opened[i]);
	v->stages = stages;
	v->stages_n = m->opened_n;
	later_fill(rq, v);
}

/* --- the buttons ------------------------------------------------------------------------------ */

static struct field_form
step_form(const struct request *rq, const struct next *n, const struct tried *t)
{
	const struct procedure *p = procedure_of(rq);
	int s = step_index(p, n->step);
	struct field_form f = {.policy = rq->policy, .prefix = n->step.n ? n->step : act_word(n->act)};

	if (n->act == ACT_DO && s != NONE) {
		f.fields = p->steps[s].form;
		f.n = p->steps[s].form_n;
	}
	if (t && t->any && str_eq(t->act, act_word(n->act)) && str_eq(t->step, n->step)) {
		f.typed = true;
		f.errors = t->form.errors;
		f.bad_field = t->judged.field;
		f.error = t->judged.why;
	}
	return f;
}

static struct view_input
note_input(struct request *rq, const struct field_form *f, const struct next *n)
{
	bool revoke = n->act == ACT_REVOKE, ending = revoke || n->act == ACT_WITHDRAW;
	const char *name = ending ? "reason" : "note";
	struct view_input i = field_text(rq, name,
	    ending                 ? TEXT_MATTER_REASON
	    : n->act == ACT_DECIDE ? TEXT_MATTER_NOTE_DECIDE
	                           : TEXT_MATTER_NOTE,
	    revoke, true);

	i.id = arena_fmt(rq->page, "%.*s-%s", STR_ARG(f->prefix), name);
	if (f->typed)
		i.value = request_typed(rq, str_of(name));
	if (f->typed && str_eq(f->bad_field, str_of(name))) {
		i.error = f->error;
		i.says = arena_fmt(rq->page, "%.*s-bad", STR_ARG(i.id));
	}
	return i;
}

static struct view_button
button_view(struct request *rq, const struct next *n, const struct tried *t)
{
	const struct procedure *p = procedure_of(rq);
	struct field_form f = step_form(rq, n, t);
	int s = step_index(p, n->step);
	struct view_button b = {.label = n->label,
	    .act = act_word(n->act),
	    .step = n->step,
	    .clause = label_clause(rq->page, n->clause),
	    .by_hand = s != NONE && p->steps[s].by_hand};
	struct view_input *inputs;

	b.decide = n->act == ACT_DECIDE;
	b.confirm = n->act == ACT_CONFIRM;
	b.danger = n->act == ACT_REVOKE || n->act == ACT_WITHDRAW;
	b.open = f.typed;
	b.act_id = f.typed && request_typed(rq, STR("act_id")).n ? request_typed(rq, STR("act_id"))
	                                                         : page_act_id(rq);
	b.inputs_n = field_inputs(rq, &f, &inputs);
	if (n->act != ACT_DO)
		inputs[b.inputs_n++] = note_input(rq, &f, n);
	b.inputs = inputs;
	return b;
}

/* Nothing to do for me: then who has, so that nobody waits for the wrong person. */
static struct str
nothing_to_do(struct request *rq)
{
	const struct matter *m = rq->facts.matter;
	const struct person *who[WHO_SHOWN];

	for (size_t i = 0; m->state == MATTER_OPEN && i < m->opened_n; i++) {
		const struct opened *o = &m->opened[i];
		size_t n;

		if (o->state != STEP_OPEN && o->state != STEP_UNCONFIRMED)
			continue;
		n = judge_entitled_all(rq->policy, &rq->desk->town, m, o, rq->desk->today, who, WHO_SHOWN);
		return PHRASE(rq->page, TEXT_MATTER_OTHERS_TURN, procedure_of(rq)->steps[o->step].label,
		    people_label(rq, who, WHO_SHOWN, n));
	}
	return phrase(TEXT_MATTER_OVER);
}

static void
buttons_fill(struct request *rq, const struct tried *t, struct view_matter *v)
{
	struct next *next;
	size_t n =
	    judge_buttons(rq->page, rq->policy, &rq->desk->town, &rq->facts, rq->who, rq->desk->today, &next);
	struct view_button *b = PAGE_LIST(rq, struct view_button, n + 1);

	for (size_t i = 0; i < n; i++)
		b[i] = button_view(rq, &next[i], t);
	v->buttons = b;
	v->buttons_n = n;
	if (n == 0)
		v->nothing_to_do = nothing_to_do(rq);
}

/* --- what has happened --------------------------------------------------------------------------- */

/* Acts whose body is a note and nothing else. */
static bool
has_note(struct str act)
{
	static const enum act_kind kinds[] = {ACT_DECIDE, ACT_CONFIRM, ACT_WITHDRAW, ACT_REVOKE};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(act, act_word(kinds[i])))
			return true;
	return false;
}

static struct view_moment
moment_view(struct request *rq, const struct q_page_matter_log_out *row)
{
	struct view_moment m = {.when = label_time(rq->page, row->time)};

	m.who = row->post.n ? PHRASE(rq->page, TEXT_STEP_BY, label_person(rq->desk, row->actor),
	                          label_post(rq->desk, row->post))
	                    : label_person(rq->desk, row->actor);
	m.what = label_act(rq, procedure_of(rq), row->act, row->step, row->outcome);
	if (has_note(row->act))
		m.note = entry_note(rq, row->seq);
	m.seq = arena_fmt(rq->page, "%lld", (long long)row->seq);
	m.href = label_path(rq->page, STR("/entry/"), row->seq);
	return m;
}

static void
moments_fill(struct request *rq, struct view_matter *v)
{
	struct view_moment *m = PAGE_LIST(rq, struct view_moment, LOG_MAX);
	struct q_page_matter_log_out row;
	struct q_cursor c = q_page_matter_log_open(
	    rq->desk->store, &(struct q_page_matter_log_in){.matter = rq->facts.matter->id, .most = LOG_MAX});

	while (v->moments_n < LOG_MAX && q_page_matter_log_next(&c, rq->page, &row))
		m[v->moments_n++] = moment_view(rq, &row);
	(void)!q_cursor_end(&c); /* the history is cut, and the entries are still in the evidence */
	v->moments = m;
}

/* --- the page ----------------------------------------------------------------------------------------- */

static void
head_fill(struct request *rq, struct view_matter *v)
{
	const struct matter *m = rq->facts.matter;
	const struct procedure *p = procedure_of(rq);
	struct view_pair *facts = PAGE_LIST(rq, struct view_pair, p->form_n + CASE_ITEMS);

	v->frame = page_frame(rq,
	    m->number.n ? arena_fmt(rq->page, "%.*s %.*s", STR_ARG(p->label), STR_ARG(m->number)) : p->label);
	v->label = p->label;
	v->number = m->number;
	v->state = label_state(m->state);
	v->mark = label_mark(m->state);
	v->applicant = label_person(rq->desk, m->applicant);
	v->post = label_post(rq->desk, m->post);
	v->section = label_section(rq->desk, m->section);
	v->when = label_day(rq->page, m->on);
	v->until = label_day(rq->page, m->until);
	v->href = label_path(rq->page, STR("/matter/"), m->id);
	v->seen = m->last;
	v->facts_n = label_pairs(rq, rq->policy, p->form, p->form_n, m->form, facts);
	v->facts = facts;
}

static void
matter_draw(struct request *rq, const struct tried *t)
{
	struct view_matter v = {0};
	struct str *since;

	head_fill(rq, &v);
	stages_fill(rq, &v);
	buttons_fill(rq, t, &v);
	moments_fill(rq, &v);
	if (request_queried(rq, STR("done")).n)
		v.frame.notice = PHRASE(rq->page, TEXT_MATTER_DONE, request_queried(rq, STR("done")));
	if (t && t->any) {
		v.error = t->judged.why;
		v.way_out = t->judged.way_out;
		v.since_n = judged_since(rq, &t->judged, &since);
		v.since = since;
	}
	PAGE_DRAW(rq, matter, &v);
}

enum err
matter_page(struct request *rq)
{
	matter_draw(rq, NULL);
	return ERR_OK;
}

/* --- acting ---------------------------------------------------------------------------------------------- */

static struct tried
tried_begin(struct request *rq)
{
	return (struct tried){
	    .act = request_typed(rq, STR("act")), .step = request_typed(rq, STR("step")), .any = true};
}

static enum err
matter_answered(struct request *rq)
{
	struct tried t = tried_begin(rq);

	judged_read(rq, rq->asks.ask, &t.judged);
	if (t.judged.err == ERR_OK)
		return request_goto(rq, arena_fmt(rq->page, "/matter/%lld?done=%lld",
		                            (long long)rq->facts.matter->id, (long long)t.judged.seq));
	matter_draw(rq, &t);
	return t.judged.err;
}

static bool
act_typed(struct request *rq, struct act *act)
{
	static const enum act_kind kinds[] = {ACT_DECIDE, ACT_DO, ACT_CONFIRM, ACT_WITHDRAW, ACT_REVOKE};
	struct str word = request_typed(rq, STR("act")), outcome = request_typed(rq, STR("outcome"));

	*act = (struct act){.kind = ACT_COUNT,
	    .id = request_typed(rq, STR("act_id")),
	    .matter = rq->facts.matter->id,
	    .step = request_typed(rq, STR("step"))};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(word, act_word(kinds[i])))
			act->kind = kinds[i];
	if (act->kind == ACT_DECIDE)
		act->outcome = str_eq(outcome, STR("permit"))   ? OUTCOME_PERMIT
		               : str_eq(outcome, STR("refuse")) ? OUTCOME_REFUSE
		                                                : OUTCOME_NONE;
	if (act->kind == ACT_WITHDRAW || act->kind == ACT_REVOKE)
		act->step = STR("");
	return act->kind != ACT_COUNT && num_i64(request_typed(rq, STR("seen")), 0, INT64_MAX, &act->seen) &&
	       (act->kind != ACT_DECIDE || act->outcome != OUTCOME_NONE);
}

static struct str
act_body(struct request *rq, const struct act *act, const struct field_form *f)
{
	bool ending = act->kind == ACT_WITHDRAW || act->kind == ACT_REVOKE;
	const char *name = ending ? "reason" : "note";
	struct str note = str_trim(request_typed(rq, str_of(name)));
	struct buf b = buf_on(rq->arena, BODY_MAX_JSON);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	if (act->kind == ACT_DO) {
		field_write(rq, f, &o);
	} else if (note.n || act->kind == ACT_REVOKE) {
		json_key(&o, name);
		json_str(&o, note);
	}
	json_close(&o, '}');
	return buf_done(&b) && b.n > 2 ? buf_str(&b) : STR("");
}

enum err
matter_act(struct request *rq)
{
	struct tried t = tried_begin(rq);
	struct act act;
	struct next n;

	if (!act_typed(rq, &act))
		return ERR_MALFORMED;
	n = (struct next){.act = act.kind, .step = act.step};
	t.form = step_form(rq, &n, NULL);
	t.form.typed = true;
	if (field_is_picking(rq)) {
		matter_draw(rq, &t);
		return ERR_OK;
	}
	if (!field_known(rq, &t.form)) {
		page_why(rq, TEXT_FORM_UNKNOWN, TEXT_TODO_MALFORMED);
		return ERR_MALFORMED;
	}
	if (!field_check(rq, &t.form)) {
		t.judged.why = phrase(TEXT_FORM_CHECK);
		matter_draw(rq, &t);
		return ERR_MALFORMED;
	}
	judged_ask(rq, request_ask(rq, 1, matter_answered), &act, act_body(rq, &act, &t.form));
	return ERR_OK;
}
