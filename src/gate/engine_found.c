/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A town begins with its policy and its installer; he ends when the first administrator has logged in. */
#include "base/die.h"
#include "gate/engine_inside.h"
#include "gate/record.h"

static const char *const kind_word[] = {[TOWN_REAL] = "real", [TOWN_DEMO] = "demo", [TOWN_TEST] = "test"};

static enum err
found_policy(struct engine *e, struct arena *a, const struct founding *f, const struct record *base)
{
	struct record r = *base;
	struct effects fx = {0};
	struct effect *x;

	r.id = STR("found-policy");
	r.act = act_word(ACT_ADOPT);
	r.subject = engine_object(a, "policy", base->policy);
	r.body = engine_object(a, "town", f->name);
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
	r.subject = engine_object(a, "person", f->admin_id);
	r.body = persons_body(a, f->admin_login, f->admin_name, STR(""));
	x->person = f->admin_id;
	x->from = day_iso(a, day_of_time(base->time));
	x->flag = PERSON_INSTALLER;
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
	if ((err = engine_policy_add(e, f->files, f->file_n, &k, why)))
		return err;
	base = (struct record){.town = f->origin,
	    .actor = STR("init"),
	    .channel = CHANNEL_CONSOLE,
	    .seen = -1,
	    .policy = k->hex,
	    .clauses = STR("[]"),
	    .time = time};
	if ((err = store_policy_put(e->store, &k->policy->hash, k->policy->files, k->policy->file_n)) ||
	    (err = found_policy(e, a, f, &base)) || (err = found_installer(e, a, f, &base)) ||
	    (err = engine_dawn_skip(e, a, day_of_time(time))))
		return why_set(why, err, "台帳に書き込めません。");
	return engine_reload(e, why);
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
	    .subject = engine_object(a, "person", p->id),
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
	x->flag = PERSON_INSTALLER;
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
