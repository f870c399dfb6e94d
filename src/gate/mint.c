/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What auth has to do when an act is sealed: one-time codes for persons and
 * stations, the end of a station's session. The act is evidence already; only
 * then is anybody given anything. Codes stand in the answer and nowhere else:
 * neither ledger nor events nor logs see one.
 */
#include "gate/inside.h"

#include "codec/json.h"

enum { MINT_MAX = 5000 /* persons at a time */, CODES_MAX = MINT_MAX * 128 };

/* The codes of one question, asked of auth one after the other. */
struct minting {
	struct str *ids, *codes;
	size_t n, at;
	enum err err; /* the first that could not be made */
};

/* --- for whom --------------------------------------------------------------------------- */

static struct minting *
minting_new(struct pending *p, size_t room)
{
	struct minting *m = ARENA_NEW(p->arena, struct minting);

	m->ids = arena_array(p->arena, room + 1, sizeof *m->ids);
	m->codes = arena_array(p->arena, room + 1, sizeof *m->codes);
	return m;
}

/* A person twice in the list gets one code. */
static void
minting_add(struct minting *m, struct str id)
{
	for (size_t i = 0; i < m->n; i++)
		if (str_eq(m->ids[i], id))
			return;
	m->ids[m->n++] = id;
}

static struct minting *
minting_of_act(struct pending *p)
{
	const struct json *list = json_get(p->act.body, "persons");
	struct minting *m = minting_new(p, list ? list->count : 1);

	if (p->act.kind == ACT_STATION) {
		minting_add(m, arena_fmt(p->arena, "@%.*s", STR_ARG(json_get_str(p->act.body, "station"))));
		return m;
	}
	for (const struct json *v = list ? list->first : NULL; v; v = v->next)
		minting_add(m, v->s);
	return m;
}

/* --- the answer ---------------------------------------------------------------------------- */

/* {…,"codes":{"ID":"xxxx-xxxx-xxxx"}}, and what could not be made under "without-code". */
static void
answer_extend(struct pending *p)
{
	const struct minting *m = p->minting;
	struct str json = p->reply.json;
	struct buf b = buf_on(p->arena, json.n + CODES_MAX);
	struct json_out o = {.buf = &b};

	buf_add(&b, str_sub(json, 0, json.n - 1));
	o.more = true;
	json_key(&o, "codes");
	json_open(&o, '{');
	for (size_t i = 0; i < m->n; i++)
		if (m->codes[i].n) {
			json_key_str(&o, m->ids[i]);
			json_str(&o, m->codes[i]);
		}
	json_close(&o, '}');
	if (m->err) {
		json_key(&o, "without-code");
		json_open(&o, '[');
		for (size_t i = 0; i < m->n; i++)
			if (m->codes[i].n == 0)
				json_str(&o, m->ids[i]);
		json_close(&o, ']');
	}
	json_close(&o, '}');
	p->reply.json = buf_str(&b);
}

static void
codes_answer(struct gate *g, struct pending *p)
{
	const struct minting *m = p->minting;
	struct buf b = buf_on(p->arena, CODES_MAX);
	struct msg answer = {.type = MSG_CODES_ARE, .CODES_ARE = {p->request, m->err, STR(""), STR("")}};

	for (size_t i = 0; i < m->n; i++)
		if (m->codes[i].n)
			buf_fmt(&b, "%.*s %.*s\n", STR_ARG(m->ids[i]), STR_ARG(m->codes[i]));
	answer.CODES_ARE.codes = buf_str(&b);
	if (m->err)
		answer.CODES_ARE.why = STR("コードを作れない人がいました。もう一度お試しください。");
	if (talk_there(p))
		talk_send(p->client->channel, g, &answer);
	pending_free(g, p);
}

/* --- one after the other ----------------------------------------------------------------------- */

/* In the town now, with a log-in or as a station; NULL otherwise. */
static const struct person *
person_to_claim(struct gate *g, struct str id)
{
	const struct person *who = town_person(engine_town(g->engine), id);

	if (who == NULL || !person_in_office(who, day_of_time(moment_clock(g))))
		return NULL;
	return who->login.n || who->kind == PERSON_STATION ? who : NULL;
}

static void
minting_go_on(struct gate *g, struct pending *p)
{
	struct minting *m = p->minting;

	for (; m->at < m->n; m->at++) {
		const struct person *who = person_to_claim(g, m->ids[m->at]);

		if (who == NULL) { /* he has left since the act was judged */
			m->err = ERR_NOT_FOUND;
			continue;
		}
		p->asked = ++g->asked;
		queue_add(&g->waiting, p);
		talk_send(
		    g->auth, g, &(struct msg){.type = MSG_CODE, .CODE = {p->asked, who->login, who->id}});
		return;
	}
	if (p->type == MSG_CODES) {
		codes_answer(g, p);
		return;
	}
	answer_extend(p);
	talk_answer(g, p);
}

void
mint_coded(struct gate *g, const struct msg *msg)
{
	const struct msg_CODED *m = &msg->CODED;
	struct pending *p = queue_take_asked(&g->waiting, m->request);
	struct minting *minting;

	if (p == NULL)
		return;
	minting = p->minting;
	if (m->err)
		minting->err = (enum err)m->err;
	else
		minting->codes[minting->at] = arena_str(p->arena, m->code);
	minting->at++;
	minting_go_on(g, p);
}

/* --- after the seal --------------------------------------------------------------------------------- */

static void
station_end(struct gate *g, int64_t asked, struct str person)
{
	talk_send(g->auth, g, &(struct msg){.type = MSG_STATION_END, .STATION_END = {asked, person}});
}

/* An end that lies ahead comes with its day: mint_sweep. */
static bool
station_ends_now(struct gate *g, const struct pending *p)
{
	day until;

	return day_parse_iso(json_get_str(p->act.body, "until"), &until) &&
	       until <= day_of_time(moment_clock(g));
}

void
mint_sealed(struct gate *g, struct pending *p)
{
	bool station = p->act.kind == ACT_STATION;

	if (p->type != MSG_ACT || p->reply.err || p->reply.repeated ||
	    !(station || p->act.kind == ACT_CODE)) {
		talk_answer(g, p);
	} else if (station && json_get(p->act.body, "until") == NULL) {
		p->minting = minting_of_act(p);
		minting_go_on(g, p);
	} else if (station && station_ends_now(g, p)) {
		p->asked = ++g->asked;
		queue_add(&g->waiting, p);
		station_end(
		    g, p->asked, arena_fmt(p->arena, "@%.*s", STR_ARG(json_get_str(p->act.body, "station"))));
	} else if (station) {
		talk_answer(g, p);
	} else {
		p->minting = minting_of_act(p);
		minting_go_on(g, p);
	}
}

/* Stations whose last day is over: said at every start and on every new day, for nothing that auth forgot. */
void
mint_sweep(struct gate *g)
{
	const struct town *t = engine_town(g->engine);
	day today = day_of_time(moment_clock(g));

	for (size_t i = 0; i < t->persons_n; i++)
		if (t->persons[i].kind == PERSON_STATION && t->persons[i].until < today)
			station_end(g, ++g->asked, t->persons[i].id);
}

/* --- CODES, from the machine's own user -------------------------------------------------------------- */

static struct str
codes_for(struct pending *p)
{
	struct buf b = buf_on(p->arena, CODES_MAX);

	for (size_t i = 0; i < p->minting->n; i++)
		buf_fmt(&b, "%s%.*s", i ? " " : "", STR_ARG(p->minting->ids[i]));
	return buf_str(&b);
}

void
mint_on_codes(struct gate *g, struct client *c, const struct msg *msg)
{
	struct pending *p = pending_new(g, c, msg->CODES.request, MSG_CODES);
	struct str lines = arena_str(p->arena, msg->CODES.persons), line, bad = STR("");
	struct event v = {.time = moment_clock(g), .what = STR("codes.asked"), .channel = STR("console")};

	p->minting = minting_new(p, MINT_MAX);
	while (bad.p[0] == 0 && str_cut(&lines, '\n', &line)) {
		if (line.n == 0)
			continue;
		if (p->minting->n == MINT_MAX || person_to_claim(g, line) == NULL)
			bad = line;
		else
			minting_add(p->minting, line);
	}
	if (bad.n) {
		struct str why = arena_fmt(p->arena,
		    "「%.*s」は在職していないか、ログイン名がありません。コードは一つも作っていません。",
		    STR_ARG(bad));

		talk_send(c->channel, g,
		    &(struct msg){
		        .type = MSG_CODES_ARE, .CODES_ARE = {p->request, ERR_NOT_FOUND, STR(""), why}});
		pending_free(g, p);
		return;
	}
	v.detail = codes_for(p);
	if (events_add(g->events, p->arena, &v) == ERR_OK)
		events_sync(g->events);
	minting_go_on(g, p);
}
