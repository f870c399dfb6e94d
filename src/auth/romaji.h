/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Kana in Latin letters, in the ways in which people write their names with a
 * keyboard: さとう = satou, sato, satoh; しょうこ = shouko, shoko, syouko.
 */
#ifndef AUTH_ROMAJI_H
#define AUTH_ROMAJI_H

#include "base/str.h"

enum romaji_way {
	ROMAJI_TYPED,    /* satou, shouko, shinba */
	ROMAJI_SHORT,    /* sato, shoko */
	ROMAJI_PASSPORT, /* satoh, shohko, shimba */
	ROMAJI_SIGNS,    /* sato, shoko, shimba: as on the signs of a station */
	ROMAJI_KUNREI,   /* satou, syouko */
	ROMAJI_KUNREI_SHORT,
	ROMAJI_WAYS
};

enum { ROMAJI_LETTERS = 4 /* of one kana at most */ };

/*
 * The characters of `s` as they count here, at most `max`; how many there are:
 * hiragana and half-width katakana as katakana, full-width letters as ASCII,
 * capitals as small letters, marks of voicing joined to their letter.
 */
size_t romaji_read(struct str s, uint32_t *out, size_t max);
bool romaji_is_kana(uint32_t point);
/*
 * Writes what romaji_read gave: kana as letters, ASCII as it is, nothing else.
 * NUL-terminated, cut at the room; its length.
 */
size_t romaji_write(const uint32_t *points, size_t n, enum romaji_way way, char *out, size_t room);

#endif
