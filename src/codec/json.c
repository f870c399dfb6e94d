/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "codec/json.h"

#include <string.h>
#include <sys/random.h>

#include "base/die.h"
#include "base/utf8.h"

/* Both we and jansson have a JSON_NULL; here its one bears its own name. */
#define JSON_NULL JANSSON_NULL
#include <jansson.h>
#undef JSON_NULL

enum { DEPTH_MAX = 32 };

/* --- reading ----------------------------------------------------------------- */

/* Where a scan of the text stands; column counts characters, as jansson does. */
struct scan {
	size_t line, column, depth;
	bool in_string, escaped;
	char before;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* NULL, or what our rules have against this byte, which JSON itself allows. */
static const char *
scan_byte(struct scan *s, char c)
{
	if (s->in_string) {
		if (s->escaped)
			s->escaped = false;
		else if (c == '\\')
			s->escaped = true;
		else
			s->in_string = c != '"';
		return NULL;
	}
	s->in_string = c == '"';
	if ((c == '[' || c == '{') && ++s->depth > DEPTH_MAX)
		return "入れ子が深すぎます（32段まで）";
	if ((c == ']' || c == '}') && s->depth > 0)
		s->depth--;
	if ((c == '.' || c == 'e' || c == 'E') && is_digit(s->before))
		return "数は整数だけが使えます（小数や指数は使えません）";
	return NULL;
}

/*
 * Refuses what jansson would take, and before it takes memory: jansson's tree
 * no longer knows where in the text a value stood.
 */
static const char *
scan_text(struct str text, struct scan *s)
{
	*s = (struct scan){.line = 1};
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		const char *wrong;

		s->column += ((unsigned char)c & 0xc0) != 0x80;
		wrong = scan_byte(s, c);
		if (wrong != NULL)
			return wrong;
		s->before = c;
		if (c == '\n') {
			s->line++;
			s->column = 0;
		}
	}
	return NULL;
}

static const char *
jansson_sentence(enum json_error_code code)
{
	static const struct {
		enum json_error_code code;
		const char *sentence;
	} sentences[] = {
	    {json_error_invalid_utf8, "UTF-8 として正しくありません"},
	    {json_error_premature_end_of_input, "途中で終わっています"},
	    {json_error_end_of_input_expected, "値の後に余分な文字があります"},
	    {json_error_duplicate_key, "同じ名前の項目が二度あります"},
	    {json_error_numeric_overflow, "数が大きすぎます"},
	    {json_error_null_character, "文字列に NUL 文字があります"},
	    {json_error_null_byte_in_key, "項目名に NUL 文字があります"},
	};

	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
		if (sentences[i].code == code)
			return sentences[i].sentence;
	return "JSON として正しくありません";
}

static enum err
malformed(struct why *why, size_t line, size_t column, const char *sentence)
{
	if (why != NULL) {
		why->line = line;
		why->column = column;
	}
	return why_set(why, ERR_MALFORMED, "%s", sentence);
}

static struct json *tree_of(struct arena *a, const json_t *from);

static void
tree_append(struct json *parent, struct json ***end, struct json *child)
{
	**end = child;
	*end = &child->next;
	parent->count++;
}

static void
tree_list(struct arena *a, const json_t *from, struct json *to)
{
	struct json **end = &to->first;

	for (size_t i = 0; i < json_array_size(from); i++)
		tree_append(to, &end, tree_of(a, json_array_get(from, i)));
}

static void
tree_map(struct arena *a, json_t *from, struct json *to)
{
	struct json **end = &to->first;

	for (void *at = json_object_iter(from); at; at = json_object_iter_next(from, at)) {
		struct json *child = tree_of(a, json_object_iter_value(at));

		child->key =
		    arena_str(a, (struct str){json_object_iter_key(at), json_object_iter_key_len(at)});
		tree_append(to, &end, child);
	}
}

/* The arena's copy of jansson's tree; as deep as scan_text let it be. */
static struct json *
tree_of(struct arena *a, const json_t *from)
{
	struct json *v = ARENA_NEW(a, struct json);

	switch (json_typeof(from)) {
	case JSON_OBJECT:
		v->kind = JSON_MAP;
		/* jansson's iterators ask for a mutable object and change nothing */
		tree_map(a, (json_t *)(uintptr_t)from, v);
		break;
	case JSON_ARRAY:
		v->kind = JSON_LIST;
		tree_list(a, from, v);
		break;
	case JSON_STRING:
		v->kind = JSON_STR;
		v->s = arena_str(a, (struct str){json_string_value(from), json_string_length(from)});
		break;
	case JSON_INTEGER:
		v->kind = JSON_INT;
		v->i = json_integer_value(from);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		v->kind = JSON_BOOL;
		v->b = json_is_true(from);
		break;
	case JANSSON_NULL:
		v->kind = JSON_NULL;
		break;
	case JSON_REAL:
		must(json_typeof(from) != JSON_REAL); /* scan_text refused it */
	}
	return v;
}

/*
 * jansson seeds its hash tables once in a process, and left alone it opens
 * /dev/urandom for it, which a confined process may not. Later calls change nothing.
 */
static void
seed_tables(void)
{
	unsigned seed = 0;

	if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
		die("no random bytes from the kernel");
	json_object_seed(seed | 1); /* 0 would mean: open the file */
}

enum err
json_read(struct arena *a, struct str text, size_t max_bytes, struct json **out, struct why *why)
{
	json_error_t e;
	struct scan scan;
	const char *wrong;
	json_t *tree;

	if (text.n > max_bytes)
		return why_set(why, ERR_TOO_LARGE, "JSON が大きすぎます（%zu バイトまで）", max_bytes);
	wrong = scan_text(text, &scan);
	if (wrong != NULL)
		return malformed(why, scan.line, scan.column, wrong);
	seed_tables();
	tree = json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
	if (tree == NULL)
		return malformed(why, e.line > 0 ? (size_t)e.line : 0, e.column > 0 ? (size_t)e.column : 0,
		    jansson_sentence(json_error_code(&e)));
	*out = tree_of(a, tree);
	json_decref(tree);
	return ERR_OK;
}

/* --- looking into a tree -------------------------------------------------------- */

const struct json *
json_get(const struct json *map, const char *key)
{
	struct str k = str_of(key);

	if (map == NULL || map->kind != JSON_MAP)
		return NULL;
	for (const struct json *v = map->first; v; v = v->next)
		if (str_eq(v->key, k))
			return v;
	return NULL;
}

struct str
json_get_str(const struct json *map, const char *key)
{
	const struct json *v = json_get(map, key);

	return v && v->kind == JSON_STR ? v->s : (struct str){NULL, 0};
}

int64_t
json_get_int(const struct json *map, const char *key, int64_t otherwise)
{
	const struct json *v = json_get(map, key);

	return v && v->kind == JSON_INT ? v->i : otherwise;
}

bool
json_get_bool(const struct json *map, const char *key, bool otherwise)
{
	const struct json *v = json_get(map, key);

	return v && v->kind == JSON_BOOL ? v->b : otherwise;
}

/* --- writing ---------------------------------------------------------------------- */

static void
comma(struct json_out *o)
{
	if (o->more)
		buf_char(o->buf, ',');
	o->more = true;
}

void
json_open(struct json_out *o, char bracket)
{
	must(bracket == '{' || bracket == '[');
	comma(o);
	buf_char(o->buf, bracket);
	o->more = false;
}

void
json_close(struct json_out *o, char bracket)
{
	must(bracket == '}' || bracket == ']');
	buf_char(o->buf, bracket);
	o->more = true;
}

/* The letter after the backslash for those that have one, else 0. */
static char
escape_letter(char c)
{
	switch (c) {
	case '"':
		return '"';
	case '\\':
		return '\\';
	case '\b':
		return 'b';
	case '\f':
		return 'f';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	default:
		return 0;
	}
}

static void
escape(struct buf *b, char c)
{
	char letter = escape_letter(c);

	buf_char(b, '\\');
	if (letter) {
		buf_char(b, letter);
	} else {
		buf_add(b, STR("u00"));
		buf_hex(b, &c, 1);
	}
}

static void
quoted(struct buf *b, struct str s)
{
	size_t from = 0;

	/* What json_read would refuse must not be written either. */
	if (!utf8_valid(s) || (s.n && memchr(s.p, 0, s.n) != NULL))
		b->full = true;
	buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if ((unsigned char)c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_add(b, str_sub(s, from, i));
		escape(b, c);
		from = i + 1;
	}
	buf_add(b, str_sub(s, from, s.n));
	buf_char(b, '"');
}

void
json_key_str(struct json_out *o, struct str key)
{
	json_str(o, key);
	buf_char(o->buf, ':');
	o->more = false;
}

void
json_key(struct json_out *o, const char *key)
{
	json_key_str(o, str_of(key));
}

void
json_str(struct json_out *o, struct str value)
{
	comma(o);
	quoted(o->buf, value);
}

void
json_int(struct json_out *o, int64_t value)
{
	comma(o);
	buf_i64(o->buf, value);
}

void
json_bool(struct json_out *o, bool value)
{
	json_raw(o, value ? STR("true") : STR("false"));
}

void
json_raw(struct json_out *o, struct str canonical)
{
	comma(o);
	buf_add(o->buf, canonical);
}

static void
write_children(struct json_out *o, const struct json *v)
{
	for (const struct json *child = v->first; child; child = child->next) {
		if (v->kind == JSON_MAP)
			json_key_str(o, child->key);
		json_write(o, child);
	}
}

void
json_write(struct json_out *o, const struct json *v)
{
	switch (v->kind) {
	case JSON_NULL:
		json_raw(o, STR("null"));
		break;
	case JSON_BOOL:
		json_bool(o, v->b);
		break;
	case JSON_INT:
		json_int(o, v->i);
		break;
	case JSON_STR:
		json_str(o, v->s);
		break;
	case JSON_LIST:
		json_open(o, '[');
		write_children(o, v);
		json_close(o, ']');
		break;
	case JSON_MAP:
		json_open(o, '{');
		write_children(o, v);
		json_close(o, '}');
		break;
	}
}

struct str
json_text(struct arena *a, const struct json *v)
{
	struct buf b = buf_on(a, SIZE_MAX);
	struct json_out o = {.buf = &b};

	json_write(&o, v);
	must(buf_done(&b));
	return buf_str(&b);
}
