/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Effects as JSON: everything here is made of effect.def. */
#include "model/effect.h"

#include "base/die.h"

enum { EFFECTS_MAX = 1024 * 1024 };

enum key {
#define KEY(name, key, type) KEY_##name,
#include "model/effect.def"
#undef KEY
	KEY_COUNT
};

static const char *const key_names[KEY_COUNT] = {
#define KEY(name, key, type) [KEY_##name] = key,
#include "model/effect.def"
#undef KEY
};

static const struct {
	const char *word, *keys; /* its keys by their names in effect.def, with spaces between */
} kinds[EFFECT_COUNT] = {
#define EFFECT(name, word, keys) [EFFECT_##name] = {word, " " #keys " "},
#include "model/effect.def"
#undef EFFECT
};

static const char *const field_names[KEY_COUNT] = {
#define KEY(name, key, type) [KEY_##name] = " " #name " ",
#include "model/effect.def"
#undef KEY
};

static bool
kind_uses(enum effect_kind what, enum key k)
{
	return str_find(str_of(kinds[what].keys), str_of(field_names[k])) != SIZE_MAX;
}

struct effect *
effects_add(struct arena *a, struct effects *list, enum effect_kind what)
{
	if (list->n == list->room) {
		size_t room = list->room ? list->room * 2 : 16;
		struct effect *more = arena_array(a, room, sizeof *more);

		for (size_t i = 0; i < list->n; i++)
			more[i] = list->e[i];
		list->e = more;
		list->room = room;
	}
	list->e[list->n] = (struct effect){.what = what};
	return &list->e[list->n++];
}

/* --- writing ------------------------------------------------------------------ */

static void
write_I(struct json_out *o, enum key k, const int64_t *i)
{
	if (*i == 0)
		return;
	json_key(o, key_names[k]);
	json_int(o, *i);
}

static void
write_S(struct json_out *o, enum key k, const struct str *s)
{
	if (s->n == 0)
		return;
	json_key(o, key_names[k]);
	json_str(o, *s);
}

static void
write_V(struct json_out *o, enum key k, const struct value *v)
{
	if (v->kind == VALUE_EMPTY)
		return;
	json_key(o, key_names[k]);
	value_write(o, v);
}

static void
write_effect(struct json_out *o, const struct effect *e)
{
	json_open(o, '{');
	json_key(o, "e");
	json_str(o, str_of(kinds[e->what].word));
#define KEY(name, key, type)                                                                                 \
	if (kind_uses(e->what, KEY_##name))                                                                  \
		write_##type(o, KEY_##name, &e->name);
#include "model/effect.def"
#undef KEY
	json_close(o, '}');
}

struct str
effect_write(struct arena *a, const struct effect *e)
{
	struct buf b = buf_on(a, EFFECTS_MAX);
	struct json_out o = {.buf = &b};

	write_effect(&o, e);
	must(buf_done(&b));
	return buf_str(&b);
}

/* --- reading ------------------------------------------------------------------ */

static bool
kind_read(const struct json *map, enum effect_kind *out)
{
	struct str word = json_get_str(map, "e");

	for (int k = 0; word.p && k < EFFECT_COUNT; k++) {
		if (str_eq(word, str_of(kinds[k].word))) {
			*out = (enum effect_kind)k;
			return true;
		}
	}
	return false;
}

static bool
read_I(struct arena *a, const struct json *j, int64_t *out)
{
	(void)a;
	*out = j->i;
	return j->kind == JSON_INT;
}

static bool
read_S(struct arena *a, const struct json *j, struct str *out)
{
	(void)a;
	*out = j->s;
	return j->kind == JSON_STR;
}

static bool
read_V(struct arena *a, const struct json *j, struct value *out)
{
	return value_read(a, j, out) == ERR_OK;
}

static bool
is_key(const struct json *j, enum key k)
{
	return str_eq(j->key, str_of(key_names[k]));
}

static bool
read_key(struct arena *a, const struct json *j, struct effect *e)
{
#define KEY(name, key, type)                                                                                 \
	if (is_key(j, KEY_##name))                                                                           \
		return kind_uses(e->what, KEY_##name) && read_##type(a, j, &e->name);
#include "model/effect.def"
#undef KEY
	return str_eq(j->key, STR("e"));
}

static bool
read_effect(struct arena *a, const struct json *map, struct effects *out)
{
	enum effect_kind what;
	struct effect *e;

	if (map->kind != JSON_MAP || !kind_read(map, &what))
		return false;
	e = effects_add(a, out, what);
	for (const struct json *j = map->first; j; j = j->next)
		if (!read_key(a, j, e))
			return false;
	return true;
}

/* One list has one spelling: what we would write is what must have been read. */
static bool
reads_back(struct arena *a, struct str json, const struct effects *list)
{
	struct buf b = buf_on(a, EFFECTS_MAX);
	struct json_out o = {.buf = &b};

	json_open(&o, '[');
	for (size_t i = 0; i < list->n; i++)
		write_effect(&o, &list->e[i]);
	json_close(&o, ']');
	return buf_done(&b) && str_eq(buf_str(&b), json);
}

enum err
effects_read(struct arena *a, struct str json, struct effects *out, struct why *why)
{
	struct json *tree;
	enum err e = json_read(a, json, EFFECTS_MAX, &tree, why);

	*out = (struct effects){.n = 0};
	if (e != ERR_OK)
		return e;
	if (tree->kind != JSON_LIST)
		return why_set(why, ERR_MALFORMED, "効果は [ … ] の形です。");
	for (const struct json *j = tree->first; j; j = j->next)
		if (!read_effect(a, j, out))
			return why_set(why, ERR_MALFORMED, "効果の %zu 番目が読めません。", out->n + 1);
	if (!reads_back(a, json, out))
		return why_set(why, ERR_MALFORMED, "効果が決まった書き方になっていません。");
	return ERR_OK;
}
