/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/judged.h"

#include "web/label.h"
#include "web/page.h"

enum { ANSWER_MAX = 1024 * 1024, SINCE_MAX = 20 };

static void
unknown_fill(struct judged *j, enum err e)
{
	j->err = e;
	j->unknown = true;
	j->why = phrase(e == ERR_CLOSED ? TEXT_JUDGED_CLOSED : TEXT_JUDGED_UNKNOWN);
	j->way_out = phrase(TEXT_JUDGED_UNKNOWN_TODO);
}

void
judged_read(struct request *rq, const struct ask *ask, struct judged *out)
{
	const struct msg_ANSWER *m = &ask->answer.ANSWER;
	struct why why = {.arena = rq->page};
	struct json *json;

	*out = (struct judged){0};
	if (ask->err != ERR_OK) {
		unknown_fill(out, ask->err);
		return;
	}
	if (m->err < 0 || m->err >= ERR_COUNT ||
	    json_read(rq->page, m->json, ANSWER_MAX, &json, &why) != ERR_OK) {
		unknown_fill(out, ERR_CORRUPT);
		return;
	}
	out->err = (enum err)m->err;
	out->seq = json_get_int(json, "seq", -1);
	out->matter = json_get_int(json, "matter", 0);
	out->why = json_get_str(json, "why");
	out->way_out = json_get_str(json, "way-out");
	out->field = json_get_str(json, "field");
	out->since = json_get(json, "since");
	out->codes = json_get(json, "codes");
	out->without_code = json_get(json, "without-code");
}

enum err
judged_fail(struct request *rq, const struct judged *j)
{
	rq->why.text = j->why;
	rq->way_out = j->way_out;
	return j->err;
}

size_t
judged_since(struct request *rq, const struct judged *j, struct str **out)
{
	size_t n = 0;
	const struct procedure *p =
	    rq->facts.matter ? &rq->policy->procedures[rq->facts.matter->procedure] : NULL;

	*out = PAGE_LIST(rq, struct str, SINCE_MAX);
	for (const struct json *e = j->since ? j->since->first : NULL; e && n < SINCE_MAX; e = e->next)
		(*out)[n++] =
		    PHRASE(rq->page, TEXT_JUDGED_SINCE, label_time(rq->page, json_get_int(e, "time", 0)),
		        label_person(rq->desk, json_get_str(e, "actor")),
		        label_act(rq, p, json_get_str(e, "act"), json_get_str(e, "step"),
		            json_get_str(e, "outcome")));
	return n;
}

static void
word(struct json_out *o, const char *key, struct str s)
{
	if (s.n == 0)
		return;
	json_key(o, key);
	json_str(o, s);
}

void
judged_ask(struct request *rq, struct ask *ask, const struct act *act, struct str body)
{
	struct buf b = buf_on(rq->arena, ACT_MAX);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	word(&o, "id", act->id);
	word(&o, "act", act_word(act->kind));
	word(&o, "procedure", act->procedure);
	if (act->matter) {
		json_key(&o, "matter");
		json_int(&o, act->matter);
	}
	word(&o, "step", act->step);
	word(&o, "outcome", outcome_word(act->outcome));
	if (act->seen >= 0) {
		json_key(&o, "seen");
		json_int(&o, act->seen);
	}
	word(&o, "post", act->post);
	word(&o, "setting", act->setting);
	word(&o, "behalf", act->behalf);
	word(&o, "at", act->at);
	if (act->renews) {
		json_key(&o, "renews");
		json_int(&o, act->renews);
	}
	if (body.n) {
		json_key(&o, "body");
		json_raw(&o, body);
	}
	json_close(&o, '}');
	request_ask_act(rq, ask, buf_done(&b) ? buf_str(&b) : STR("{}"));
}
