/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_act.h"

#include "base/utf8.h"
#include "query.h"

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
demo_act_submit(struct demo *d, int person, const char *procedure, struct str body)
{
	struct reply r;

	act_send(d, d->staff->persons[person].id,
	    arena_fmt(d->arena, "{\"act\":\"submit\",\"procedure\":\"%s\",\"body\":%.*s}", procedure,
	        STR_ARG(body)),
	    &r);
	return r.matter;
}

static void
act_matter(struct demo *d, int person, int64_t matter, struct str rest, struct reply *r)
{
	struct str json = arena_fmt(d->arena, "{\"matter\":%lld,\"seen\":%lld,%.*s}", (long long)matter,
	    (long long)act_seen(d, matter), STR_ARG(rest));

	act_send(d, d->staff->persons[person].id, json, r);
}

void
demo_act_decide(struct demo *d, int person, int64_t matter, const char *step, bool permit, int64_t *item)
{
	struct reply r;

	act_matter(d, person, matter,
	    arena_fmt(d->arena, "\"act\":\"decide\",\"step\":\"%s\",\"outcome\":\"%s\"%s", step,
	        permit ? "permit" : "refuse",
	        permit ? "" : ",\"body\":{\"note\":\"業務上の必要性が読み取れない\"}"),
	    &r);
	if (item != NULL)
		*item = r.err == ERR_OK ? stage_item(d->stage, r.seq) : 0;
}

void
demo_act_on(struct demo *d, int person, const char *act, int64_t matter, const char *step, struct str body)
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
