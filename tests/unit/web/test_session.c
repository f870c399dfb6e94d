/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cookie, csrf and who: what a session is between the browser and auth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypto/hash.h"
#include "web/cookie.h"
#include "web/csrf.h"
#include "web/who.h"

static int
begin(void **state)
{
	*state = arena_new(1 << 20);
	return 0;
}

static int
end(void **state)
{
	struct arena *a = *state;

	arena_free(&a);
	return 0;
}

static void
b_a_cookie_comes_back(void **state)
{
	struct arena *a = *state;
	struct str set = cookie_set(a, STR("\x01\xff z"), true), pair;

	assert_true(str_starts(set, STR("__Host-sekimori=01ff207a; ")));
	assert_true(str_find(set, STR("; Secure")) != SIZE_MAX);
	assert_true(str_find(set, STR("; HttpOnly; SameSite=Strict")) != SIZE_MAX);
	assert_true(str_cut(&set, ';', &pair));
	assert_true(str_eq(cookie_session(a, pair, true), STR("\x01\xff z")));
	assert_int_equal(cookie_session(a, pair, false).n, 0);
	assert_true(str_find(cookie_set(a, STR("x"), false), STR("Secure")) == SIZE_MAX);
	assert_true(str_find(cookie_set(a, STR(""), false), STR("Max-Age=0")) != SIZE_MAX);
}

static void
f_odd_cookies_are_none(void **state)
{
	static const char *const odd[] = {"", "sekimori", "sekimori=", "sekimori=0", "sekimori=zz",
	    "sekimori=AA", "sekimori=aa; sekimori=aa", "xsekimori=aa", "sekimori =aa", "sekimori=\"aa\""};

	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		assert_int_equal(cookie_session(*state, str_of(odd[i]), false).n, 0);
	assert_true(str_eq(cookie_session(*state, STR("a=b;  sekimori=61 ;c=d"), false), STR("a")));
	assert_int_equal(cookie_session(*state, (struct str){NULL, 0}, false).n, 0);
}

static void
f_a_token_fits_its_session_only(void **state)
{
	struct csrf c, other;
	struct str token;

	csrf_init(&c);
	csrf_init(&other);
	token = csrf_token(&c, *state, STR("session"));
	assert_int_equal(token.n, 64);
	assert_true(csrf_matches(&c, STR("session"), token));
	assert_false(csrf_matches(&c, STR("another"), token));
	assert_false(csrf_matches(&c, STR(""), token));
	assert_false(csrf_matches(&other, STR("session"), token));
	assert_false(csrf_matches(&c, STR("session"), str_sub(token, 0, 63)));
	assert_false(csrf_matches(&c, STR("session"), STR("")));
	assert_false(csrf_matches(&c, STR("session"), (struct str){NULL, 0}));
}

static void
b_who_is_forgotten(void **state)
{
	struct who *w = who_new(*state);
	struct who_is is;
	struct hash one = hash_of(STR("one")), h = hash_of(STR("two"));

	assert_false(who_find(w, STR("one"), 0, &is));
	who_keep(w, STR("one"), 1000, STR("0123"), false, true);
	who_keep(w, STR("two"), 1000, STR("4567"), true, false);
	assert_true(who_find(w, STR("one"), 1000 + WHO_KEEP_MS - 1, &is));
	assert_string_equal(is.person, "0123");
	assert_true(is.shared && !is.token);
	assert_false(who_find(w, STR("one"), 1000 + WHO_KEEP_MS, &is));
	who_drop(w, &one);
	assert_false(who_find(w, STR("one"), 1000, &is));
	assert_true(who_find(w, STR("two"), 1000, &is));
	who_drop(w, &h);
	assert_false(who_find(w, STR("two"), 1000, &is));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(b_a_cookie_comes_back, begin, end),
	    cmocka_unit_test_setup_teardown(f_odd_cookies_are_none, begin, end),
	    cmocka_unit_test_setup_teardown(f_a_token_fits_its_session_only, begin, end),
	    cmocka_unit_test_setup_teardown(b_who_is_forgotten, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
