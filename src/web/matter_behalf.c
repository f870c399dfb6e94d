/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 代行入力: what somebody else decided or did, on paper or by word of mouth, entered for him. */
#include "base/num.h"
#include "proto/act.h"
#include "web/entering.h"
#include "web/label.h"
#include "web/matter.h"
#include "web/page.h"
#include "web/pages.h"

enum { PERSONS_MAX = 200 };

/* Those for whom an open step waits and for whom this person may enter. */
static size_t
persons_of(const struct request *rq, const struct person **out)
{
	const struct matter *m = rq->facts.matter;
	const struct person *who[PERSONS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < m->opened_n; i++) {
		size_t all;

		if (!matter_is_waiting(&m->opened[i]))
			continue;
		all = judge_entitled_all(
		    rq->policy, &rq->desk->town, m, &m->opened[i], rq->desk->today, who, PERSONS_MAX);
		for (size_t k = 0; k < all && k < PERSONS_MAX && n < PERSONS_MAX; k++) {
			size_t known = 0;

			while (known < n && out[known] != who[k])
				known++;
			if (known == n && entering_may_for(rq, who[k]))
				out[n++] = who[k];
		}
	}
	return n;
}

static struct view_button
button_of(struct matter_sheet *s, const struct next *n, bool *has_main)
{
	const struct matter_hand h = {.tried = s->tried, .asks_paper = true, .has_main = has_main};

	return matter_button(s, n, &h);
}

static void
buttons_fill(struct matter_sheet *s, const struct person *who, struct view_matter_behalf *v)
{
	struct request *rq = s->rq;
	struct view_button *list;
	struct next *next;
	bool has_main = false;
	size_t n =
	    judge_buttons(rq->page, rq->policy, &rq->desk->town, &rq->facts, who, rq->desk->today, &next);

	list = PAGE_LIST(rq, struct view_button, n);
	for (size_t i = 0; i < n; i++)
		if (next[i].act == ACT_DECIDE || next[i].act == ACT_DO || next[i].act == ACT_CONFIRM)
			list[v->buttons_n++] = button_of(s, &next[i], &has_main);
	v->buttons = list;
	v->person = who->name;
}

static void
behalf_draw(struct request *rq, const struct tried *tried)
{
	struct matter_sheet *s = ARENA_NEW(rq->page, struct matter_sheet);
	const struct person *who[PERSONS_MAX];
	struct str chosen = tried ? request_typed(rq, STR("behalf")) : request_queried(rq, STR("for"));
	struct view_option *o = PAGE_LIST(rq, struct view_option, PERSONS_MAX);
	struct view_matter_behalf v = {.persons = o};
	size_t n = persons_of(rq, who);
	struct str *since;

	matter_begin(rq, tried, s);
	v.frame = page_frame(rq, phrase(TEXT_BEHALF_TITLE));
	v.label = s->p->label;
	v.number = s->m->number;
	v.seen = s->m->last;
	v.back = label_path(rq->page, STR("/matter/"), s->m->id);
	v.href = arena_fmt(rq->page, "%.*s/behalf", STR_ARG(v.back));
	for (size_t i = 0; i < n; i++) {
		const struct post *post = town_main_post(&rq->desk->town, who[i], rq->desk->today);

		o[v.persons_n++] = (struct view_option){.value = who[i]->id,
		    .label = matter_by(rq, who[i]->id, post ? post->id : STR("")),
		    .chosen = str_eq(who[i]->id, chosen)};
		if (str_eq(who[i]->id, chosen)) {
			v.id = who[i]->id;
			buttons_fill(s, who[i], &v);
		}
	}
	if (tried) {
		v.error = tried->judged.why;
		v.way_out = tried->judged.way_out;
		v.since_n = judged_since(rq, &tried->judged, &since);
		v.since = since;
	}
	page_script(rq, &v.frame);
	PAGE_DRAW(rq, matter_behalf, &v);
}

static enum err
may_enter(struct request *rq)
{
	if (entering_may(rq, ENTERING_BEHALF))
		return ERR_OK;
	page_why(rq, TEXT_BEHALF_MAY_NOT, TEXT_BEHALF_MAY_NOT_TODO);
	return ERR_FORBIDDEN;
}

enum err
matter_behalf_page(struct request *rq)
{
	enum err e = may_enter(rq);

	if (e == ERR_OK)
		behalf_draw(rq, NULL);
	return e;
}

/* --- sending ------------------------------------------------------------------------- */

static struct tried
tried_begin(struct request *rq)
{
	return (struct tried){
	    .act = request_typed(rq, STR("act")), .step = request_typed(rq, STR("step")), .any = true};
}

static enum err
behalf_answered(struct request *rq)
{
	struct tried t = tried_begin(rq);

	judged_read(rq, rq->asks.ask, &t.judged);
	if (t.judged.err == ERR_OK)
		return request_goto(rq, arena_fmt(rq->page, "/matter/%lld?done=%lld",
		                            (long long)rq->facts.matter->id, (long long)t.judged.seq));
	behalf_draw(rq, &t);
	return t.judged.err;
}

static enum err
behalf_wrong(struct request *rq, struct tried *t, struct str field, enum text_key why)
{
	t->judged.field = field;
	t->judged.why = phrase(why);
	behalf_draw(rq, t);
	return ERR_MALFORMED;
}

static enum err
behalf_ask(struct request *rq, struct tried *t, const struct act *act)
{
	struct str bad;

	if (!entering_check(rq, false, &bad))
		return behalf_wrong(
		    rq, t, bad, str_eq(bad, STR("paper_date")) ? TEXT_BEHALF_NO_DATE : TEXT_BEHALF_NO_NUMBER);
	judged_ask(rq, request_ask(rq, 1, behalf_answered), act,
	    matter_act_body(rq, act, &t->form, entering_has_paper(rq)));
	return ERR_OK;
}

enum err
matter_behalf(struct request *rq)
{
	struct tried t = tried_begin(rq);
	enum err e = may_enter(rq);
	struct act act;

	if (e != ERR_OK)
		return e;
	if (!matter_act_typed(rq, &act))
		return ERR_MALFORMED;
	act.behalf = request_typed(rq, STR("behalf"));
	t.form = matter_form_of(rq, act.kind, act.step);
	t.form.typed = true;
	if (field_is_picking(rq)) {
		behalf_draw(rq, &t);
		return ERR_OK;
	}
	if (!field_known(rq, &t.form)) {
		page_why(rq, TEXT_FORM_UNKNOWN, TEXT_TODO_MALFORMED);
		return ERR_MALFORMED;
	}
	if (act.kind == ACT_DECIDE ? !matter_decision_check(rq, &act, &t.form) : !field_check(rq, &t.form)) {
		t.judged.why = phrase(TEXT_FORM_CHECK);
		behalf_draw(rq, &t);
		return ERR_MALFORMED;
	}
	return behalf_ask(rq, &t, &act);
}
