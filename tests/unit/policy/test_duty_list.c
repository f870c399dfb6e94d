/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "policy/duty_list.h"
#include "policy_files.h"

static const char head[] = "no\tid\twho\tkind\tkind2\tflags\n";
/* tests/policy/minimal has 1-1, of no kind; whole lays these over it. */
static const char alike[] = "1\t2-1\t職員\trecurring-duty\t\tC\n"
                            "2\t2-2\t職員\trecurring\trecord\tP,C,I-01\n"
                            "3\t2-3\t町\torganisation\t\t\n";

static int
begin(void **state)
{
	*state = arena_new(POLICY_ARENA);
	return 0;
}

static int
end(void **state)
{
	struct arena *a = *state;

	arena_free(&a);
	return 0;
}

static enum err
compare(struct arena *a, const char *lines, struct duty_list *out, struct str *said, struct why *why)
{
	struct policy_files files = {.n = 0};
	struct buf b = buf_on(a, 1 << 16);
	struct policy *p;
	struct lint lint;
	enum err e;

	files_put_dir(a, &files, "tests/policy/minimal");
	files_put_dir(a, &files, "tests/policy/whole");
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_OK);
	*why = (struct why){.arena = a};
	e = duty_list_compare(a, p, arena_fmt(a, "%s%s", head, lines), out, &b, why);
	*said = buf_str(&b);
	return e;
}

static void
b_like_duties_are_bound(void **state)
{
	struct duty_list l;
	struct str said;
	struct why why;

	assert_int_equal(compare(*state, arena_fmt(*state, "%s\r\n4\t9-9\t\tdocument\t\tN,I-01\n", alike).p, &l, &said, &why), ERR_OK);
	assert_int_equal(l.bound, 3);
	assert_int_equal(l.missing, 0);
	assert_int_equal(l.differing, 0);
	assert_int_equal(l.extra, 1); /* 1-1 */
	assert_true(str_find(said, STR("条項「1-1」は義務の一覧にありません。")) != SIZE_MAX);
}

static void
b_what_is_missing_is_named(void **state)
{
	struct duty_list l;
	struct str said;
	struct why why;

	assert_int_equal(compare(*state, "1\t9-9\t町\tpermit\t\t\n", &l, &said, &why), ERR_OK);
	assert_int_equal(l.missing, 1);
	assert_int_equal(l.extra, 4);
	assert_true(str_find(said, STR("条項「9-9」がポリシーにありません。")) != SIZE_MAX);
}

static void
b_another_kind_differs(void **state)
{
	static const char *const others[] = {
		"1\t2-3\t町\tdocument\t\t\n", "1\t2-3\t町\torganisation\trecord\t\n", "1\t2-3\t町\torganisation\t\tC\n", "1\t2-1\t職員\trecurring\t\tP\n"};
	struct duty_list l;
	struct str said;
	struct why why;

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		assert_int_equal(compare(*state, others[i], &l, &said, &why), ERR_OK);
		assert_int_equal(l.differing, 1);
		assert_int_equal(l.bound, 0);
		assert_true(str_find(said, STR("の種類が違います")) != SIZE_MAX);
	}
}

static void
b_a_list_that_cannot_be_read_is_refused(void **state)
{
	struct duty_list l;
	struct str said;
	struct why why;

	assert_int_equal(compare(*state, "1\t\t町\tpermit\t\t\n", &l, &said, &why), ERR_MALFORMED);
	assert_true(str_find(why.text, STR("2行目に id")) != SIZE_MAX);
	assert_int_equal(compare(*state, "1\t2-1\t町\tpermission\t\t\n", &l, &said, &why), ERR_MALFORMED);
	assert_true(str_find(why.text, STR("2行目の kind")) != SIZE_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(b_like_duties_are_bound, begin, end),
		cmocka_unit_test_setup_teardown(b_what_is_missing_is_named, begin, end),
		cmocka_unit_test_setup_teardown(b_another_kind_differs, begin, end),
		cmocka_unit_test_setup_teardown(b_a_list_that_cannot_be_read_is_refused, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
