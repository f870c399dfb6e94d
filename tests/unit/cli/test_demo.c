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
	const struct policy *policy;
	size_t matters, late, waiting, unseen, away;
	struct hash lines; /* of everything, in order */
};

/* The n-th column of a dumped line. */
static struct str
column(struct str line, size_t n)
{
	struct str part = {NULL, 0};

	for (size_t i = 0; i <= n; i++)
		if (!str_cut(&line, '\t', &part))
			return STR("");
	return part;
}

static bool
is(struct str line, size_t n, const char *what)
{
	return str_eq(column(line, n), str_of(what));
}

/* Some person's errand, not a round that the clock begins for everybody. */
static bool
is_errand(const struct count *c, struct str line)
{
	int p = policy_procedure(c->policy, str_sub(column(line, 1), 2, column(line, 1).n));

	return c->policy->procedures[p].round_n == 0;
}

static void
count_line(void *arg, struct str table, struct str line)
{
	struct count *c = arg;
	struct hasher *h = hasher_new();

	hasher_add(h, (struct str){(const char *)c->lines.b, sizeof c->lines.b});
	hasher_add(h, table);
	hasher_add(h, line);
	c->lines = hasher_end(&h);
	c->matters += str_eq(table, STR("matter")) && is_errand(c, line);
	c->away += str_eq(table, STR("absence"));
	c->unseen += str_eq(table, STR("notice")) && is(line, 2, "t:deputy") && is(line, 7, "i:0");
	if (!str_eq(table, STR("step")) || !is(line, 5, "t:open"))
		return;
	c->late += is(line, 11, "i:1");
	c->waiting += is(line, 4, "t:soumu") && (is(line, 3, "t:officer") || is(line, 3, "t:information-owner"));
}

static struct count
tell(const char *today, int matters)
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
	struct count count = {0};
	struct store *store;
	struct stage stage;
	day d;

	assert_true(day_parse_iso(str_of(today), &d));
	assert_int_equal(policy_folder_load(a, STR("policy/taishi"), &policy, stderr, &why), ERR_OK);
	f.files = policy.files;
	f.file_n = policy.n;
	assert_int_equal(store_open("", STORE_MEMORY, &store, &why), ERR_OK);
	assert_int_equal(stage_init(&stage, store, &f, day_begin(demo_first_day(d)), &why), ERR_OK);
	if (demo_tell(a, &stage, day_begin(d) + 14 * 3600, matters, &why) != ERR_OK)
		fail_msg("%s: %.*s", today, STR_ARG(why.text));
	assert_int_equal(engine_town(stage.engine)->kind, TOWN_DEMO);
	count.policy = engine_policy(stage.engine);
	assert_int_equal(store_dump(store, count_line, &count), ERR_OK);
	stage_fini(&stage);
	store_close(&store);
	arena_free(&a);
	return count;
}

/* A small one has everything that there is to see. */
static void
tell_small(const char *today)
{
	struct count c = tell(today, DEMO_MATTERS_LEAST);

	if (c.waiting < 20 || c.late < 30 || c.unseen < 3 || c.away < 20)
		fail_msg("%s: %zu lines wait for the head of 総務課, %zu are late, %zu 後閲 are open, %zu absences",
		    today, c.waiting, c.late, c.unseen, c.away);
}

static void
c_on_any_day_of_the_year(void **state)
{
	(void)state;
	tell_small("2027-01-04"); /* after six closed days */
	tell_small("2027-03-31");
	tell_small("2027-04-01");
	tell_small("2027-05-06");
	tell_small("2031-08-17"); /* beyond the table of closed days, and a Sunday */
}

static void
d_as_large_as_it_says(void **state)
{
	struct count c = tell("2026-11-24", DEMO_MATTERS);

	(void)state;
	assert_in_range(c.matters, DEMO_MATTERS - 50, DEMO_MATTERS + 150);
	assert_true(c.late >= 30);
}

static void
e_the_same_on_the_same_day(void **state)
{
	struct count one = tell("2026-11-24", DEMO_MATTERS_LEAST), two = tell("2026-11-24", DEMO_MATTERS_LEAST);

	(void)state;
	assert_true(hash_eq(&one.lines, &two.lines));
}

static void
b_the_staff_is_always_the_same(void **state)
{
	struct arena *a = arena_new(16 << 20);
	struct demo_staff *one = demo_staff_new(a), *two = demo_staff_new(a);

	(void)state;
	assert_int_equal(one->person_n, 283);
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
	    cmocka_unit_test(d_as_large_as_it_says),
	    cmocka_unit_test(e_the_same_on_the_same_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
