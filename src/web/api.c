/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The same acts and the same rights, for programs: JSON in, JSON out. */
#include "codec/json.h"
#include "model/judge.h"
#include "proto/act.h"
#include "query.h"
#include "web/page.h"
#include "web/pages.h"

enum { PAPERS_MAX = 200 };

static void
api_draw(struct request *rq, struct str json)
{
	rq->reply.type = STR("application/json");
	rq->reply.body = json;
	rq->reply.drawn = true;
}

/* The gate's answer goes out as it came. */
static enum err
api_answered(struct request *rq)
{
	const struct ask *ask = rq->asks.ask;
	const struct msg_ANSWER *m = &ask->answer.ANSWER;

	if (ask->err != ERR_OK) {
		page_why(rq, TEXT_JUDGED_UNKNOWN, TEXT_API_UNKNOWN_TODO);
		return ask->err;
	}
	api_draw(rq, m->json);
	return link_err(ask, m->err);
}

enum err
api_act(struct request *rq)
{
	struct ask *ask;

	if (rq->body.n > ACT_MAX)
		return ERR_TOO_LARGE;
	ask = request_ask(rq, 1, api_answered);
	request_ask_act(rq, ask, rq->body);
	return ERR_OK;
}

/* --- a matter ------------------------------------------------------------------------------- */

static void
pair(struct json_out *o, const char *key, struct str value)
{
	json_key(o, key);
	json_str(o, value);
}

static struct str
state_word(enum matter_state s)
{
	static const char *const words[] = {
	    [MATTER_OPEN] = "open",
	    [MATTER_DONE] = "done",
	    [MATTER_REFUSED] = "refused",
	    [MATTER_WITHDRAWN] = "withdrawn",
	    [MATTER_REVOKED] = "revoked",
	};

	return str_of(words[s]);
}

static struct str
step_word(enum step_state s)
{
	static const char *const words[] = {
	    [STEP_OPEN] = "open",
	    [STEP_DONE] = "done",
	    [STEP_PERMITTED] = "permit",
	    [STEP_REFUSED] = "refuse",
	    [STEP_UNCONFIRMED] = "unconfirmed",
	    [STEP_CONFIRMED] = "confirmed",
	    [STEP_ENDED] = "ended",
	    [STEP_CONDITIONAL] = "conditional",
	    [STEP_TAKEN] = "taken",
	    [STEP_PAST] = "past",
	};

	return str_of(words[s]);
}

static void
values_write(struct json_out *o, const struct field *f, size_t n, const struct value *v)
{
	json_open(o, '{');
	for (size_t i = 0; v && i < n; i++) {
		if (v[i].kind == VALUE_EMPTY)
			continue;
		json_key_str(o, f[i].name);
		value_write(o, &v[i]);
	}
	json_close(o, '}');
}

static void
number(struct json_out *o, const char *key, int64_t n)
{
	json_key(o, key);
	json_int(o, n);
}

static void
truth(struct json_out *o, const char *key, bool is)
{
	json_key(o, key);
	json_bool(o, is);
}

static void
step_write(struct json_out *o, const struct policy *pol, const struct procedure *p, const struct opened *s)
{
	json_open(o, '{');
	pair(o, "step", p->steps[s->step].name);
	pair(o, "section", s->section);
	pair(o, "state", step_word(s->state));
	pair(o, "person", s->person);
	pair(o, "post", s->post);
	pair(o, "day", day_iso(o->buf->arena, s->day));
	number(o, "due", s->due);
	truth(o, "late", s->late);
	truth(o, "reminded", s->reminded);
	truth(o, "deputy", s->deputy);
	pair(o, "raised", s->raised == NONE ? STR("") : pol->roles[s->raised].id);
	pair(o, "note", s->note);
	number(o, "rows", s->rows);
	json_key(o, "fields");
	values_write(o, p->steps[s->step].form, p->steps[s->step].form_n, s->fields);
	json_close(o, '}');
}

static void
next_write(struct request *rq, struct json_out *o)
{
	struct next *next;
	size_t n =
	    judge_buttons(rq->page, rq->policy, &rq->desk->town, &rq->facts, rq->who, rq->desk->today, &next);

	json_open(o, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(o, '{');
		pair(o, "act", act_word(next[i].act));
		pair(o, "step", next[i].step);
		pair(o, "label", next[i].label);
		pair(o, "clause", next[i].clause);
		truth(o, "deputy", next[i].deputy);
		truth(o, "rows", next[i].rows);
		truth(o, "may-return", next[i].may_return);
		json_close(o, '}');
	}
	json_close(o, ']');
}

/* What somebody has still to see. */
static void
notices_write(struct json_out *o, const struct matter *m)
{
	json_open(o, '[');
	for (size_t i = 0; i < m->notices_n; i++) {
		if (m->notices[i].seen)
			continue;
		json_open(o, '{');
		pair(o, "kind", m->notices[i].kind);
		pair(o, "step", m->notices[i].step);
		pair(o, "role", m->notices[i].role);
		pair(o, "person", m->notices[i].person);
		pair(o, "section", m->notices[i].section);
		number(o, "given", m->notices[i].seq);
		json_close(o, '}');
	}
	json_close(o, ']');
}

/* What stands on paper, by the entry that says so. */
static void
papers_write(struct request *rq, struct json_out *o, int64_t matter)
{
	struct q_page_papers_out row;
	struct q_cursor c = q_page_papers_open(
	    rq->desk->store, &(struct q_page_papers_in){.matter = matter, .most = PAPERS_MAX});

	json_open(o, '[');
	while (q_page_papers_next(&c, rq->page, &row)) {
		json_open(o, '{');
		number(o, "entry", row.seq);
		pair(o, "number", row.number);
		pair(o, "date", row.date);
		json_close(o, '}');
	}
	(void)!q_cursor_end(&c); /* a shorter list */
	json_close(o, ']');
}

static void
matter_write(struct request *rq, struct json_out *o)
{
	const struct matter *m = rq->facts.matter;
	const struct procedure *p = &rq->policy->procedures[m->procedure];

	number(o, "matter", m->id);
	pair(o, "procedure", p->id);
	pair(o, "state", state_word(m->state));
	pair(o, "number", m->number);
	pair(o, "applicant", m->applicant);
	pair(o, "post", m->post);
	pair(o, "section", m->section);
	pair(o, "day", day_iso(rq->page, m->on));
	pair(o, "until", day_iso(rq->page, m->until));
	number(o, "seen", m->last);
	truth(o, "taken", m->taken);
	number(o, "of", m->of);
	json_key(o, "form");
	values_write(o, p->form, p->form_n, m->form);
	json_key(o, "steps");
	json_open(o, '[');
	for (size_t i = 0; i < m->opened_n; i++)
		step_write(o, rq->policy, p, &m->opened[i]);
	json_close(o, ']');
	json_key(o, "papers");
	papers_write(rq, o, m->id);
	json_key(o, "notices");
	notices_write(o, m);
	json_key(o, "next");
	next_write(rq, o);
}

enum err
api_matter(struct request *rq)
{
	struct buf b = page_begin(rq);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	matter_write(rq, &o);
	json_close(&o, '}');
	if (!buf_done(&b))
		return ERR_TOO_LARGE;
	api_draw(rq, buf_str(&b));
	return ERR_OK;
}
