/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The demo's story can be told on whatever day somebody makes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/demo.h"
#include "cli/demo_staff.h"
#include "cli/policy_folder.h"

struct count {
	size_t matters, late, waiting;
};

static void
count_line(void *arg, struct str table, struct str line)
{
	struct count *c = arg;

	c->matters += str_eq(table, STR("matter"));
	c->waiting += str_eq(table, STR("step")) && str_find(line, STR("t:soumu\tt:open")) != SIZE_MAX &&
	              (str_find(line, STR("t:officer")) != SIZE_MAX ||
	                  str_find(line, STR("t:information-owner")) != SIZE_MAX);
}

static void
tell(const char *today)
{
	struct arena *a = arena_new(1024u << 20);
	struct why why = {.arena = a};
	struct founding f = {.origin = STR("test/1"),
	    .name = DEMO_TOWN,
	    .kind = TOWN_DEMO,
	    .admin_id = STR("setup"),
	    .admin_login = STR("setup"),
	    .admin_name = STR("設置者")};
	struct policy_folder policy;
	struct count count = {0, 0, 0};
	struct store *store;
	struct stage stage;
	day d;

	assert_true(day_parse_iso(str_of(today), &d));
	assert_int_equal(policy_folder_load(a, STR("policy/taishi"), &policy, stderr, &why), ERR_OK);
	f.files = policy.files;
	f.file_n = policy.n;
	assert_int_equal(store_open("", STORE_MEMORY, &store, &why), ERR_OK);
	assert_int_equal(stage_init(&stage, store, &f, day_begin(demo_first_day(d)), &why), ERR_OK);
	if (demo_tell(a, &stage, day_begin(d) + 4 * 3600, &why) != ERR_OK)
		fail_msg("%s: %.*s", today, STR_ARG(why.text));
	assert_int_equal(engine_town(stage.engine)->kind, TOWN_DEMO);
	assert_int_equal(store_dump(store, count_line, &count), ERR_OK);
	if (count.matters < 280 || count.waiting < 20)
		fail_msg("%s: %zu matters, %zu lines wait for the head of 総務課", today, count.matters,
		    count.waiting);
	stage_fini(&stage);
	store_close(&store);
	arena_free(&a);
}

static void
c_on_any_day_of_the_year(void **state)
{
	(void)state;
	tell("2026-11-24");
	tell("2027-01-04"); /* after six closed days */
	tell("2027-03-31");
	tell("2027-04-01");
	tell("2027-05-06");
	tell("2031-08-17"); /* beyond the table of closed days */
}

static void
b_the_staff_is_always_the_same(void **state)
{
	struct arena *a = arena_new(16 << 20);
	struct demo_staff *one = demo_staff_new(a), *two = demo_staff_new(a);

	(void)state;
	assert_int_equal(one->person_n, 280);
	assert_true(str_eq(one->csv, two->csv));
	for (int i = 0; i < one->person_n; i++)
		for (int k = 0; k < i; k++)
			assert_false(str_eq(one->persons[i].name, one->persons[k].name));
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_the_staff_is_always_the_same),
	    cmocka_unit_test(c_on_any_day_of_the_year),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
