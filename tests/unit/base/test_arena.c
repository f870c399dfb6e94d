/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdalign.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"

static void
b_zeroed_and_aligned(void **state)
{
	static const char zeros[300];
	struct arena *a = arena_new(1 << 20);

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (size_t n = 0; n < 300; n++) {
			char *p = arena_alloc(a, n);

			assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
			assert_memory_equal(p, zeros, n);
			memset(p, 0xff, n);
		}
		arena_reset(a);
		assert_int_equal(arena_used(a), 0);
	}
	arena_free(&a);
	assert_null(a);
	arena_free(&a);
}

static void
b_strings(void **state)
{
	struct arena *a = arena_new(1 << 20);
	char text[] = "abc";
	struct str s = arena_str(a, str_of(text));

	(void)state;
	text[0] = 'x';
	assert_true(str_eq(s, STR("abc")));
	assert_int_equal(s.p[3], '\0');
	assert_true(str_eq(arena_fmt(a, "%d-%s", 7, "b"), STR("7-b")));
	arena_free(&a);
}

static void
f_past_the_cap_it_dies(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	assert_true(child >= 0);
	if (child == 0) {
		struct arena *a = arena_new(1000);

		close(STDERR_FILENO);
		arena_alloc(a, 900);
		arena_alloc(a, 900);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 70);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_zeroed_and_aligned),
		cmocka_unit_test(b_strings),
		cmocka_unit_test(f_past_the_cap_it_dies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
