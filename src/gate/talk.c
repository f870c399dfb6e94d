/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Messages in and out: one small handler for each, in one table. */
#include "gate/inside.h"

#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "codec/json.h"
#include "gate/answer.h"
#include "os/socket.h"
#include "query.h"

/* --- out ---------------------------------------------------------------------------- */

void
talk_queue(struct channel *c, struct gate *g, const struct msg *m)
{
	struct buf b = buf_on(g->scratch, MSG_MAX + MSG_HEAD);

	if (!msg_write(&b, m))
		die("message %.*s is too long", STR_ARG(msg_name(m->type)));
	channel_send(c, buf_str(&b));
}

void
talk_send(struct channel *c, struct gate *g, const struct msg *m)
{
	talk_queue(c, g, m);
	loop_change(g->loop, channel_fd(c), LOOP_IN | LOOP_OUT);
}

bool
talk_there(const struct pending *p)
{
	return p->client->channel && p->client->generation == p->generation;
}

void
talk_answer(struct gate *g, struct pending *p)
{
	struct msg m = {.type = MSG_ANSWER,
	    .ANSWER = {.request = p->request, .err = p->reply.err, .json = p->reply.json}};

	if (talk_there(p))
		talk_send(p->client->channel, g, &m);
	pending_free(g, p);
}

void
talk_refuse(struct gate *g, struct pending *p, enum err e, const char *why, const char *way_out)
{
	p->reply.err = e;
	p->reply.json = answer_failed(p->arena, e, str_of(why), str_of(way_out));
	talk_answer(g, p);
}

void
talk_done(struct gate *g, struct client *c, int64_t request, enum err e, struct str why)
{
	talk_send(c->channel, g, &(struct msg){.type = MSG_DONE, .DONE = {request, e, why}});
}

/* --- acts and records: first, who is it? ----------------------------------------------- */

static void
record_do(struct gate *g, struct pending *p)
{
	struct event v = {.time = moment_clock(g),
	    .what = p->what,
	    .person = p->person,
	    .ip = p->ip,
	    .channel = act_channel_word(p->channel),
	    .detail = p->detail};
	struct msg m = {.type = MSG_RECORDED, .RECORDED = {.request = p->request}};

	m.RECORDED.person = p->person;
	m.RECORDED.err = events_add(g->events, p->arena, &v);
	events_sync(g->events);
	if (talk_there(p))
		talk_send(p->client->channel, g, &m);
	pending_free(g, p);
}

/* Only what somebody known has sent is read at all. */
static void
act_do(struct gate *g, struct pending *p)
{
	struct why why = {.arena = p->arena};

	if (act_read(p->arena, p->json, &p->act, &why)) {
		p->reply.err = ERR_MALFORMED;
		p->reply.json = answer_failed(
		    p->arena, ERR_MALFORMED, why.text, STR("書き方は docs/protocol.md にあります。"));
		talk_answer(g, p);
	} else if (act_is_clock(p->act.kind)) {
		talk_refuse(
		    g, p, ERR_FORBIDDEN, "この行為は時計だけが行えます。", "人が行う行為を送ってください。");
	} else {
		queue_add(&g->ready, p);
	}
}

static void
pending_known(struct gate *g, struct pending *p, struct str person)
{
	p->person = arena_str(p->arena, person);
	if (str_starts(p->person, STR("@"))) /* whatever the sender says */
		p->channel = CHANNEL_STATION;
	if (p->type == MSG_RECORD)
		record_do(g, p);
	else if (p->type == MSG_UPLOAD)
		attach_begin(g, p);
	else if (p->type == MSG_FETCH)
		attach_fetch(g, p);
	else if (p->type == MSG_READ)
		attach_read(g, p);
	else
		act_do(g, p);
}

void
talk_ask_who(struct gate *g, struct pending *p)
{
	struct str person = who_find(g->who, p->session, loop_monotonic());

	if (person.n) {
		pending_known(g, p, person);
		return;
	}
	p->asked = ++g->asked;
	queue_add(&g->waiting, p);
	talk_send(g->auth, g, &(struct msg){.type = MSG_WHO, .WHO = {p->asked, p->session}});
}

static void
on_act(struct gate *g, struct client *c, const struct msg *m)
{
	struct pending *p = pending_new(g, c, m->ACT.request, MSG_ACT);

	p->json = arena_str(p->arena, m->ACT.act);
	p->channel = m->ACT.channel == CHANNEL_API || m->ACT.channel == CHANNEL_CONSOLE
	                 ? (enum act_channel)m->ACT.channel
	                 : CHANNEL_WEB;
	p->session = arena_str(p->arena, m->ACT.session);
	p->ip = arena_str(p->arena, m->ACT.ip);
	if (g->ready.n + g->waiting.n >= QUEUE_MAX) {
		talk_refuse(g, p, ERR_BUSY, "いま混み合っています。", "少し待って、もう一度送ってください。");
		return;
	}
	talk_ask_who(g, p);
}

static void
on_record(struct gate *g, struct client *c, const struct msg *m)
{
	struct pending *p = pending_new(g, c, m->RECORD.request, MSG_RECORD);

	p->channel = c->web ? CHANNEL_WEB : CHANNEL_CONSOLE;
	p->session = arena_str(p->arena, m->RECORD.session);
	p->ip = arena_str(p->arena, m->RECORD.ip);
	p->what = arena_str(p->arena, m->RECORD.what);
	p->detail = arena_str(p->arena, m->RECORD.detail);
	if (p->session.n == 0)
		record_do(g, p);
	else
		talk_ask_who(g, p);
}

static void
on_as(struct gate *g, struct client *c, const struct msg *m)
{
	struct pending *p = pending_new(g, c, m->AS.request, MSG_ACT);
	const struct town *t = engine_town(g->engine);
	bool station = str_starts(m->AS.login, STR("@"));
	const struct person *who =
	    station ? town_person(t, m->AS.login) : map_get(t->person_by_login, m->AS.login);

	p->channel = CHANNEL_CONSOLE;
	if (t->kind == TOWN_REAL) {
		talk_refuse(g, p, ERR_FORBIDDEN,
		    "他人の名前で行為を送れるのは、演習用・試験用のまちだけです。",
		    "本人のトークン（--token）を使ってください。");
		return;
	}
	if (who == NULL) {
		talk_refuse(
		    g, p, ERR_NOT_FOUND, "このログイン名の人はいません。", "ログイン名を確かめてください。");
		return;
	}
	p->json = arena_str(p->arena, m->AS.act);
	pending_known(g, p, who->id);
}

/* --- a client ---------------------------------------------------------------------------------- */

static const struct {
	client_handler *handle;
	bool operator; /* only for the machine's own user */
} from_client[MSG_COUNT] = {
    [MSG_ACT] = {on_act, false},
    [MSG_RECORD] = {on_record, false},
    [MSG_UPLOAD] = {attach_on_upload, false},
    [MSG_PIECE] = {attach_on_piece, false},
    [MSG_FETCH] = {attach_on_fetch, false},
    [MSG_READ] = {attach_on_read, false},
    [MSG_STATUS] = {operator_on_status, true},
    [MSG_PASSWD] = {operator_on_passwd, true},
    [MSG_TOKEN] = {operator_on_token, true},
    [MSG_CODES] = {mint_on_codes, true},
    [MSG_BACKUP] = {health_on_backup, true},
    [MSG_AS] = {on_as, true},
    [MSG_CLOCK] = {operator_on_clock, true},
};

static void
client_end(struct client *c)
{
	attach_forget(c->gate, c);
	loop_forget(c->gate->loop, channel_fd(c->channel));
	channel_free(&c->channel);
	if (c->web) /* its sessions' questions cannot be answered any more: the supervisor starts anew */
		loop_stop(c->gate->loop);
}

static void
client_message(struct client *c, struct str frame)
{
	struct msg m;

	if (msg_read(frame, &m) || from_client[m.type].handle == NULL ||
	    (from_client[m.type].operator&& !c->operator)) {
		client_end(c);
		return;
	}
	from_client[m.type].handle(c->gate, c, &m);
}

static void
client_ready(void *context, int events)
{
	struct client *c = context;
	struct str frame;
	enum err e = ERR_OK;

	if (events & LOOP_OUT) {
		e = channel_flush(c->channel);
		if (e == ERR_OK && !channel_has_output(c->channel))
			loop_change(c->gate->loop, channel_fd(c->channel), LOOP_IN);
	}
	if (e == ERR_OK && events & LOOP_IN) {
		e = channel_fill(c->channel);
		while (c->channel && channel_next(c->channel, &frame))
			client_message(c, frame);
	}
	if (e && c->channel)
		client_end(c);
}

static struct client *
client_new(struct gate *g, int fd)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *c = g->clients[i];

		if (c && c->channel)
			continue;
		if (c == NULL)
			c = g->clients[i] = ARENA_NEW(g->home, struct client);
		*c = (struct client){
		    .gate = g, .channel = channel_new(fd, MSG_MAX), .generation = ++g->generation};
		loop_watch(g->loop, fd, LOOP_IN, client_ready, c);
		return c;
	}
	close(fd);
	return NULL;
}

static void
listener_ready(void *context, int events)
{
	struct gate *g = context;
	struct client *c;
	uint32_t uid;
	int fd;

	(void)events;
	while (socket_accept(g->listener, &fd, &uid))
		if ((c = client_new(g, fd)))
			c->operator= uid == 0 || uid == getuid();
}

/* --- auth ----------------------------------------------------------------------------------------- */

static void
on_who_is(struct gate *g, const struct msg *m)
{
	struct pending *p = queue_take_asked(&g->waiting, m->WHO_IS.request);

	if (p == NULL)
		return;
	if (m->WHO_IS.err) {
		if (p->type == MSG_RECORD)
			record_do(g, p);
		else if (p->type == MSG_UPLOAD || p->type == MSG_FETCH || p->type == MSG_READ)
			attach_unknown(g, p);
		else
			talk_refuse(g, p, ERR_LOGGED_OUT,
			    "ログインしていないか、時間切れでログアウトしました。",
			    "もう一度ログインしてください。");
		return;
	}
	who_put(g->who, p->session, m->WHO_IS.person, loop_monotonic());
	pending_known(g, p, m->WHO_IS.person);
}

/* The first administrator who logs in ends the installer. */
static bool
is_administrator(struct gate *g, struct str id)
{
	const struct policy *pol = engine_policy(g->engine);
	const struct town *t = engine_town(g->engine);
	const struct person *p = town_person(t, id);
	day today = day_of_time(moment_clock(g));

	if (p == NULL || p->kind != PERSON_STAFF)
		return false;
	for (size_t i = 0; i < pol->roles_n; i++)
		if (pol->roles[i].administrator && town_holds(t, pol, p, (int)i, STR(""), today, NULL))
			return true;
	return false;
}

static void
on_event(struct gate *g, const struct msg *m)
{
	struct event v = {.time = moment_clock(g),
	    .what = m->EVENT.what,
	    .person = m->EVENT.person,
	    .login = m->EVENT.login,
	    .ip = m->EVENT.ip,
	    .detail = m->EVENT.detail};
	enum err e;

	e = events_add(g->events, g->scratch, &v);
	if (e && e != ERR_FULL)
		die("the events file cannot be written");
	events_sync(g->events);
	admit_event(g, &m->EVENT);
	if (str_eq(m->EVENT.what, STR("login")) && is_administrator(g, m->EVENT.person))
		g->end_installer = true;
}

static void
on_ended(struct gate *g, const struct msg *m)
{
	struct hash h;

	if (m->ENDED.session.n != sizeof h.b)
		die("auth named a session by %zu bytes", m->ENDED.session.n);
	memcpy(h.b, m->ENDED.session.p, sizeof h.b);
	who_drop(g->who, &h);
}

static peer_handler *const from_auth[MSG_COUNT] = {
    [MSG_WHO_IS] = on_who_is,
    [MSG_SET_UP] = operator_set_up,
    [MSG_MINTED] = operator_minted,
    [MSG_CODED] = mint_coded,
    [MSG_EVENT] = on_event,
    [MSG_ENDED] = on_ended,
};

static void
on_sealed(struct gate *g, const struct msg *m)
{
	batch_sealed(g, &m->SEALED);
}

static peer_handler *const from_seal[MSG_COUNT] = {
    [MSG_SEALED] = on_sealed,
};

static peer_handler *const from_supervisor[MSG_COUNT] = {
    [MSG_PROGRAMS] = health_programs,
};

/* A peer that has gone or talks nonsense ends the gate: the supervisor starts all of them anew. */
static void
peer_ready(struct gate *g, struct channel *c, peer_handler *const *handlers, int events)
{
	struct str frame;
	struct msg m;

	if (events & LOOP_OUT) {
		if (channel_flush(c))
			loop_stop(g->loop);
		else if (!channel_has_output(c))
			loop_change(g->loop, channel_fd(c), LOOP_IN);
	}
	if (!(events & LOOP_IN))
		return;
	if (channel_fill(c))
		loop_stop(g->loop);
	while (channel_next(c, &frame)) {
		if (msg_read(frame, &m) || handlers[m.type] == NULL)
			die("a peer sent what it may not");
		handlers[m.type](g, &m);
	}
}

static void
auth_ready(void *context, int events)
{
	struct gate *g = context;

	peer_ready(g, g->auth, from_auth, events);
}

static void
seal_ready(void *context, int events)
{
	struct gate *g = context;

	peer_ready(g, g->seal, from_seal, events);
}

static void
supervisor_ready(void *context, int events)
{
	struct gate *g = context;

	peer_ready(g, g->supervisor, from_supervisor, events);
}

void
talk_peers(struct gate *g, const struct gate_options *o)
{
	loop_watch(g->loop, o->auth, LOOP_IN, auth_ready, g);
	loop_watch(g->loop, o->seal, LOOP_IN, seal_ready, g);
	if (g->supervisor)
		loop_watch(g->loop, o->supervisor, LOOP_IN, supervisor_ready, g);
}

void
talk_clients(struct gate *g, const struct gate_options *o)
{
	loop_watch(g->loop, g->listener, LOOP_IN, listener_ready, g);
	if (o->web >= 0) {
		g->web = client_new(g, o->web);
		g->web->web = true;
	}
}
