/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web/stored.h"

static const struct field fields[] = {
    {.name = {"name", 4}, .type = FIELD_LINE},
    {.name = {"count", 5}, .type = FIELD_NUMBER},
    {.name = {"things", 6}, .type = FIELD_ITEMS},
    {.name = {"note", 4}, .type = FIELD_TEXT},
};
enum { FIELDS = sizeof fields / sizeof *fields };

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
b_by_the_order_of_the_form(void **state)
{
	struct value v[FIELDS];

	stored_read(*state,
	    STR("{\"note\":\"a\\nb\",\"gone\":{\"x\":[1]},\"things\":[12,13],\"name\":\"髙\",\"count\":-5}"),
	    fields, FIELDS, v);
	assert_true(v[0].kind == VALUE_STR && str_eq(v[0].s, STR("髙")));
	assert_true(v[1].kind == VALUE_INT && v[1].i == -5);
	assert_true(v[2].kind == VALUE_ITEMS && v[2].n == 2 && v[2].items[1] == 13);
	assert_true(v[3].kind == VALUE_STR && str_eq(v[3].s, STR("a\nb")));
	assert_true(str_eq(stored_text(*state, STR("{\"count\":1,\"name\":\"x\"}"), STR("name")), STR("x")));
	assert_int_equal(stored_text(*state, STR("{\"name\":1}"), STR("name")).n, 0);
	assert_true(stored_value(*state, STR("[7]")).items[0] == 7);
	assert_int_equal(stored_value(*state, STR("null")).kind, VALUE_EMPTY);
}

static void
f_what_cannot_be_read_is_empty(void **state)
{
	static const char *const odd[] = {"", "{", "{}", "[]", "{\"name\"", "{\"name\":}", "{\"name\":\"x",
	    "{\"name\" :\"x\"}", "{,\"name\":\"x\"}", "{\"things\":[1,]}", "{\"things\":[,1]}", "nonsense"};
	struct value v[FIELDS];

	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		stored_read(*state, str_of(odd[i]), fields, FIELDS, v);
		for (size_t f = 0; f < FIELDS; f++)
			assert_int_equal(v[f].kind, VALUE_EMPTY);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(b_by_the_order_of_the_form, begin, end),
	    cmocka_unit_test_setup_teardown(f_what_cannot_be_read_is_empty, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
