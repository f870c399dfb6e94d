/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <time.h>

#include "crypto/password.h"

static void
b_matches_only_its_password(void **state)
{
	char hash[PASSWORD_HASH], again[PASSWORD_HASH];

	(void)state;
	password_hash(STR("correct horse 電池"), hash);
	password_hash(STR("correct horse 電池"), again);
	assert_string_not_equal(hash, again);
	assert_true(str_starts(str_of(hash), STR("$argon2id$v=19$m=19456,t=2,p=1$")));
	assert_true(password_matches(STR("correct horse 電池"), str_of(hash)));
	assert_false(password_matches(STR("correct horse 電地"), str_of(hash)));
	assert_false(password_matches(STR(""), str_of(hash)));
}

/* From libargon2's own test.c (version 0x13, argon2id, t=2, m=2^16, p=1). */
static void
b_known_answer(void **state)
{
	const struct str encoded = STR("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
	    "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");

	(void)state;
	assert_true(password_matches(STR("password"), encoded));
	assert_false(password_matches(STR("differentpassword"), encoded));
}

static int64_t
nanoseconds_of(struct str encoded)
{
	struct timespec from, to;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	assert_false(password_matches(STR("password"), encoded));
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	return (to.tv_sec - from.tv_sec) * INT64_C(1000000000) + to.tv_nsec - from.tv_nsec;
}

static void
f_nothing_to_compare_with_is_as_slow(void **state)
{
	char hash[PASSWORD_HASH];
	const struct str none[] = {
		STR(""), {NULL, 0}, STR("x"), STR("$argon2id$"), STR("$argon2id$v=19$m=1"),
		STR("$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"),
	};
	int64_t real;

	(void)state;
	password_hash(STR("another"), hash);
	real = nanoseconds_of(str_of(hash));
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_true(nanoseconds_of(none[i]) > real / 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_matches_only_its_password),
		cmocka_unit_test(b_known_answer),
		cmocka_unit_test(f_nothing_to_compare_with_is_as_slow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
