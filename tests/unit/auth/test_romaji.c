/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "auth/romaji.h"

static const struct {
	const char *kana;
	enum romaji_way way;
	const char *letters;
} table[] = {
    {"さとう", ROMAJI_TYPED, "satou"},
    {"サトウ", ROMAJI_SHORT, "sato"},
    {"ｻﾄｳ", ROMAJI_PASSPORT, "satoh"},
    {"オオタ", ROMAJI_PASSPORT, "ohta"},
    {"ショウコ", ROMAJI_TYPED, "shouko"},
    {"ショウコ", ROMAJI_KUNREI, "syouko"},
    {"ショウコ", ROMAJI_KUNREI_SHORT, "syoko"},
    {"ジュンイチ", ROMAJI_TYPED, "junichi"},
    {"ジュンイチ", ROMAJI_KUNREI, "zyuniti"},
    {"チヅル", ROMAJI_KUNREI, "tizuru"},
    {"ツチヤ", ROMAJI_TYPED, "tsuchiya"},
    {"フクダ", ROMAJI_KUNREI, "hukuda"},
    {"はっとり", ROMAJI_TYPED, "hattori"},
    {"べっちゃく", ROMAJI_TYPED, "betchaku"},
    {"シンバ", ROMAJI_SIGNS, "shimba"},
    {"シンバ", ROMAJI_TYPED, "shinba"},
    {"ﾔﾏﾀﾞ ﾎﾟﾁ", ROMAJI_TYPED, "yamada pochi"},
    {"か\u3099", ROMAJI_TYPED, "ga"},
    {"フェリー", ROMAJI_TYPED, "ferii"},
    {"ジェシカ", ROMAJI_TYPED, "jeshika"},
    {"キャッチ", ROMAJI_TYPED, "kyatchi"},
    {"ヴィ", ROMAJI_TYPED, "vi"},
    {"ゃっー", ROMAJI_TYPED, "yaa"},
    {"山田タロウ7", ROMAJI_TYPED, "tarou7"},
    {"ＡＢＣａｂｃ", ROMAJI_TYPED, "abcabc"},
    {"", ROMAJI_TYPED, ""},
};

static void
b_ways(void **state)
{
	uint32_t points[64];
	char out[64 * ROMAJI_LETTERS + 1];

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		size_t n = romaji_read(str_of(table[i].kana), points, 64);
		size_t length = romaji_write(points, n, table[i].way, out, sizeof out);

		assert_string_equal(out, table[i].letters);
		assert_int_equal(length, strlen(out));
	}
}

/* Cut at both rooms, never beyond: every character there is, in every way. */
static void
f_rooms(void **state)
{
	uint32_t points[8], ends = 0xabad1dea;
	char out[8];

	(void)state;
	for (uint32_t c = 1; c < 0x11000; c++)
		for (int way = 0; way < ROMAJI_WAYS; way++) {
			for (size_t i = 0; i < 7; i++)
				points[i] = c;
			points[7] = ends;
			memset(out, 'x', sizeof out);
			assert_true(romaji_write(points, 7, (enum romaji_way)way, out, 5) <= 4);
			assert_true(out[5] == 'x' && memchr(out, 0, 5) != NULL);
		}
	assert_int_equal(romaji_read(STR("あいうえおかきくけこ"), points, 7), 7);
	assert_true(points[7] == ends);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_ways),
		cmocka_unit_test(f_rooms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
