/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How hard a password is to guess, by zxcvbn, which knows English, keyboards,
 * dates and repetitions. What it does not know we bring: words that people here
 * take (known.def), what the person is called, and Japanese as it is written:
 * kana counts as the Latin letters that spell it, kanji is counted apart.
 */
#ifndef AUTH_STRENGTH_H
#define AUTH_STRENGTH_H

#include "base/arena.h"
#include "base/calendar.h"

enum {
	STRENGTH_LEAST =
	    40, /* bits: with our delays some 10^12 tries outlast everybody, with the hashes stolen a year */
	STRENGTH_KANJI =
	    5, /* bits of each different one: 2,136 in use are 11 bits, but people write words of two */
	STRENGTH_WORDS = 64, /* so many of the person's words are looked at */
};

enum weakness {
	WEAKNESS_NONE,
	WEAKNESS_OWN,    /* his name, log-in, section, town, or this year are in it */
	WEAKNESS_KNOWN,  /* words that everybody knows */
	WEAKNESS_REPEAT, /* the same again and again */
	WEAKNESS_ROW,    /* abc, 123, qwerty */
	WEAKNESS_DATE,
	WEAKNESS_SIMPLE, /* too few different characters */
};

/* `words`: the person's own, one a line. Keeps a copy of them in the arena, none of the password. */
enum weakness strength_weakness(struct arena *a, struct str password, struct str words, day today);

#endif
