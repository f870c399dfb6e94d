/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/hex.h"
#include "policy/load.h"
#include "rehearsal/retrial_inside.h"
#include "store/narrow.h"

enum { ACT_ROOM = 128 << 20, TOWN_ROOM = 64 << 20, FILES_ROOM = 16 << 20 };

/* A policy that entries name. */
struct named {
	struct named *next;
	struct arena *home;
	struct str hex;
	struct policy *policy;
};

struct retrial {
	struct store *from, *to; /* `to`: the state so far, in memory */
	const struct policy *instead;
	struct arena *arena; /* of one act */
	struct arena *town_arena;
	struct town town;
	bool town_stale;
	struct named *named;
	retrial_visit *visit;
	void *arg;
	struct retrial_count *count;
	struct why *why;
};

/* One act: all parts of its entry together. */
struct taken {
	struct entry entry; /* the first part */
	int64_t parts;
	struct effects effects;
	const struct json *body;
	bool has_body; /* it has one, and it is there */
};

/* --- reading --------------------------------------------------------------------------- */

static enum err
body_read(struct retrial *r, struct taken *t)
{
	struct str salt, bytes;
	struct json *tree;
	struct hash h;
	enum err e;

	if (t->entry.body.n == 0 || !hex_read(t->entry.body, h.b, sizeof h.b))
		return t->entry.body.n == 0 ? ERR_OK : ERR_CORRUPT;
	e = store_body(r->from, r->arena, &h, &salt, &bytes);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	if ((e = json_read(r->arena, bytes, 2 * ACT_MAX, &tree, r->why)))
		return e;
	t->body = tree;
	/* without the key it is passed over like one that was erased */
	t->has_body = narrow_open(r->from, r->arena, &t->body) == ERR_OK;
	if (!t->has_body)
		t->body = NULL;
	return ERR_OK;
}

static enum err
part_read(struct retrial *r, int64_t seq, struct entry *entry, struct effects *all)
{
	struct effects fx;
	struct str bytes;
	enum err e = store_entry(r->from, r->arena, seq, &bytes);

	if (e || (e = entry_read(r->arena, bytes, entry, r->why)) ||
	    (e = effects_read(r->arena, entry->effects, &fx, r->why)))
		return e;
	for (size_t i = 0; i < fx.n; i++)
		*effects_add(r->arena, all, fx.e[i].what) = fx.e[i];
	return ERR_OK;
}

static enum err
act_take(struct retrial *r, int64_t seq, struct taken *t)
{
	struct entry more;
	enum err e = part_read(r, seq, &t->entry, &t->effects);

	for (t->parts = 1; e == ERR_OK && t->parts < t->entry.parts; t->parts++)
		e = part_read(r, seq + t->parts, &more, &t->effects);
	if (e == ERR_OK)
		e = body_read(r, t);
	return e ? e : narrow_effects(r->arena, &t->effects, t->body, &t->effects);
}

/* --- policies ---------------------------------------------------------------------------- */

static enum err
policy_of(struct retrial *r, struct str hex, const struct policy **out)
{
	struct lint lint = {0};
	struct policy_file *files;
	struct arena *home;
	struct named *k = r->named;
	size_t n;
	enum err e;

	while (k && !str_eq(k->hex, hex))
		k = k->next;
	if (k == NULL) {
		home = arena_new(POLICY_ARENA + FILES_ROOM);
		lint.arena = home;
		k = ARENA_NEW(home, struct named);
		*k = (struct named){r->named, home, arena_str(home, hex), NULL};
		r->named = k;
		if ((e = store_policy_files(r->from, home, hex, &files, &n)) ||
		    (e = policy_load(home, files, n, &k->policy, &lint)))
			return why_set(r->why, e, "ポリシー %.*s を読めません。", STR_ARG(hex));
	}
	*out = k->policy;
	return ERR_OK;
}

/* --- judging ------------------------------------------------------------------------------- */

static bool
is_about_matters(enum act_kind k)
{
	switch (k) {
	case ACT_SUBMIT:
	case ACT_CHANGE:
	case ACT_WITHDRAW:
	case ACT_DECIDE:
	case ACT_DO:
	case ACT_RAISE:
	case ACT_CONFIRM:
	case ACT_CORRECT:
	case ACT_REVOKE:
	case ACT_LATE:
		return true;
	default:
		return false;
	}
}

static enum err
facts_fetch(
    struct retrial *r, const struct policy *pol, struct act *act, const struct now *now, struct facts *facts)
{
	struct need_key keys[NEED_MAX];

	for (int round = 0; round < 2; round++) {
		size_t n = need(pol, act, facts, now, keys);
		enum err e = n ? store_facts(r->to, r->arena, pol, keys, n, facts) : ERR_OK;

		if (e)
			return e;
	}
	/* it was not stale when it was allowed */
	if (facts->matter)
		act->seen = facts->matter->last;
	return ERR_OK;
}

static enum err
town_fresh(struct retrial *r, const struct policy *pol)
{
	enum err e;

	if (!r->town_stale && r->town.roles_of == pol)
		return ERR_OK;
	arena_reset(r->town_arena);
	r->town_stale = false;
	if ((e = store_town(r->to, r->town_arena, &r->town)) == ERR_OK)
		town_take_policy(r->town_arena, &r->town, pol);
	return e;
}

/* Can it be judged again at all, and is it asked for? */
static bool
act_again(struct retrial *r, const struct taken *t, struct act *act)
{
	if (str_eq(t->entry.actor, STR("init")) || (t->entry.body.n && !t->has_body) ||
	    !retrial_act(r->arena, &t->entry, &t->effects, narrow_sent(r->arena, t->body), act))
		return false;
	return act->kind != ACT_ADOPT && (r->instead == NULL || is_about_matters(act->kind));
}

static enum err
act_visit(struct retrial *r, const struct taken *t)
{
	struct now now = {t->entry.time, day_of_time(t->entry.time), t->entry.seq};
	const struct policy *pol = r->instead;
	const struct person *who = NULL;
	struct facts facts = {0};
	struct act act;
	enum err e;

	if (!act_again(r, t, &act)) {
		r->count->passed++;
		return ERR_OK;
	}
	if ((pol == NULL && (e = policy_of(r, t->entry.policy, &pol))) || (e = town_fresh(r, pol)))
		return e;
	if (!str_eq(t->entry.actor, STR("clock")) && (who = town_person(&r->town, t->entry.actor)) == NULL)
		return ERR_CORRUPT;
	if ((e = facts_fetch(r, pol, &act, &now, &facts)))
		return e;
	r->visit(r->arg, r->arena,
	    &(struct retrial_case){&t->entry, pol, &r->town, &facts, &act, who, now, &t->effects});
	return ERR_OK;
}

/* --- going on --------------------------------------------------------------------------------- */

/* As a rebuild does it, part by part. */
static enum err
act_apply(struct retrial *r, const struct taken *t)
{
	for (int64_t part = 0; part < t->parts; part++) {
		struct effects fx = {0};
		struct entry entry;
		enum err e = part_read(r, t->entry.seq + part, &entry, &fx);

		if (e || (e = store_apply(r->to, r->arena, &entry, &fx, t->body)))
			return e;
	}
	r->town_stale = r->town_stale || effects_change_town(&t->effects);
	return ERR_OK;
}

static enum err
acts_run(struct retrial *r)
{
	int64_t n = (int64_t)store_tree(r->from)->size;

	for (int64_t seq = 0; seq < n;) {
		struct taken t = {0};
		enum err e;

		arena_reset(r->arena);
		if ((e = act_take(r, seq, &t)) || (e = act_visit(r, &t)) || (e = act_apply(r, &t)))
			return why_set(r->why, e, "%lld 番の記載を判定し直せません。", (long long)seq);
		seq += t.parts;
	}
	return ERR_OK;
}

enum err
retrial_walk(struct store *from, const struct policy *instead, retrial_visit *visit, void *arg,
    struct retrial_count *out, struct why *why)
{
	struct retrial r = {.from = from,
	    .instead = instead,
	    .town_stale = true,
	    .visit = visit,
	    .arg = arg,
	    .count = out,
	    .why = why};
	enum err e;

	*out = (struct retrial_count){0};
	if ((e = store_open("", STORE_MEMORY, &r.to, why)))
		return e;
	r.arena = arena_new(ACT_ROOM);
	r.town_arena = arena_new(TOWN_ROOM);
	if ((e = store_begin(r.to)) == ERR_OK)
		e = acts_run(&r);
	store_rollback(r.to);
	for (struct named *k = r.named, *next; k; k = next) {
		struct arena *home = k->home;

		next = k->next;
		arena_free(&home);
	}
	arena_free(&r.town_arena);
	arena_free(&r.arena);
	store_close(&r.to);
	return e;
}
