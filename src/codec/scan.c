/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "codec/scan.h"

#include <string.h>

#include "base/num.h"
#include "base/utf8.h"

bool
scan_literal(struct scan *s, struct str literal)
{
	if ((size_t)(s->end - s->p) < literal.n || memcmp(s->p, literal.p, literal.n) != 0)
		return false;
	s->p += literal.n;
	return true;
}

static bool
scan_char(struct scan *s, char c)
{
	if (s->p == s->end || *s->p != c)
		return false;
	s->p++;
	return true;
}

bool
scan_int(struct scan *s, int64_t *out)
{
	const char *p = s->p, *digits;
	uint64_t v = 0;

	if (p < s->end && *p == '-')
		p++;
	digits = p;
	for (; p < s->end && *p >= '0' && *p <= '9'; p++)
		v = v * 10 + (uint64_t)(*p - '0');
	/* "0" is the only number that begins with a zero, and has no sign */
	if (p == digits || (*digits == '0' && p - s->p > 1))
		return false;
	/* up to 18 digits cannot have run over */
	if (p - digits > 18) {
		if (!num_i64((struct str){s->p, (size_t)(p - s->p)}, INT64_MIN, INT64_MAX, out))
			return false;
	} else {
		*out = digits > s->p ? -(int64_t)v : (int64_t)v;
	}
	s->p = p;
	return true;
}

/* --- strings --------------------------------------------------------------- */

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "00xx" after "\u": a control character that has no short escape. */
static int
escape_hex(const char *p)
{
	int high, low, c;

	if (p[0] != '0' || p[1] != '0')
		return -1;
	high = hex_value(p[2]);
	low = hex_value(p[3]);
	if (high < 0 || high > 1 || low < 0)
		return -1;
	c = high << 4 | low;
	return c == 0 || strchr("\b\t\n\f\r", c) ? -1 : c;
}

/* The character that the escape at p (just after the backslash) stands for, its length in *n; -1 if JSON does not demand it. */
static int
escape_char(const char *p, const char *end, size_t *n)
{
	static const char from[] = "\"\\bfnrt", to[] = "\"\\\b\f\n\r\t";
	const char *hit;

	if (p == end || *p == 0)
		return -1;
	*n = 1;
	if ((hit = strchr(from, *p)) != NULL)
		return to[hit - from];
	if (*p != 'u' || end - p < 5)
		return -1;
	*n = 5;
	return escape_hex(p + 1);
}

/* Writes what the checked text between quotes stands for. */
static struct str
text_unescape(struct arena *a, struct str in)
{
	const char *p = in.p, *end = in.p + in.n;
	char *out = arena_alloc(a, in.n), *q = out;
	size_t n;

	while (p < end) {
		if (*p != '\\') {
			*q++ = *p++;
			continue;
		}
		*q++ = (char)escape_char(p + 1, end, &n);
		p += 1 + n;
	}
	return (struct str){out, (size_t)(q - out)};
}

/*
 * The first byte from p on that is not plain: a quote, a backslash, a control
 * character, or not ASCII. Eight at a time, so that the scanner keeps up with
 * the hash: a bit in `hit` is set for each such byte, the lowest one exactly.
 */
static const char *
plain_end(const char *p, const char *end)
{
	const uint64_t ones = 0x0101010101010101, high = ones * 0x80;
	uint64_t w, quote, slash, hit;

	for (; __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && end - p >= 8; p += 8) {
		memcpy(&w, p, sizeof w);
		quote = w ^ ones * '"';
		slash = w ^ ones * '\\';
		hit = (((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((w - ones * 0x20) & ~w) | w) &
		      high;
		if (hit)
			return p + __builtin_ctzll(hit) / 8;
	}
	while (p < end && (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80 && *p != '"' && *p != '\\')
		p++;
	return p;
}

/* Moves past the opening quote, the text and the closing quote. */
static bool
text_bounds(struct scan *s, struct str *inner, bool *escaped)
{
	const char *p = s->p, *end = s->end;
	bool ascii = true;
	size_t n;

	if (p == end || *p++ != '"')
		return false;
	*escaped = false;
	while ((p = plain_end(p, end)) < end && *p != '"') {
		n = 0;
		if (*p == '\\') {
			*escaped = true;
			if (escape_char(p + 1, end, &n) < 0)
				return false;
		} else if ((unsigned char)*p < 0x20) {
			return false;
		} else {
			ascii = false;
		}
		p += 1 + n;
	}
	if (p == end)
		return false;
	*inner = (struct str){s->p + 1, (size_t)(p - s->p) - 1};
	s->p = p + 1;
	return ascii || utf8_valid(*inner);
}

bool
scan_text(struct scan *s, struct str *out)
{
	bool escaped;

	if (!text_bounds(s, out, &escaped))
		return false;
	if (escaped)
		*out = text_unescape(s->arena, *out);
	return true;
}

/* --- values of any kind ------------------------------------------------------ */

enum { KEYS_NEAR = 6 };

/* The keys of one object: one spelling each, so equal keys are equal bytes. */
struct keys {
	struct key {
		struct str text;
		struct key *next;
	} * first, near[KEYS_NEAR]; /* the arena takes what an object has beyond these */
	size_t n;
	uint64_t seen; /* a bit for each: most new keys are known as new by it */
};

static uint64_t
key_bit(struct str text)
{
	size_t mixed = text.n;

	if (text.n)
		mixed +=
		    5 * (size_t)(unsigned char)text.p[0] + 11 * (size_t)(unsigned char)text.p[text.n - 1];
	return (uint64_t)1 << (mixed & 63);
}

static bool
keys_add(struct keys *k, struct arena *a, struct str text)
{
	uint64_t bit = key_bit(text);
	struct key *new;

	for (struct key *old = k->seen & bit ? k->first : NULL; old; old = old->next)
		if (str_eq(old->text, text))
			return false;
	new = k->n < KEYS_NEAR ? &k->near[k->n++] : ARENA_NEW(a, struct key);
	*new = (struct key){text, k->first};
	k->first = new;
	k->seen |= bit;
	return true;
}

static bool scan_value(struct scan *s, int depth);

static bool
scan_list(struct scan *s, int depth)
{
	if (scan_char(s, ']'))
		return true;
	do {
		if (!scan_value(s, depth))
			return false;
	} while (scan_char(s, ','));
	return scan_char(s, ']');
}

static bool
scan_map(struct scan *s, int depth)
{
	struct keys keys;
	struct str key;
	bool escaped;

	/* not all of it: nothing is read that was not added */
	keys.first = NULL;
	keys.n = 0;
	keys.seen = 0;
	if (scan_char(s, '}'))
		return true;
	do {
		if (!text_bounds(s, &key, &escaped) || !keys_add(&keys, s->arena, key) ||
		    !scan_char(s, ':') || !scan_value(s, depth))
			return false;
	} while (scan_char(s, ','));
	return scan_char(s, '}');
}

static bool
scan_value(struct scan *s, int depth)
{
	struct str text;
	int64_t i;
	bool escaped;

	if (s->p == s->end)
		return false;
	switch (*s->p) {
	case '"':
		return text_bounds(s, &text, &escaped);
	case '{':
	case '[':
		if (depth >= SCAN_DEPTH)
			return false;
		return *s->p++ == '{' ? scan_map(s, depth + 1) : scan_list(s, depth + 1);
	case 't':
		return scan_literal(s, STR("true"));
	case 'f':
		return scan_literal(s, STR("false"));
	case 'n':
		return scan_literal(s, STR("null"));
	default:
		return scan_int(s, &i);
	}
}

bool
scan_raw(struct scan *s, struct str *out)
{
	const char *from = s->p;

	if (!scan_value(s, 1))
		return false;
	*out = (struct str){from, (size_t)(s->p - from)};
	return true;
}
