/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>

#include "ledger.h"

/* A policy as the loader would leave it: registers that carry, one procedure. */
static struct field asset_fields[] = {{.name = {"class", 5}, .type = FIELD_CLASS, .list = true}};
static struct field medium_fields[] = {
	{.name = {"carries", 7}, .type = FIELD_ITEMS},
	{.name = {"class", 5}, .type = FIELD_CLASS, .worked_out = true, .max_of_link = {"carries", 7}, .max_of_field = {"class", 5}},
};
static struct field shelf_fields[] = {{.name = {"holds", 5}, .type = FIELD_ITEMS}};
static struct field form[] = {
	{.name = {"purpose", 7}, .type = FIELD_TEXT}, {.name = {"things", 6}, .type = FIELD_ITEMS},
	{.name = {"until", 5}, .type = FIELD_DATE},
};
static struct field leave_form[] = {{.name = {"scanned", 7}, .type = FIELD_YESNO}};
static struct step steps[] = {{.name = {"permit", 6}}, {.name = {"leave", 5}, .form = leave_form, .form_n = 1}};
static struct reg registers[] = {
	{.id = {"shelf", 5}, .fields = shelf_fields, .field_n = 1},
	{.id = {"asset", 5}, .fields = asset_fields, .field_n = 1},
	{.id = {"medium", 6}, .fields = medium_fields, .field_n = 2},
};
static struct procedure procedures[] = {
	{.id = {"take-out", 8}, .form = form, .form_n = 3, .steps = steps, .step_n = 2},
};
static const struct policy policy = {
	.registers = registers, .registers_n = 3, .procedures = procedures, .procedures_n = 1,
};

static void
item(struct store *s, int id, const char *reg, const char *sets)
{
	char effects[8192];

	snprintf(effects, sizeof effects,
	    "[{\"e\":\"add\",\"item\":%d,\"register\":\"%s\",\"section\":\"zei\",\"state\":\"in-use\"}%s]", id, reg, sets);
	line_commit(s, (struct line){.act = "do", .effects = effects});
}

/* 1, 2: assets; 3: a medium with both; 4: a shelf with the medium and asset 1; 5: of a register that is no more; 6: a matter about 3 */
static struct store *
case_open(void)
{
	struct store *s = memory_open();

	line_commit(s, (struct line){.act = "found", .actor = "init", .effects = "[{\"e\":\"town\",\"kind\":\"test\"}]"});
	item(s, 1, "asset", ",{\"e\":\"set\",\"item\":1,\"field\":\"class\",\"value\":\"III\"},{\"e\":\"set\",\"item\":1,\"field\":\"gone\",\"value\":5}");
	item(s, 2, "asset", ",{\"e\":\"set\",\"item\":2,\"field\":\"class\",\"value\":\"I\"}");
	item(s, 3, "medium", ",{\"e\":\"set\",\"item\":3,\"field\":\"carries\",\"value\":[1,2]}");
	item(s, 4, "shelf", ",{\"e\":\"set\",\"item\":4,\"field\":\"holds\",\"value\":[3,1]}");
	item(s, 5, "fax", ",{\"e\":\"set\",\"item\":5,\"field\":\"carries\",\"value\":[1]}");
	line_commit(s, (struct line){.act = "submit", .subject = "{\"matter\":6}", .body = "{\"purpose\":\"出張\"}",
	    .effects = "[{\"e\":\"open\",\"matter\":6,\"procedure\":\"take-out\",\"person\":\"p1\",\"post\":\"x\",\"section\":\"zei\"},"
		       "{\"e\":\"field\",\"matter\":6,\"field\":\"things\",\"value\":[3,99,5]},"
		       "{\"e\":\"field\",\"matter\":6,\"field\":\"until\",\"value\":\"2026-06-30\"},"
		       "{\"e\":\"field\",\"matter\":6,\"field\":\"purpose\",\"ref\":\"purpose\"},"
		       "{\"e\":\"field\",\"matter\":6,\"field\":\"gone\",\"value\":1},"
		       "{\"e\":\"step\",\"matter\":6,\"step\":\"permit\",\"role\":\"officer\",\"section\":\"zei\"},"
		       "{\"e\":\"step\",\"matter\":6,\"step\":\"leave\",\"section\":\"zei\",\"due\":1780300000}]"});
	line_commit(s, (struct line){.act = "do", .actor = "p2", .post = "y", .subject = "{\"matter\":6}",
	    .effects = "[{\"e\":\"typed\",\"matter\":6,\"step\":\"leave\",\"section\":\"zei\",\"field\":\"scanned\",\"value\":\"yes\"},"
		       "{\"e\":\"stamp\",\"matter\":6,\"step\":\"leave\",\"section\":\"zei\",\"outcome\":\"done\"},"
		       "{\"e\":\"late\",\"matter\":6,\"step\":\"permit\",\"section\":\"zei\"},"
		       "{\"e\":\"number\",\"matter\":6,\"section\":\"zei\",\"series\":\"permit\",\"year\":2026,\"n\":4}]"});
	return s;
}

static void
b_a_matter_comes_with_its_steps_and_items(void **state)
{
	struct store *s = case_open();
	struct arena *a = arena_new(ROOM);
	struct need_key key = {.kind = NEED_MATTER, .id = 6};
	struct facts facts = {0};
	const struct matter *m;
	struct str hex;
	day d;

	(void)state;
	OK(store_facts(s, a, &policy, &key, 1, &facts));
	m = facts.matter;
	assert_non_null(m);
	assert_int_equal(m->id, 6);
	assert_int_equal(m->time, NOON + 6 * 60);
	assert_int_equal(m->last, 7);
	assert_true(m->state == MATTER_OPEN && m->until == DAY_NONE);
	assert_true(str_eq(m->number, STR("第4号")) && str_eq(m->applicant, STR("p1")) && str_eq(m->policy, STR("00ff")));
	assert_true(day_parse_iso(STR("2026-06-01"), &d) && m->on == d);
	assert_true(str_eq(m->form[0].s, STR("出張")));
	assert_int_equal(m->form[1].n, 3);
	assert_true(str_eq(m->form[2].s, STR("2026-06-30")));
	assert_int_equal(m->opened_n, 2);
	assert_true(m->opened[0].step == 0 && m->opened[0].state == STEP_OPEN && m->opened[0].late);
	assert_true(m->opened[1].step == 1 && m->opened[1].state == STEP_DONE && m->opened[1].due == 1780300000);
	assert_true(str_eq(m->opened[1].person, STR("p2")) && m->opened[1].day == d && m->opened[1].seq == 7);
	assert_true(str_eq(m->opened[1].fields[0].s, STR("yes")));
	/* 3, and what it links to; 99 is not there, 5 is in no register of this policy */
	assert_int_equal(facts.item_n, 3);
	assert_true(facts_item(&facts, 1) && facts_item(&facts, 2) && facts_item(&facts, 3));
	assert_true(facts_item(&facts, 3)->reg == 2 && str_eq(facts_item(&facts, 2)->fields[0].s, STR("I")));
	OK(store_matter_policy(s, a, 6, &hex));
	assert_true(str_eq(hex, STR("00ff")));
	assert_int_equal(store_matter_policy(s, a, 5, &hex), ERR_NOT_FOUND);
	arena_free(&a);
	store_close(&s);
}

/* 8: taken over, came of 6; its one step taken, raised and reminded by 9, returned by 11 and opened again */
static void
b_a_matter_comes_with_its_rounds_and_notices(void **state)
{
	static const struct role roles[] = {{.id = {"officer", 7}}, {.id = {"ciso", 4}}};
	struct policy with_roles = policy;
	struct store *s = case_open();
	struct arena *a = arena_new(ROOM);
	struct need_key key = {.kind = NEED_MATTER, .id = 8};
	struct facts facts = {0};
	const struct matter *m;

	(void)state;
	with_roles.roles = (struct role *)(uintptr_t)roles;
	with_roles.roles_n = 2;
	line_commit(s, (struct line){.act = "submit", .subject = "{\"matter\":8}",
	    .effects = "[{\"e\":\"open\",\"matter\":8,\"procedure\":\"take-out\",\"person\":\"p1\",\"section\":\"zei\",\"of\":6,\"flag\":1},"
		       "{\"e\":\"step\",\"matter\":8,\"step\":\"permit\",\"section\":\"zei\",\"due\":1780300000,\"remind\":1780290000}]"});
	line_commit(s, (struct line){.act = "late", .actor = "clock", .subject = "{\"matter\":8}",
	    .effects = "[{\"e\":\"raise\",\"matter\":8,\"step\":\"permit\",\"role\":\"ciso\",\"section\":\"zei\"},"
		       "{\"e\":\"row\",\"matter\":8,\"step\":\"permit\",\"section\":\"zei\",\"field\":\"x\",\"n\":3,\"value\":1},"
		       "{\"e\":\"notice\",\"matter\":8,\"step\":\"permit\",\"role\":\"ciso\",\"kind\":\"late\"},"
		       "{\"e\":\"notice\",\"matter\":8,\"person\":\"p1\",\"kind\":\"behalf\"},"
		       "{\"e\":\"late\",\"matter\":8,\"step\":\"permit\",\"section\":\"zei\",\"flag\":1}]"});
	line_commit(s, (struct line){.act = "review", .subject = "{\"matter\":8}",
	    .effects = "[{\"e\":\"seen\",\"matter\":8,\"person\":\"p1\",\"kind\":\"behalf\"}]"});
	line_commit(s, (struct line){.act = "decide", .actor = "p2", .subject = "{\"matter\":8}", .body = "{\"note\":\"もう一度\"}",
	    .effects = "[{\"e\":\"stamp\",\"matter\":8,\"step\":\"permit\",\"section\":\"zei\",\"kind\":\"deputy\",\"outcome\":\"return\",\"ref\":\"note\"},"
		       "{\"e\":\"past\",\"matter\":8},{\"e\":\"step\",\"matter\":8,\"step\":\"permit\",\"section\":\"zei\"}]"});
	OK(store_facts(s, a, &with_roles, &key, 1, &facts));
	m = facts.matter;
	assert_true(m->taken && m->of == 6);
	assert_int_equal(m->opened_n, 2);
	assert_true(m->opened[0].state == STEP_PAST && m->opened[0].deputy && m->opened[0].reminded && !m->opened[0].late);
	assert_true(m->opened[0].remind == 1780290000 && m->opened[0].raised == 1 && m->opened[0].rows == 3);
	assert_true(str_eq(m->opened[0].note, STR("もう一度")) && str_eq(m->opened[0].person, STR("p2")));
	assert_true(m->opened[1].state == STEP_OPEN && m->opened[1].raised == NONE && !m->opened[1].deputy && m->opened[1].rows == 3);
	/* one has been seen, the other not */
	assert_int_equal(m->notices_n, 2);
	assert_true(str_eq(m->notices[0].kind, STR("behalf")) && str_eq(m->notices[0].person, STR("p1")) && m->notices[0].seen);
	assert_true(m->notices[1].seq == 9 && str_eq(m->notices[1].kind, STR("late")) && str_eq(m->notices[1].role, STR("ciso")));
	assert_true(str_eq(m->notices[1].step, STR("permit")) && m->notices[1].person.n == 0 && m->notices[1].section.n == 0);
	assert_false(m->notices[1].seen);
	arena_free(&a);
	store_close(&s);
}

static void
b_what_is_not_there_is_not_there(void **state)
{
	static const struct need_key keys[] = {
		{.kind = NEED_MATTER, .id = 77}, {.kind = NEED_ITEM, .id = 77}, {.kind = NEED_ITEM, .id = 5},
		{.kind = NEED_CARRIERS, .id = 77}, {.kind = NEED_COUNTERS, .series = {"none", 4}, .year = 2026},
	};
	struct store *s = case_open();
	struct arena *a = arena_new(ROOM);
	struct facts facts = {0};

	(void)state;
	OK(store_facts(s, a, &policy, keys, 5, &facts));
	assert_null(facts.matter);
	assert_int_equal(facts.item_n + facts.carrier_n + facts.counter_n, 0);
	arena_free(&a);
	store_close(&s);
}

static void
b_carriers_are_those_that_work_something_out(void **state)
{
	static const struct need_key keys[] = {
		{.kind = NEED_ITEM, .id = 1}, {.kind = NEED_CARRIERS, .id = 1}, {.kind = NEED_CARRIERS, .id = 1},
		{.kind = NEED_COUNTERS, .series = {"permit", 6}, .year = 2026}, {.kind = NEED_COUNTERS, .series = {"permit", 6}, .year = 2026},
		{.kind = NEED_COUNTERS, .series = {"permit", 6}, .year = 2025},
	};
	struct store *s = case_open();
	struct arena *a = arena_new(ROOM);
	struct facts facts = {0};

	(void)state;
	for (int i = 0; i < 2; i++) { /* what is there stays, and comes once */
		OK(store_facts(s, a, &policy, keys, 6, &facts));
		assert_int_equal(facts.carrier_n, 1);
		assert_int_equal(facts.carriers[0].id, 3);
		assert_int_equal(facts.item_n, 2);
		assert_non_null(facts_item(&facts, 2));
		assert_int_equal(facts.counter_n, 1);
		assert_int_equal(facts.counters[0].last, 4);
	}
	arena_free(&a);
	store_close(&s);
}

static void
f_a_case_is_bounded(void **state)
{
	struct store *s = memory_open();
	struct arena *a = arena_new(ROOM);
	struct buf sets = buf_on(a, 8000);
	struct need_key key = {.kind = NEED_ITEM, .id = CASE_ITEMS + 1};
	struct facts facts = {0};

	(void)state;
	line_commit(s, (struct line){.act = "found", .actor = "init"});
	buf_fmt(&sets, ",{\"e\":\"set\",\"item\":%d,\"field\":\"holds\",\"value\":[", CASE_ITEMS + 1);
	for (int i = 1; i <= CASE_ITEMS; i++) {
		item(s, i, "asset", "");
		buf_fmt(&sets, i == 1 ? "%d" : ",%d", i);
	}
	buf_fmt(&sets, "]}%c", 0);
	item(s, CASE_ITEMS + 1, "shelf", sets.p);
	assert_int_equal(store_facts(s, a, &policy, &key, 1, &facts), ERR_TOO_LARGE);
	arena_free(&a);
	store_close(&s);
}

static void
f_another_policy_is_told(void **state)
{
	static const struct policy none = {.registers = registers, .registers_n = 3};
	struct store *s = case_open();
	struct arena *a = arena_new(ROOM);
	struct need_key key = {.kind = NEED_MATTER, .id = 6};
	struct facts facts = {0};

	(void)state;
	assert_int_equal(store_facts(s, a, &none, &key, 1, &facts), ERR_CORRUPT);
	assert_null(facts.matter);
	arena_free(&a);
	store_close(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_a_matter_comes_with_its_steps_and_items),
		cmocka_unit_test(b_a_matter_comes_with_its_rounds_and_notices),
		cmocka_unit_test(b_what_is_not_there_is_not_there),
		cmocka_unit_test(b_carriers_are_those_that_work_something_out),
		cmocka_unit_test(f_a_case_is_bounded),
		cmocka_unit_test(f_another_policy_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
