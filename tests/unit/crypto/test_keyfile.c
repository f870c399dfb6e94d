/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "crypto/keyfile.h"
#include "crypto/random.h"

struct fixture {
	struct arena *arena;
	struct secret *key;
	struct str text; /* opened by "recovery words" and by the bytes 0, 1, 2 */
};

static const struct str start_key = {"\0\1\2", 3};

static int
begin(void **state)
{
	static struct fixture f;

	f.arena = arena_new(1 << 20);
	f.key = secret_new(KEYFILE_KEY);
	random_fill(secret_bytes(f.key), KEYFILE_KEY);
	f.text = keyfile_wrap(f.arena, f.key, STR("recovery words"), start_key);
	*state = &f;
	return 0;
}

static int
end(void **state)
{
	struct fixture *f = *state;

	secret_free(&f->key);
	arena_free(&f->arena);
	return 0;
}

static enum err
opens(const struct fixture *f, struct str text, struct str opener)
{
	struct why why = {.arena = f->arena};
	struct secret *key = NULL;
	enum err e = keyfile_unwrap(text, opener, &key, &why);

	if (e == ERR_OK) {
		assert_int_equal(secret_size(key), KEYFILE_KEY);
		assert_true(secret_equal(secret_bytes(key), secret_bytes(f->key), KEYFILE_KEY));
		secret_free(&key);
	} else {
		assert_null(key);
		assert_true(why.text.n > 0);
	}
	return e;
}

static void
b_each_opener_opens_and_no_other(void **state)
{
	const struct fixture *f = *state;

	assert_int_equal(opens(f, f->text, STR("recovery words")), ERR_OK);
	assert_int_equal(opens(f, f->text, start_key), ERR_OK);
	assert_int_equal(opens(f, f->text, STR("recovery word")), ERR_FORBIDDEN);
	assert_int_equal(opens(f, f->text, STR("")), ERR_FORBIDDEN);
}

static void
b_one_opener_is_enough(void **state)
{
	const struct fixture *f = *state;
	struct str text = keyfile_wrap(f->arena, f->key, STR("recovery words"), STR(""));

	assert_true(str_find(text, STR("start")) == SIZE_MAX);
	assert_int_equal(opens(f, text, STR("recovery words")), ERR_OK);
	assert_int_equal(opens(f, text, STR("")), ERR_FORBIDDEN);
}

static void
f_the_key_is_not_in_the_text(void **state)
{
	const struct fixture *f = *state;
	struct str again = keyfile_wrap(f->arena, f->key, STR("recovery words"), start_key);

	assert_true(str_find(f->text, (struct str){(const char *)secret_bytes(f->key), 8}) == SIZE_MAX);
	assert_false(str_eq(f->text, again));
}

/* One digit changed in each field of the one line: never the key. */
static void
f_a_changed_line_does_not_open(void **state)
{
	const struct fixture *f = *state;
	struct str text = keyfile_wrap(f->arena, f->key, STR("recovery words"), STR(""));
	const size_t at[] = {30, 65, 90, text.n - 2}; /* salt, nonce, box, tag */
	char *p = memcpy(arena_alloc(f->arena, text.n), text.p, text.n);

	for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
		char was = p[at[i]];

		p[at[i]] = was == '0' ? '1' : '0';
		assert_int_equal(opens(f, (struct str){p, text.n}, STR("recovery words")), ERR_FORBIDDEN);
		p[at[i]] = was;
	}
	assert_int_equal(opens(f, (struct str){p, text.n}, STR("recovery words")), ERR_OK);
}

static void
f_what_is_no_key_file(void **state)
{
	const struct fixture *f = *state;
	struct str t = f->text;

	assert_int_equal(opens(f, STR(""), start_key), ERR_MALFORMED);
	assert_int_equal(opens(f, STR("sekimori-keyfile 1\n"), start_key), ERR_MALFORMED);
	assert_int_equal(opens(f, STR("sekimori-keyfile 1\nstart 00 00 00\n"), start_key), ERR_MALFORMED);
	assert_int_equal(opens(f, arena_fmt(f->arena, "%.*s\n", STR_ARG(t)), start_key), ERR_MALFORMED);
	assert_int_equal(opens(f, arena_fmt(f->arena, "x%.*s", STR_ARG(t)), start_key), ERR_MALFORMED);
	for (size_t n = 0; n < t.n; n += 7)
		if (n == 0 || t.p[n - 1] != '\n')
			assert_int_equal(opens(f, str_sub(t, 0, n), start_key), ERR_MALFORMED);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(b_each_opener_opens_and_no_other),
		TEST(b_one_opener_is_enough),
		TEST(f_the_key_is_not_in_the_text),
		TEST(f_a_changed_line_does_not_open),
		TEST(f_what_is_no_key_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
