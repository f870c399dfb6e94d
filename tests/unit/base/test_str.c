/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/str.h"

static void
b_sub_is_clamped(void **state)
{
	(void)state;
	assert_true(str_eq(str_sub(STR("abcdef"), 2, 4), STR("cd")));
	assert_true(str_eq(str_sub(STR("abc"), 1, 99), STR("bc")));
	assert_int_equal(str_sub(STR("abc"), 9, 4).n, 0);
}

static void
b_compare(void **state)
{
	(void)state;
	assert_true(str_cmp(STR("a"), STR("ab")) < 0);
	assert_true(str_cmp(STR("b"), STR("ab")) > 0);
	assert_int_equal(str_cmp(STR("ab"), STR("ab")), 0);
	assert_true(str_cmp(STR("\xff"), STR("a")) > 0);
	assert_true(str_eq(STR(""), (struct str){NULL, 0}));
	assert_true(str_starts(STR("abc"), STR("ab")) && !str_starts(STR("a"), STR("ab")));
	assert_true(str_ends(STR("abc"), STR("bc")) && !str_ends(STR("c"), STR("bc")));
}

static void
b_find(void **state)
{
	(void)state;
	assert_int_equal(str_find(STR("abcabc"), STR("ca")), 2);
	assert_int_equal(str_find(STR("abc"), STR("")), 0);
	assert_true(str_find(STR("abc"), STR("x")) == SIZE_MAX);
	assert_true(str_find(STR("ab"), STR("abc")) == SIZE_MAX);
}

static void
b_cut_gives_every_part_once(void **state)
{
	static const char *const want[] = {"a", "", "b", ""};
	struct str s = STR("a,,b,"), part;
	size_t n = 0;

	(void)state;
	while (str_cut(&s, ',', &part))
		assert_true(str_eq(part, str_of(want[n++])));
	assert_int_equal(n, 4);
	assert_null(s.p);
}

static void
b_trim(void **state)
{
	(void)state;
	assert_true(str_eq(str_trim(STR(" \t a b\r\n")), STR("a b")));
	assert_true(str_eq(str_trim(STR(" \n")), STR("")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_sub_is_clamped),
		cmocka_unit_test(b_compare),
		cmocka_unit_test(b_find),
		cmocka_unit_test(b_cut_gives_every_part_once),
		cmocka_unit_test(b_trim),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
