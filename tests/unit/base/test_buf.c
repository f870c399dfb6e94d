/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/buf.h"

static void
b_builds(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct buf b = buf_on(a, 1 << 16);

	(void)state;
	assert_true(str_eq(buf_str(&b), STR("")));
	buf_add(&b, STR("a"));
	buf_char(&b, ' ');
	buf_u64(&b, UINT64_MAX);
	buf_char(&b, ' ');
	buf_i64(&b, INT64_MIN);
	buf_fmt(&b, " %03d ", 7);
	buf_hex(&b, "\x00\xff", 2);
	assert_true(buf_done(&b));
	assert_true(str_eq(buf_str(&b),
	    STR("a 18446744073709551615 -9223372036854775808 007 00ff")));
	arena_free(&a);
}

static void
f_a_cut_is_never_unseen(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct buf b = buf_on(a, 4);

	(void)state;
	buf_add(&b, STR("abc"));
	buf_add(&b, STR("de"));
	buf_char(&b, 'f'); /* would fit, but comes after the failure */
	assert_false(buf_done(&b));
	assert_true(str_eq(buf_str(&b), STR("abc")));
	arena_free(&a);
}

static void
c_grows_to_its_bound(void **state)
{
	struct arena *a = arena_new(1 << 22);
	struct buf b = buf_on(a, 100000);

	(void)state;
	for (size_t i = 0; i < 100000; i++)
		buf_char(&b, (char)('a' + i % 26));
	assert_true(buf_done(&b));
	assert_int_equal(buf_str(&b).n, 100000);
	assert_int_equal(buf_str(&b).p[99999], 'a' + 99999 % 26);
	buf_char(&b, '!');
	assert_false(buf_done(&b));
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_builds),
		cmocka_unit_test(f_a_cut_is_never_unseen),
		cmocka_unit_test(c_grows_to_its_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
