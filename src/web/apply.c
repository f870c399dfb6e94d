/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 申請: which procedures there are for me, and each one's form as the policy has it. */
#include "model/judge.h"
#include "proto/act.h"
#include "web/field.h"
#include "web/judged.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"

enum { BODY_MAX_JSON = 900 * 1024 };

enum err
apply_list(struct request *rq)
{
	const struct desk *k = rq->desk;
	const struct policy *p = k->policy;
	struct view_offer *offers = PAGE_LIST(rq, struct view_offer, p->procedures_n);
	struct view_apply_list v = {.frame = page_frame(rq, phrase(TEXT_APPLY_TITLE)), .offers = offers};

	for (size_t i = 0; i < p->procedures_n; i++) {
		const struct procedure *proc = &p->procedures[i];

		if (judge_may_start(p, &k->town, (int)i, rq->who, k->today))
			offers[v.offers_n++] = (struct view_offer){proc->label, proc->say,
			    arena_fmt(rq->page, "/apply/%.*s", STR_ARG(proc->id)),
			    label_clauses(rq->page, &proc->clauses)};
	}
	PAGE_DRAW(rq, apply_list, &v);
	return ERR_OK;
}

/* 兼務: the posts in which this person could start it; asked only when there are several. */
static void
posts_fill(struct request *rq, int procedure, struct view_apply *v)
{
	const struct town *t = &rq->desk->town;
	const struct post *main_post =
	    judge_start_post(rq->desk->policy, t, procedure, rq->who, rq->desk->today);
	struct view_option *o = PAGE_LIST(rq, struct view_option, t->holdings_n + 1);
	struct str chosen = request_typed(rq, STR("post"));

	if (chosen.n == 0)
		chosen = main_post ? main_post->id : STR("");
	for (size_t i = 0; i < t->holdings_n; i++) {
		const struct holding *h = &t->holdings[i];
		const struct post *post = &t->posts[h->post];

		if (&t->persons[h->person] != rq->who || !town_has_post(t, rq->who, post, rq->desk->today) ||
		    !judge_may_start_as(rq->desk->policy, procedure, post) || rq->desk->today < h->from ||
		    (h->until != DAY_NONE && h->until < rq->desk->today))
			continue;
		o[v->posts_n++] = (struct view_option){.value = post->id,
		    .chosen = str_eq(post->id, chosen),
		    .label = PHRASE(
		        rq->page, TEXT_FORM_POST, label_section(rq->desk, post->section), post->label)};
	}
	v->posts = o;
	v->asks_post = v->posts_n > 1;
}

static struct str
actor_label(struct request *rq, const struct policy *p, const struct actor *by)
{
	struct str role;

	if (by->kind == ACTOR_APPLICANT)
		return phrase(TEXT_APPLY_YOURSELF);
	role = p->roles[by->role].label;
	switch (by->of) {
	case OF_APPLICANT:
		return PHRASE(rq->page, TEXT_APPLY_OWN_SECTION, role);
	case OF_OWNER:
		return PHRASE(rq->page, TEXT_APPLY_OWNER, role);
	case OF_TOWN:
		break;
	}
	return role;
}

static void
route_fill(struct request *rq, const struct procedure *proc, struct view_apply *v)
{
	struct view_pair *r = PAGE_LIST(rq, struct view_pair, proc->step_n);

	for (size_t i = 0; i < proc->step_n; i++) {
		const struct step *s = &proc->steps[i];
		struct str who = actor_label(rq, rq->desk->policy, &s->by);

		r[v->route_n++] = (struct view_pair){
		    .label = s->label, .value = s->when_n ? PHRASE(rq->page, TEXT_APPLY_WHEN, who) : who};
	}
	v->route = r;
}

static void
first_bad(struct view_apply *v, struct arena *a)
{
	for (size_t i = 0; i < v->inputs_n && v->bad_label.n == 0; i++)
		if (v->inputs[i].error.n) {
			v->bad_label = arena_fmt(a, "%.*s", STR_ARG(v->inputs[i].label));
			v->bad_id = v->inputs[i].id;
		}
}

static void
apply_draw(
    struct request *rq, int procedure, const struct field_form *form, struct str error, struct str way_out)
{
	const struct procedure *proc = &rq->desk->policy->procedures[procedure];
	struct view_apply v = {.label = proc->label, .say = proc->say, .error = error, .way_out = way_out};
	struct view_input *inputs;

	v.frame = page_frame(rq, proc->label);
	page_here(rq, &v.frame, STR("/apply"));
	v.clauses = label_clauses(rq->page, &proc->clauses);
	v.href = arena_fmt(rq->page, "/apply/%.*s", STR_ARG(proc->id));
	v.inputs_n = field_inputs(rq, form, &inputs);
	v.inputs = inputs;
	v.act_id = form->typed && request_typed(rq, STR("act_id")).n ? request_typed(rq, STR("act_id"))
	                                                             : page_act_id(rq);
	first_bad(&v, rq->page);
	posts_fill(rq, procedure, &v);
	route_fill(rq, proc, &v);
	PAGE_DRAW(rq, apply, &v);
}

/* The procedure that the path names, when this person may start it. */
static enum err
apply_procedure(struct request *rq, int *procedure, struct field_form *form)
{
	const struct policy *p = rq->desk->policy;

	*procedure = policy_procedure(p, rq->part[0]);
	if (*procedure == NONE)
		return ERR_NOT_FOUND;
	*form = (struct field_form){.policy = p,
	    .fields = p->procedures[*procedure].form,
	    .n = p->procedures[*procedure].form_n,
	    .prefix = STR("a")};
	if (judge_may_start(p, &rq->desk->town, *procedure, rq->who, rq->desk->today))
		return ERR_OK;
	page_why(rq, TEXT_APPLY_MAY_NOT, TEXT_APPLY_MAY_NOT_TODO);
	return ERR_FORBIDDEN;
}

enum err
apply_page(struct request *rq)
{
	struct field_form form;
	int procedure;
	enum err e = apply_procedure(rq, &procedure, &form);

	if (e == ERR_OK)
		apply_draw(rq, procedure, &form, STR(""), STR(""));
	return e;
}

static enum err
apply_answered(struct request *rq)
{
	struct field_form form;
	struct judged j;
	int procedure;
	enum err e;

	judged_read(rq, rq->asks.ask, &j);
	if (j.err == ERR_OK)
		return request_goto(
		    rq, arena_fmt(rq->page, "/matter/%lld?done=%lld", (long long)j.matter, (long long)j.seq));
	e = apply_procedure(rq, &procedure, &form);
	if (e != ERR_OK)
		return e;
	form.typed = true;
	form.bad_field = j.field;
	form.error = j.why;
	apply_draw(rq, procedure, &form, j.why, j.way_out);
	return j.err;
}

static enum err
apply_ask(struct request *rq, const struct field_form *form)
{
	const struct act act = {.kind = ACT_SUBMIT,
	    .id = request_typed(rq, STR("act_id")),
	    .procedure = rq->part[0],
	    .post = request_typed(rq, STR("post")),
	    .seen = -1};
	struct buf b = buf_on(rq->arena, BODY_MAX_JSON);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	field_write(rq, form, &o);
	json_close(&o, '}');
	if (!buf_done(&b))
		return ERR_TOO_LARGE;
	judged_ask(rq, request_ask(rq, 1, apply_answered), &act, buf_str(&b));
	return ERR_OK;
}

enum err
apply_send(struct request *rq)
{
	struct field_form form;
	int procedure;
	enum err e = apply_procedure(rq, &procedure, &form);

	if (e != ERR_OK)
		return e;
	form.typed = true;
	if (field_is_picking(rq)) {
		apply_draw(rq, procedure, &form, STR(""), STR(""));
		return ERR_OK;
	}
	if (!field_known(rq, &form)) {
		page_why(rq, TEXT_FORM_UNKNOWN, TEXT_TODO_MALFORMED);
		return ERR_MALFORMED;
	}
	if (!field_check(rq, &form)) {
		apply_draw(rq, procedure, &form, phrase(TEXT_FORM_CHECK), STR(""));
		return ERR_MALFORMED;
	}
	return apply_ask(rq, &form);
}
