/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/option.h"

static const struct option table[] = {
    {"demo", OPTION_FLAG, "", ""},
    {"policy", OPTION_VALUE, "FOLDER", ""},
    {"seen", OPTION_MANY, "FILE", ""},
};

struct reading {
	struct arena *arena;
	struct option_set set;
	struct why why;
	enum err err;
};

static struct reading
read_words(char **argv)
{
	struct reading r = {.arena = arena_new(1 << 20)};
	int argc = 0;

	while (argv[argc])
		argc++;
	r.why.arena = r.arena;
	r.err = option_read(r.arena, table, 3, argc, argv, &r.set, &r.why);
	return r;
}

#define WORDS(...) read_words((char *[]){__VA_ARGS__, NULL})

static void
b_words_and_options_in_any_order(void **state)
{
	struct reading r = WORDS("DIR", "--policy", "p q", "--demo", "FILE");

	(void)state;
	assert_int_equal(r.err, ERR_OK);
	assert_int_equal(r.set.word_n, 2);
	assert_true(str_eq(r.set.words[1], STR("FILE")));
	assert_true(str_eq(option_value(&r.set, "policy"), STR("p q")));
	assert_true(option_given(&r.set, "demo"));
	assert_false(option_given(&r.set, "seen"));
	arena_free(&r.arena);
}

static void
b_values_behind_an_equals_sign(void **state)
{
	struct reading r = WORDS("--policy=a=b");

	(void)state;
	assert_int_equal(r.err, ERR_OK);
	assert_true(str_eq(option_value(&r.set, "policy"), STR("a=b")));
	arena_free(&r.arena);
	r = WORDS("--policy=");
	assert_int_equal(r.err, ERR_OK);
	assert_true(option_given(&r.set, "policy"));
	assert_int_equal(option_value(&r.set, "policy").n, 0);
	arena_free(&r.arena);
}

static void
b_many_keep_their_order(void **state)
{
	struct reading r = WORDS("--seen", "a", "x", "--seen=b", "--seen", "c");
	struct str seen[2];

	(void)state;
	assert_int_equal(r.err, ERR_OK);
	assert_int_equal(option_values(&r.set, "seen", seen, 2), 3);
	assert_true(str_eq(seen[0], STR("a")) && str_eq(seen[1], STR("b")));
	arena_free(&r.arena);
}

static void
b_a_dash_is_a_word_and_two_end_the_options(void **state)
{
	struct reading r = WORDS("-", "--", "--demo");

	(void)state;
	assert_int_equal(r.err, ERR_OK);
	assert_int_equal(r.set.word_n, 2);
	assert_false(option_given(&r.set, "demo"));
	arena_free(&r.arena);
}

static void
refused(struct reading r, struct str fragment)
{
	assert_int_equal(r.err, ERR_MALFORMED);
	assert_true(str_find(r.why.text, fragment) != SIZE_MAX);
	arena_free(&r.arena);
}

static void
b_what_is_wrong_is_named(void **state)
{
	(void)state;
	refused(WORDS("--polcy", "x"), STR("polcy"));
	refused(WORDS("--policy"), STR("FOLDER"));
	refused(WORDS("--policy", "a", "--policy", "b"), STR("二度"));
	refused(WORDS("--demo=yes"), STR("値"));
	refused(WORDS("ok", "\xff"), STR("UTF-8"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_words_and_options_in_any_order),
	    cmocka_unit_test(b_values_behind_an_equals_sign),
	    cmocka_unit_test(b_many_keep_their_order),
	    cmocka_unit_test(b_a_dash_is_a_word_and_two_end_the_options),
	    cmocka_unit_test(b_what_is_wrong_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
