/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "store/narrow.h"

struct fixture {
	struct arena *a;
	struct store *town, *page, *none; /* with the town's key, with a matter's, with none */
};

static int
begin(void **state)
{
	static struct fixture f;
	unsigned char key[NARROW_KEY];

	f.a = arena_new(64 << 20);
	assert_int_equal(store_open("", STORE_MEMORY, &f.town, NULL), ERR_OK);
	assert_int_equal(store_open("", STORE_MEMORY, &f.page, NULL), ERR_OK);
	assert_int_equal(store_open("", STORE_MEMORY, &f.none, NULL), ERR_OK);
	memset(key, 7, sizeof key);
	narrow_town_key(f.town, key);
	assert_true(narrow_key_of(f.town, 12, key));
	narrow_matter_key(f.page, 12, key);
	*state = &f;
	return 0;
}

static int
end(void **state)
{
	struct fixture *f = *state;

	store_close(&f->town);
	store_close(&f->page);
	store_close(&f->none);
	arena_free(&f->a);
	return 0;
}

static struct str
close_of(struct fixture *f, int64_t matter, const char *id, struct str body, struct effects *fx)
{
	assert_int_equal(narrow_close(f->town, f->a, matter, str_of(id), &body, fx), ERR_OK);
	return body;
}

static enum err
open_with(struct fixture *f, struct store *s, struct str closed, const struct json **out)
{
	struct json *tree;

	assert_int_equal(json_read(f->a, closed, 1 << 20, &tree, NULL), ERR_OK);
	*out = tree;
	return narrow_open(s, f->a, out);
}

static void
b_closed_and_opened_by_whom_it_is_for(void **state)
{
	struct fixture *f = *state;
	struct effects none = {0};
	const struct json *body;
	struct str closed = close_of(f, 12, "a", STR("{\"what\":\"secret\"}"), &none),
	           other = close_of(f, 13, "a", STR("{\"what\":\"secret\"}"), &none);

	assert_int_equal(str_find(closed, STR("secret")), SIZE_MAX);
	assert_int_equal(open_with(f, f->town, closed, &body), ERR_OK);
	assert_true(str_eq(json_get_str(body, "what"), STR("secret")));
	assert_int_equal(open_with(f, f->page, closed, &body), ERR_OK);
	assert_true(str_eq(json_get_str(body, "what"), STR("secret")));
	/* a page that was given one matter opens no other */
	assert_int_equal(open_with(f, f->page, other, &body), ERR_FORBIDDEN);
	assert_int_equal(open_with(f, f->none, closed, &body), ERR_FORBIDDEN);
	narrow_forget(f->page);
	assert_int_equal(open_with(f, f->page, closed, &body), ERR_FORBIDDEN);
}

/* Bad input: any byte of the box, and a box that says it is another matter's. */
static void
m_changed_boxes_are_corrupt(void **state)
{
	struct fixture *f = *state;
	struct effects none = {0};
	const struct json *body;
	struct str closed = close_of(f, 12, "a", STR("{\"what\":\"x\"}"), &none);
	char *p = arena_alloc(f->a, closed.n);

	for (size_t i = sizeof "{\"_narrow\":\"12 "; i < closed.n - 2; i++) {
		memcpy(p, closed.p, closed.n);
		p[i] = p[i] == 'A' ? 'B' : 'A';
		assert_int_equal(open_with(f, f->town, (struct str){p, closed.n}, &body), ERR_CORRUPT);
	}
	memcpy(p, closed.p, closed.n);
	p[13] = '3';
	assert_int_equal(open_with(f, f->town, (struct str){p, closed.n}, &body), ERR_CORRUPT);
}

/* A rebuild makes the same bytes; the same words elsewhere make others. */
static void
b_the_same_again_and_nowhere_else(void **state)
{
	struct fixture *f = *state;
	struct effects none = {0};
	struct str body = STR("{\"what\":\"x\"}"), one = close_of(f, 12, "a", body, &none);

	assert_true(str_eq(one, close_of(f, 12, "a", body, &none)));
	assert_false(str_eq(one, close_of(f, 12, "b", body, &none)));
	assert_false(str_eq(one, close_of(f, 13, "a", body, &none)));
}

/* No value of a form stands in the entry; what judge said comes back whole. */
static void
b_values_leave_the_effects(void **state)
{
	struct fixture *f = *state;
	struct effects fx = {0}, back;
	const struct json *body;
	struct effect *e;
	struct str closed;
	int64_t items[] = {4, 5};

	e = effects_add(f->a, &fx, EFFECT_FIELD);
	*e = (struct effect){.what = EFFECT_FIELD, .matter = 12, .field = STR("who"), .value = {.kind = VALUE_STR, .s = STR("0103")}};
	e = effects_add(f->a, &fx, EFFECT_FIELD);
	*e = (struct effect){.what = EFFECT_FIELD, .matter = 12, .field = STR("about"), .ref = STR("about")};
	e = effects_add(f->a, &fx, EFFECT_FIELD);
	*e = (struct effect){.what = EFFECT_FIELD, .matter = 12, .field = STR("things"), .value = {.kind = VALUE_ITEMS, .items = items, .n = 2}};
	closed = close_of(f, 12, "a", STR("{\"about\":\"y\"}"), &fx);
	for (size_t i = 0; i < fx.n; i++) {
		assert_int_equal(fx.e[i].value.kind, VALUE_EMPTY);
		assert_int_equal(str_find(effect_write(f->a, &fx.e[i]), STR("0103")), SIZE_MAX);
	}
	assert_int_equal(open_with(f, f->town, closed, &body), ERR_OK);
	assert_int_equal(narrow_effects(f->a, &fx, body, &back), ERR_OK);
	assert_true(str_eq(back.e[0].value.s, STR("0103")) && back.e[0].ref.n == 0);
	assert_true(str_eq(back.e[1].ref, STR("about")));
	assert_true(back.e[2].value.n == 2 && back.e[2].value.items[1] == 5);
	assert_null(json_get(narrow_sent(f->a, body), NARROW_VALUES));
	assert_true(str_eq(json_get_str(narrow_sent(f->a, body), "about"), STR("y")));
	/* erased: nothing is left to refer to */
	assert_int_equal(narrow_effects(f->a, &fx, NULL, &back), ERR_OK);
	/* without any body there was none to close */
	closed = close_of(f, 12, "a", STR(""), &(struct effects){0});
	assert_int_equal(closed.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(b_closed_and_opened_by_whom_it_is_for, begin, end),
	    cmocka_unit_test_setup_teardown(m_changed_boxes_are_corrupt, begin, end),
	    cmocka_unit_test_setup_teardown(b_the_same_again_and_nowhere_else, begin, end),
	    cmocka_unit_test_setup_teardown(b_values_leave_the_effects, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
