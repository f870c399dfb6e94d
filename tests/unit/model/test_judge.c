/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The life of a matter, and every refusal on its way. */
#include "fixture.h"

static void
b_take_out_whole(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");
	struct item *usb = items_find(w, 12);

	(void)state;
	/* nothing of class I or II: one decision, no encryption */
	assert_int_equal(world_last(w)->opened_n, 1);
	assert_int_equal(usb->busy, m);
	assert_int_equal(w->v.next_n, 1);
	assert_int_equal(w->v.next[0].who_all, 1);
	assert_true(str_eq(w->v.next[0].who[0]->id, STR("301")));
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	assert_true(ticked(&w->v, "4-8-2"));
	assert_true(str_eq(world_last(w)->number, STR("fukushi1")));
	assert_int_equal(world_last(w)->until, day_of_ymd(2026, 6, 5));
	world_does(w, world_do(w, "303", m, "do", "leave", "{\"scanned\":\"clean\"}"));
	assert_true(str_eq(usb->state, STR("outside")));
	assert_true(str_eq(item_field(w, usb, "holder")->s, STR("303")));
	assert_true(str_eq(item_field(w, usb, "outside-at")->s, STR("県庁")));
	/* Friday, 23:59:59 */
	assert_int_equal(world_last(w)->opened[2].due, day_begin(day_of_ymd(2026, 6, 6)) - 1);
	world_does(w, world_do(w, "303", m, "do", "return", "{}"));
	assert_true(str_eq(usb->state, STR("outside")));
	assert_int_equal(w->v.next[0].act, ACT_CONFIRM);
	world_does(w, world_do(w, "302", m, "confirm", "return", "{}"));
	assert_true(str_eq(usb->state, STR("in-use")));
	assert_int_equal(item_field(w, usb, "holder")->kind, VALUE_EMPTY);
	assert_int_equal(usb->busy, 0);
	assert_int_equal(world_last(w)->state, MATTER_DONE);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_take_out_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
