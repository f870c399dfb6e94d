/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "policy/matrix.h"
#include "policy_files.h"

static void
b_every_act_has_a_line_and_every_role_a_mark(void **state)
{
	struct arena *a = arena_new(POLICY_ARENA);
	struct policy_files files = {.n = 0};
	struct buf out = buf_on(a, 1 << 20);
	struct policy *p;
	struct lint lint;
	static const char wanted[] = "subject\tact\tstep\thow\tapplicant\tstaff\tciso\tofficer\n"
	                             "-\theld-by\t-\t-\t-\teveryone\thead@soumu\thead\n"
	                             "-\tup\t-\t-\t-\t-\t-\tciso\n"
	                             "-\tact\tpeople\t-\t-\t-\ttown\t-\n"
	                             "paper\tread\t-\t-\t-\t-\t-\tsection\n"
	                             "box\tread\t-\t-\t-\t-\t-\tsection\n"
	                             "lend\tsubmit\t-\t-\t-\tsection\t-\t-\n"
	                             "lend\tdecide\tpermit\t-\t-\t-\t-\tsection\n"
	                             "lend\tdo\treturn\t-\tperson\t-\t-\t-\n"
	                             "lend\tchange\t-\t-\tperson\t-\t-\t-\n"
	                             "lend\tread\t-\t-\tperson\t-\t-\tsection\n";

	(void)state;
	files_put_dir(a, &files, "tests/policy/minimal");
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_OK);
	matrix_print(p, &out);
	assert_true(buf_done(&out));
	assert_true(str_eq(buf_str(&out), str_of(wanted)));
	arena_free(&a);
}

static struct str
line_of(struct str table, struct str begins)
{
	size_t at = str_find(table, begins);
	struct str line = {0};

	assert_true(at != SIZE_MAX);
	table = str_sub(table, at, table.n);
	assert_true(str_cut(&table, '\n', &line));
	return line;
}

/* The same step, asked of whoever owns the thing: the mark is another. */
static void
b_an_owner_is_not_the_applicants_section(void **state)
{
	struct arena *a = arena_new(POLICY_ARENA);
	struct policy_files files = {.n = 0};
	struct buf out = buf_on(a, 1 << 22);
	struct str line;
	struct policy *p;
	struct lint lint;

	(void)state;
	files_put_dir(a, &files, "policy/taishi");
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_OK);
	matrix_print(p, &out);
	assert_true(buf_done(&out));
	line = line_of(buf_str(&out), STR("asset-move\tdecide\ttake-over"));
	assert_true(
	    str_find(line, STR("\tsection")) != SIZE_MAX && str_find(line, STR("\towner")) == SIZE_MAX);
	line = line_of(buf_str(&out), STR("asset-move\tdecide\thand-over"));
	assert_true(
	    str_find(line, STR("\towner")) != SIZE_MAX && str_find(line, STR("\tsection")) == SIZE_MAX);
	arena_free(&a);
}

/* What a board decides must not look like a right of its secretary, nor what is asked of each like one of any. */
static void
b_boards_each_and_the_clock_show_as_such(void **state)
{
	struct arena *a = arena_new(POLICY_ARENA);
	struct policy_files files = {.n = 0};
	struct buf out = buf_on(a, 1 << 22);
	struct str line;
	struct policy *p;
	struct lint lint;

	(void)state;
	files_put_dir(a, &files, "policy/taishi");
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_OK);
	matrix_print(p, &out);
	line = line_of(buf_str(&out), STR("document-adopt\tdecide\tresolve\tboard:committee"));
	assert_true(
	    str_find(line, STR("\tenters")) != SIZE_MAX && str_find(line, STR("\tchair")) != SIZE_MAX);
	assert_true(str_find(line, STR("\tmember")) != SIZE_MAX && str_find(line, STR("\ttown")) == SIZE_MAX);
	line = line_of(buf_str(&out), STR("procedure-read\tdo\tread"));
	assert_true(str_find(line, STR("\teach")) != SIZE_MAX);
	line = line_of(buf_str(&out), STR("self-check\tsubmit"));
	assert_true(str_find(line, STR("\tclock")) != SIZE_MAX && str_find(line, STR("section")) == SIZE_MAX);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_every_act_has_a_line_and_every_role_a_mark),
	    cmocka_unit_test(b_an_owner_is_not_the_applicants_section),
	    cmocka_unit_test(b_boards_each_and_the_clock_show_as_such),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
