/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rows of the kana table, in which a hall looks for a name: あ か さ た な は ま や ら わ. */
#ifndef WEB_KANA_H
#define WEB_KANA_H

#include "base/arena.h"
#include "base/str.h"

/* KANA_OTHER: what begins with no kana. */
enum { KANA_OTHER = 10, KANA_ROWS };

/* The row of a reading's first kana, however it is written: voiced, small, hiragana, half width. */
int kana_row(struct arena *a, struct str reading);
/* "ka", as it stands in an address; and back, -1 for anything else. */
struct str kana_word(int row);
int kana_row_of_word(struct str word);

#endif
