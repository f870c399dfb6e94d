/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A name is looked for in the row of its first kana, however the reading was typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web/kana.h"

static void
every_kana_is_in_its_row(void **state)
{
	static const char *const rows[KANA_OTHER] = {"アイウエオァィゥェォヴ", "カキクケコガギグゲゴ",
	    "サシスセソザジズゼゾ", "タチツテトダヂヅデドッ", "ナニヌネノ", "ハヒフヘホバビブベボパピプペポ",
	    "マミムメモ", "ヤユヨャュョ", "ラリルレロ", "ワヰヱヲンヮ"};
	struct arena *a = arena_new(1 << 20);

	(void)state;
	for (int row = 0; row < KANA_OTHER; row++)
		for (size_t i = 0; rows[row][i]; i += 3) {
			int got = kana_row(a, (struct str){rows[row] + i, 3});

			if (got != row)
				fail_msg("%.3s is in row %d, not %d", rows[row] + i, got, row);
		}
	arena_free(&a);
}

static void
however_it_is_written(void **state)
{
	struct arena *a = arena_new(1 << 20);

	(void)state;
	assert_int_equal(kana_row(a, STR("がくう")), 1);
	assert_int_equal(kana_row(a, STR("ｶﾞｸｳ")), 1);
	assert_int_equal(kana_row(a, STR("　カクウ")), 1);
	assert_int_equal(kana_row(a, STR("ﾊﾟｿﾅ")), 5);
	assert_int_equal(kana_row(a, STR("ヷ")), 9);
	assert_int_equal(kana_row(a, STR("架空")), KANA_OTHER);
	assert_int_equal(kana_row(a, STR("Smith")), KANA_OTHER);
	assert_int_equal(kana_row(a, STR("ー")), KANA_OTHER);
	assert_int_equal(kana_row(a, STR("")), KANA_OTHER);
	arena_free(&a);
}

static void
a_row_has_a_word_of_its_own(void **state)
{
	(void)state;
	for (int row = 0; row < KANA_ROWS; row++)
		assert_int_equal(kana_row_of_word(kana_word(row)), row);
	assert_int_equal(kana_row_of_word(STR("")), -1);
	assert_int_equal(kana_row_of_word(STR("k")), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kana_is_in_its_row),
	    cmocka_unit_test(however_it_is_written),
	    cmocka_unit_test(a_row_has_a_word_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
