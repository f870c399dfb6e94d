/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "codec/json.h"

static int
begin(void **state)
{
	*state = arena_new(16 << 20);
	return 0;
}

static int
end(void **state)
{
	struct arena *a = *state;

	arena_free(&a);
	return 0;
}

static struct json *
read_ok(struct arena *a, struct str text)
{
	struct why why = {.arena = a};
	struct json *v = NULL;

	if (json_read(a, text, 1 << 20, &v, &why) != ERR_OK)
		fail_msg("%.*s: %.*s", STR_ARG(text), STR_ARG(why.text));
	return v;
}

static void
canonical(struct arena *a, const char *text, const char *want)
{
	struct str got = json_text(a, read_ok(a, str_of(text)));

	if (!str_eq(got, str_of(want)))
		fail_msg("%s became %.*s", text, STR_ARG(got));
}

static void
b_a_tree_of_every_kind(void **state)
{
	const struct json *v = read_ok(*state, STR(
	    " {\"s\": \"令和\", \"i\": -5, \"t\": true, \"n\": null, \"l\": [1, \"x\", {}]}\n"));
	const struct json *l = json_get(v, "l");

	assert_int_equal(v->kind, JSON_MAP);
	assert_int_equal(v->count, 5);
	assert_true(str_eq(v->first->key, STR("s")));
	assert_true(str_eq(json_get_str(v, "s"), STR("令和")));
	assert_int_equal(json_get_int(v, "i", 0), -5);
	assert_true(json_get_bool(v, "t", false));
	assert_int_equal(json_get(v, "n")->kind, JSON_NULL);
	assert_int_equal(l->kind, JSON_LIST);
	assert_int_equal(l->count, 3);
	assert_int_equal(l->first->i, 1);
	assert_true(str_eq(l->first->next->s, STR("x")));
	assert_null(l->first->next->next->next);
}

static void
b_absent_or_of_another_kind(void **state)
{
	const struct json *v = read_ok(*state, STR("{\"s\":\"\",\"i\":1}"));

	assert_null(json_get(v, "x"));
	assert_null(json_get(NULL, "x"));
	assert_null(json_get(json_get(v, "s"), "x"));
	assert_null(json_get_str(v, "i").p);
	assert_non_null(json_get_str(v, "s").p);
	assert_int_equal(json_get_int(v, "s", 42), 42);
	assert_true(json_get_bool(v, "i", true));
}

static void
b_one_spelling(void **state)
{
	canonical(*state, " [ 1 , -0 , \"\\u3042\\/\" , null, false ] ", "[1,0,\"あ/\",null,false]");
	canonical(*state, "{\"b\":1,\"a\":{\"c\":[]}}", "{\"b\":1,\"a\":{\"c\":[]}}");
	canonical(*state, "\"\\ud83d\\ude00\\u001F\\u007f\"", "\"😀\\u001f\x7f\"");
	canonical(*state, "\"\\\"\\\\\\b\\f\\n\\r\\t\\u000b\"", "\"\\\"\\\\\\b\\f\\n\\r\\t\\u000b\"");
	canonical(*state, "9223372036854775807", "9223372036854775807");
	canonical(*state, "-9223372036854775808", "-9223372036854775808");
	canonical(*state, "\"1.5e3 [[[ {{{\"", "\"1.5e3 [[[ {{{\"");
}

static void
f_what_is_refused(void **state)
{
	static const char *const bad[] = {
		"", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "'a'", "[1] 2", "nul", "[01]", "+1",
		"1.0", "1e5", "1E+2", "[0.5]", "-1.5", "9223372036854775808", "-9223372036854775809",
		"NaN", "Infinity", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "\"\\u0000\"",
		"{\"\\u0000\":1}", "\"\\ud800\"", "\"\\udc00\"", "\"\\x41\"", "\"a\nb\"", "\"\x80\"",
		"\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\xef\xbb\xbf[]", "// x\n1", "[1]]", "\"abc",
	};
	struct json *v;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct why why = {.arena = *state};

		if (json_read(*state, str_of(bad[i]), 1000, &v, &why) != ERR_MALFORMED)
			fail_msg("taken: %s", bad[i]);
		assert_true(why.text.n > 0 && why.line > 0);
	}
	assert_int_equal(json_read(*state, (struct str){"[]\0", 3}, 1000, &v, NULL), ERR_MALFORMED);
}

static void
b_an_error_has_its_place(void **state)
{
	struct why why = {.arena = *state};
	struct json *v;

	assert_int_equal(json_read(*state, STR("{\n \"あ\": 1.5}"), 100, &v, &why), ERR_MALFORMED);
	assert_int_equal(why.line, 2);
	assert_int_equal(why.column, 8);
	assert_int_equal(json_read(*state, STR("[\n1,\n x]"), 100, &v, &why), ERR_MALFORMED);
	assert_int_equal(why.line, 3);
}

static struct str
nested(struct arena *a, size_t depth)
{
	struct buf b = buf_on(a, 1 << 20);

	for (size_t i = 0; i < depth; i++)
		buf_char(&b, '[');
	for (size_t i = 0; i < depth; i++)
		buf_char(&b, ']');
	return buf_str(&b);
}

static void
f_depth_and_size_are_bounded(void **state)
{
	struct why why = {.arena = *state};
	struct json *v;

	read_ok(*state, nested(*state, 32));
	assert_int_equal(json_read(*state, nested(*state, 33), 1 << 20, &v, &why), ERR_MALFORMED);
	assert_int_equal(why.column, 33);
	assert_int_equal(json_read(*state, nested(*state, 100000), 1 << 20, &v, &why), ERR_MALFORMED);
	assert_int_equal(json_read(*state, STR("[1]"), 2, &v, &why), ERR_TOO_LARGE);
	assert_int_equal(json_read(*state, STR("[1]"), 3, &v, &why), ERR_OK);
}

static void
f_a_tree_takes_what_the_header_says(void **state)
{
	struct arena *a = arena_new(64 << 20);
	struct buf b = buf_on(a, 1 << 20);
	size_t before;

	(void)state;
	buf_char(&b, '[');
	for (int i = 0; i < 200000; i++)
		buf_add(&b, i % 2 ? STR("0,") : STR("\"\","));
	buf_add(&b, STR("0]"));
	before = arena_used(a);
	read_ok(a, buf_str(&b));
	assert_true(arena_used(a) - before <= 48 * buf_str(&b).n);
	arena_free(&a);
}

static void
b_commas_place_themselves(void **state)
{
	struct buf b = buf_on(*state, 1000);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	json_key(&o, "a");
	json_open(&o, '[');
	json_int(&o, -1);
	json_bool(&o, true);
	json_str(&o, STR("x\"\x01"));
	json_open(&o, '[');
	json_close(&o, ']');
	json_close(&o, ']');
	json_key_str(&o, STR("b"));
	json_raw(&o, STR("{\"c\":null}"));
	json_key(&o, "d");
	json_write(&o, read_ok(*state, STR("{\"x\":[1,2],\"y\":{}}")));
	json_close(&o, '}');
	assert_true(buf_done(&b));
	assert_true(str_eq(buf_str(&b), STR("{\"a\":[-1,true,\"x\\\"\\u0001\",[]],"
	    "\"b\":{\"c\":null},\"d\":{\"x\":[1,2],\"y\":{}}}")));
}

static void
f_bad_text_is_not_written(void **state)
{
	static const struct str bad[] = {{"\xff", 1}, {"\xed\xa0\x80", 3}, {"a\0b", 3}};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct buf b = buf_on(*state, 1000);
		struct json_out o = {.buf = &b};

		json_str(&o, bad[i]);
		assert_false(buf_done(&b));
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(b_a_tree_of_every_kind),
		TEST(b_absent_or_of_another_kind),
		TEST(b_one_spelling),
		TEST(f_what_is_refused),
		TEST(b_an_error_has_its_place),
		TEST(f_depth_and_size_are_bounded),
		TEST(f_a_tree_takes_what_the_header_says),
		TEST(b_commas_place_themselves),
		TEST(f_bad_text_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
