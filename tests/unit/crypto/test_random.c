/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "crypto/random.h"

static void
b_fills_all_of_it_and_differs(void **state)
{
	unsigned char x[1000] = {0}, y[1000] = {0};
	size_t zeros = 0;

	(void)state;
	random_fill(x, sizeof x);
	random_fill(y, sizeof y);
	assert_memory_not_equal(x, y, sizeof x);
	for (size_t i = 0; i < sizeof x; i++)
		zeros += x[i] == 0;
	assert_in_range(zeros, 0, 40); /* about 4; 40 is out of this world */
	random_fill(NULL, 0);
}

static void
f_stays_within_its_bounds(void **state)
{
	unsigned char x[34];

	(void)state;
	memset(x, 0xa5, sizeof x);
	random_fill(x + 1, 32);
	assert_int_equal(x[0], 0xa5);
	assert_int_equal(x[33], 0xa5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_fills_all_of_it_and_differs),
		cmocka_unit_test(f_stays_within_its_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
