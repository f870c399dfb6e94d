/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web/hygiene.h"

enum { ROOM = 80 };

static struct arena *arena;

static int
begin(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

/* A plain request, with the headers given as "name: value" lines. */
static enum err
check(const char *method, const char *path, const char *lines, struct head *out)
{
	static struct header headers[ROOM];
	struct head_raw raw = {str_of(method), str_of(path), STR("HTTP/1.1"), headers, 0};
	struct str rest = str_of(lines), line, name;
	struct why why = {.arena = arena};
	enum err e;

	while (str_cut(&rest, '\n', &line))
		if (line.n && str_cut(&line, ':', &name))
			headers[raw.n++] = (struct header){name, line};
	e = hygiene_check(&raw, out, &why);
	assert_true(e == ERR_OK || e == ERR_NOT_FOUND || why.text.n > 0);
	return e;
}

static void
b_plain_requests_pass(void **state)
{
	struct head h;

	(void)state;
	assert_int_equal(check("GET", "/", "Host: 127.0.0.1:8400\n", &h), ERR_OK);
	assert_int_equal(h.method, METHOD_GET);
	assert_int_equal(check("HEAD", "/register/device", "host: town\nCookie: sekimori=00\n", &h), ERR_OK);
	assert_true(h.head);
	assert_true(str_eq(h.cookie, STR("sekimori=00")));
	assert_int_equal(check("POST", "/login", "Host: town\nContent-Length: 12\n", &h), ERR_OK);
	assert_int_equal(h.length, 12);
	assert_null(h.origin.p);
}

static void
f_two_opinions_are_refused(void **state)
{
	struct head h;

	(void)state;
	assert_int_equal(check("GET", "/", "Host: a\nHost: a\n", &h), ERR_MALFORMED);
	assert_int_equal(
	    check("POST", "/", "Host: a\nContent-Length: 1\nContent-Length: 1\n", &h), ERR_MALFORMED);
	assert_int_equal(check("POST", "/", "Host: a\nContent-Length: 1\nTransfer-Encoding: chunked\n", &h),
	    ERR_MALFORMED);
	assert_int_equal(check("POST", "/", "Host: a\nTransfer-Encoding: chunked\n", &h), ERR_MALFORMED);
	assert_int_equal(
	    check("POST", "/", "Host: a\nContent-Length: 1\nContent-Encoding: gzip\n", &h), ERR_MALFORMED);
	assert_int_equal(check("GET", "/", "Host: a\nCookie: x\ncookie: y\n", &h), ERR_MALFORMED);
}

static void
f_odd_heads_are_refused(void **state)
{
	struct head h;

	(void)state;
	assert_int_equal(check("GET", "/", "", &h), ERR_MALFORMED);
	assert_int_equal(check("GET", "/", "Host:\n", &h), ERR_MALFORMED);
	assert_int_equal(check("GET", "/", "Host: a/b\n", &h), ERR_MALFORMED);
	assert_int_equal(check("GET", "/", "Host: a\nX Y: 1\n", &h), ERR_MALFORMED);
	assert_int_equal(check("GET", "/", "Host: a\nX: \x01\n", &h), ERR_MALFORMED);
	assert_int_equal(check("PUT", "/", "Host: a\n", &h), ERR_MALFORMED);
	assert_int_equal(check("TRACE", "/", "Host: a\n", &h), ERR_MALFORMED);
	assert_int_equal(check("get", "/", "Host: a\n", &h), ERR_MALFORMED);
	assert_int_equal(check("GET", "/", "Host: a\nContent-Length: 1\n", &h), ERR_MALFORMED);
	assert_int_equal(check("POST", "/", "Host: a\n", &h), ERR_MALFORMED);
	assert_int_equal(check("POST", "/", "Host: a\nContent-Length: +1\n", &h), ERR_MALFORMED);
	assert_int_equal(check("POST", "/", "Host: a\nContent-Length: 99999999\n", &h), ERR_TOO_LARGE);
}

static void
f_a_page_has_one_address(void **state)
{
	static const char *const none[] = {
	    "/a//b", "/a/", "/./a", "/a/..", "/%61", "/a%2fb", "/a;b", "/\xe3\x81\x82", "/a?b"};
	struct head h;

	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(check("GET", none[i], "Host: a\n", &h), ERR_NOT_FOUND);
	assert_int_equal(check("GET", "http://a/", "Host: a\n", &h), ERR_MALFORMED);
	assert_int_equal(check("GET", "*", "Host: a\n", &h), ERR_MALFORMED);
	assert_int_equal(check("GET", "/a\x7f", "Host: a\n", &h), ERR_MALFORMED);
	assert_int_equal(check("GET", "/apply/take-out", "Host: a\n", &h), ERR_OK);
}

static void
f_too_many_headers(void **state)
{
	static char lines[HEADERS_MAX * 8];
	struct head h;
	size_t n = 0;

	(void)state;
	for (int i = 0; i <= HEADERS_MAX; i++)
		n += (size_t)(arena_fmt(arena, "x%d:1\n", i).n);
	assert_true(n < sizeof lines);
	n = 0;
	for (int i = 0; i <= HEADERS_MAX; i++) {
		struct str s = arena_fmt(arena, "x%d:1\n", i);

		for (size_t k = 0; k < s.n; k++)
			lines[n++] = s.p[k];
	}
	assert_int_equal(check("GET", "/", lines, &h), ERR_TOO_LARGE);
}

static void
f_only_our_own_pages_may_post(void **state)
{
	struct head h;

	(void)state;
	(void)check("POST", "/",
	    "Host: town\nContent-Length: 0\nOrigin: http://town\nSec-Fetch-Site: same-origin\n", &h);
	assert_true(hygiene_same_origin(&h, false));
	assert_false(hygiene_same_origin(&h, true)); /* behind TLS the browser says https */
	(void)check("POST", "/", "Host: town\nContent-Length: 0\nOrigin: http://evil\n", &h);
	assert_false(hygiene_same_origin(&h, false));
	(void)check("POST", "/", "Host: town\nContent-Length: 0\nOrigin: null\n", &h);
	assert_false(hygiene_same_origin(&h, false));
	(void)check("POST", "/", "Host: town\nContent-Length: 0\nSec-Fetch-Site: cross-site\n", &h);
	assert_false(hygiene_same_origin(&h, false));
	(void)check("POST", "/", "Host: town\nContent-Length: 0\nSec-Fetch-Site: same-site\n", &h);
	assert_false(hygiene_same_origin(&h, false));
	(void)check("POST", "/", "Host: town\nContent-Length: 0\n", &h);
	assert_true(hygiene_same_origin(&h, false));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(b_plain_requests_pass, begin, end),
	    cmocka_unit_test_setup_teardown(f_two_opinions_are_refused, begin, end),
	    cmocka_unit_test_setup_teardown(f_odd_heads_are_refused, begin, end),
	    cmocka_unit_test_setup_teardown(f_a_page_has_one_address, begin, end),
	    cmocka_unit_test_setup_teardown(f_too_many_headers, begin, end),
	    cmocka_unit_test_setup_teardown(f_only_our_own_pages_may_post, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
