/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/err.h"

static void
b_every_failure_has_a_face(void **state)
{
	(void)state;
	assert_int_equal(err_http(ERR_OK), 200);
	assert_int_equal(err_exit(ERR_OK), 0);
	for (enum err e = ERR_OK + 1; e < ERR_COUNT; e++) {
		assert_in_range(err_http(e), 400, 599);
		assert_int_not_equal(err_exit(e), 0);
		assert_true(str_starts(err_key(e), STR("err.")));
	}
}

static void
b_why_says_what_is_known(void **state)
{
	struct arena *a = arena_new(1 << 16);
	struct why w = {.arena = a};

	(void)state;
	assert_int_equal(why_set(&w, ERR_MALFORMED, "bad %d", 7), ERR_MALFORMED);
	assert_true(str_eq(why_line(&w), STR("bad 7")));
	w.file = STR("f.yaml");
	assert_true(str_eq(why_line(&w), STR("f.yaml: bad 7")));
	w.line = 3;
	assert_true(str_eq(why_line(&w), STR("f.yaml:3: bad 7")));
	w.column = 9;
	assert_true(str_eq(why_line(&w), STR("f.yaml:3:9: bad 7")));
	assert_int_equal(why_set(NULL, ERR_IO, "x"), ERR_IO);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_every_failure_has_a_face),
		cmocka_unit_test(b_why_says_what_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
