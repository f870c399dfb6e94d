/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/rule.h"

static void
b_passwords(void **state)
{
	(void)state;
	assert_int_equal(rule_password(STR("correct horse"), STR("sato")).n, 0);
	assert_int_equal(rule_password(STR("あいうえおかきくけこ"), STR("sato")).n, 0);
	assert_true(rule_password(STR("ninechars"), STR("sato")).n > 0);
	assert_true(rule_password(STR(""), STR("sato")).n > 0);
	assert_true(rule_password(STR("Sato.Hanako"), STR("sato.hanako")).n > 0);
	assert_true(rule_password(STR("aaaaaaaaaaaaaaa"), STR("sato")).n > 0);
	assert_true(rule_password(STR("tab\x01 control here"), STR("sato")).n > 0);
	assert_true(rule_password(STR("not utf-8 \xff\xfe here"), STR("sato")).n > 0);
	assert_true(rule_password(STR("0123456789012345678901234567890123456789012345678901234567890123"
	                              "01234567890123456789012345678901234567890123456789012345678901234"), STR("sato")).n > 0);
}

static void
b_names(void **state)
{
	(void)state;
	assert_true(rule_name(STR("sato")));
	assert_true(rule_name(STR("佐藤 花子")));
	assert_false(rule_name(STR("")));
	assert_false(rule_name(STR("a\nb")));
	assert_false(rule_name(STR("\xff")));
	assert_false(rule_name(STR("01234567890123456789012345678901234567890123456789012345678901234")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_passwords),
		cmocka_unit_test(b_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
