/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/buf.h"
#include "codec/form.h"

static int
begin(void **state)
{
	*state = arena_new(4 << 20);
	return 0;
}

static int
end(void **state)
{
	struct arena *a = *state;

	arena_free(&a);
	return 0;
}

static struct form
read_ok(struct arena *a, struct str text)
{
	struct why why = {.arena = a};
	struct form f;

	assert_int_equal(form_decode(a, text, &f, &why), ERR_OK);
	return f;
}

static void
b_pairs_in_their_order(void **state)
{
	struct form f = read_ok(*state, STR("name=%E9%AB%99+%E2%91%A0&a%3Db=1=2&empty=&bare&&a%3db=3"));

	assert_int_equal(f.n, 5);
	assert_true(str_eq(form_get(&f, STR("name")), STR("髙 ①")));
	assert_true(str_eq(form_get(&f, STR("a=b")), STR("1=2")));
	assert_true(str_eq(f.pairs[4].name, STR("a=b")));
	assert_true(str_eq(f.pairs[4].value, STR("3")));
	assert_non_null(form_get(&f, STR("empty")).p);
	assert_int_equal(form_get(&f, STR("empty")).n, 0);
	assert_non_null(form_get(&f, STR("bare")).p);
	assert_null(form_get(&f, STR("absent")).p);
	assert_int_equal(read_ok(*state, STR("")).n, 0);
	assert_int_equal(read_ok(*state, (struct str){NULL, 0}).n, 0);
	assert_int_equal(read_ok(*state, STR("&&")).n, 0);
}

static void
f_what_is_refused(void **state)
{
	static const char *const bad[] = {
		"a=%", "a=%4", "a=%zz", "%G0=1", "a=%+1", "a=%00", "%00=1", "a=%FF", "a=%C0%AF",
		"a=%ED%A0%80", "a=\xff", "a=%E3%81&b=%82",
	};
	struct form f;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct why why = {.arena = *state};

		if (form_decode(*state, str_of(bad[i]), &f, &why) != ERR_MALFORMED)
			fail_msg("taken: %s", bad[i]);
		assert_true(why.text.n > 0);
	}
}

static struct str
repeated(struct arena *a, struct str s, size_t n)
{
	struct buf b = buf_on(a, 1 << 20);

	while (n-- > 0)
		buf_add(&b, s);
	return buf_str(&b);
}

static void
f_bounds(void **state)
{
	struct why why = {.arena = *state};
	struct form f;

	assert_int_equal(read_ok(*state, repeated(*state, STR("a=1&"), 256)).n, 256);
	assert_int_equal(form_decode(*state, repeated(*state, STR("a=1&"), 257), &f, &why), ERR_TOO_LARGE);
	assert_int_equal(read_ok(*state, repeated(*state, STR("x"), 256 * 1024)).n, 1);
	assert_int_equal(form_decode(*state, repeated(*state, STR("x"), 256 * 1024 + 1), &f, &why), ERR_TOO_LARGE);
}

static void
b_escape(void **state)
{
	struct str all = STR("aZ09-._~ +&=/%髙\"<>#?");

	assert_true(str_eq(form_escape(*state, all),
	    STR("aZ09-._~%20%2B%26%3D%2F%25%E9%AB%99%22%3C%3E%23%3F")));
	assert_true(str_eq(read_ok(*state, form_escape(*state, all)).pairs[0].name, all));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(b_pairs_in_their_order),
		TEST(f_what_is_refused),
		TEST(f_bounds),
		TEST(b_escape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
