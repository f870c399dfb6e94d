/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "policy/coverage.h"
#include "policy_files.h"

static void
b_every_duty_of_the_town_is_met(void **state)
{
	struct arena *a = arena_new(POLICY_ARENA);
	struct policy_files files = {.n = 0};
	struct buf out = buf_on(a, 1 << 20);
	struct coverage c;
	struct policy *p;
	struct lint lint;

	(void)state;
	files_put_dir(a, &files, "policy/taishi");
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_OK);
	for (size_t i = 0; i < p->duties_n; i++) {
		coverage_of(a, p, (int)i, &c);
		assert_true(c.n > 0);
	}
	coverage_of(a, p, policy_duty(p, STR("2-3-ア")), &c);
	assert_int_equal(c.n, 3);
	assert_int_equal(c.by[0].kind, COVER_STEP);
	assert_int_equal(c.by[0].index, policy_procedure(p, STR("copy-send")));
	assert_int_equal(c.by[1].index, policy_procedure(p, STR("take-out")));
	assert_int_equal(c.by[2].index, policy_procedure(p, STR("mail-send")));
	coverage_of(a, p, policy_duty(p, STR("5-4-2")), &c);
	assert_int_equal(c.n, 3);
	assert_int_equal(c.by[0].index, policy_procedure(p, STR("backup-store")));
	assert_int_equal(c.by[1].kind, COVER_REGISTER);
	/* A report is made by starting it: no step ticks the clause, and it is named once. */
	coverage_of(a, p, policy_duty(p, STR("3-8-ア")), &c);
	assert_int_equal(c.n, 1);
	assert_int_equal(c.by[0].kind, COVER_PROCEDURE);
	assert_int_equal(c.by[0].index, policy_procedure(p, STR("incident")));
	coverage_print(a, p, &out);
	assert_true(buf_done(&out));
	assert_true(str_find(buf_str(&out), STR("手続 機器等持出許可 / 暗号化（技術的対策: 申請者） 手作業")) != SIZE_MAX);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_every_duty_of_the_town_is_met),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
