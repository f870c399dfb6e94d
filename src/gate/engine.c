/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/die.h"
#include "gate/answer.h"
#include "gate/engine_inside.h"
#include "gate/record.h"
#include "policy/load.h"

enum { TOWN_ROOM = 64 * 1024 * 1024, WORK_ROOM = 64 * 1024 * 1024, HOME_ROOM = 64 * 1024 };

/* --- life ------------------------------------------------------------------------ */

enum err
engine_reload(struct engine *e, struct why *why)
{
	struct arena *fresh = arena_new(TOWN_ROOM);
	struct known *k;
	int64_t version;
	struct str hex;
	enum err err;

	if ((err = store_town_version(e->store, fresh, &version, &hex)) ||
	    (err = engine_policy_get(e, hex, &k, why)) || (err = store_town(e->store, fresh, &e->town))) {
		arena_free(&fresh);
		return err;
	}
	town_take_policy(fresh, &e->town, k->policy);
	engine_dawn_forget(e);
	arena_free(&e->town_arena);
	e->town_arena = fresh;
	e->policy = k->policy;
	e->policy_hex = k->hex;
	return ERR_OK;
}

enum err
engine_new(struct store *store, struct engine **out, struct why *why)
{
	struct arena *home = arena_new(HOME_ROOM);
	struct engine *e = ARENA_NEW(home, struct engine);
	enum err err;

	e->store = store;
	e->home = home;
	e->work = arena_new(WORK_ROOM);
	if (store_tree(store)->size && (err = engine_reload(e, why))) {
		engine_free(&e);
		return err;
	}
	*out = e;
	return ERR_OK;
}

void
engine_free(struct engine **ep)
{
	struct arena *home;

	if (*ep == NULL)
		return;
	home = (*ep)->home;
	arena_free(&(*ep)->work);
	engine_dawn_forget(*ep);
	arena_free(&(*ep)->town_arena);
	for (struct known *k = (*ep)->known, *next; k; k = next) {
		struct arena *policy = k->home;

		next = k->next;
		arena_free(&policy);
	}
	arena_free(&home);
	*ep = NULL;
}

const struct town *
engine_town(const struct engine *e)
{
	return &e->town;
}

const struct policy *
engine_policy(const struct engine *e)
{
	return e->policy;
}

/* --- one act ------------------------------------------------------------------------ */

struct str
engine_object(struct arena *a, const char *key, struct str value)
{
	struct buf b = buf_on(a, ACT_MAX);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	json_key(&o, key);
	json_str(&o, value);
	json_close(&o, '}');
	return buf_str(&b);
}

/* Has an act of this id been done? Then its answer is given again, to the same person only. */
static bool
reply_repeated(struct trial *t, struct str person, struct reply *out)
{
	struct str bytes;
	struct entry entry;

	if (store_entry_by_id(t->e->store, t->act->id, &out->seq))
		return false;
	out->repeated = true;
	if (store_entry(t->e->store, t->a, out->seq, &bytes) || entry_read(t->a, bytes, &entry, NULL)) {
		out->err = ERR_CORRUPT;
		out->json = answer_failed(
		    t->a, ERR_CORRUPT, STR("記載を読み出せません。"), STR("管理者に連絡してください。"));
		return true;
	}
	if (!str_eq(entry.actor, person) || !str_eq(entry.act, act_word(t->act->kind))) {
		out->err = ERR_CONFLICT;
		out->json =
		    answer_failed(t->a, ERR_CONFLICT, STR("この行為番号は、別の行為ですでに使われています。"),
		        STR("新しい行為番号（id）で送り直してください。"));
		return true;
	}
	out->err = ERR_OK;
	out->matter = t->act->kind == ACT_SUBMIT ? out->seq : t->act->matter;
	out->json = answer_repeated(t->a, &entry, out->matter);
	return true;
}

/* Under which policy: a matter's own, else the one in force. */
static enum err
trial_policy(struct trial *t)
{
	struct str hex;
	struct known *k;
	struct why why = {.arena = t->a};

	t->policy = t->e->policy;
	t->policy_hex = t->e->policy_hex;
	if (t->act->matter == 0 || store_matter_policy(t->e->store, t->a, t->act->matter, &hex))
		return ERR_OK; /* judge says that there is no such matter */
	if (engine_policy_get(t->e, hex, &k, &why))
		return ERR_CORRUPT;
	t->policy = k->policy;
	t->policy_hex = k->hex;
	return ERR_OK;
}

/* The keys depend on the matter, and the matter is itself a key: so twice. */
static enum err
trial_facts(struct trial *t)
{
	struct need_key keys[NEED_MAX];

	for (int round = 0; round < 2; round++) {
		size_t n = need(t->policy, t->act, &t->facts, &t->now, keys);
		enum err e;

		if (n && (e = store_facts(t->e->store, t->a, t->policy, keys, n, &t->facts)))
			return e;
	}
	return ERR_OK;
}

/* The files of a policy to adopt are kept in their own table, so the body keeps the rest only. */
static enum err
trial_adopt(struct trial *t, struct why *why)
{
	const struct json *list = json_get(t->act->body, "files");
	struct policy_file *files;
	size_t n = 0;
	struct known *k;
	enum err e;

	if (list == NULL || list->kind != JSON_LIST || list->count == 0 || list->count > POLICY_FILES_MAX)
		return why_set(why, ERR_MALFORMED, "body.files にポリシーのファイルが1つ以上要ります。");
	files = arena_array(t->a, list->count, sizeof *files);
	for (const struct json *f = list->first; f; f = f->next)
		files[n++] = (struct policy_file){json_get_str(f, "name"), json_get_str(f, "text")};
	if ((e = engine_policy_add(t->e, files, n, &k, why)))
		return e;
	t->facts.adopt_hash = k->hex;
	return ERR_OK;
}

/* A policy that was in force before is in its table already. */
static enum err
trial_adopted(struct trial *t)
{
	const struct policy *p = engine_policy_find(t->e, t->facts.adopt_hash)->policy;
	struct policy_file *files;
	size_t n;
	enum err e = store_policy_files(t->e->store, t->a, t->facts.adopt_hash, &files, &n);

	return e == ERR_NOT_FOUND ? store_policy_put(t->e->store, &p->hash, p->files, p->file_n) : e;
}

static struct str
body_text(struct trial *t)
{
	struct buf b = buf_on(t->a, ACT_MAX);
	struct json_out o = {.buf = &b};

	if (t->act->body == NULL || t->act->body->count == 0)
		return STR("");
	json_open(&o, '{');
	for (const struct json *m = t->act->body->first; m; m = m->next) {
		if (t->act->kind == ACT_ADOPT && str_eq(m->key, STR("files")))
			continue;
		json_key_str(&o, m->key);
		json_write(&o, m);
	}
	json_close(&o, '}');
	return buf_str(&b);
}

/* Whom an act on the town is about, when it is about one. */
static struct str
person_of(const struct trial *t)
{
	const struct json *list = json_get(t->act->body, "persons");
	struct str name = json_get_str(t->act->body, "station");

	switch (t->act->kind) {
	case ACT_APPOINT:
	case ACT_ABSENT:
		return json_get_str(t->act->body, "person");
	case ACT_STATION:
		return name.n ? arena_fmt(t->a, "@%.*s", STR_ARG(name)) : name;
	case ACT_CODE:
		return list && list->count == 1 && list->first->kind == JSON_STR ? list->first->s : STR("");
	default:
		return STR("");
	}
}

static struct str
subject_text(struct trial *t)
{
	if (t->verdict.matter)
		return arena_fmt(t->a, "{\"matter\":%lld}", (long long)t->verdict.matter);
	if (t->act->setting.n)
		return engine_object(t->a, "setting", t->act->setting);
	if (t->facts.adopt_hash.n)
		return engine_object(t->a, "policy", t->facts.adopt_hash);
	return person_of(t).n ? engine_object(t->a, "person", person_of(t)) : STR("");
}

static enum err
trial_record(struct trial *t)
{
	struct record r = {.town = t->e->town.origin,
	    .id = t->act->id,
	    .actor = t->who ? t->who->id : STR("clock"),
	    .post = t->verdict.post,
	    .behalf = t->verdict.behalf,
	    .channel = t->channel,
	    .act = act_word(t->act->kind),
	    .subject = subject_text(t),
	    .seen = t->act->seen,
	    .policy = t->policy_hex,
	    .clauses = answer_clauses(t->a, &t->verdict.clauses),
	    .body = body_text(t),
	    .tree = t->act->body,
	    .narrow = t->narrow,
	    .time = t->now.time};
	struct why why = {.arena = t->a};
	enum err e = t->facts.adopt_hash.n ? trial_adopted(t) : ERR_OK;

	if (e == ERR_OK)
		e = record_put(t->e->store, t->a, &r, &t->verdict.effects);
	if (e == ERR_OK && effects_change_town(&t->verdict.effects))
		e = engine_reload(t->e, &why);
	return e;
}

static void
reply_failed(struct trial *t, enum err e, struct str why, struct reply *out)
{
	out->err = e;
	out->json = answer_failed(t->a, e, why,
	    e == ERR_FULL
	        ? STR("ディスクの空きを増やしてから、もう一度送ってください。記録は失われていません。")
	        : STR("もう一度送ってください。続くときは管理者に連絡してください。"));
}

static void
trial_run(struct trial *t, struct reply *out)
{
	struct why why = {.arena = t->a};
	struct str field = STR("");
	enum err e;

	if ((e = trial_policy(t)) || (e = trial_facts(t))) {
		reply_failed(t, e, STR("記録を読み出せません。"), out);
		return;
	}
	judge(t->a, t->policy, &t->e->town, &t->facts, t->act, t->who, &t->now, &t->verdict);
	/* only for somebody who may adopt are the files read: then judge finds nothing wrong but their absence */
	if (t->act->kind == ACT_ADOPT && t->verdict.err == ERR_MALFORMED) {
		if ((e = trial_adopt(t, &why))) {
			out->err = e;
			out->json = answer_failed(t->a, e, why.text,
			    STR("ポリシーのファイルを直してから、もう一度適用してください。"));
			return;
		}
		judge(t->a, t->policy, &t->e->town, &t->facts, t->act, t->who, &t->now, &t->verdict);
	}
	if (!t->verdict.allowed) {
		out->err = t->verdict.err;
		out->json = answer_refused(t->a, t->e->store, t->act, &t->verdict);
		return;
	}
	if ((e = engine_narrow(t, &t->narrow))) {
		out->err = e;
		out->json = answer_failed(t->a, e,
		    STR("この案件に書くことは暗号化して保管しますが、この町にはまだその鍵がありません。"),
		    STR("管理者が sekimori run で起動し直すと、鍵が作られます。"));
		return;
	}
	if ((e = engine_claim(t, &field))) {
		out->err = e == ERR_NOT_FOUND ? ERR_REFUSED : e;
		out->json = answer_no_file(t->a, out->err, field);
		return;
	}
	out->seq = t->now.seq;
	out->matter = t->verdict.matter;
	out->json = answer_allowed(t->a, &t->verdict, out->seq);
	engine_happens(t);
	if ((e = trial_record(t)) || (e = engine_follow(t))) {
		out->doomed = true;
		reply_failed(t, e,
		    e == ERR_FULL ? STR("ディスクがいっぱいで、記録できません。") : STR("記録できません。"),
		    out);
	}
}

/* Whatever a station sends, the book says that it came from one. */
static enum act_channel
channel_of(const struct person *who, enum act_channel channel)
{
	return who && who->kind == PERSON_STATION ? CHANNEL_STATION : channel;
}

void
engine_try(struct trial *t, struct engine *e, struct arena *a, const struct act *act, struct str person,
    enum act_channel channel, int64_t time, struct reply *out)
{
	const struct person *who = person.n ? town_person(&e->town, person) : NULL;

	*t = (struct trial){.e = e,
	    .a = a,
	    .act = act,
	    .who = who,
	    .channel = channel_of(who, channel),
	    .now = {time, day_of_time(time), (int64_t)store_tree(e->store)->size}};
	*out = (struct reply){0};
	must(time >= store_last_time(e->store));
	if (person.n && who == NULL) {
		out->err = ERR_FORBIDDEN;
		out->json = answer_failed(a, ERR_FORBIDDEN, STR("この人は職員の名簿にいません。"),
		    STR("人事の担当に連絡してください。"));
		return;
	}
	if (!reply_repeated(t, person.n ? person : STR("clock"), out))
		trial_run(t, out);
}

void
engine_act(struct engine *e, struct arena *a, const struct act *act, struct str person,
    enum act_channel channel, int64_t time, struct reply *out)
{
	struct trial t;

	engine_try(&t, e, a, act, person, channel, time, out);
}
