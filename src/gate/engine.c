/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gate/engine.h"

#include "base/die.h"
#include "crypto/bundle.h"
#include "gate/answer.h"
#include "gate/record.h"
#include "policy/load.h"
#include "query.h"

enum { TOWN_ROOM = 64 * 1024 * 1024, HOME_ROOM = 64 * 1024, FILES_ROOM = 16 * 1024 * 1024 };

/* Policies stay loaded: open matters run to their end under the one they began with. */
struct known {
	struct known *next;
	struct arena *home;
	struct str hex;
	struct policy *policy;
};

struct engine {
	struct store *store;
	struct arena *home; /* holds the engine itself */
	struct known *known;
	struct arena *town_arena;
	struct town town;
	struct policy *policy; /* in force; NULL before the founding */
	struct str policy_hex;
};

/* --- policies ------------------------------------------------------------------ */

static struct str
hash_hex(struct arena *a, const struct hash *h)
{
	struct buf b = buf_on(a, 2 * HASH_SIZE);

	buf_hex(&b, h->b, sizeof h->b);
	return buf_str(&b);
}

static struct known *
known_find(const struct engine *e, struct str hex)
{
	struct known *k = e->known;

	while (k && !str_eq(k->hex, hex))
		k = k->next;
	return k;
}

/* Each in an arena of its own: files that are no policy leave nothing behind. */
static enum err
known_add(struct engine *e, const struct policy_file *files, size_t n, struct known **out, struct why *why)
{
	struct arena *home = arena_new(POLICY_ARENA);
	struct lint lint = {.arena = home};
	struct policy *p;
	struct str hex;
	enum err err;

	if (policy_load(home, files, n, &p, &lint)) {
		err = why_set(why, ERR_MALFORMED, "%.*s",
		    STR_ARG(lint.n ? why_line(&lint.found[0]) : STR("ポリシーのファイルを読めません。")));
		arena_free(&home);
		return err;
	}
	hex = hash_hex(home, &p->hash);
	if ((*out = known_find(e, hex))) {
		arena_free(&home);
		return ERR_OK;
	}
	*out = ARENA_NEW(home, struct known);
	**out = (struct known){e->known, home, hex, p};
	e->known = *out;
	return ERR_OK;
}

static enum err
policy_get(struct engine *e, struct str hex, struct known **out, struct why *why)
{
	struct arena *reading;
	struct policy_file *files;
	size_t n;
	enum err err;

	if ((*out = known_find(e, hex)))
		return ERR_OK;
	reading = arena_new(FILES_ROOM);
	if ((err = store_policy_files(e->store, reading, hex, &files, &n)))
		why_set(why, err, "台帳にポリシー %.*s がありません。", STR_ARG(hex));
	else
		err = known_add(e, files, n, out, why);
	arena_free(&reading);
	return err;
}

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
	    (err = policy_get(e, hex, &k, why)) || (err = store_town(e->store, fresh, &e->town))) {
		arena_free(&fresh);
		return err;
	}
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

/* --- founding -------------------------------------------------------------------- */

static struct str
json_object(struct arena *a, const char *key, struct str value)
{
	struct buf b = buf_on(a, ACT_MAX);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	json_key(&o, key);
	json_str(&o, value);
	json_close(&o, '}');
	return buf_str(&b);
}

static const char *const kind_word[] = {[TOWN_REAL] = "real", [TOWN_DEMO] = "demo", [TOWN_TEST] = "test"};

static enum err
found_policy(struct engine *e, struct arena *a, const struct founding *f, const struct record *base)
{
	struct record r = *base;
	struct effects fx = {0};
	struct effect *x;

	r.id = STR("found-policy");
	r.act = act_word(ACT_ADOPT);
	r.subject = json_object(a, "policy", base->policy);
	r.body = json_object(a, "town", f->name);
	x = effects_add(a, &fx, EFFECT_TOWN);
	x->kind = str_of(kind_word[f->kind]);
	x->ref = STR("town");
	effects_add(a, &fx, EFFECT_POLICY)->kind = base->policy;
	effects_add(a, &fx, EFFECT_DAY)->from = day_iso(a, day_of_time(base->time));
	return record_put(e->store, a, &r, &fx);
}

static void
person_write(struct json_out *o, struct str login, struct str name, struct str kana)
{
	json_open(o, '{');
	json_key(o, "login");
	json_str(o, login);
	json_key(o, "name");
	json_str(o, name);
	json_key(o, "kana");
	json_str(o, kana);
	json_close(o, '}');
}

static struct str
persons_body(struct arena *a, struct str login, struct str name, struct str kana)
{
	struct buf b = buf_on(a, ACT_MAX);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	json_key(&o, "persons");
	json_open(&o, '[');
	person_write(&o, login, name, kana);
	json_close(&o, ']');
	json_close(&o, '}');
	return buf_str(&b);
}

static enum err
found_installer(struct engine *e, struct arena *a, const struct founding *f, const struct record *base)
{
	struct record r = *base;
	struct effects fx = {0};
	struct effect *x = effects_add(a, &fx, EFFECT_PERSON);

	r.id = STR("found-installer");
	r.act = act_word(ACT_PEOPLE);
	r.subject = json_object(a, "person", f->admin_id);
	r.body = persons_body(a, f->admin_login, f->admin_name, STR(""));
	x->person = f->admin_id;
	x->from = day_iso(a, day_of_time(base->time));
	x->flag = 1;
	x->ref = STR("persons/0");
	return record_put(e->store, a, &r, &fx);
}

enum err
engine_found(struct engine *e, struct arena *a, const struct founding *f, int64_t time, struct why *why)
{
	struct known *k;
	struct record base;
	enum err err;

	must(store_tree(e->store)->size == 0);
	if ((err = known_add(e, f->files, f->file_n, &k, why)))
		return err;
	base = (struct record){.town = f->origin,
	    .actor = STR("init"),
	    .channel = CHANNEL_CONSOLE,
	    .seen = -1,
	    .policy = k->hex,
	    .clauses = STR("[]"),
	    .time = time};
	if ((err = store_policy_put(e->store, &k->policy->hash, k->policy->files, k->policy->file_n)) ||
	    (err = found_policy(e, a, f, &base)) || (err = found_installer(e, a, f, &base)))
		return why_set(why, err, "台帳に書き込めません。");
	return engine_reload(e, why);
}

/* --- one act ------------------------------------------------------------------------ */

/* Everything between the question and its answer. */
struct trial {
	struct engine *e;
	struct arena *a;
	const struct act *act;
	const struct person *who;
	enum act_channel channel;
	struct now now;
	const struct policy *policy;
	struct str policy_hex;
	struct facts facts;
	struct verdict verdict;
	struct str body;
};

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
	if (policy_get(t->e, hex, &k, &why))
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
	if ((e = known_add(t->e, files, n, &k, why)))
		return e;
	t->facts.adopt_hash = k->hex;
	return ERR_OK;
}

/* A policy that was in force before is in its table already. */
static enum err
trial_adopted(struct trial *t)
{
	const struct policy *p = known_find(t->e, t->facts.adopt_hash)->policy;
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

static struct str
subject_text(struct trial *t)
{
	if (t->verdict.matter)
		return arena_fmt(t->a, "{\"matter\":%lld}", (long long)t->verdict.matter);
	if (t->act->setting.n)
		return json_object(t->a, "setting", t->act->setting);
	if (t->facts.adopt_hash.n)
		return json_object(t->a, "policy", t->facts.adopt_hash);
	if (t->act->kind == ACT_APPOINT)
		return json_object(t->a, "person", json_get_str(t->act->body, "person"));
	return STR("");
}

static bool
changes_town(const struct effects *fx)
{
	for (size_t i = 0; i < fx->n; i++)
		switch (fx->e[i].what) {
		case EFFECT_POLICY:
		case EFFECT_SECTION:
		case EFFECT_POST:
		case EFFECT_PERSON:
		case EFFECT_HOLD:
		case EFFECT_ABSENT:
		case EFFECT_SETTING:
		case EFFECT_HOLIDAY:
			return true;
		default:
			break;
		}
	return false;
}

static enum err
trial_record(struct trial *t)
{
	struct record r = {.town = t->e->town.origin,
	    .id = t->act->id,
	    .actor = t->who ? t->who->id : STR("clock"),
	    .post = t->verdict.post,
	    .channel = t->channel,
	    .act = act_word(t->act->kind),
	    .subject = subject_text(t),
	    .seen = t->act->seen,
	    .policy = t->policy_hex,
	    .clauses = answer_clauses(t->a, &t->verdict.clauses),
	    .body = body_text(t),
	    .tree = t->act->body,
	    .time = t->now.time};
	struct why why = {.arena = t->a};
	enum err e = t->facts.adopt_hash.n ? trial_adopted(t) : ERR_OK;

	if (e == ERR_OK)
		e = record_put(t->e->store, t->a, &r, &t->verdict.effects);
	if (e == ERR_OK && changes_town(&t->verdict.effects))
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
	out->seq = t->now.seq;
	out->matter = t->verdict.matter;
	out->json = answer_allowed(t->a, &t->verdict, out->seq);
	if ((e = trial_record(t))) {
		out->doomed = true;
		reply_failed(t, e,
		    e == ERR_FULL ? STR("ディスクがいっぱいで、記録できません。") : STR("記録できません。"),
		    out);
	}
}

void
engine_act(struct engine *e, struct arena *a, const struct act *act, struct str person,
    enum act_channel channel, int64_t time, struct reply *out)
{
	struct trial t = {.e = e,
	    .a = a,
	    .act = act,
	    .who = person.n ? town_person(&e->town, person) : NULL,
	    .channel = channel,
	    .now = {time, day_of_time(time), (int64_t)store_tree(e->store)->size}};

	*out = (struct reply){0};
	must(time >= store_last_time(e->store));
	if (person.n && t.who == NULL) {
		out->err = ERR_FORBIDDEN;
		out->json = answer_failed(a, ERR_FORBIDDEN, STR("この人は職員の名簿にいません。"),
		    STR("人事の担当に連絡してください。"));
		return;
	}
	if (reply_repeated(&t, person.n ? person : STR("clock"), out))
		return;
	trial_run(&t, out);
}

/* --- the clock ------------------------------------------------------------------------ */

/* Ids begin with "@", which act_read lets nobody write: else who takes tomorrow's id today would stop the town. */
static enum err
clock_act(struct engine *e, struct arena *a, struct act *act, struct str body, int64_t time)
{
	struct json *tree;
	struct reply r;

	act->seen = -1;
	if (json_read(a, body, ACT_MAX, &tree, NULL))
		return ERR_CORRUPT;
	act->body = tree;
	engine_act(e, a, act, STR(""), CHANNEL_CLOCK, time, &r);
	return r.err;
}

static enum err
tick_days(struct engine *e, struct arena *a, int64_t time, size_t max, size_t *made)
{
	day today = day_of_time(time), last;
	struct q_town_day_out row;
	enum err err;

	if ((err = q_town_day(e->store, a, &row)))
		return err;
	if (!day_parse_iso(row.day, &last))
		return ERR_CORRUPT;
	for (day d = last + 1; d <= today && *made < max; d++) {
		struct str iso = day_iso(a, d);
		struct act act = {.kind = ACT_DAY, .id = arena_fmt(a, "@day-%.*s", STR_ARG(iso))};
		struct str body = arena_fmt(a, "{\"day\":\"%.*s\",\"down\":%d}", STR_ARG(iso), d < today);

		if ((err = clock_act(e, a, &act, body, time)))
			return err;
		++*made;
	}
	return ERR_OK;
}

static enum err
late_tell(struct engine *e, struct arena *a, const struct q_step_overdue_out *row, int64_t time, int64_t down)
{
	struct act act = {.kind = ACT_LATE, .matter = row->matter, .step = row->step};
	struct buf b = buf_on(a, ACT_MAX);
	struct json_out o = {.buf = &b};

	act.id = arena_fmt(a, "@late-%lld-%lld-%lld", (long long)row->matter, (long long)row->due,
	    (long long)store_tree(e->store)->size);
	json_open(&o, '{');
	json_key(&o, "section");
	json_str(&o, row->section);
	json_key(&o, "due");
	json_int(&o, row->due);
	if (down) {
		json_key(&o, "down");
		json_int(&o, down);
	}
	json_close(&o, '}');
	return clock_act(e, a, &act, buf_str(&b), time);
}

static enum err
tick_late(struct engine *e, struct arena *a, int64_t time, int64_t down, size_t max, size_t *made)
{
	struct q_step_overdue_in in = {.time = time, .most = (int64_t)(max - *made)};
	struct q_step_overdue_out *rows = arena_array(a, max - *made + 1, sizeof *rows);
	struct q_cursor c = q_step_overdue_open(e->store, &in);
	size_t n = 0;
	enum err err;

	while (n < max - *made && q_step_overdue_next(&c, a, &rows[n]))
		n++;
	if ((err = q_cursor_end(&c)))
		return err;
	for (size_t i = 0; i < n; i++) {
		if ((err = late_tell(e, a, &rows[i], time, down)))
			return err;
		++*made;
	}
	return ERR_OK;
}

enum err
engine_tick(struct engine *e, struct arena *a, int64_t time, int64_t down, size_t max, size_t *made)
{
	enum err err;

	*made = 0;
	if ((err = tick_days(e, a, time, max, made)) || *made == max)
		return err;
	return tick_late(e, a, time, down, max, made);
}

bool
engine_due(struct engine *e, struct arena *a, int64_t time)
{
	struct q_step_overdue_in in = {.time = time, .most = 1};
	struct q_step_overdue_out row;
	struct q_town_day_out began;
	struct q_cursor c;
	day last;
	bool due;

	if (q_town_day(e->store, a, &began) || !day_parse_iso(began.day, &last))
		return false;
	if (last < day_of_time(time))
		return true;
	c = q_step_overdue_open(e->store, &in);
	due = q_step_overdue_next(&c, a, &row);
	return q_cursor_end(&c) == ERR_OK && due;
}

/* --- the installer ---------------------------------------------------------------------- */

static enum err
installer_end(struct engine *e, struct arena *a, const struct person *p, int64_t time)
{
	struct record r = {.town = e->town.origin,
	    .id = arena_fmt(a, "@end-%.*s-%lld", STR_ARG(p->id), (long long)store_tree(e->store)->size),
	    .actor = STR("clock"),
	    .channel = CHANNEL_CLOCK,
	    .act = act_word(ACT_PEOPLE),
	    .subject = json_object(a, "person", p->id),
	    .seen = -1,
	    .policy = e->policy_hex,
	    .clauses = STR("[]"),
	    .body = persons_body(a, p->login, p->name, p->kana),
	    .time = time};
	struct effects fx = {0};
	struct effect *x = effects_add(a, &fx, EFFECT_PERSON);

	x->person = p->id;
	x->from = day_iso(a, p->from);
	x->until = day_iso(a, day_of_time(time) - 1);
	x->flag = 1;
	x->ref = STR("persons/0");
	return record_put(e->store, a, &r, &fx);
}

enum err
engine_end_installer(struct engine *e, struct arena *a, int64_t time)
{
	struct why why = {.arena = a};
	enum err err;

	for (size_t i = 0; i < e->town.persons_n; i++) {
		const struct person *p = &e->town.persons[i];

		if (p->kind != PERSON_INSTALLER || !person_in_office(p, day_of_time(time)))
			continue;
		if ((err = installer_end(e, a, p, time)))
			return err;
		return engine_reload(e, &why);
	}
	return ERR_OK;
}
