/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Effects as JSON: everything here is made of effect.def. */
#include "model/effect.h"

#include "base/die.h"
#include "codec/scan.h"

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

/* What says nothing is left out; whether the kind uses the key is asked of the others only. */
static void
write_I(struct json_out *o, const struct effect *e, enum key k, const int64_t *i)
{
	if (*i == 0 || !kind_uses(e->what, k))
		return;
	json_key(o, key_names[k]);
	json_int(o, *i);
}

static void
write_S(struct json_out *o, const struct effect *e, enum key k, const struct str *s)
{
	if (s->n == 0 || !kind_uses(e->what, k))
		return;
	json_key(o, key_names[k]);
	json_str(o, *s);
}

static void
write_V(struct json_out *o, const struct effect *e, enum key k, const struct value *v)
{
	if (v->kind == VALUE_EMPTY || !kind_uses(e->what, k))
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
#define KEY(name, key, type) write_##type(o, e, KEY_##name, &e->name);
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

/* --- reading: straight from the one spelling, a ledger has millions --------------------- */

static bool
read_I(struct scan *s, int64_t *out)
{
	return scan_int(s, out) && *out != 0;
}

static bool
read_S(struct scan *s, struct str *out)
{
	return scan_text(s, out) && out->n > 0;
}

static bool
read_items(struct scan *s, struct value *out)
{
	size_t room = 1;

	for (const char *p = s->p; p < s->end && *p != ']'; p++)
		room += *p == ',';
	*out = (struct value){.kind = VALUE_ITEMS, .items = arena_array(s->arena, room, sizeof *out->items)};
	if (!scan_literal(s, STR("[")))
		return false;
	if (scan_literal(s, STR("]")))
		return true;
	do {
		if (!scan_int(s, &out->items[out->n]) || out->items[out->n++] < 0)
			return false;
	} while (scan_literal(s, STR(",")));
	return scan_literal(s, STR("]"));
}

static bool
read_V(struct scan *s, struct value *out)
{
	char c = s->p < s->end ? *s->p : 0;

	if (c == '"') {
		out->kind = VALUE_STR;
		return scan_text(s, &out->s);
	}
	if (c == '[')
		return read_items(s, out);
	out->kind = VALUE_INT;
	return scan_int(s, &out->i);
}

static bool
read_value(struct scan *s, enum key k, struct effect *e)
{
	switch (k) {
#define KEY(name, key, type)                                                                                 \
	case KEY_##name:                                                                                     \
		return read_##type(s, &e->name);
#include "model/effect.def"
#undef KEY
	case KEY_COUNT:
		break;
	}
	return false;
}

/* The first kind whose word this is. */
static bool
read_kind(struct scan *s, enum effect_kind *out)
{
	struct str word;
	int k = 0;

	if (!scan_literal(s, STR("{\"e\":")) || !scan_text(s, &word))
		return false;
	while (k < EFFECT_COUNT && !str_eq(word, str_of(kinds[k].word)))
		k++;
	*out = (enum effect_kind)k;
	return k < EFFECT_COUNT;
}

/* Keys stand in the order of effect.def, each once, and only those that say something. */
static bool
read_effect(struct scan *s, struct effects *out)
{
	enum effect_kind what;
	struct effect *e;
	struct str name;
	int k = 0;

	if (!read_kind(s, &what))
		return false;
	e = effects_add(s->arena, out, what);
	for (; scan_literal(s, STR(",")); k++) {
		if (!scan_text(s, &name))
			return false;
		while (k < KEY_COUNT && !str_eq(name, str_of(key_names[k])))
			k++;
		if (k == KEY_COUNT || !kind_uses(what, (enum key)k) || !scan_literal(s, STR(":")) ||
		    !read_value(s, (enum key)k, e))
			return false;
	}
	return scan_literal(s, STR("}"));
}

static bool
read_list(struct scan *s, struct effects *out)
{
	if (!scan_literal(s, STR("[")))
		return false;
	if (scan_literal(s, STR("]")))
		return s->p == s->end;
	do {
		if (!read_effect(s, out))
			return false;
	} while (scan_literal(s, STR(",")));
	return scan_literal(s, STR("]")) && s->p == s->end;
}

enum err
effects_read(struct arena *a, struct str json, struct effects *out, struct why *why)
{
	struct scan s = {.p = json.p, .end = json.p + json.n, .arena = a};

	*out = (struct effects){.n = 0};
	if (json.n > EFFECTS_MAX)
		return why_set(why, ERR_TOO_LARGE, "効果が長すぎます。");
	if (!read_list(&s, out))
		return why_set(
		    why, ERR_MALFORMED, "効果の %zu 番目が、決まった書き方になっていません。", out->n);
	return ERR_OK;
}

bool
effects_change_town(const struct effects *fx)
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
