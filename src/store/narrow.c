/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/narrow.h"

#include <stdio.h>
#include <string.h>

#include "base/die.h"
#include "base/num.h"
#include "base/secret.h"
#include "codec/base64.h"
#include "crypto/encrypt.h"
#include "store/sqlite.h"

#define HEAD STR("{\"" NARROW_NAME "\":\"")
#define TAIL STR("\"}")
enum {
	PLAIN_MAX = 4 << 20,
	BODY_PLAIN = 1400 * 1024 /* so that it fits when it is closed */,
	WORK = 64 << 20
};

/* --- keys ------------------------------------------------------------------------------ */

void
narrow_town_key(struct store *s, const unsigned char key[NARROW_KEY])
{
	memcpy(s->narrow.key, key, NARROW_KEY);
	s->narrow.keys = NARROW_TOWN;
}

void
narrow_matter_key(struct store *s, int64_t matter, const unsigned char key[NARROW_KEY])
{
	memcpy(s->narrow.key, key, NARROW_KEY);
	s->narrow.keys = NARROW_MATTER;
	s->narrow.matter = matter;
}

void
narrow_forget(struct store *s)
{
	secret_wipe(s->narrow.key, NARROW_KEY);
	s->narrow.keys = NARROW_NONE;
}

bool
narrow_key_of(const struct store *s, int64_t matter, unsigned char out[NARROW_KEY])
{
	char text[32];
	struct hash h;
	int n;

	if (s->narrow.keys == NARROW_NONE || (s->narrow.keys == NARROW_MATTER && s->narrow.matter != matter))
		return false;
	if (out == NULL)
		return true;
	if (s->narrow.keys == NARROW_MATTER) {
		memcpy(out, s->narrow.key, NARROW_KEY);
		return true;
	}
	n = snprintf(text, sizeof text, "%lld", (long long)matter);
	h = hash_keyed(s->narrow.key, STR("matter "), (struct str){text, (size_t)n});
	memcpy(out, h.b, NARROW_KEY);
	secret_wipe(&h, sizeof h);
	return true;
}

/* --- boxes ------------------------------------------------------------------------------- */

static struct str
box_make(struct store *s, struct arena *a, int64_t matter, struct str where, struct str plain)
{
	unsigned char key[NARROW_KEY], *box = arena_alloc(a, ENCRYPT_NONCE + plain.n + ENCRYPT_TAG);
	struct str of = arena_fmt(a, "%lld", (long long)matter), text;
	struct hash h;

	must(narrow_key_of(s, matter, key));
	h = hash_keyed(key, where, plain);
	memcpy(box, h.b, ENCRYPT_NONCE);
	encrypt_bytes(key, box, of, plain, box + ENCRYPT_NONCE);
	secret_wipe(key, sizeof key);
	text = base64_encode(a, (struct str){(const char *)box, ENCRYPT_NONCE + plain.n + ENCRYPT_TAG});
	return arena_fmt(a, "%.*s%.*s %.*s%.*s", STR_ARG(HEAD), STR_ARG(of), STR_ARG(text), STR_ARG(TAIL));
}

/* "MATTER BOX". ERR_FORBIDDEN without the key, ERR_CORRUPT when it is none of ours. */
static enum err
box_open(const struct store *s, struct arena *a, struct str text, int64_t *matter, struct str *plain)
{
	unsigned char key[NARROW_KEY], *out;
	struct str number, box, rest = text;
	bool fits;

	if (!str_cut(&rest, ' ', &number) || rest.p == NULL || !num_i64(number, 1, INT64_MAX, matter) ||
	    !base64_decode(a, rest, &box) || box.n < ENCRYPT_NONCE + ENCRYPT_TAG)
		return ERR_CORRUPT;
	if (!narrow_key_of(s, *matter, key))
		return ERR_FORBIDDEN;
	out = arena_alloc(a, box.n);
	fits =
	    encrypt_open(key, (const unsigned char *)box.p, number, str_sub(box, ENCRYPT_NONCE, box.n), out);
	secret_wipe(key, sizeof key);
	*plain = (struct str){(const char *)out, box.n - ENCRYPT_NONCE - ENCRYPT_TAG};
	return fits ? ERR_OK : ERR_CORRUPT;
}

/* --- bodies ------------------------------------------------------------------------------ */

/* Is it a value of the matter's own forms? */
static bool
is_typed(const struct effect *e)
{
	return e->what == EFFECT_FIELD || e->what == EFFECT_TYPED || e->what == EFFECT_ROW ||
	       e->what == EFFECT_CORRECT;
}

static struct effects
effects_copy(struct arena *a, const struct effects *in)
{
	struct effects out = {.e = arena_array(a, in->n + 1, sizeof *out.e), .n = in->n, .room = in->n + 1};

	if (in->n)
		memcpy(out.e, in->e, in->n * sizeof *out.e);
	return out;
}

/* The values leave the effects for a list, in the order of the effects. */
static size_t
values_take(struct arena *a, struct effects *fx, struct json_out *o)
{
	size_t n = 0;

	json_open(o, '[');
	for (size_t i = 0; i < fx->n; i++) {
		struct effect *e = &fx->e[i];

		if (!is_typed(e) || e->ref.n || e->value.kind == VALUE_EMPTY)
			continue;
		value_write(o, &e->value);
		e->value = (struct value){.kind = VALUE_EMPTY};
		e->ref = arena_fmt(a, NARROW_VALUES "/%zu", n++);
	}
	json_close(o, ']');
	return n;
}

enum err
narrow_close(struct store *s, struct arena *a, int64_t matter, struct str id, struct str *body,
    struct effects *effects)
{
	struct buf list = buf_on(a, PLAIN_MAX);
	struct json_out o = {.buf = &list};
	struct effects fx = effects_copy(a, effects);

	if (values_take(a, &fx, &o)) {
		struct str before = body->n > 2 ? str_sub(*body, 0, body->n - 1) : STR("{");

		*body = arena_fmt(a, "%.*s%s\"" NARROW_VALUES "\":%.*s}", STR_ARG(before),
		    before.n > 1 ? "," : "", STR_ARG(buf_str(&list)));
		*effects = fx;
	}
	if (!buf_done(&list) || body->n > BODY_PLAIN)
		return ERR_TOO_LARGE;
	if (body->n)
		*body = box_make(s, a, matter, arena_fmt(a, "body %.*s\n", STR_ARG(id)), *body);
	return ERR_OK;
}

enum err
narrow_effects(struct arena *a, const struct effects *in, const struct json *body, struct effects *out)
{
	const struct json *list = json_get(body, NARROW_VALUES), *v;
	struct str before = STR(NARROW_VALUES "/");
	int64_t at;

	*out = *in;
	if (list == NULL)
		return ERR_OK;
	*out = effects_copy(a, in);
	for (size_t i = 0; i < out->n; i++) {
		struct effect *e = &out->e[i];

		if (!is_typed(e) || !str_starts(e->ref, before))
			continue;
		if (!num_i64(str_sub(e->ref, before.n, e->ref.n), 0, INT32_MAX, &at))
			return ERR_CORRUPT;
		for (v = list->first; v && at > 0; at--)
			v = v->next;
		if (v == NULL || value_read(a, v, &e->value) != ERR_OK)
			return ERR_CORRUPT;
		e->ref = STR("");
	}
	return ERR_OK;
}

const struct json *
narrow_sent(struct arena *a, const struct json *body)
{
	struct json *map, **at;

	if (json_get(body, NARROW_VALUES) == NULL)
		return body;
	map = ARENA_NEW(a, struct json);
	*map = *body;
	at = &map->first;
	map->count--;
	for (const struct json *j = body->first; j; j = j->next) {
		if (str_eq(j->key, STR(NARROW_VALUES)))
			continue;
		*at = ARENA_NEW(a, struct json);
		**at = *j;
		at = &(*at)->next;
	}
	*at = NULL;
	return map;
}

static enum err
body_open(const struct store *s, struct arena *a, const struct json **body, int64_t *matter)
{
	struct str box = *body ? json_get_str(*body, NARROW_NAME) : STR(""), plain;
	struct json *tree;
	enum err e;

	*matter = 0;
	if (box.n == 0)
		return ERR_OK;
	if ((e = box_open(s, a, box, matter, &plain)))
		return e;
	if (json_read(a, plain, PLAIN_MAX, &tree, NULL))
		return ERR_CORRUPT;
	*body = tree;
	return ERR_OK;
}

enum err
narrow_open(const struct store *s, struct arena *a, const struct json **body)
{
	int64_t matter;

	return body_open(s, a, body, &matter);
}

enum err
narrow_begin(struct store *s, struct arena *a, const struct entry *e, const struct json **body)
{
	int64_t matter;
	enum err err = body_open(s, a, body, &matter);

	s->narrow.closing = err ? 0 : matter;
	s->narrow.seq = e->seq;
	return err;
}

bool
narrow_is_closing(const struct store *s)
{
	return s->narrow.closing > 0;
}

void
narrow_end(struct store *s)
{
	s->narrow.closing = 0;
}

/* --- in statements ------------------------------------------------------------------------- */

static struct str
text_of(sqlite3_value *v)
{
	const char *p = (const char *)sqlite3_value_text(v);

	return p ? (struct str){p, (size_t)sqlite3_value_bytes(v)} : STR("");
}

static void
result(sqlite3_context *c, struct str s)
{
	sqlite3_result_text64(c, s.p ? s.p : "", s.n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* closed(column, text): as it is, unless the entry that is applied is narrow. */
static void
closed(sqlite3_context *c, int n, sqlite3_value **v)
{
	struct store *s = sqlite3_user_data(c);
	struct str text = text_of(v[1]), column = text_of(v[0]);
	struct arena *a;

	(void)n;
	if (!narrow_is_closing(s) || text.n == 0) {
		result(c, text);
		return;
	}
	a = arena_new(WORK);
	result(c, box_make(s, a, s->narrow.closing,
	              arena_fmt(a, "%.*s %lld\n", STR_ARG(column), (long long)s->narrow.seq), text));
	arena_free(&a);
}

/* opened(text, otherwise): what was closed, when the key is here; `otherwise` when it is not. */
static void
opened(sqlite3_context *c, int n, sqlite3_value **v)
{
	const struct store *s = sqlite3_user_data(c);
	struct str text = text_of(v[0]), plain;
	struct arena *a;
	int64_t matter;
	enum err e;

	(void)n;
	if (!str_starts(text, HEAD) || !str_ends(text, TAIL)) {
		result(c, text);
		return;
	}
	a = arena_new(WORK);
	e = box_open(s, a, str_sub(text, HEAD.n, text.n - TAIL.n), &matter, &plain);
	result(c, e == ERR_OK ? plain : e == ERR_FORBIDDEN ? text_of(v[1]) : text);
	arena_free(&a);
}

int
narrow_register(struct store *s)
{
	const int how = SQLITE_UTF8 | SQLITE_DIRECTONLY;
	int rc = sqlite3_create_function_v2(s->db, "closed", 2, how, s, closed, NULL, NULL, NULL);

	return rc == SQLITE_OK
	           ? sqlite3_create_function_v2(s->db, "opened", 2, how, s, opened, NULL, NULL, NULL)
	           : rc;
}
