/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/hex.h"

static void
b_hex(void **state)
{
	unsigned char got[3];

	(void)state;
	assert_true(hex_read(STR("00ff1a"), got, 3));
	assert_memory_equal(got, "\x00\xff\x1a", 3);
	assert_true(hex_read(STR(""), got, 0));
	assert_false(hex_read(STR("00FF1A"), got, 3));
	assert_false(hex_read(STR("00ff1"), got, 3));
	assert_false(hex_read(STR("00ff1a0"), got, 3));
	assert_false(hex_read(STR("00ff1g"), got, 3));
	assert_false(hex_read(STR(""), got, SIZE_MAX / 2 + 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_hex),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
