/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A staff list judged against a town, and the town after it: nothing of the store is here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../policy/policy_files.h"
#include "model/judge.h"
#include "model/outlook.h"
#include "roster/staff_change.h"
#include "roster/staff_plan.h"

#define HEAD "職員番号,氏名,フリガナ,ログイン名,所属コード,所属名,所属記号,上位所属コード,職名,兼務,発令日,終了日\n"
#define MAYOR "0001,見本 町子,,mayor,exec,町長部局,,,町長,,,\n0002,例示 副一,,deputy,exec,町長部局,,,副町長,,,\n"
#define SOUMU "0101,架空 総一,カクウ,kacho-soumu,soumu,総務課,太総,exec,課長,,,\n"
#define FIRST                                                                                                \
	HEAD MAYOR SOUMU "0102,試行 書子,,staff01,soumu,総務課,太総,exec,主事,,,\n"                            \
	                 "0103,想定 主二,,staff02,soumu,総務課,太総,exec,主事,,,\n"                            \
	                 "0201,模擬 税一,,kacho-zeimu,zeimu,税務課,太税,exec,課長,,,\n"
/* 0103 leaves, 0201 moves up, 0102 takes his post beside his own, 0101 gets a reading, 0301 comes in April */
#define SECOND                                                                                               \
	HEAD MAYOR "0101,架空 総一,カクウ ソウイチ,kacho-soumu,soumu,総務課,太総,exec,課長,,,\n"               \
	           "0102,試行 書子,,staff01,soumu,総務課,太総,exec,主事,,,\n"                                  \
	           "0102,試行 書子,,staff01,zeimu,税務課,太税,exec,課長,兼務,,\n"                              \
	           "0201,模擬 税一,,kacho-zeimu,soumu,総務課,太総,exec,課長補佐,,,\n"                          \
	           "0301,雛形 健一,,staff03,zeimu,税務課,太税,exec,主事,,2027-05-01,\n"

struct world {
	struct arena *a;
	struct policy *pol;
	struct town town;
	struct person installer;
	struct now now;
};

static int
begin(void **state)
{
	struct arena *a = arena_new(256 << 20);
	struct world *w = ARENA_NEW(a, struct world);
	struct lint lint;
	struct policy_files files = {.n = 0};

	files_put_dir(a, &files, "policy/taishi");
	assert_int_equal(policy_load(a, files.f, files.n, &w->pol, &lint), ERR_OK);
	w->a = a;
	w->installer = (struct person){.id = STR("installer"),
	    .login = STR("setup"),
	    .name = STR("設置者"),
	    .from = day_of_ymd(2026, 11, 1),
	    .until = DAY_NEVER,
	    .kind = PERSON_INSTALLER};
	w->town = (struct town){.persons = &w->installer, .persons_n = 1};
	town_index(a, &w->town);
	w->now = (struct now){.day = day_of_ymd(2026, 11, 2)};
	w->now.time = day_begin(w->now.day) + 36000;
	*state = w;
	return 0;
}

static int
end(void **state)
{
	struct world *w = *state;
	struct arena *a = w->a;

	arena_free(&a);
	return 0;
}

/* How many changes the list makes; the town becomes what it is after them. */
static size_t
list_take(struct world *w, struct str csv, day effective)
{
	struct why why = {.arena = w->a};
	struct act act = {.kind = ACT_PEOPLE, .id = STR("p"), .seen = -1};
	struct facts facts = {.matter = NULL};
	struct staff staff;
	struct staff_plan plan;
	struct verdict verdict;
	struct json *body;
	struct town after;

	staff_read(w->a, STR("list"), csv, &staff);
	staff_check(&staff, w->pol, &w->town);
	assert_int_equal(staff.fault_all, 0);
	assert_int_equal(staff_plan_make(w->a, &staff, w->pol, &w->town, effective, &plan, &why), ERR_OK);
	if (plan.changes == 0)
		return 0;
	assert_int_equal(json_read(w->a, plan.body, ACT_MAX, &body, &why), ERR_OK);
	act.body = body;
	judge(w->a, w->pol, &w->town, &facts, &act, town_person(&w->town, STR("installer")), &w->now, &verdict);
	if (!verdict.allowed)
		fail_msg("%.*s", STR_ARG(verdict.why));
	outlook_make(w->a, &w->town, &verdict.effects, body, &after);
	w->town = after;
	return plan.changes;
}

static void
b_the_same_list_again_changes_nothing(void **state)
{
	struct world *w = *state;
	const struct post *head;

	assert_true(list_take(w, STR(FIRST), w->now.day) > 0);
	head = town_post(&w->town, STR("soumu-head"));
	assert_non_null(head);
	assert_true(str_eq(head->label, STR("総務課長")));
	assert_true(town_has_post(&w->town, town_person(&w->town, STR("0101")), head, w->now.day));
	assert_int_equal(list_take(w, STR(FIRST), w->now.day), 0);
	assert_true(list_take(w, STR(SECOND), day_of_ymd(2027, 4, 1)) > 0);
	assert_int_equal(list_take(w, STR(SECOND), day_of_ymd(2027, 4, 1)), 0);
	/* until then nothing is different */
	head = town_post(&w->town, STR("soumu-head"));
	assert_true(town_has_post(&w->town, town_person(&w->town, STR("0101")), head, day_of_ymd(2027, 3, 31)));
	assert_true(person_in_office(town_person(&w->town, STR("0103")), day_of_ymd(2027, 3, 31)));
	assert_false(person_in_office(town_person(&w->town, STR("0103")), day_of_ymd(2027, 4, 1)));
}

static enum staff_change_kind
kind_of(const struct staff_change *c, size_t n, struct str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(c[i].now->id, id))
			return c[i].kind;
	return STAFF_CHANGE_KINDS;
}

static void
b_everybody_is_told_apart(void **state)
{
	static const struct {
		const char *id;
		enum staff_change_kind kind;
	} wanted[] = {{"0001", STAFF_UNCHANGED}, {"0101", STAFF_RENAMED}, {"0102", STAFF_MOVED},
	    {"0103", STAFF_LEAVING}, {"0201", STAFF_MOVED}, {"0301", STAFF_NEW}, {"installer", STAFF_CHANGE_KINDS}};
	struct world *w = *state;
	day april = day_of_ymd(2027, 4, 1);
	const struct holding **h;
	struct staff_change *c;
	struct town before;
	size_t n;

	list_take(w, STR(FIRST), w->now.day);
	before = w->town;
	list_take(w, STR(SECOND), april);
	n = staff_changes(w->a, &before, &w->town, april, &c);
	assert_int_equal(n, 7);
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (kind_of(c, n, str_of(wanted[i].id)) != wanted[i].kind)
			fail_msg("%s is %d", wanted[i].id, (int)kind_of(c, n, str_of(wanted[i].id)));
	/* the main post first, and what ended before not at all */
	n = staff_holdings(w->a, &w->town, town_person(&w->town, STR("0102")), april, &h);
	assert_int_equal(n, 2);
	assert_false(h[0]->concurrent);
	assert_true(str_eq(w->town.posts[h[1]->post].id, STR("zeimu-head")));
	n = staff_holdings(w->a, &w->town, town_person(&w->town, STR("0201")), april, &h);
	assert_int_equal(n, 1);
	assert_true(str_eq(w->town.posts[h[0]->post].section, STR("soumu")));
	/* against itself nobody has changed */
	n = staff_changes(w->a, &w->town, &w->town, april, &c);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(c[i].kind, STAFF_UNCHANGED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(b_the_same_list_again_changes_nothing, begin, end),
	    cmocka_unit_test_setup_teardown(b_everybody_is_told_apart, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
