/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Effects have one spelling. */
#include "fixture.h"

static void
b_every_kind_and_key(void **state)
{
	struct arena *a = arena_new(16u << 20);
	struct effects list = {.n = 0}, again;
	struct buf b = buf_on(a, 1 << 20);
	struct json_out o = {.buf = &b};

	(void)state;
	for (int k = 0; k < EFFECT_COUNT; k++) {
		struct effect *e = effects_add(a, &list, (enum effect_kind)k);

#define KEY_I(name)          e->name = k + 1;
#define KEY_S(name)          e->name = STR(#name);
#define KEY_V(name)          e->name = (struct value){.kind = VALUE_INT, .i = k};
#define KEY(name, key, type) KEY_##type(name)
#include "model/effect.def"
#undef KEY
	}
	json_open(&o, '[');
	for (size_t i = 0; i < list.n; i++)
		json_raw(&o, effect_write(a, &list.e[i]));
	json_close(&o, ']');
	assert_int_equal(effects_read(a, buf_str(&b), &again, NULL), ERR_OK);
	assert_int_equal(again.n, EFFECT_COUNT);
	for (size_t i = 0; i < again.n; i++)
		assert_true(str_eq(effect_write(a, &again.e[i]), effect_write(a, &list.e[i])));
	/* a kind keeps its own keys only */
	assert_true(str_eq(effect_write(a, &list.e[EFFECT_DAY]),
	    arena_fmt(a, "{\"e\":\"day\",\"from\":\"from\",\"flag\":%d}", EFFECT_DAY + 1)));
	arena_free(&a);
}

static void
b_values(void **state)
{
	struct arena *a = arena_new(16u << 20);
	int64_t ids[] = {3, 5};
	struct effect e = {.what = EFFECT_SET,
	    .item = 7,
	    .field = STR("carries"),
	    .value = {.kind = VALUE_ITEMS, .items = ids, .n = 2}};
	struct effects list;

	(void)state;
	assert_true(str_eq(
	    effect_write(a, &e), STR("{\"e\":\"set\",\"item\":7,\"field\":\"carries\",\"value\":[3,5]}")));
	assert_int_equal(
	    effects_read(a, STR("[{\"e\":\"set\",\"item\":7,\"field\":\"x\"}]"), &list, NULL), ERR_OK);
	assert_int_equal(list.e[0].value.kind, VALUE_EMPTY);
	arena_free(&a);
}

static void
b_refused(void **state)
{
	static const char *const t[] = {
	    "",
	    "{}",
	    "[5]",
	    "[{}]",
	    "[{\"e\":\"nothing\"}]",
	    "[{\"e\":\"day\",\"matter\":5}]",
	    "[{\"e\":\"day\",\"flag\":1,\"from\":\"x\"}]",
	    "[{\"from\":\"x\",\"e\":\"day\"}]",
	    "[ {\"e\":\"day\"}]",
	    "[{\"e\":\"day\",\"flag\":0}]",
	    "[{\"e\":\"day\",\"from\":\"\"}]",
	    "[{\"e\":\"day\",\"from\":5}]",
	    "[{\"e\":\"set\",\"value\":null}]",
	    "[{\"e\":\"set\",\"value\":true}]",
	    "[{\"e\":\"set\",\"value\":[-1]}]",
	};
	struct arena *a = arena_new(16u << 20);

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct why why = {.arena = a};
		struct effects list;

		assert_int_equal(effects_read(a, str_of(t[i]), &list, &why), ERR_MALFORMED);
		assert_true(why.text.n > 0);
	}
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_every_kind_and_key),
	    cmocka_unit_test(b_values),
	    cmocka_unit_test(b_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
