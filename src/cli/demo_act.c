/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_act.h"

#include "base/utf8.h"
#include "model/entitlement.h"
#include "model/judge.h"
#include "query.h"

enum { WHO_MAX = 16 };

unsigned
demo_act_random(struct demo *d, unsigned n)
{
	d->random ^= d->random << 13;
	d->random ^= d->random >> 17;
	d->random ^= d->random << 5;
	return d->random % n;
}

day
demo_act_today(const struct demo *d)
{
	return day_of_time(d->stage->time);
}

bool
demo_act_is_away(const struct demo *d, int person)
{
	const struct town *t = engine_town(d->stage->engine);
	const struct person *p = town_person(t, d->staff->persons[person].id);

	return p == NULL || town_absent(t, p, demo_act_today(d), NULL);
}

/* --- who may --------------------------------------------------------------------------- */

const struct matter *
demo_act_matter(struct demo *d, int64_t id)
{
	const struct need_key key = {.kind = NEED_MATTER, .id = id};
	struct facts facts = {0};

	arena_reset(d->scratch);
	if (d->err != ERR_OK || store_facts(d->stage->store, d->scratch, engine_policy(d->stage->engine),
	                            &key, 1, &facts) != ERR_OK)
		return NULL;
	return facts.matter;
}

/* The first who is there; a holder who is away could act too, but is not at his desk. */
int
demo_act_row_who(struct demo *d, const struct matter *m, const struct opened *o)
{
	const struct policy *pol = engine_policy(d->stage->engine);
	const struct town *town = engine_town(d->stage->engine);
	const struct person *who[WHO_MAX];
	size_t n = judge_entitled_all(pol, town, m, o, demo_act_today(d), who, WHO_MAX);

	for (size_t i = 0; i < n && i < WHO_MAX; i++)
		if (!town_absent(town, who[i], demo_act_today(d), NULL))
			return demo_staff_find(d->staff, who[i]->id);
	return -1;
}

int
demo_act_who(struct demo *d, int64_t matter, const char *step, struct str *open)
{
	const struct matter *m = demo_act_matter(d, matter);
	const struct procedure *proc = m ? &engine_policy(d->stage->engine)->procedures[m->procedure] : NULL;

	for (size_t i = 0; m && i < m->opened_n; i++) {
		const struct opened *o = &m->opened[i];
		const struct step *s = &proc->steps[o->step];

		if (o->state != STEP_OPEN && o->state != STEP_UNCONFIRMED)
			continue;
		if (step ? !str_eq(s->name, str_of(step)) : s->kind != STEP_DECIDE)
			continue;
		if (open)
			*open = s->name;
		return demo_act_row_who(d, m, o);
	}
	return -1;
}

bool
demo_act_decided(struct demo *d, int64_t matter)
{
	const struct matter *m = demo_act_matter(d, matter);
	const struct policy *pol = engine_policy(d->stage->engine);

	for (size_t i = 0; m && i < m->opened_n; i++)
		if (m->opened[i].state == STEP_OPEN &&
		    pol->procedures[m->procedure].steps[m->opened[i].step].kind == STEP_DECIDE)
			return false;
	return true;
}

int
demo_act_revoker(struct demo *d, int64_t matter)
{
	const struct policy *pol = engine_policy(d->stage->engine);
	const struct town *town = engine_town(d->stage->engine);
	const struct matter *m = demo_act_matter(d, matter);
	const struct person *who[WHO_MAX];
	struct claim c;
	size_t n;

	if (m == NULL)
		return -1;
	c = entitlement_of_revoke(pol, town, m, demo_act_today(d));
	n = entitlement_all(pol, town, &c, demo_act_today(d), who, WHO_MAX);
	for (size_t i = 0; i < n && i < WHO_MAX; i++)
		if (!town_absent(town, who[i], demo_act_today(d), NULL))
			return demo_staff_find(d->staff, who[i]->id);
	return -1;
}

/* --- acts --------------------------------------------------------------------------------- */

static void
act_send(struct demo *d, struct str person, struct str json, struct reply *r)
{
	*r = (struct reply){.err = ERR_REFUSED};
	if (d->err != ERR_OK)
		return;
	stage_act(d->stage, person, json, r);
	if (r->err == ERR_OK)
		return;
	d->err = why_set(d->why, r->err, "演習の筋書きが %.*s に通りません(%.*s): %.*s %.*s",
	    STR_ARG(day_iso(d->arena, demo_act_today(d))), STR_ARG(person), STR_ARG(utf8_head(json, 300)),
	    STR_ARG(r->json));
}

/* What the person sees: everything so far. */
static int64_t
act_seen(struct demo *d, int64_t matter)
{
	struct q_cli_matter_last_in in = {matter};
	struct q_cli_matter_last_out out = {0};

	if (q_cli_matter_last(d->stage->store, d->stage->arena, &in, &out) != ERR_OK)
		return matter;
	return out.last;
}

int64_t
demo_act_submit_with(
    struct demo *d, struct str person, const char *procedure, struct str body, struct str keys)
{
	struct reply r;

	act_send(d, person,
	    arena_fmt(d->arena, "{\"act\":\"submit\",\"procedure\":\"%s\",\"body\":%.*s%.*s}", procedure,
	        STR_ARG(body), STR_ARG(keys)),
	    &r);
	return r.matter;
}

int64_t
demo_act_submit(struct demo *d, int person, const char *procedure, struct str body)
{
	return demo_act_submit_with(d, d->staff->persons[person].id, procedure, body, STR(""));
}

static void
act_matter(struct demo *d, struct str person, int64_t matter, struct str rest, struct reply *r)
{
	struct str json = arena_fmt(d->arena, "{\"matter\":%lld,\"seen\":%lld,%.*s}", (long long)matter,
	    (long long)act_seen(d, matter), STR_ARG(rest));

	act_send(d, person, json, r);
}

static struct reply
decide(struct demo *d, int person, int64_t matter, struct str step, const char *outcome, const char *note)
{
	struct str body = note ? arena_fmt(d->arena, ",\"body\":{\"note\":\"%s\"}", note) : STR("");
	struct reply r;

	act_matter(d, d->staff->persons[person].id, matter,
	    arena_fmt(d->arena, "\"act\":\"decide\",\"step\":\"%.*s\",\"outcome\":\"%s\"%.*s", STR_ARG(step),
	        outcome, STR_ARG(body)),
	    &r);
	return r;
}

void
demo_act_decide(
    struct demo *d, int person, int64_t matter, struct str step, const char *outcome, const char *note)
{
	(void)decide(d, person, matter, step, outcome, note);
}

int64_t
demo_act_accept(struct demo *d, int64_t matter)
{
	struct str step;
	int who = demo_act_who(d, matter, NULL, &step);
	struct reply r;

	if (who < 0)
		return 0;
	r = decide(d, who, matter, arena_str(d->arena, step), "permit", NULL);
	return r.err == ERR_OK ? stage_item(d->stage, r.seq) : 0;
}

void
demo_act_on(struct demo *d, int person, const char *act, int64_t matter, const char *step, struct str body)
{
	demo_act_on_by(d, d->staff->persons[person].id, act, matter, step, body);
}

void
demo_act_on_by(
    struct demo *d, struct str person, const char *act, int64_t matter, const char *step, struct str body)
{
	struct str rest = arena_fmt(d->arena, "\"act\":\"%s\"", act);
	struct reply r;

	if (step != NULL)
		rest = arena_fmt(d->arena, "%.*s,\"step\":\"%s\"", STR_ARG(rest), step);
	if (body.n > 0)
		rest = arena_fmt(d->arena, "%.*s,\"body\":%.*s", STR_ARG(rest), STR_ARG(body));
	act_matter(d, person, matter, rest, &r);
}

void
demo_act_raw(struct demo *d, struct str person, struct str json)
{
	struct reply r;

	act_send(d, person, json, &r);
}

size_t
demo_act_open(struct demo *d, const char *procedure, int64_t out[DEMO_OPEN_MAX])
{
	struct q_cli_open_of_in in = {.proc = str_of(procedure), .most = DEMO_OPEN_MAX};
	struct q_cli_open_of_out m;
	struct q_cursor c;
	size_t n = 0;

	arena_reset(d->scratch);
	c = q_cli_open_of_open(d->stage->store, &in);
	while (q_cli_open_of_next(&c, d->scratch, &m))
		out[n++] = m.id;
	if (q_cursor_end(&c) != ERR_OK)
		d->err = why_set(d->why, ERR_IO, "案件の一覧が読めません。");
	return n;
}
