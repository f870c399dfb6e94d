/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The same acts and the same rights, for programs: JSON in, JSON out. */
#include "codec/json.h"
#include "model/judge.h"
#include "proto/act.h"
#include "web/page.h"
#include "web/pages.h"

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
	return m->err >= 0 && m->err < ERR_COUNT ? (enum err)m->err : ERR_IO;
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
step_write(struct json_out *o, const struct procedure *p, const struct opened *s)
{
	json_open(o, '{');
	pair(o, "step", p->steps[s->step].name);
	pair(o, "section", s->section);
	pair(o, "state", step_word(s->state));
	pair(o, "person", s->person);
	json_key(o, "due");
	json_int(o, s->due);
	json_key(o, "late");
	json_bool(o, s->late);
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
		json_close(o, '}');
	}
	json_close(o, ']');
}

static void
matter_write(struct request *rq, struct json_out *o)
{
	const struct matter *m = rq->facts.matter;
	const struct procedure *p = &rq->policy->procedures[m->procedure];

	json_key(o, "matter");
	json_int(o, m->id);
	pair(o, "procedure", p->id);
	pair(o, "state", state_word(m->state));
	pair(o, "number", m->number);
	pair(o, "applicant", m->applicant);
	pair(o, "post", m->post);
	pair(o, "section", m->section);
	pair(o, "day", day_iso(rq->page, m->on));
	pair(o, "until", day_iso(rq->page, m->until));
	json_key(o, "seen");
	json_int(o, m->last);
	json_key(o, "form");
	values_write(o, p->form, p->form_n, m->form);
	json_key(o, "steps");
	json_open(o, '[');
	for (size_t i = 0; i < m->opened_n; i++)
		step_write(o, p, &m->opened[i]);
	json_close(o, ']');
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
