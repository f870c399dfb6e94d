/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Acts as JSON: every kind there and back, and everything that is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "proto/act.h"

static const char *const whole[] = {
    "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"take-out\",\"post\":\"p\",\"behalf\":\"q\",\"at\":\"s\",\"renews\":7,\"body\":{\"x\":[1,\"二\"]}}",
    "{\"id\":\"a\",\"act\":\"change\",\"matter\":5,\"seen\":7,\"body\":{}}",
    "{\"id\":\"a-1._Z\",\"act\":\"withdraw\",\"matter\":5,\"seen\":0}",
    ("{\"id\":\"a\",\"act\":\"decide\",\"matter\":5,\"step\":\"permit\",\"outcome\":\"refuse\",\"seen\":7,"
    "\"body\":{\"note\":\"n\"}}"),
    "{\"id\":\"a\",\"act\":\"do\",\"matter\":5,\"step\":\"leave\",\"seen\":7}",
    "{\"id\":\"a\",\"act\":\"raise\",\"matter\":5,\"step\":\"permit\",\"seen\":7,\"body\":{}}",
    "{\"id\":\"a\",\"act\":\"confirm\",\"matter\":5,\"step\":\"return\",\"seen\":7,\"post\":\"p\"}",
    "{\"id\":\"a\",\"act\":\"comment\",\"matter\":5,\"body\":{}}",
    "{\"id\":\"a\",\"act\":\"review\",\"matter\":5,\"seen\":7}",
    "{\"id\":\"a\",\"act\":\"correct\",\"matter\":5,\"step\":\"return\",\"seen\":7,\"body\":{}}",
    "{\"id\":\"a\",\"act\":\"revoke\",\"matter\":5,\"seen\":7,\"body\":{\"reason\":\"r\"}}",
    "{\"id\":\"a\",\"act\":\"absent\",\"body\":{}}",
    "{\"id\":\"a\",\"act\":\"people\",\"body\":{}}",
    "{\"id\":\"a\",\"act\":\"appoint\",\"body\":{}}",
    "{\"id\":\"a\",\"act\":\"station\",\"body\":{}}",
    "{\"id\":\"a\",\"act\":\"code\",\"body\":{}}",
    "{\"id\":\"a\",\"act\":\"holiday\",\"body\":{}}",
    "{\"id\":\"a\",\"act\":\"set\",\"setting\":\"s\",\"body\":{\"value\":\"1\"}}",
    "{\"id\":\"a\",\"act\":\"adopt\",\"body\":{\"files\":[]}}",
    "{\"id\":\"a\",\"act\":\"day\",\"body\":{\"day\":\"2026-06-01\"}}",
    "{\"id\":\"a\",\"act\":\"late\",\"matter\":5,\"step\":\"return\",\"body\":{\"section\":\"s\"}}",
};
_Static_assert(sizeof whole / sizeof *whole == ACT_COUNT, "one of each kind");

static void
b_there_and_back(void **state)
{
	struct arena *a = arena_new(16u << 20);

	(void)state;
	for (size_t i = 0; i < ACT_COUNT; i++) {
		struct why why = {.arena = a};
		struct act act;

		assert_int_equal(act_read(a, str_of(whole[i]), &act, &why), ERR_OK);
		assert_int_equal(act.kind, i);
		assert_string_equal(arena_str(a, act_write(a, &act)).p, whole[i]);
	}
	arena_free(&a);
}

static void
b_refused_by_name(void **state)
{
	static const struct {
		const char *json, *words;
	} t[] = {
	    {"", "途中で終わって"},
	    {"[]", "{…} の形"},
	    {"{\"act\":\"day\",\"body\":{}}", "「id」"},
	    {"{\"id\":\"あ\",\"act\":\"day\",\"body\":{}}", "「id」"},
	    {"{\"id\":\"a b\",\"act\":\"day\",\"body\":{}}", "「id」"},
	    {"{\"id\":\"a\"}", "「act」がありません"},
	    {"{\"id\":\"a\",\"act\":\"erase\"}", "「erase」という行為"},
	    {"{\"id\":\"a\",\"act\":\"day\",\"body\":{},\"as\":\"x\"}", "「as」という項目"},
	    {"{\"id\":\"a\",\"act\":\"day\",\"body\":[]}", "「body」は{…}"},
	    {"{\"id\":\"a\",\"act\":\"day\"}", "「body」が要ります"},
	    {"{\"id\":\"a\",\"act\":\"day\",\"body\":{},\"matter\":1}", "「matter」は使えません"},
	    {"{\"id\":\"a\",\"act\":\"withdraw\",\"matter\":\"5\"}", "「matter」は整数"},
	    {"{\"id\":\"a\",\"act\":\"withdraw\",\"matter\":0}", "「matter」は案件の番号"},
	    {"{\"id\":\"a\",\"act\":\"withdraw\",\"matter\":1,\"seen\":-1}", "「seen」は 0 以上"},
	    {"{\"id\":\"a\",\"act\":\"withdraw\"}", "「matter」が要ります"},
	    {"{\"id\":\"a\",\"act\":\"withdraw\",\"matter\":1,\"step\":\"x\"}", "「step」は使えません"},
	    {"{\"id\":\"a\",\"act\":\"decide\",\"matter\":1,\"step\":\"x\"}", "「outcome」が要ります"},
	    {"{\"id\":\"a\",\"act\":\"decide\",\"matter\":1,\"step\":\"x\",\"outcome\":\"yes\"}",
	        "permit、conditional、return、refuse"},
	    {"{\"id\":\"a\",\"act\":\"decide\",\"matter\":1,\"step\":\"\",\"outcome\":\"permit\"}",
	        "「step」が要ります"},
	    {"{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"a\\nb\"}", "「procedure」が長すぎるか"},
	    {"{\"id\":\"a\",\"id\":\"b\",\"act\":\"day\",\"body\":{}}", "同じ名前"},
	};
	struct arena *a = arena_new(16u << 20);

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct why why = {.arena = a};
		struct act act;

		assert_int_equal(act_read(a, str_of(t[i].json), &act, &why), ERR_MALFORMED);
		if (str_find(why.text, str_of(t[i].words)) == SIZE_MAX) {
			printf("%s\n%.*s\n", t[i].json, STR_ARG(why.text));
			fail();
		}
	}
	arena_free(&a);
}

static void
b_empty_word_is_none(void **state)
{
	struct arena *a = arena_new(16u << 20);
	struct act act;

	(void)state;
	assert_int_equal(
	    act_read(
	        a, STR("{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"p\",\"post\":\"\"}"), &act, NULL),
	    ERR_OK);
	assert_int_equal(act.post.n, 0);
	assert_int_equal(act.seen, -1);
	assert_null(act.body);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_there_and_back),
	    cmocka_unit_test(b_refused_by_name),
	    cmocka_unit_test(b_empty_word_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
