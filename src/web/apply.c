/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * 申請: which procedures there are for me, and each one's form as the policy
 * has it. The same form is used to enter for somebody else (代行入力) and to take
 * over what began on paper (引継ぎ).
 */
#include "model/judge.h"
#include "model/permission.h"
#include "proto/act.h"
#include "web/catalogue.h"
#include "web/entering.h"
#include "web/field.h"
#include "web/given.h"
#include "web/judged.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/reading.h"
#include "web/renewal.h"

enum { BODY_MAX_JSON = 900 * 1024, LINES_MAX = 20 };

/* One form on its way. */
struct apply {
	const struct procedure *proc;
	int procedure;
	bool takes_over;
	struct field_form form;
	struct judged judged;
};

/* --- lists ------------------------------------------------------------------------------ */

static struct view_offer
offer_of(struct request *rq, const struct procedure *proc, const char *folder)
{
	return (struct view_offer){proc->label, proc->say,
	    arena_fmt(rq->page, "%s%.*s", folder, STR_ARG(proc->id)),
	    label_clauses(rq->page, &proc->clauses)};
}

/* Those that `which` allows and the words fit, by what they are for. */
static void
offers_fill(
    struct request *rq, const char *folder, bool (*which)(struct request *, int), struct view_apply_list *v)
{
	const struct policy *p = rq->desk->policy;
	struct view_offer_group *groups = PAGE_LIST(rq, struct view_offer_group, CATALOGUES);

	v->query = request_queried(rq, STR("q"));
	for (enum catalogue c = 0; c < CATALOGUES; c++) {
		struct view_offer *offers = PAGE_LIST(rq, struct view_offer, p->procedures_n);
		struct view_offer_group g = {
		    .label = catalogue_label(c), .id = arena_fmt(rq->page, "g-%d", (int)c), .offers = offers};

		for (size_t i = 0; i < p->procedures_n; i++) {
			if (catalogue_of(&p->procedures[i]) != c || !which(rq, (int)i))
				continue;
			v->offered = true;
			if (catalogue_fits_procedure(rq->page, v->query, p, &p->procedures[i]))
				offers[g.offers_n++] = offer_of(rq, &p->procedures[i], folder);
		}
		if (g.offers_n)
			groups[v->groups_n++] = g;
	}
	v->groups = groups;
}

static bool
may_apply(struct request *rq, int procedure)
{
	const struct desk *k = rq->desk;

	return judge_may_start(k->policy, &k->town, procedure, rq->who, k->today);
}

static bool
may_take_over(struct request *rq, int procedure)
{
	return rq->desk->policy->procedures[procedure].step_n > 0;
}

enum err
apply_list(struct request *rq)
{
	struct view_apply_list v = {.frame = page_frame(rq, phrase(TEXT_APPLY_TITLE)), .href = STR("/apply")};

	size_t renewals;

	offers_fill(rq, "/apply/", may_apply, &v);
	renewals = renewal_count(rq);
	if (renewals)
		v.renewals = arena_fmt(rq->page, "%zu", renewals);
	if (entering_may(rq, ENTERING_TAKEOVER))
		v.other = STR("/takeover");
	PAGE_DRAW(rq, apply_list, &v);
	return ERR_OK;
}

enum err
apply_takeovers(struct request *rq)
{
	struct view_apply_list v = {.takes_over = true, .other = STR("/apply"), .href = STR("/takeover")};

	if (!entering_may(rq, ENTERING_TAKEOVER)) {
		page_why(rq, TEXT_TAKEOVER_MAY_NOT, TEXT_TAKEOVER_MAY_NOT_TODO);
		return ERR_FORBIDDEN;
	}
	v.frame = page_frame(rq, phrase(TEXT_TAKEOVER_TITLE));
	page_here(rq, &v.frame, STR("/apply"));
	offers_fill(rq, "/takeover/", may_take_over, &v);
	PAGE_DRAW(rq, apply_list, &v);
	return ERR_OK;
}

/* --- what stands around the form ------------------------------------------------------------ */

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
		struct str who = s->board != NONE ? rq->desk->policy->boards[s->board].label
		                                  : actor_label(rq, rq->desk->policy, &s->by);

		if (s->called_by != NONE)
			continue; /* the report above names whom it goes to */
		r[v->route_n++] = (struct view_pair){
		    .label = s->label, .value = s->when_n ? PHRASE(rq->page, TEXT_APPLY_WHEN, who) : who};
	}
	v->route = r;
}

static void
first_bad(struct view_apply *v, const struct view_input *list, size_t n)
{
	for (size_t i = 0; i < n && v->bad_label.n == 0; i++)
		if (list[i].error.n) {
			v->bad_label = list[i].label;
			v->bad_id = list[i].id;
		}
}

/* The alarm asks for what must be there; what can be said later is folded, unless it is wrong. */
static void
inputs_fill(struct request *rq, const struct apply *p, struct view_apply *v)
{
	struct view_input *all, *must, *more;
	size_t n = field_inputs(rq, &p->form, &all);

	v->files = field_takes_files(all, n);
	page_script(rq, &v->frame);
	first_bad(v, all, n);
	if (p->proc->alarm.n == 0 || p->takes_over) {
		v->inputs = all;
		v->inputs_n = n;
		return;
	}
	must = PAGE_LIST(rq, struct view_input, n);
	more = PAGE_LIST(rq, struct view_input, n);
	for (size_t i = 0; i < n; i++) {
		if (all[i].required)
			must[v->inputs_n++] = all[i];
		else
			more[v->more_n++] = all[i];
		v->more_open =
		    v->more_open ||
		    (!all[i].required && (all[i].error.n || all[i].value.n || all[i].options_n > 0) &&
		        !all[i].is_radio && !all[i].is_select);
	}
	v->inputs = must;
	v->more = more;
}

static void
words_fill(struct request *rq, const struct apply *p, struct view_apply *v)
{
	struct str *lines = PAGE_LIST(rq, struct str, LINES_MAX), text = p->proc->alarm, line;

	v->label = p->proc->label;
	v->say = p->proc->say;
	v->clauses = label_clauses(rq->page, &p->proc->clauses);
	v->href = arena_fmt(rq->page, "/%s/%.*s", p->takes_over ? "takeover" : "apply", STR_ARG(p->proc->id));
	v->sounds = text.n > 0 && !p->takes_over;
	v->send = phrase(v->sounds ? TEXT_ALARM_SEND : p->takes_over ? TEXT_TAKEOVER_SEND : TEXT_FORM_SEND);
	while (v->sounds && v->alarm_n < LINES_MAX && str_cut(&text, '\n', &line))
		if (str_trim(line).n)
			lines[v->alarm_n++] = str_trim(line);
	v->alarm = lines;
	v->takes_over = p->takes_over;
}

static void
apply_draw(struct request *rq, const struct apply *p)
{
	struct view_apply v = {.error = p->judged.why, .way_out = p->judged.way_out};

	words_fill(rq, p, &v);
	v.frame = page_frame(
	    rq, p->takes_over ? PHRASE(rq->page, TEXT_TAKEOVER_OF, p->proc->label) : p->proc->label);
	v.title = v.frame.title;
	page_here(rq, &v.frame, STR("/apply"));
	inputs_fill(rq, p, &v);
	v.act_id = request_typed(rq, STR("act_id"));
	if (v.act_id.n == 0)
		v.act_id = page_act_id(rq);
	if (p->takes_over)
		v.at_n = entering_steps(rq, p->proc, &v.at);
	else
		posts_fill(rq, p->procedure, &v);
	if (p->takes_over || entering_may(rq, ENTERING_BEHALF)) {
		v.persons_n = entering_persons(rq, &v.persons);
		v.paper_n = entering_paper(
		    rq, p->takes_over, p->judged.field, p->judged.why, (const struct view_input **)&v.paper);
		v.behalf_open = p->takes_over || request_typed(rq, STR("behalf")).n > 0;
		first_bad(&v, v.paper, v.paper_n);
	}
	route_fill(rq, p->proc, &v);
	v.readings_n =
	    reading_of_clauses(rq, rq->desk->policy, p->proc->clauses.s, p->proc->clauses.n, &v.readings);
	PAGE_DRAW(rq, apply, &v);
}

/* --- asking ---------------------------------------------------------------------------------- */

/* The procedure that the path names, when this person may start it, for himself or for somebody else. */
static enum err
apply_begin(struct request *rq, bool takes_over, struct apply *p)
{
	const struct policy *pol = rq->desk->policy;

	*p = (struct apply){.procedure = policy_procedure(pol, rq->part[0]), .takes_over = takes_over};
	if (p->procedure == NONE)
		return ERR_NOT_FOUND;
	p->proc = &pol->procedures[p->procedure];
	p->form = (struct field_form){.policy = pol,
	    .fields = p->proc->form,
	    .n = p->proc->form_n,
	    .prefix = STR("a"),
	    .loads = given_loads(rq, p->proc)};
	if (takes_over && !entering_may(rq, ENTERING_TAKEOVER)) {
		page_why(rq, TEXT_TAKEOVER_MAY_NOT, TEXT_TAKEOVER_MAY_NOT_TODO);
		return ERR_FORBIDDEN;
	}
	if (takes_over || entering_may(rq, ENTERING_BEHALF) ||
	    judge_may_start(pol, &rq->desk->town, p->procedure, rq->who, rq->desk->today))
		return ERR_OK;
	page_why(rq, TEXT_APPLY_MAY_NOT, TEXT_APPLY_MAY_NOT_TODO);
	return ERR_FORBIDDEN;
}

static enum err
page_of(struct request *rq, bool takes_over)
{
	struct apply p;
	enum err e = apply_begin(rq, takes_over, &p);

	if (e != ERR_OK)
		return e;
	given_begin(rq, p.proc, &p.form);
	apply_draw(rq, &p);
	return ERR_OK;
}

enum err
apply_page(struct request *rq)
{
	return page_of(rq, false);
}

enum err
apply_takeover(struct request *rq)
{
	return page_of(rq, true);
}

/* --- sending --------------------------------------------------------------------------------------- */

static enum err
answered(struct request *rq, bool takes_over)
{
	struct judged j;
	struct apply p;
	enum err e;

	judged_read(rq, rq->asks.ask, &j);
	if (j.err == ERR_OK)
		return request_goto(
		    rq, arena_fmt(rq->page, "/matter/%lld?done=%lld", (long long)j.matter, (long long)j.seq));
	e = apply_begin(rq, takes_over, &p);
	if (e != ERR_OK)
		return e;
	p.form.typed = true;
	p.form.bad_field = j.field;
	p.form.error = j.why;
	p.judged = j;
	apply_draw(rq, &p);
	return j.err;
}

static enum err
apply_answered(struct request *rq)
{
	return answered(rq, false);
}

static enum err
taken_answered(struct request *rq)
{
	return answered(rq, true);
}

static enum err
apply_ask(struct request *rq, const struct apply *p)
{
	struct act act = {
	    .kind = ACT_SUBMIT, .id = request_typed(rq, STR("act_id")), .procedure = rq->part[0], .seen = -1};
	struct buf b = buf_on(rq->arena, BODY_MAX_JSON);
	struct json_out o = {.buf = &b};

	act.behalf = request_typed(rq, STR("behalf"));
	if (p->takes_over)
		act.at = request_typed(rq, STR("at"));
	if (act.behalf.n == 0 && !p->takes_over)
		act.post = request_typed(rq, STR("post"));
	json_open(&o, '{');
	field_write(rq, &p->form, &o);
	if (entering_has_paper(rq))
		entering_write(rq, &o);
	json_close(&o, '}');
	if (!buf_done(&b))
		return ERR_TOO_LARGE;
	judged_ask(
	    rq, request_ask(rq, 1, p->takes_over ? taken_answered : apply_answered), &act, buf_str(&b));
	return ERR_OK;
}

static enum err
send_wrong(struct request *rq, struct apply *p, struct str field, enum text_key why)
{
	p->judged.field = field;
	p->judged.why = phrase(why);
	apply_draw(rq, p);
	return ERR_MALFORMED;
}

static enum err
send(struct request *rq, bool takes_over)
{
	struct apply p;
	struct str bad;
	enum err e = apply_begin(rq, takes_over, &p);

	if (e != ERR_OK)
		return e;
	p.form.typed = true;
	if (given_is_loading(rq))
		given_load(rq, p.proc, &p.form);
	if (given_is_loading(rq) || field_is_picking(rq)) {
		apply_draw(rq, &p);
		return ERR_OK;
	}
	if (!field_known(rq, &p.form)) {
		page_why(rq, TEXT_FORM_UNKNOWN, TEXT_TODO_MALFORMED);
		return ERR_MALFORMED;
	}
	if (takes_over && request_typed(rq, STR("at")).n == 0)
		return send_wrong(rq, &p, STR("at"), TEXT_TAKEOVER_NO_STEP);
	if (!field_check(rq, &p.form))
		return send_wrong(rq, &p, STR(""), TEXT_FORM_CHECK);
	if (!entering_check(rq, takes_over, &bad))
		return send_wrong(rq, &p, bad,
		    str_eq(bad, STR("paper_date")) ? TEXT_BEHALF_NO_DATE : TEXT_BEHALF_NO_NUMBER);
	return apply_ask(rq, &p);
}

enum err
apply_send(struct request *rq)
{
	return send(rq, false);
}

enum err
apply_take_over(struct request *rq)
{
	return send(rq, true);
}
