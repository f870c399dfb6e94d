/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/fold.h"

static void
same_key(const char *x, const char *y)
{
	struct arena *a = arena_new(1 << 20);
	struct str kx = fold_key(a, str_of(x)), ky = fold_key(a, str_of(y));

	if (!str_eq(kx, ky))
		fail_msg("%s -> %.*s, %s -> %.*s", x, STR_ARG(kx), y, STR_ARG(ky));
	if (!str_eq(fold_key(a, kx), kx))
		fail_msg("the key of %s folds once more", x);
	arena_free(&a);
}

static void
b_one_key_for_what_is_one_word(void **state)
{
	(void)state;
	same_key("ﾊﾟｿｺﾝ", "パソコン");
	same_key("ぱそこん", "パソコン");
	same_key("Ｓ０００１", "s0001");
	same_key("ウェブ", "ウエブ");
	same_key("がっこう", "ガツコウ");
	same_key("サーバー", "サ－バ‐");
	same_key("サーバー", "サ—バ−");
	same_key("サーバー", "ｻｰﾊﾞ-");
	same_key("一ヶ月", "一ケ月");
	same_key("㈱関守", "(株)関守");
	same_key("山田　太郎", "山田太郎");
	same_key(" 山田 太郎\t", "山田太郎");
	same_key("う゛ぁいおりん", "ヴアイオリン");
	same_key("か\xe3\x82\x99", "ガ");
	same_key("Straße", "STRASSE");
	same_key("", " 　\n");
}

static void
b_what_differs_stays_apart(void **state)
{
	struct arena *a = arena_new(1 << 20);

	(void)state;
	assert_false(str_eq(fold_key(a, STR("髙﨑")), fold_key(a, STR("高崎"))));
	assert_false(str_eq(fold_key(a, STR("ハ")), fold_key(a, STR("バ"))));
	assert_true(str_eq(fold_key(a, STR("𠮷野")), STR("𠮷野")));
	arena_free(&a);
}

static void
f_bad_bytes_become_a_mark(void **state)
{
	struct arena *a = arena_new(1 << 20);

	(void)state;
	assert_true(str_eq(fold_key(a, STR("A\xff")), STR("a\xef\xbf\xbd")));
	arena_free(&a);
}

static void
b_width_changes_only_width(void **state)
{
	struct arena *a = arena_new(1 << 20);

	(void)state;
	assert_true(str_eq(fold_width(a, STR("Ａｂ１２－～！　")), STR("Ab12-~! ")));
	assert_true(str_eq(fold_width(a, STR("ｱア㈱髙ー")), STR("ｱア㈱髙ー")));
	assert_true(str_eq(fold_width(a, STR("x\xff\x80")), STR("x\xff\x80")));
	assert_true(str_eq(fold_width(a, STR("")), STR("")));
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_one_key_for_what_is_one_word),
		cmocka_unit_test(b_what_differs_stays_apart),
		cmocka_unit_test(f_bad_bytes_become_a_mark),
		cmocka_unit_test(b_width_changes_only_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
