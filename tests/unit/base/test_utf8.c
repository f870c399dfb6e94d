/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/utf8.h"

#define VALID(s) assert_true(utf8_valid(STR(s)))
#define INVALID(s) assert_false(utf8_valid(STR(s)))

static void
b_valid_is_valid(void **state)
{
	(void)state;
	VALID("");
	VALID("abc \x7f");
	VALID("髙﨑①㈱𠮷😀");
	VALID("\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
}

static void
f_other_spellings_are_refused(void **state)
{
	(void)state;
	INVALID("\xc0\xaf");             /* overlong '/' */
	INVALID("\xc1\xbf");
	INVALID("\xe0\x80\xaf");
	INVALID("\xe0\x9f\xbf");
	INVALID("\xf0\x80\x80\xaf");
	INVALID("\xf0\x8f\xbf\xbf");
	INVALID("\xed\xa0\x80");         /* surrogates */
	INVALID("\xed\xbf\xbf");
	INVALID("\xf4\x90\x80\x80");     /* past U+10FFFF */
	INVALID("\xf5\x80\x80\x80");
	INVALID("\xff");
	INVALID("\x80");
	INVALID("\xe3\x81");             /* cut short */
	INVALID("a\xe3\x81");
	INVALID("\xe3\x81" "a");
}

static void
b_next_takes_points_and_passes_bad_bytes(void **state)
{
	static const uint32_t want[] = {'a', 0x3042, 0xfffd, 0xfffd, 0x20bb7, 'z'};
	struct str s = STR("aあ\xe3\x81𠮷z");
	uint32_t c;

	(void)state;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		assert_true(utf8_next(&s, &c));
		assert_int_equal(c, want[i]);
	}
	assert_false(utf8_next(&s, &c));
	assert_int_equal(s.n, 0);
}

static void
b_count_and_head(void **state)
{
	struct str s = STR("令和8年𠮷");

	(void)state;
	assert_int_equal(utf8_count(s), 5);
	assert_true(str_eq(utf8_head(s, 2), STR("令和")));
	assert_true(str_eq(utf8_head(s, 0), STR("")));
	assert_true(str_eq(utf8_head(s, 99), s));
}

static void
b_control_characters(void **state)
{
	(void)state;
	assert_false(utf8_has_control(STR("a\tb\nあ\xc2\xa0")));
	assert_true(utf8_has_control(STR("a\rb")));
	assert_true(utf8_has_control((struct str){"a\0b", 3}));
	assert_true(utf8_has_control(STR("\x1b[0m")));
	assert_true(utf8_has_control(STR("\x7f")));
	assert_true(utf8_has_control(STR("\xc2\x80")));
	assert_true(utf8_has_control(STR("\xc2\x9f")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_valid_is_valid),
		cmocka_unit_test(f_other_spellings_are_refused),
		cmocka_unit_test(b_next_takes_points_and_passes_bad_bytes),
		cmocka_unit_test(b_count_and_head),
		cmocka_unit_test(b_control_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
