/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/delay.h"

static void
b_it_grows_to_a_minute(void **state)
{
	static const int64_t waits[] = {1, 2, 4, 8, 16, 32, 60, 60, 60};
	struct arena *a = arena_new(1 << 20);
	struct delay *d = delay_new(a);
	int64_t now = 1000;

	(void)state;
	assert_int_equal(delay_wait(d, STR("sato"), STR("10.0.0.1"), now), 0);
	for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
		delay_try(d, STR("sato"), STR("10.0.0.1"), now);
		assert_int_equal(delay_wait(d, STR("sato"), STR("10.0.0.1"), now), waits[i]);
		assert_int_equal(delay_wait(d, STR("sato"), STR("10.0.0.9"), now), waits[i]);
		assert_int_equal(delay_wait(d, STR("suzuki"), STR("10.0.0.1"), now), 0);
		now += waits[i];
		assert_int_equal(delay_wait(d, STR("sato"), STR("10.0.0.1"), now - 1), 1);
		assert_int_equal(delay_wait(d, STR("sato"), STR("10.0.0.1"), now), 0);
	}
	assert_int_equal(delay_wait(d, STR("sato"), STR(""), now - 100000), 60); /* a clock set back */
	delay_passed(d, STR("sato"), STR("10.0.0.1"));
	delay_try(d, STR("sato"), STR(""), now);
	assert_int_equal(delay_wait(d, STR("sato"), STR(""), now), 1);
	assert_int_equal(delay_wait(d, STR("sato"), STR(""), now + DELAY_FORGET + 1), 0);
	arena_free(&a);
}

static void
f_many_names_from_one_address(void **state)
{
	static const struct str names[] = {
	    {"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}, {"f", 1}, {"g", 1}, {"h", 1}, {"i", 1}, {"j", 1}, {"k", 1},
	    {"l", 1},
	};
	struct arena *a = arena_new(1 << 20);
	struct delay *d = delay_new(a);

	(void)state;
	for (size_t i = 0; i < DELAY_FREE_ADDRESS; i++) {
		assert_int_equal(delay_wait(d, names[i], STR("10.0.0.1"), 5000), 0);
		delay_try(d, names[i], STR("10.0.0.1"), 5000);
	}
	assert_int_equal(delay_wait(d, STR("k"), STR("10.0.0.1"), 5000), 0);
	delay_try(d, STR("k"), STR("10.0.0.1"), 5000);
	assert_int_equal(delay_wait(d, STR("l"), STR("10.0.0.1"), 5000), 1);
	assert_int_equal(delay_wait(d, STR("l"), STR("10.0.0.2"), 5000), 0);
	delay_passed(d, STR("k"), STR("10.0.0.1")); /* one that was right takes back one try, not all */
	assert_int_equal(delay_wait(d, STR("l"), STR("10.0.0.1"), 5000), 0);
	delay_try(d, STR("l"), STR("10.0.0.1"), 5000);
	assert_int_equal(delay_wait(d, STR("m"), STR("10.0.0.1"), 5000), 1);
	arena_free(&a);
}

/* However many names an attacker invents, the one that waits is kept. */
static void
f_noise_does_not_forget(void **state)
{
	struct arena *a = arena_new(8 << 20);
	struct delay *d = delay_new(a);

	(void)state;
	for (int i = 0; i < 7; i++)
		delay_try(d, STR("mayor"), STR(""), 1000);
	for (int i = 0; i < 50000; i++)
		delay_try(d, arena_fmt(a, "x%d", i), STR(""), 1000);
	assert_int_equal(delay_wait(d, STR("mayor"), STR(""), 1000), 60);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_it_grows_to_a_minute),
		cmocka_unit_test(f_many_names_from_one_address),
		cmocka_unit_test(f_noise_does_not_forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
