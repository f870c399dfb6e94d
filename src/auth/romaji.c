/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/romaji.h"

#include <string.h>

#include "base/utf8.h"

enum {
	KANA_FIRST = 0x30a1,
	KANA_LAST = 0x30f6,
	HALF_FIRST = 0xff66,
	HALF_LAST = 0xff9f,
	SMALL_TSU = 0x30c3,
	LONG = 0x30fc,
	VOICED = 0xff9e,
	HALF_VOICED = 0xff9f,
};

/* ァ to ヶ; what begins with a capital is written in a way of its own by Kunrei. */
static const char *const kana[KANA_LAST - KANA_FIRST + 1] = {"a", "a", "i", "i", "u", "u", "e", "e", "o", "o",
    "ka", "ga", "ki", "gi", "ku", "gu", "ke", "ge", "ko", "go", "sa", "za", "Shi", "Ji", "su", "zu", "se",
    "ze", "so", "zo", "ta", "da", "Chi", "Ji", "", "Tsu", "zu", "te", "de", "to", "do", "na", "ni", "nu",
    "ne", "no", "ha", "ba", "pa", "hi", "bi", "pi", "Fu", "bu", "pu", "he", "be", "pe", "ho", "bo", "po",
    "ma", "mi", "mu", "me", "mo", "ya", "ya", "yu", "yu", "yo", "yo", "ra", "ri", "ru", "re", "ro", "wa",
    "wa", "i", "e", "o", "n", "vu", "ka", "ke"};

/* U+FF66 to U+FF9D */
static const uint32_t half[] = {0x30f2, 0x30a1, 0x30a3, 0x30a5, 0x30a7, 0x30a9, 0x30e3, 0x30e5, 0x30e7,
    0x30c3, 0x30fc, 0x30a2, 0x30a4, 0x30a6, 0x30a8, 0x30aa, 0x30ab, 0x30ad, 0x30af, 0x30b1, 0x30b3, 0x30b5,
    0x30b7, 0x30b9, 0x30bb, 0x30bd, 0x30bf, 0x30c1, 0x30c4, 0x30c6, 0x30c8, 0x30ca, 0x30cb, 0x30cc, 0x30cd,
    0x30ce, 0x30cf, 0x30d2, 0x30d5, 0x30d8, 0x30db, 0x30de, 0x30df, 0x30e0, 0x30e1, 0x30e2, 0x30e4, 0x30e6,
    0x30e8, 0x30e9, 0x30ea, 0x30eb, 0x30ec, 0x30ed, 0x30ef, 0x30f3};

/* --- reading -------------------------------------------------------------------------- */

static uint32_t
fold(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0; /* full-width ASCII */
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 'a';
	if (c == 0x3000)
		return ' ';
	if (c >= 0x3041 && c <= 0x3096)
		return c + 0x60; /* hiragana */
	if (c >= HALF_FIRST && c < HALF_FIRST + sizeof half / sizeof *half)
		return half[c - HALF_FIRST];
	if (c == 0x3099 || c == 0x309b)
		return VOICED;
	return c == 0x309a || c == 0x309c ? HALF_VOICED : c;
}

/* The letter with the mark after it, or 0 when they do not go together. */
static uint32_t
joined(uint32_t letter, uint32_t mark)
{
	bool ka = letter >= 0x30ab && letter <= 0x30c2, ta = letter >= 0x30c4 && letter <= 0x30c9;
	bool ha = letter >= 0x30cf && letter <= 0x30dd;

	if (mark == VOICED && letter == 0x30a6)
		return 0x30f4; /* ヴ */
	if (mark == VOICED && ((ka && letter % 2 == 1) || (ta && letter % 2 == 0)))
		return letter + 1;
	if (ha && (letter - 0x30cf) % 3 == 0)
		return mark == VOICED ? letter + 1 : mark == HALF_VOICED ? letter + 2 : 0;
	return 0;
}

size_t
romaji_read(struct str s, uint32_t *out, size_t max)
{
	size_t n = 0;
	uint32_t c, both;

	while (n < max && utf8_next(&s, &c)) {
		c = fold(c);
		both = n ? joined(out[n - 1], c) : 0;
		if (both)
			out[n - 1] = both;
		else
			out[n++] = c;
	}
	return n;
}

bool
romaji_is_kana(uint32_t c)
{
	return (c >= KANA_FIRST && c <= KANA_LAST) || c == LONG;
}

/* --- writing ---------------------------------------------------------------------------- */

struct letters {
	char *p;
	size_t n, room; /* without the NUL */
	bool doubles;   /* after ッ */
	bool kunrei;
};

static void
letter_add(struct letters *l, char c)
{
	if (l->n < l->room)
		l->p[l->n++] = c;
}

/* "Shi" as shi, or as Kunrei has it. */
static const char *
kana_letters(uint32_t c, bool kunrei)
{
	static const struct {
		const char *hepburn, *here;
	} other[] = {{"Shi", "si"}, {"Chi", "ti"}, {"Tsu", "tu"}, {"Fu", "hu"}, {"Ji", "zi"}};
	const char *s = kana[c - KANA_FIRST];

	for (size_t i = 0; kunrei && i < sizeof other / sizeof *other; i++)
		if (strcmp(s, other[i].hepburn) == 0)
			return other[i].here;
	return s;
}

static bool
is_vowel(char c)
{
	return c == 'a' || c == 'i' || c == 'u' || c == 'e' || c == 'o';
}

/* ャュョ after キ and its like: ky-a; after シ, チ, ジ in Hepburn: sh-a. ァィゥェォ after フ, テ, ジ: f-a. */
static bool
small_add(struct letters *l, uint32_t c)
{
	bool y = c == 0x30e3 || c == 0x30e5 || c == 0x30e7, v = c <= 0x30a9 && c % 2 == 1;
	const char *s = kana[c - KANA_FIRST];
	bool hissing;

	if (!(y || v) || l->n < 2 || !is_vowel(l->p[l->n - 1]) || is_vowel(l->p[l->n - 2]))
		return false;
	if (y && l->p[l->n - 1] != 'i')
		return false;
	hissing = l->p[l->n - 2] == 'h' && l->n > 2 && (l->p[l->n - 3] == 's' || l->p[l->n - 3] == 'c');
	hissing = hissing || l->p[l->n - 2] == 'j';
	l->n--;
	for (s += y && hissing; *s; s++)
		letter_add(l, *s);
	return true;
}

static void
kana_add(struct letters *l, uint32_t c)
{
	const char *s;

	if (c == SMALL_TSU) {
		l->doubles = true;
		return;
	}
	if (c == LONG) {
		if (l->n && is_vowel(l->p[l->n - 1]))
			letter_add(l, l->p[l->n - 1] == 'o' ? 'u' : l->p[l->n - 1]);
		return;
	}
	if (small_add(l, c))
		return;
	s = kana_letters(c, l->kunrei);
	if (l->doubles && !is_vowel(*s))
		letter_add(l, *s == 'C' ? 't' : *s >= 'a' ? *s : (char)(*s - 'A' + 'a'));
	l->doubles = false;
	for (; *s; s++)
		letter_add(l, *s >= 'a' ? *s : (char)(*s - 'A' + 'a'));
}

/* ou and oo as o or oh, uu as u; n as m before b, m and p. */
static size_t
letters_shorten(char *p, size_t n, enum romaji_way way)
{
	bool m = way == ROMAJI_PASSPORT || way == ROMAJI_SIGNS;
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		char next = i + 1 < n ? p[i + 1] : 0;
		bool o = p[i] == 'o' && (next == 'o' || next == 'u'), u = p[i] == 'u' && next == 'u';

		p[to++] = m && p[i] == 'n' && (next == 'b' || next == 'm' || next == 'p') ? 'm' : p[i];
		if (o && way == ROMAJI_PASSPORT)
			p[to++] = 'h';
		i += o || u;
	}
	return to;
}

size_t
romaji_write(const uint32_t *points, size_t n, enum romaji_way way, char *out, size_t room)
{
	struct letters l = {
	    .p = out, .room = room - 1, .kunrei = way == ROMAJI_KUNREI || way == ROMAJI_KUNREI_SHORT};

	for (size_t i = 0; i < n; i++) {
		if (romaji_is_kana(points[i])) {
			kana_add(&l, points[i]);
			continue;
		}
		l.doubles = false;
		if (points[i] >= ' ' && points[i] < 0x7f)
			letter_add(&l, (char)points[i]);
	}
	if (way != ROMAJI_TYPED && way != ROMAJI_KUNREI)
		l.n = letters_shorten(out, l.n, way);
	out[l.n] = 0;
	return l.n;
}
