/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/num.h"

static void
b_whole_range(void **state)
{
	int64_t i = 0;
	uint64_t u = 0;

	(void)state;
	assert_true(num_i64(STR("-9223372036854775808"), INT64_MIN, INT64_MAX, &i) && i == INT64_MIN);
	assert_true(num_i64(STR("9223372036854775807"), INT64_MIN, INT64_MAX, &i) && i == INT64_MAX);
	assert_true(num_u64(STR("18446744073709551615"), 0, UINT64_MAX, &u) && u == UINT64_MAX);
	assert_true(num_i64(STR("-7"), -7, 7, &i) && i == -7);
}

static void
f_anything_else_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "-", "+1", " 1", "1 ", "0x1", "1.0", "--1", "9223372036854775808",
		"-9223372036854775809", "99999999999999999999", "１"};
	int64_t i = 42;
	uint64_t u = 42;

	(void)state;
	for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
		assert_false(num_i64(str_of(bad[k]), INT64_MIN, INT64_MAX, &i));
	assert_false(num_u64(STR("-1"), 0, UINT64_MAX, &u));
	assert_false(num_u64(STR("18446744073709551616"), 0, UINT64_MAX, &u));
	assert_false(num_i64(STR("8"), -7, 7, &i));
	assert_int_equal(i, 42);
	assert_int_equal(u, 42);
}

static void
f_sizes_do_not_wrap(void **state)
{
	size_t n;

	(void)state;
	assert_true(size_add(SIZE_MAX - 1, 1, &n) && n == SIZE_MAX);
	assert_false(size_add(SIZE_MAX, 1, &n));
	assert_false(size_mul(SIZE_MAX / 2 + 1, 2, &n));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_whole_range),
		cmocka_unit_test(f_anything_else_is_refused),
		cmocka_unit_test(f_sizes_do_not_wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
