/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The key under which a text is found again: NFKC, lower case, katakana for
 * hiragana, small kana as large (ウェ = ウエ), long-vowel and dash variants as
 * one, no white space. For search and sort only, never to be stored in the
 * place of what was typed.
 */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/arena.h"
#include "base/str.h"

/* The search key of valid UTF-8; invalid bytes fold to U+FFFD. */
struct str fold_key(struct arena *a, struct str s);
/* Full-width ASCII and digits as half-width, everything else untouched: for input fields of numbers and ids. */
struct str fold_width(struct arena *a, struct str s);

/* The same characters in their composed form (NFC): か and ゛ become が. */
struct str fold_compose(struct arena *a, struct str s);

#endif
