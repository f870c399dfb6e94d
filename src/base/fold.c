/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include "base/buf.h"
#include "base/die.h"
#include "base/utf8.h"

enum { DASH = '-' };

struct text16 {
	UChar *p;
	int32_t n;
};

/* Small kana and the large one each is read as. */
static const struct {
	UChar small, large;
} kana[] = {
    {0x30a1, 0x30a2}, {0x30a3, 0x30a4}, {0x30a5, 0x30a6}, {0x30a7, 0x30a8}, /* ァィゥェ */
    {0x30a9, 0x30aa}, {0x30c3, 0x30c4}, {0x30e3, 0x30e4}, {0x30e5, 0x30e6}, /* ォッャュ */
    {0x30e7, 0x30e8}, {0x30ee, 0x30ef}, {0x30f5, 0x30ab}, {0x30f6, 0x30b1}, /* ョヮヵヶ */
    {0x31f0, 0x30af}, {0x31f1, 0x30b7}, {0x31f2, 0x30b9}, {0x31f3, 0x30c8}, /* ㇰㇱㇲㇳ */
    {0x31f4, 0x30cc}, {0x31f5, 0x30cf}, {0x31f6, 0x30d2}, {0x31f7, 0x30d5}, /* ㇴㇵㇶㇷ */
    {0x31f8, 0x30d8}, {0x31f9, 0x30db}, {0x31fa, 0x30e0}, {0x31fb, 0x30e9}, /* ㇸㇹㇺㇻ */
    {0x31fc, 0x30ea}, {0x31fd, 0x30eb}, {0x31fe, 0x30ec}, {0x31ff, 0x30ed}, /* ㇼㇽㇾㇿ */
};

/* ー and what is typed for it: hyphens, dashes, minus, box drawing. */
static const struct {
	UChar first, last;
} dashes[] = {
    {0x2010, 0x2015},
    {0x2043, 0x2043},
    {0x207b, 0x207b},
    {0x2212, 0x2212},
    {0x2500, 0x2501},
    {0x30fc, 0x30fc},
};

static UChar
fold_unit(UChar c)
{
	if ((c >= 0x3041 && c <= 0x3096) || c == 0x309d || c == 0x309e)
		c = (UChar)(c + 0x60); /* hiragana to katakana */
	for (size_t i = 0; i < sizeof kana / sizeof *kana; i++)
		if (c == kana[i].small)
			return kana[i].large;
	for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
		if (c >= dashes[i].first && c <= dashes[i].last)
			return DASH;
	return c;
}

static struct text16
utf16_of(struct arena *a, struct str s)
{
	struct text16 t = {NULL, 0};
	uint32_t c;

	must(s.n < INT32_MAX);
	t.p = arena_array(a, s.n + 1, sizeof *t.p);
	while (utf8_next(&s, &c)) {
		if (c > 0xffff) {
			t.p[t.n++] = U16_LEAD(c);
			t.p[t.n++] = U16_TRAIL(c);
		} else {
			t.p[t.n++] = (UChar)c;
		}
	}
	return t;
}

static struct str
utf8_of(struct arena *a, struct text16 t)
{
	UErrorCode e = U_ZERO_ERROR;
	int32_t room, n;
	char *p;

	must(t.n < INT32_MAX / 3);
	room = t.n * 3 + 1; /* a unit is three bytes at most, a pair four */
	p = arena_alloc(a, (size_t)room);
	u_strToUTF8(p, room, &n, t.p, t.n, &e);
	must(U_SUCCESS(e));
	return (struct str){p, (size_t)n};
}

static struct text16
normalize(struct arena *a, const UNormalizer2 *form, struct text16 t)
{
	UErrorCode e = U_ZERO_ERROR;
	int32_t need = unorm2_normalize(form, t.p, t.n, NULL, 0, &e);
	struct text16 out = {arena_array(a, (size_t)need + 1, sizeof *out.p), need};

	e = U_ZERO_ERROR; /* it was U_BUFFER_OVERFLOW_ERROR: asked for the length */
	unorm2_normalize(form, t.p, t.n, out.p, need + 1, &e);
	must(U_SUCCESS(e));
	return out;
}

struct str
fold_key(struct arena *a, struct str s)
{
	UErrorCode e = U_ZERO_ERROR;
	const UNormalizer2 *casefold = unorm2_getNFKCCasefoldInstance(&e);
	const UNormalizer2 *compose = unorm2_getNFCInstance(&e);
	struct text16 t;
	int32_t n = 0;

	if (U_FAILURE(e))
		die("ICU has no normalization data: %s", u_errorName(e));
	t = normalize(a, casefold, utf16_of(a, s));
	for (int32_t i = 0; i < t.n; i++)
		if (!u_isUWhiteSpace(t.p[i]))
			t.p[n++] = fold_unit(t.p[i]);
	t.n = n;
	/* a mark typed apart (う゛) now follows its letter directly: join them */
	return utf8_of(a, normalize(a, compose, t));
}

struct str
fold_width(struct arena *a, struct str s)
{
	struct buf b = buf_on(a, s.n);
	struct str rest = s;
	uint32_t c;

	for (const char *from = s.p; utf8_next(&rest, &c); from = rest.p) {
		if (c >= 0xff01 && c <= 0xff5e)
			buf_char(&b, (char)(c - 0xfee0));
		else if (c == 0x3000)
			buf_char(&b, ' ');
		else
			buf_add(&b, (struct str){from, (size_t)(rest.p - from)});
	}
	return buf_str(&b);
}

struct str
fold_compose(struct arena *a, struct str s)
{
	UErrorCode e = U_ZERO_ERROR;
	const UNormalizer2 *compose = unorm2_getNFCInstance(&e);

	if (U_FAILURE(e))
		die("ICU has no normalization data: %s", u_errorName(e));
	return utf8_of(a, normalize(a, compose, utf16_of(a, s)));
}
