/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/entrance.h"
#include "store/health.h"

static void
put(struct store *s, struct arena *a, enum entrance_what what, struct str person, int64_t time)
{
	assert_int_equal(store_begin(s), ERR_OK);
	assert_int_equal(entrance_note(s, a, what, person, time), ERR_OK);
	assert_int_equal(store_commit(s), ERR_OK);
}

static void
b_what_is_told_last_counts(void **state)
{
	struct arena *a = arena_new(16 << 20);
	struct why why = {.arena = a};
	const struct entrance *e;
	struct health h = {.seen = 7}, again;
	struct store *s;
	struct map *all;

	(void)state;
	assert_int_equal(store_open(NULL, STORE_MEMORY, &s, &why), ERR_OK);
	assert_int_equal(entrance_read(s, a, &all), ERR_OK);
	assert_null(map_get(all, STR("0101")));
	put(s, a, ENTRANCE_CODE, STR("0101"), 100);
	put(s, a, ENTRANCE_PASSWORD, STR("0101"), 200);
	put(s, a, ENTRANCE_CODE, STR("0101"), 300);
	put(s, a, ENTRANCE_CODE, STR("@genkan"), 400);
	put(s, a, ENTRANCE_PASSWORD, STR("a.b-c/d"), 500); /* what an id may hold stands for itself */
	assert_int_equal(entrance_read(s, a, &all), ERR_OK);
	e = map_get(all, STR("0101"));
	assert_int_equal(e->code, 300);
	assert_int_equal(e->password, 200);
	e = map_get(all, STR("@genkan"));
	assert_int_equal(e->password, 0);
	e = map_get(all, STR("a.b-c/d"));
	assert_int_equal(e->password, 500);
	put(s, a, ENTRANCE_PASSWORD, STR("0101"), 0);
	assert_int_equal(entrance_read(s, a, &all), ERR_OK);
	e = map_get(all, STR("0101"));
	assert_int_equal(e->password, 0);
	/* the machine's own facts stand in the same table, and neither sees the other */
	assert_int_equal(store_begin(s), ERR_OK);
	assert_int_equal(health_write(s, a, &h), ERR_OK);
	assert_int_equal(store_commit(s), ERR_OK);
	assert_int_equal(health_read(s, a, &again), ERR_OK);
	assert_int_equal(again.seen, 7);
	store_close(&s);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(b_what_is_told_last_counts)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
