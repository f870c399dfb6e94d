/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "codec/form.h"

#include <string.h>

#include "base/buf.h"
#include "base/die.h"
#include "base/utf8.h"

enum { PAIRS_MAX = 256, TEXT_MAX = 256 * 1024 };

/* 0..15, or -1. */
static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One name or value: '+' is a space, %XX a byte; false for a broken %XX. */
static bool
decode(struct arena *a, struct str s, struct str *out)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		int high, low;

		if (s.p[i] != '%') {
			p[n++] = s.p[i] == '+' ? ' ' : s.p[i];
			continue;
		}
		if (s.n - i < 3)
			return false;
		high = nibble(s.p[i + 1]);
		low = nibble(s.p[i + 2]);
		if (high < 0 || low < 0)
			return false;
		p[n++] = (char)(high << 4 | low);
		i += 2;
	}
	*out = (struct str){p, n};
	return true;
}

static enum err
text_check(struct str s, struct why *why)
{
	if (!utf8_valid(s))
		return why_set(why, ERR_MALFORMED, "送信された文字が UTF-8 として正しくありません");
	if (s.n && memchr(s.p, 0, s.n) != NULL)
		return why_set(why, ERR_MALFORMED, "送信された文字に NUL があります");
	return ERR_OK;
}

static enum err
pair_read(struct arena *a, struct str part, struct form_pair *pair, struct why *why)
{
	struct str value = part, name;
	enum err e;

	must(str_cut(&value, '=', &name));
	if (value.p == NULL)
		value = STR("");
	if (!decode(a, name, &pair->name) || !decode(a, value, &pair->value))
		return why_set(why, ERR_MALFORMED, "送信された内容の「%%」の後が正しくありません");
	e = text_check(pair->name, why);
	return e == ERR_OK ? text_check(pair->value, why) : e;
}

/* Pairs at most: what lies between the '&'. */
static size_t
parts(struct str text)
{
	size_t n = 1;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '&';
	return n < PAIRS_MAX ? n : PAIRS_MAX;
}

enum err
form_decode(struct arena *a, struct str text, struct form *out, struct why *why)
{
	struct form f = {NULL, 0};
	struct str part;

	if (text.n > TEXT_MAX)
		return why_set(why, ERR_TOO_LARGE, "送信された内容が大きすぎます（%d バイトまで）", TEXT_MAX);
	f.pairs = arena_array(a, parts(text), sizeof *f.pairs);
	while (str_cut(&text, '&', &part)) {
		enum err e;

		if (part.n == 0)
			continue;
		if (f.n == PAIRS_MAX)
			return why_set(
			    why, ERR_TOO_LARGE, "送信された項目が多すぎます（%d 個まで）", PAIRS_MAX);
		e = pair_read(a, part, &f.pairs[f.n], why);
		if (e != ERR_OK)
			return e;
		f.n++;
	}
	*out = f;
	return ERR_OK;
}

struct str
form_get(const struct form *f, struct str name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->pairs[i].name, name))
			return f->pairs[i].value;
	return (struct str){NULL, 0};
}

/* RFC 3986, section 2.3. */
static bool
is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '.' || c == '_' || c == '~';
}

struct str
form_escape(struct arena *a, struct str s)
{
	static const char digit[] = "0123456789ABCDEF";
	struct buf b = buf_on(a, SIZE_MAX);

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (is_unreserved(s.p[i])) {
			buf_char(&b, s.p[i]);
			continue;
		}
		buf_char(&b, '%');
		buf_char(&b, digit[c >> 4]);
		buf_char(&b, digit[c & 15]);
	}
	return buf_str(&b);
}
