/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/map.h"

static void
b_put_get_replace(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct map *m = map_new(a);
	int one, two;

	(void)state;
	assert_null(map_get(m, STR("a")));
	assert_null(map_put(m, STR("a"), &one));
	assert_null(map_put(m, STR(""), &two));
	assert_ptr_equal(map_get(m, STR("a")), &one);
	assert_ptr_equal(map_get(m, STR("")), &two);
	assert_ptr_equal(map_put(m, STR("a"), &two), &one);
	assert_ptr_equal(map_get(m, STR("a")), &two);
	assert_int_equal(map_count(m), 2);
	arena_free(&a);
}

static void
c_grows_and_keeps_all(void **state)
{
	enum { N = 20000 };
	static int value[N];
	struct arena *a = arena_new(16 << 20);
	struct map *m = map_new(a);

	(void)state;
	for (size_t i = 0; i < N; i++)
		assert_null(map_put(m, arena_fmt(a, "key %zu", i), &value[i]));
	assert_int_equal(map_count(m), N);
	for (size_t i = 0; i < N; i++)
		assert_ptr_equal(map_get(m, arena_fmt(a, "key %zu", i)), &value[i]);
	assert_null(map_get(m, STR("key 20000")));
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_put_get_replace),
		cmocka_unit_test(c_grows_and_keeps_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
