/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "view.h"
#include "web/html.h"

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

static void
same(void (*put)(struct buf *, struct str), const char *in, const char *out)
{
	struct buf b = buf_on(arena, 4096);

	put(&b, str_of(in));
	assert_true(buf_done(&b));
	assert_true(str_eq(buf_str(&b), str_of(out)));
}

static void
f_text_carries_no_markup(void **state)
{
	(void)state;
	same(html_text, "<b>&\"'</b>", "&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;");
	same(html_text, "髙﨑①㈱\n\t𠮷", "髙﨑①㈱\n\t𠮷");
	same(html_text, "a\x01\x7f", "a\xef\xbf\xbd\xef\xbf\xbd");
	same(html_attr, "\" onload=\"x", "&quot; onload=&quot;x");
}

static void
f_addresses_stay_here(void **state)
{
	(void)state;
	same(html_url, "/matter/1?a=1&b=2", "/matter/1?a=1&amp;b=2");
	same(html_url, "javascript:alert(1)", "#");
	same(html_url, "//evil/", "#");
	same(html_url, "/\\evil/", "#");
	same(html_url, "http://evil/", "#");
	same(html_url, "", "#");
	same(html_url_part, "a/b?c=d&e 髙", "a%2Fb%3Fc%3Dd%26e%20%E9%AB%99");
}

/* A whole page, with a name that somebody meant badly. */
static void
f_a_page_carries_no_markup(void **state)
{
	struct view_error v = {.what = STR("<script>alert(1)</script>"),
	    .why = STR("\"><img>"),
	    .back = STR("javascript:1"),
	    .status = 404};
	struct buf b = buf_on(arena, 64 * 1024);

	(void)state;
	view_error(&b, &v);
	assert_true(buf_done(&b));
	assert_true(str_find(buf_str(&b), STR("<script>")) == SIZE_MAX);
	assert_true(str_find(buf_str(&b), STR("<img>")) == SIZE_MAX);
	assert_true(str_find(buf_str(&b), STR("javascript:")) == SIZE_MAX);
	assert_true(str_find(buf_str(&b), STR("&lt;script&gt;alert(1)&lt;/script&gt;")) != SIZE_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(f_text_carries_no_markup, begin, end),
	    cmocka_unit_test_setup_teardown(f_addresses_stay_here, begin, end),
	    cmocka_unit_test_setup_teardown(f_a_page_carries_no_markup, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
