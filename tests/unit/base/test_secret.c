/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"

static void
b_new_is_zeroed_and_free_nulls(void **state)
{
	static const unsigned char zeros[65536];

	(void)state;
	for (size_t n = 1; n <= 65536; n = n * 3 + 1) {
		struct secret *s = secret_new(n);

		assert_int_equal(secret_size(s), n);
		assert_memory_equal(secret_bytes(s), zeros, n);
		memset(secret_bytes(s), 0xa5, n);
		secret_free(&s);
		assert_null(s);
		secret_free(&s);
	}
}

/* The signal that writing `offset` bytes from the secret ends a process with. */
static int
signal_of_write(struct secret *s, ptrdiff_t offset)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		signal(SIGSEGV, SIG_DFL);
		*(volatile unsigned char *)(secret_bytes(s) + offset) = 1;
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void
f_guard_pages_stop_a_run(void **state)
{
	struct secret *s = secret_new(32);

	(void)state;
	assert_int_equal(signal_of_write(s, 31), 0);
	assert_int_equal(signal_of_write(s, 32), SIGSEGV);
	assert_int_equal(signal_of_write(s, -(ptrdiff_t)sysconf(_SC_PAGESIZE)), SIGSEGV);
	secret_free(&s);
}

static void
b_equal(void **state)
{
	(void)state;
	assert_true(secret_equal("abcd", "abcd", 4));
	assert_true(secret_equal("a", "b", 0));
	assert_false(secret_equal("abcd", "abce", 4));
	assert_false(secret_equal("abcd", "bbcd", 4));
	assert_true(secret_equal("abcd", "abce", 3));
}

static void
f_wipe(void **state)
{
	char text[] = "secret";

	(void)state;
	secret_wipe(text, sizeof text);
	for (size_t i = 0; i < sizeof text; i++)
		assert_int_equal(text[i], 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_new_is_zeroed_and_free_nulls),
		cmocka_unit_test(f_guard_pages_stop_a_run),
		cmocka_unit_test(b_equal),
		cmocka_unit_test(f_wipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
