/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * 更新: a permit in force is asked for anew. One by one, with its form; or all
 * of one's own that end with the fiscal year, ticked and sent with one press,
 * each as an act of its own.
 */
#include "web/renewal.h"

#include "base/num.h"
#include "model/renewal.h"
#include "proto/act.h"
#include "web/judged.h"
#include "web/label.h"
#include "web/matter.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/stored.h"

enum { RENEWALS_MAX = 50, FACTS_MAX = 6, BODY_MAX_JSON = 256 * 1024 };

/* The end of the fiscal year in which the permit's last day is followed by another. */
static day
end_after(day until)
{
	return day_fiscal_last(day_fiscal_year(until + 1));
}

/* The values of another policy's form by the names of this one; the end is a later one. */
static struct value *
values_of(struct request *rq, const struct procedure *p, const struct field *old, size_t old_n,
    const struct value *v, day until)
{
	struct value *out = arena_array(rq->page, p->form_n, sizeof *out);

	for (size_t i = 0; i < p->form_n; i++) {
		int at = field_index(old, old_n, p->form[i].name);

		if (at != NONE && old[at].type == p->form[i].type && !p->form[i].worked_out)
			out[i] = v[at];
	}
	out[p->valid.until_field] =
	    (struct value){.kind = VALUE_STR, .s = day_iso(rq->page, end_after(until))};
	return out;
}

/* The procedure as the policy in force has it, when it can be renewed there. */
static const struct procedure *
procedure_now(const struct request *rq, struct str id)
{
	int at = policy_procedure(rq->desk->policy, id);
	const struct procedure *p = at == NONE ? NULL : &rq->desk->policy->procedures[at];

	return p && p->valid.set && p->valid.renew ? p : NULL;
}

/* --- one, with its form ------------------------------------------------------------------ */

bool
renewal_offered(struct request *rq, const struct matter *m)
{
	struct q_page_renewed_by_out row;

	return renewal_may(rq->policy, m, rq->who, rq->desk->today) &&
	       procedure_now(rq, rq->policy->procedures[m->procedure].id) &&
	       q_page_renewed_by(rq->desk->store, rq->page, &(struct q_page_renewed_by_in){m->id}, &row) !=
	           ERR_OK;
}

static enum err
one_begin(struct request *rq, struct field_form *f, const struct procedure **out)
{
	const struct procedure *p = procedure_now(rq, rq->policy->procedures[rq->facts.matter->procedure].id);

	if (p == NULL || !renewal_may(rq->policy, rq->facts.matter, rq->who, rq->desk->today)) {
		page_why(rq, TEXT_RENEWAL_MAY_NOT, TEXT_RENEWAL_MAY_NOT_TODO);
		return ERR_FORBIDDEN;
	}
	*f = (struct field_form){
	    .policy = rq->desk->policy, .fields = p->form, .n = p->form_n, .prefix = STR("a")};
	*out = p;
	return ERR_OK;
}

static void
one_draw(struct request *rq, const struct procedure *p, struct field_form *f, const struct judged *j)
{
	const struct matter *m = rq->facts.matter;
	struct view_matter_form v = {.label = p->label,
	    .number = m->number,
	    .title = phrase(TEXT_RENEWAL_TITLE),
	    .lead = phrase(TEXT_RENEWAL_LEAD),
	    .send = phrase(TEXT_RENEWAL_SEND),
	    .seen = m->last,
	    .back = label_path(rq->page, STR("/matter/"), m->id)};
	struct view_input *inputs;

	v.frame = page_frame(rq, v.title);
	v.href = arena_fmt(rq->page, "%.*s/renew", STR_ARG(v.back));
	v.inputs_n = field_inputs(rq, f, &inputs);
	v.inputs = inputs;
	v.files = field_takes_files(inputs, v.inputs_n);
	page_script(rq, &v.frame);
	v.act_id = request_typed(rq, STR("act_id"));
	if (v.act_id.n == 0)
		v.act_id = page_act_id(rq);
	if (j) {
		v.error = j->why;
		v.way_out = j->way_out;
	}
	PAGE_DRAW(rq, matter_form, &v);
}

enum err
renewal_one_page(struct request *rq)
{
	const struct matter *m = rq->facts.matter;
	const struct procedure *p, *old = &rq->policy->procedures[m->procedure];
	struct field_form f;
	enum err e = one_begin(rq, &f, &p);

	if (e != ERR_OK)
		return e;
	field_give(rq, &f, values_of(rq, p, old->form, old->form_n, m->form, m->until), NULL);
	one_draw(rq, p, &f, NULL);
	return ERR_OK;
}

static enum err
one_answered(struct request *rq)
{
	const struct procedure *p;
	struct field_form f;
	struct judged j;
	enum err e;

	judged_read(rq, rq->asks.ask, &j);
	if (j.err == ERR_OK)
		return request_goto(
		    rq, arena_fmt(rq->page, "/matter/%lld?done=%lld", (long long)j.matter, (long long)j.seq));
	e = one_begin(rq, &f, &p);
	if (e != ERR_OK)
		return judged_fail(rq, &j);
	f.typed = true;
	f.bad_field = j.field;
	f.error = j.why;
	one_draw(rq, p, &f, &j);
	return j.err;
}

/* As the post under which it was asked for before, while he still has it. */
static struct str
post_of(const struct request *rq, struct str id)
{
	const struct town *t = &rq->desk->town;
	const struct post *post = town_post(t, id);

	return post && town_has_post(t, rq->who, post, rq->desk->today) ? id : STR("");
}

enum err
renewal_one(struct request *rq)
{
	const struct matter *m = rq->facts.matter;
	struct buf b = buf_on(rq->arena, BODY_MAX_JSON);
	struct json_out o = {.buf = &b};
	struct act act = {.kind = ACT_SUBMIT,
	    .id = request_typed(rq, STR("act_id")),
	    .post = post_of(rq, m->post),
	    .renews = m->id,
	    .seen = -1};
	const struct procedure *p;
	struct field_form f;
	enum err e = one_begin(rq, &f, &p);

	if (e != ERR_OK)
		return e;
	f.typed = true;
	if (field_is_picking(rq)) {
		one_draw(rq, p, &f, NULL);
		return ERR_OK;
	}
	if (!field_known(rq, &f)) {
		page_why(rq, TEXT_FORM_UNKNOWN, TEXT_TODO_MALFORMED);
		return ERR_MALFORMED;
	}
	if (!field_check(rq, &f)) {
		one_draw(rq, p, &f, &(struct judged){.why = phrase(TEXT_FORM_CHECK)});
		return ERR_MALFORMED;
	}
	act.procedure = p->id;
	json_open(&o, '{');
	field_write(rq, &f, &o);
	json_close(&o, '}');
	if (!buf_done(&b))
		return ERR_TOO_LARGE;
	judged_ask(rq, request_ask(rq, 1, one_answered), &act, buf_str(&b));
	return ERR_OK;
}

/* --- all that end with the year ------------------------------------------------------------ */

/* One permit that ends soon; `body` is what is sent for it, empty when its form is narrow. */
struct permit {
	struct q_page_renewable_out row;
	const struct procedure *p; /* as it is now */
	struct value *values;
	day until;
};

static bool
permit_read(struct request *rq, const struct q_page_renewable_out *row, struct permit *out)
{
	const struct policy *began;
	const struct procedure *old, *p = procedure_now(rq, row->proc);
	struct value *v;
	int at;

	if (p == NULL || desk_policy(rq->desk, row->policy, &began) != ERR_OK ||
	    (at = policy_procedure(began, row->proc)) == NONE)
		return false;
	old = &began->procedures[at];
	*out = (struct permit){.row = *row, .p = p};
	if (!old->valid.renew || !day_parse_iso(row->until, &out->until))
		return false;
	if (old->narrow || p->narrow)
		return true;
	v = arena_array(rq->page, old->form_n, sizeof *v);
	stored_read(rq->page, row->form, old->form, old->form_n, v);
	out->values = values_of(rq, p, old->form, old->form_n, v, out->until);
	return true;
}

static size_t
permits_read(struct request *rq, struct permit *out)
{
	struct arena *a = rq->page;
	day today = rq->desk->today;
	struct q_page_renewable_in in = {.applicant = rq->who->id,
	    .from_day = day_iso(a, today),
	    .until_day = day_iso(a, day_fiscal_last(day_fiscal_year(today))),
	    .most = RENEWALS_MAX};
	struct q_cursor c = q_page_renewable_open(rq->desk->store, &in);
	struct q_page_renewable_out row;
	size_t n = 0;

	while (n < RENEWALS_MAX && q_page_renewable_next(&c, a, &row))
		n += permit_read(rq, &row, &out[n]);
	(void)!q_cursor_end(&c); /* fewer of them; each has its own page */
	return n;
}

size_t
renewal_count(struct request *rq)
{
	return permits_read(rq, PAGE_LIST(rq, struct permit, RENEWALS_MAX));
}

static bool
is_picked(const struct request *rq, struct str id)
{
	for (size_t i = 0; i < rq->form.n; i++)
		if (str_eq(rq->form.pairs[i].name, STR("pick")) && str_eq(rq->form.pairs[i].value, id))
			return true;
	return false;
}

static struct view_renewal
permit_view(struct request *rq, const struct permit *p)
{
	struct view_pair *facts = PAGE_LIST(rq, struct view_pair, FACTS_MAX + 1);
	struct view_renewal v = {.title = p->p->label,
	    .number = p->row.number,
	    .href = label_path(rq->page, STR("/matter/"), p->row.id),
	    .until = label_day(rq->page, p->until),
	    .facts = facts};

	v.id = arena_fmt(rq->page, "%lld", (long long)p->row.id);
	v.act_id = page_act_id(rq);
	v.pick = rq->head.method == METHOD_GET || is_picked(rq, v.id);
	if (p->values == NULL) {
		v.apart = true;
		return v;
	}
	v.then = label_day(rq->page, end_after(p->until));
	for (size_t i = 0; i < p->p->form_n && v.facts_n < FACTS_MAX; i++) {
		if ((int)i == p->p->valid.until_field || p->values[i].kind == VALUE_EMPTY)
			continue;
		facts[v.facts_n] = label_pair(rq, rq->desk->policy, &p->p->form[i], &p->values[i]);
		v.facts_n += facts[v.facts_n].value.n > 0;
	}
	return v;
}

static enum err
many_draw(struct request *rq, const struct view_pair *refused, size_t refused_n)
{
	struct permit *permits = PAGE_LIST(rq, struct permit, RENEWALS_MAX);
	struct view_renewal *list = PAGE_LIST(rq, struct view_renewal, RENEWALS_MAX);
	struct view_renewals v = {.refused = refused, .refused_n = refused_n, .renewals = list};
	uint64_t done;
	size_t n = permits_read(rq, permits);

	v.frame = page_frame(rq, phrase(TEXT_RENEWAL_TITLE));
	page_here(rq, &v.frame, STR("/apply"));
	v.end = label_day(rq->page, day_fiscal_last(day_fiscal_year(rq->desk->today)));
	for (size_t i = 0; i < n; i++)
		list[v.renewals_n++] = permit_view(rq, &permits[i]);
	if (num_u64(request_queried(rq, STR("done")), 1, RENEWALS_MAX, &done))
		v.frame.notice = PHRASE(rq->page, TEXT_RENEWAL_DONE, request_queried(rq, STR("done")));
	PAGE_DRAW(rq, renewals, &v);
	return ERR_OK;
}

enum err
renewal_page(struct request *rq)
{
	return many_draw(rq, NULL, 0);
}

/* What did not go through stands over the list, with its reason; it is still in the list. */
static enum err
many_answered(struct request *rq)
{
	struct view_pair *refused = PAGE_LIST(rq, struct view_pair, rq->asks.n);
	const struct act *acts = rq->kept;
	enum err e = ERR_OK;
	size_t n = 0;

	for (size_t i = 0; i < rq->asks.n; i++) {
		const struct procedure *p = procedure_now(rq, acts[i].procedure);
		struct judged j;

		judged_read(rq, &rq->asks.ask[i], &j);
		if (j.err == ERR_OK)
			continue;
		e = j.err;
		refused[n++] = (struct view_pair){.label = p ? p->label : acts[i].procedure,
		    .href = label_path(rq->page, STR("/matter/"), acts[i].renews),
		    .value = arena_fmt(rq->page, "%.*s %.*s", STR_ARG(j.why), STR_ARG(j.way_out))};
	}
	if (n == 0)
		return request_goto(rq, arena_fmt(rq->page, "/renewal?done=%zu", rq->asks.n));
	return many_draw(rq, refused, n) == ERR_OK ? e : ERR_IO;
}

static struct str
body_of(struct request *rq, const struct permit *p)
{
	struct buf b = buf_on(rq->arena, BODY_MAX_JSON);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	for (size_t i = 0; i < p->p->form_n; i++) {
		if (p->values[i].kind == VALUE_EMPTY || p->p->form[i].worked_out)
			continue;
		json_key_str(&o, p->p->form[i].name);
		value_write(&o, &p->values[i]);
	}
	json_close(&o, '}');
	return buf_done(&b) ? buf_str(&b) : STR("{}");
}

enum err
renewal_send(struct request *rq)
{
	struct permit *permits = PAGE_LIST(rq, struct permit, RENEWALS_MAX);
	struct act *acts = arena_array(rq->arena, RENEWALS_MAX, sizeof *acts);
	size_t n = permits_read(rq, permits), picked = 0, at[RENEWALS_MAX];
	struct ask *ask;

	for (size_t i = 0; i < n; i++) {
		struct str id = arena_fmt(rq->arena, "%lld", (long long)permits[i].row.id);

		if (permits[i].values == NULL || !is_picked(rq, id))
			continue;
		at[picked] = i;
		acts[picked++] = (struct act){.kind = ACT_SUBMIT,
		    .id = request_typed(rq, arena_fmt(rq->arena, "act.%.*s", STR_ARG(id))),
		    .procedure = arena_str(rq->arena, permits[i].p->id),
		    .post = arena_str(rq->arena, post_of(rq, permits[i].row.post)),
		    .renews = permits[i].row.id,
		    .seen = -1};
	}
	if (picked == 0)
		return request_goto(rq, STR("/renewal"));
	ask = request_ask(rq, picked, many_answered);
	for (size_t i = 0; i < picked; i++)
		judged_ask(rq, &ask[i], &acts[i], body_of(rq, &permits[at[i]]));
	rq->kept = acts;
	return ERR_OK;
}
