/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/stage.h"

#include "gate/answer.h"

enum {
	STAGE_ARENA = 64 * 1024 * 1024,
	STAGE_TICKS = 512,
	STAGE_STEP = 60, /* seconds from act to act */
	STAGE_MORNING = 8 * 3600 + 30 * 60
};

enum err
stage_init(struct stage *s, struct store *store, const struct founding *f, int64_t time, struct why *why)
{
	enum err e;

	*s = (struct stage){.store = store, .arena = arena_new(STAGE_ARENA), .time = time};
	if ((e = engine_new(store, &s->engine, why)) != ERR_OK || (e = store_begin(store)) != ERR_OK)
		return e;
	e = engine_found(s->engine, s->arena, f, time, why);
	if (e != ERR_OK) {
		store_rollback(store);
		return e;
	}
	arena_reset(s->arena);
	return store_commit(store);
}

void
stage_fini(struct stage *s)
{
	engine_free(&s->engine);
	arena_free(&s->arena);
}

static enum err
stage_tick(struct stage *s, int64_t time, int64_t down, struct why *why)
{
	size_t made = STAGE_TICKS;
	enum err e = ERR_OK;

	while (e == ERR_OK && made == STAGE_TICKS) {
		e = engine_tick(s->engine, s->arena, time, down, STAGE_TICKS, &made);
		arena_reset(s->arena);
	}
	return e == ERR_OK ? e : why_set(why, e, "時計を進められません。");
}

enum err
stage_until(struct stage *s, int64_t time, struct why *why)
{
	if (time < s->time)
		return why_set(why, ERR_REFUSED, "時計は戻せません。");
	for (day d = day_of_time(s->time) + 1; d <= day_of_time(time); d++) {
		int64_t morning = day_begin(d) + STAGE_MORNING;
		enum err e = stage_tick(s, morning < time ? morning : time, 0, why);

		if (e != ERR_OK)
			return e;
	}
	s->time = time;
	return stage_tick(s, time, 0, why);
}

enum err
stage_down(struct stage *s, int64_t time, struct why *why)
{
	int64_t since = s->time;

	if (time < s->time)
		return why_set(why, ERR_REFUSED, "時計は戻せません。");
	s->time = time;
	return stage_tick(s, time, since, why);
}

static enum act_channel
channel_of(const struct stage *s, struct str person)
{
	const struct person *p = town_person(engine_town(s->engine), person);

	return p != NULL && p->kind == PERSON_STATION ? CHANNEL_STATION : CHANNEL_CONSOLE;
}

/* The act as it stands, or with an id before everything else. */
static struct str
act_with_id(struct stage *s, struct str json, const struct json *tree)
{
	if (tree->kind != JSON_MAP || json_get(tree, "id") != NULL || tree->count == 0)
		return json;
	json = str_trim(json);
	return arena_fmt(s->arena, "{\"id\":\"stage-%llu\",%.*s", (unsigned long long)s->acts,
	    STR_ARG(str_sub(json, 1, json.n)));
}

void
stage_act(struct stage *s, struct str person, struct str json, struct reply *out)
{
	struct why why = {.arena = s->arena};
	struct json *tree;
	struct act act;

	arena_reset(s->arena);
	s->time += STAGE_STEP;
	s->acts++;
	*out = (struct reply){.err = json_read(s->arena, json, ACT_MAX, &tree, &why)};
	if (out->err == ERR_OK)
		out->err = act_read(s->arena, act_with_id(s, json, tree), &act, &why);
	if (out->err != ERR_OK) {
		out->json = answer_failed(
		    s->arena, out->err, why.text, STR("書き方は docs/protocol.md にあります。"));
		return;
	}
	engine_act(s->engine, s->arena, &act, person, channel_of(s, person), s->time, out);
}

int64_t
stage_item(struct stage *s, int64_t seq)
{
	struct entry entry;
	struct effects effects;
	struct str bytes;

	if (store_entry(s->store, s->arena, seq, &bytes) != ERR_OK ||
	    entry_read(s->arena, bytes, &entry, NULL) != ERR_OK ||
	    effects_read(s->arena, entry.effects, &effects, NULL) != ERR_OK)
		return 0;
	for (size_t i = 0; i < effects.n; i++)
		if (effects.e[i].what == EFFECT_ADD)
			return effects.e[i].item;
	return 0;
}
