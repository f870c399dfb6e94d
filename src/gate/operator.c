/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What only the machine's own user may ask: passwords, tokens, the clock of a demo, how things stand. */
#include "gate/inside.h"

#include "codec/json.h"
#include "model/words.h"

static const struct person *
person_in_town(struct gate *g, struct str login)
{
	const struct person *p = map_get(engine_town(g->engine)->person_by_login, login);

	return p && person_in_office(p, day_of_time(moment_clock(g))) ? p : NULL;
}

static void
auth_ask(struct gate *g, struct client *c, int64_t request, enum msg_type type, struct msg *m)
{
	struct pending *p = pending_new(g, c, request, type);

	p->asked = ++g->asked;
	if (type == MSG_PASSWD)
		m->CREDENTIAL.request = p->asked;
	else
		m->MINT.request = p->asked;
	queue_add(&g->waiting, p);
	talk_send(g->auth, g, m);
}

void
operator_on_passwd(struct gate *g, struct client *c, const struct msg *m)
{
	const struct person *who = person_in_town(g, m->PASSWD.login);
	struct msg ask = {.type = MSG_CREDENTIAL};

	if (who == NULL) {
		talk_done(g, c, m->PASSWD.request, ERR_NOT_FOUND, STR("このログイン名の在職者はいません。"));
		return;
	}
	ask.CREDENTIAL.login = m->PASSWD.login;
	ask.CREDENTIAL.person = who->id;
	ask.CREDENTIAL.secret = m->PASSWD.secret;
	ask.CREDENTIAL.words =
	    words_of(g->scratch, engine_town(g->engine), who, day_of_time(moment_clock(g)));
	auth_ask(g, c, m->PASSWD.request, MSG_PASSWD, &ask);
}

void
operator_on_token(struct gate *g, struct client *c, const struct msg *m)
{
	const struct person *who = person_in_town(g, m->TOKEN.login);
	struct msg ask = {.type = MSG_MINT};

	if (who == NULL) {
		talk_send(c->channel, g,
		    &(struct msg){.type = MSG_TOKEN_IS,
		        .TOKEN_IS = {m->TOKEN.request, ERR_NOT_FOUND, STR(""),
		            STR("このログイン名の在職者はいません。")}});
		return;
	}
	ask.MINT.login = m->TOKEN.login;
	ask.MINT.person = who->id;
	auth_ask(g, c, m->TOKEN.request, MSG_TOKEN, &ask);
}

/* A demo's clock goes forward only; a real town's operator confirms that a clock set back is right (time 0). */
void
operator_on_clock(struct gate *g, struct client *c, const struct msg *m)
{
	bool real = engine_town(g->engine)->kind == TOWN_REAL;

	if (m->CLOCK.time == 0) {
		g->clock_confirmed = true;
		health_clock_fine(g);
		talk_done(g, c, m->CLOCK.request, ERR_OK, STR("時計を確認しました。"));
	} else if (real) {
		talk_done(g, c, m->CLOCK.request, ERR_FORBIDDEN,
		    STR("時計を進められるのは、演習用・試験用のまちだけです。"));
	} else if (m->CLOCK.time < moment_clock(g)) {
		talk_done(g, c, m->CLOCK.request, ERR_REFUSED, STR("時計は前にしか進められません。"));
	} else {
		g->offset = m->CLOCK.time - loop_clock();
		talk_done(g, c, m->CLOCK.request, ERR_OK, STR("時計を進めました。"));
	}
}

static struct str
status_json(struct gate *g)
{
	const struct town *t = engine_town(g->engine);
	struct buf b = buf_on(g->scratch, 64 * 1024);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	json_key(&o, "town");
	json_str(&o, t->name);
	json_key(&o, "origin");
	json_str(&o, t->origin);
	json_key(&o, "entries");
	json_int(&o, (int64_t)store_tree(g->store)->size);
	json_key(&o, "sealed");
	json_int(&o, (int64_t)g->note_size);
	json_key(&o, "checkpoint");
	json_str(&o, (struct str){g->note ? g->note : "", g->note_n});
	json_key(&o, "key");
	json_str(&o, g->seal_key);
	json_key(&o, "events");
	json_int(&o, events_last(g->events));
	json_key(&o, "waiting");
	json_int(&o, (int64_t)(g->ready.n + g->waiting.n));
	json_key(&o, "clock");
	json_str(&o, health_clock(g));
	json_key(&o, "time");
	json_int(&o, moment_clock(g));
	json_close(&o, '}');
	return buf_str(&b);
}

void
operator_on_status(struct gate *g, struct client *c, const struct msg *m)
{
	talk_send(c->channel, g,
	    &(struct msg){.type = MSG_STATUS_IS, .STATUS_IS = {m->STATUS.request, status_json(g)}});
}

void
operator_set_up(struct gate *g, const struct msg *m)
{
	struct pending *p = queue_take_asked(&g->waiting, m->SET_UP.request);

	if (p == NULL)
		return;
	if (p->type == MSG_ACT) { /* a station was ended, and its session with it */
		talk_answer(g, p);
		return;
	}
	if (talk_there(p))
		talk_done(g, p->client, p->request, (enum err)m->SET_UP.err, m->SET_UP.why);
	pending_free(g, p);
}

void
operator_minted(struct gate *g, const struct msg *m)
{
	struct pending *p = queue_take_asked(&g->waiting, m->MINTED.request);

	if (p == NULL)
		return;
	if (talk_there(p))
		talk_send(p->client->channel, g,
		    &(struct msg){.type = MSG_TOKEN_IS,
		        .TOKEN_IS = {p->request, m->MINTED.err, m->MINTED.token, STR("")}});
	pending_free(g, p);
}
