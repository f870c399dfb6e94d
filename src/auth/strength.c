/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/strength.h"

#include <string.h>
#include <zxcvbn.h>

#include "auth/romaji.h"
#include "base/secret.h"
#include "crypto/password.h"

enum {
	POINTS = PASSWORD_MAX,
	LETTERS = ROMAJI_LETTERS * POINTS + 1,
	WORD_POINTS = 64,
	WORD_LEAST = 3,   /* Latin letters: shorter ones are in everything */
	SPELT_LEAST = 2,  /* characters of kanji or kana */
	FORMS_MAX = 2048, /* spellings of all words */
	SPELT_MAX = 256,
};

static const char *const known[] = {
#define KNOWN(word) word,
#include "auth/known.def"
#undef KNOWN
};
enum { KNOWN_N = sizeof known / sizeof *known };

/* A word as it is written. */
struct spelt {
	uint32_t p[WORD_POINTS];
	size_t n;
};

struct words {
	struct arena *arena;
	const char *forms[FORMS_MAX + KNOWN_N + 1]; /* in Latin letters; NULL at the end */
	size_t forms_n, own_n;                      /* the first own_n are the person's */
	struct spelt *spelt;                        /* with kana or kanji */
	size_t spelt_n;
};

/* --- the person's words ------------------------------------------------------------------ */

static void
form_add(struct words *w, const char *form, size_t n)
{
	if (n < WORD_LEAST || w->forms_n == FORMS_MAX)
		return;
	for (size_t i = 0; i < w->forms_n; i++)
		if (strcmp(w->forms[i], form) == 0)
			return;
	w->forms[w->forms_n++] = arena_str(w->arena, (struct str){form, n}).p;
}

static void
points_add(struct words *w, const uint32_t *p, size_t n)
{
	char out[ROMAJI_LETTERS * WORD_POINTS + 1];
	bool ascii = true;

	for (size_t i = 0; i < n; i++)
		ascii = ascii && p[i] < 0x80;
	if (!ascii && n >= SPELT_LEAST && w->spelt_n < SPELT_MAX) {
		struct spelt *s = &w->spelt[w->spelt_n++];

		s->n = n;
		memcpy(s->p, p, n * sizeof *p);
	}
	for (int way = 0; way < ROMAJI_WAYS; way++)
		form_add(w, out, romaji_write(p, n, (enum romaji_way)way, out, sizeof out));
}

static bool
divides(uint32_t c)
{
	return c == ' ' || c == '.' || c == '_' || c == '-' || c == 0x30fb /* ・ */;
}

/* A word, its parts, and both parts of a name the other way round. */
static void
word_add(struct words *w, struct str word)
{
	uint32_t p[WORD_POINTS], turned[WORD_POINTS];
	size_t n = romaji_read(word, p, WORD_POINTS), from = 0, to = 0, cut = 0;

	for (size_t i = 0; i <= n; i++) {
		if (i < n && !divides(p[i]))
			continue;
		if (i > from)
			points_add(w, p + from, i - from);
		cut = cut == 0 && i < n ? i : cut;
		from = i + 1;
	}
	if (cut == 0)
		return;
	for (size_t i = cut + 1; i < n; i++)
		turned[to++] = p[i];
	for (size_t i = 0; i < cut; i++)
		turned[to++] = p[i];
	points_add(w, turned, to);
	memmove(p + cut, p + cut + 1, (n - cut - 1) * sizeof *p);
	points_add(w, p, n - 1);
}

/* 令和8, reiwa8, r8 of this year and its neighbours. */
static void
era_add(struct words *w, day today)
{
	int year, month, mday;

	day_ymd(today, &year, &month, &mday);
	for (int y = year - 1; y <= year + 1; y++) {
		day last = day_of_ymd(y, 12, 31);
		struct str kanji = day_wareki(w->arena, last), latin = day_wareki_short(w->arena, last);
		struct str digits = str_sub(latin, 1, str_find(latin, STR(".")));

		word_add(w, str_sub(kanji, 0, str_find(kanji, STR("年"))));
		if (latin.n && latin.p[0] == 'R')
			word_add(w, arena_fmt(w->arena, "reiwa%.*s", STR_ARG(digits)));
		word_add(w, arena_fmt(w->arena, "%c%.*snendo", latin.n ? latin.p[0] : ' ', STR_ARG(digits)));
	}
}

static struct words *
words_of(struct arena *a, struct str lines, day today)
{
	struct words *w = ARENA_NEW(a, struct words);
	struct str line;

	w->arena = a;
	w->spelt = arena_array(a, SPELT_MAX, sizeof *w->spelt);
	for (size_t i = 0; i < STRENGTH_WORDS && str_cut(&lines, '\n', &line); i++)
		word_add(w, str_trim(line));
	era_add(w, today);
	w->own_n = w->forms_n;
	for (size_t i = 0; i < KNOWN_N; i++)
		w->forms[w->forms_n++] = known[i];
	w->forms[w->forms_n] = NULL;
	return w;
}

/* --- the password --------------------------------------------------------------------------- */

/* A password taken apart; wiped when it has been looked at. */
struct taken {
	uint32_t p[POINTS];
	size_t n;
	char letters[LETTERS];
};

static void
points_cut(struct taken *t, size_t at, size_t n)
{
	memmove(t->p + at, t->p + at + n, (t->n - at - n) * sizeof *t->p);
	t->n -= n;
}

/* Takes out what the person's words spell in kana or kanji. */
static void
own_cut(struct taken *t, const struct words *w)
{
	for (size_t k = 0; k < w->spelt_n; k++) {
		const struct spelt *s = &w->spelt[k];

		for (size_t i = 0; i + s->n <= t->n;)
			if (memcmp(t->p + i, s->p, s->n * sizeof *s->p) == 0)
				points_cut(t, i, s->n);
			else
				i++;
	}
}

/* Is one of the person's words plainly in it? Short ones are by chance. */
static bool
own_is_in(const char *letters, const struct words *w)
{
	for (size_t i = 0; i < w->own_n; i++)
		if (strlen(w->forms[i]) > WORD_LEAST && strstr(letters, w->forms[i]))
			return true;
	return false;
}

/* Kanji and other signs, each of them once. */
static size_t
signs_count(const struct taken *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		bool seen = t->p[i] < 0x80 || romaji_is_kana(t->p[i]);

		for (size_t k = 0; k < i && !seen; k++)
			seen = t->p[k] == t->p[i];
		n += !seen;
	}
	return n;
}

/* Of its weak parts, which takes most of the password? */
static enum weakness
weakness_of(const ZxcMatch_t *m)
{
	static const enum weakness kinds[] = {
	    [DICTIONARY_MATCH] = WEAKNESS_KNOWN,
	    [DICT_LEET_MATCH] = WEAKNESS_KNOWN,
	    [USER_MATCH] = WEAKNESS_KNOWN,
	    [USER_LEET_MATCH] = WEAKNESS_KNOWN,
	    [REPEATS_MATCH] = WEAKNESS_REPEAT,
	    [SEQUENCE_MATCH] = WEAKNESS_ROW,
	    [SPATIAL_MATCH] = WEAKNESS_ROW,
	    [DATE_MATCH] = WEAKNESS_DATE,
	    [YEAR_MATCH] = WEAKNESS_DATE,
	    [LONG_PWD_MATCH] = WEAKNESS_SIMPLE,
	};
	int letters[WEAKNESS_SIMPLE + 1] = {0};
	enum weakness most = WEAKNESS_SIMPLE;

	for (; m; m = m->Next) {
		unsigned type = (unsigned)m->Type;
		enum weakness kind = WEAKNESS_SIMPLE;

		if (type & MULTIPLE_MATCH)
			kind = WEAKNESS_REPEAT;
		else if (type > BRUTE_MATCH && type <= LONG_PWD_MATCH)
			kind = kinds[type];
		letters[kind] += m->Length;
	}
	for (int k = WEAKNESS_OWN; k < WEAKNESS_SIMPLE; k++)
		if (letters[k] > letters[most])
			most = (enum weakness)k;
	return most;
}

static double
bits_of(struct taken *t, const char *const *forms, enum weakness *why)
{
	const char *dictionary[FORMS_MAX + KNOWN_N + 1];
	ZxcMatch_t *parts = NULL;
	double bits = (double)(signs_count(t) * STRENGTH_KANJI);
	size_t n = 0;

	do
		dictionary[n] = forms[n];
	while (forms[n++]);
	if (romaji_write(t->p, t->n, ROMAJI_TYPED, t->letters, sizeof t->letters))
		bits += ZxcvbnMatch(t->letters, dictionary, &parts);
	*why = weakness_of(parts);
	ZxcvbnFreeInfo(parts);
	return bits;
}

enum weakness
strength_weakness(struct arena *a, struct str password, struct str lines, day today)
{
	const struct words *w = words_of(a, lines, today);
	struct taken whole, t;
	enum weakness why, ignored;
	double bits;

	whole.n = romaji_read(password, whole.p, POINTS);
	t = whole;
	own_cut(&t, w);
	bits = bits_of(&t, w->forms, &why);
	if (bits >= STRENGTH_LEAST)
		why = WEAKNESS_NONE;
	else if (t.n < whole.n || own_is_in(t.letters, w) ||
	         bits_of(&whole, w->forms + w->own_n, &ignored) >= STRENGTH_LEAST)
		why = WEAKNESS_OWN;
	secret_wipe(&whole, sizeof whole);
	secret_wipe(&t, sizeof t);
	return why;
}
