/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/kana.h"

#include "base/fold.h"
#include "base/utf8.h"

/* The first code point of each row in the block of katakana, where voiced and small ones stand beside the plain one. */
static const uint32_t first[KANA_OTHER] = {
    0x30a1, 0x30ab, 0x30b5, 0x30bf, 0x30ca, 0x30cf, 0x30de, 0x30e3, 0x30e9, 0x30ee};
enum { KATAKANA_END = 0x30f3, KATAKANA_VU = 0x30f4, KATAKANA_VA = 0x30f7, KATAKANA_VO = 0x30fa };

static const char *const words[KANA_ROWS] = {
    "a", "ka", "sa", "ta", "na", "ha", "ma", "ya", "ra", "wa", "other"};

int
kana_row(struct arena *a, struct str reading)
{
	struct str folded = fold_key(a, str_trim(reading));
	uint32_t point;

	if (!utf8_next(&folded, &point))
		return KANA_OTHER;
	if (point == KATAKANA_VU)
		return 0;
	if (point >= KATAKANA_VA && point <= KATAKANA_VO)
		return KANA_OTHER - 1;
	if (point < first[0] || point > KATAKANA_END)
		return KANA_OTHER;
	for (int row = KANA_OTHER - 1; row > 0; row--)
		if (point >= first[row])
			return row;
	return 0;
}

struct str
kana_word(int row)
{
	return str_of(words[row]);
}

int
kana_row_of_word(struct str word)
{
	for (int row = 0; row < KANA_ROWS; row++)
		if (str_eq(word, str_of(words[row])))
			return row;
	return -1;
}
