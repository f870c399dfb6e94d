/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From list to list: only what changes is in the act, and judge takes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/policy_folder.h"
#include "roster/staff_plan.h"
#include "cli/stage.h"

#define HEADER "職員番号,氏名,ログイン名,所属コード,所属名,所属記号,職名,兼務\n"
#define FIRST                                                                                                \
	HEADER "1,架空 一郎,ichiro,soumu,総務課,総,課長,本務\n"                                  \
	       "2,見本 花子,hanako,soumu,総務課,総,主事,本務\n"                                  \
	       "3,例示 三郎,saburo,zeimu,税務課,税,主任,本務\n"                                  \
	       ",,,zeimu,税務課,税,課長,\n"

struct town_test {
	struct arena *arena;
	struct store *store;
	struct stage stage;
	struct policy_folder policy;
	struct why why;
};

static int64_t
at(const char *iso)
{
	day d;

	assert_true(day_parse_iso(str_of(iso), &d));
	return day_begin(d) + 9 * 3600;
}

static int
town_setup(void **state)
{
	struct arena *a = arena_new(512 << 20);
	struct town_test *t = ARENA_NEW(a, struct town_test);
	struct founding f = {.origin = STR("test/1"),
	    .name = STR("試験町"),
	    .kind = TOWN_TEST,
	    .admin_id = STR("setup"),
	    .admin_login = STR("setup"),
	    .admin_name = STR("設置者")};

	t->arena = t->why.arena = a;
	assert_int_equal(policy_folder_load(a, STR("policy/taishi"), &t->policy, stderr, &t->why), ERR_OK);
	f.files = t->policy.files;
	f.file_n = t->policy.n;
	assert_int_equal(store_open("", STORE_MEMORY, &t->store, &t->why), ERR_OK);
	assert_int_equal(stage_init(&t->stage, t->store, &f, at("2026-04-01"), &t->why), ERR_OK);
	*state = t;
	return 0;
}

static int
town_teardown(void **state)
{
	struct town_test *t = *state;
	struct arena *a = t->arena;

	stage_fini(&t->stage);
	store_close(&t->store);
	arena_free(&a);
	return 0;
}

static struct staff_plan
plan(struct town_test *t, const char *csv, const char *effective)
{
	struct staff s;
	struct staff_plan p;
	day d;

	assert_true(day_parse_iso(str_of(effective), &d));
	staff_read(t->arena, STR("list"), str_of(csv), &s);
	assert_int_equal(s.fault_all, 0);
	staff_check(&s, engine_policy(t->stage.engine), engine_town(t->stage.engine));
	assert_int_equal(s.fault_all, 0);
	assert_int_equal(
	    staff_plan_make(t->arena, &s, t->policy.policy, engine_town(t->stage.engine), d, &p, &t->why),
	    ERR_OK);
	return p;
}

static void
import(struct town_test *t, const char *csv, const char *effective)
{
	struct staff_plan p = plan(t, csv, effective);
	struct reply r;

	assert_int_equal(store_begin(t->store), ERR_OK);
	stage_act(&t->stage, STR("setup"),
	    arena_fmt(t->arena, "{\"act\":\"people\",\"body\":%.*s}", STR_ARG(p.body)), &r);
	if (r.err != ERR_OK)
		fail_msg("%.*s", STR_ARG(r.json));
	assert_int_equal(store_commit(t->store), ERR_OK);
}

static bool
says(const struct staff_plan *p, const char *line)
{
	return str_find(p->lines, str_of(line)) != SIZE_MAX;
}

static void
b_a_first_list_makes_everything(void **state)
{
	struct town_test *t = *state;
	struct staff_plan p = plan(t, FIRST, "2026-04-01");
	const struct town *town;

	assert_true(says(&p, "追加 課等 総務課(soumu)") && says(&p, "追加 職 総務課長\n") &&
	            says(&p, "追加 職 税務課長\n"));
	assert_int_equal(p.changes, 2 + 4 + 3 + 3);
	import(t, FIRST, "2026-04-01");
	town = engine_town(t->stage.engine);
	assert_int_equal(town->persons_n, 4);
	assert_int_equal(town->holdings_n, 3);
	assert_non_null(town_post(town, STR("zeimu-head"))); /* vacant, but there */
}

static void
b_the_same_list_again_changes_nothing(void **state)
{
	struct town_test *t = *state;

	import(t, FIRST, "2026-04-01");
	assert_int_equal(plan(t, FIRST, "2026-04-01").changes, 0);
	assert_int_equal(plan(t, FIRST, "2026-10-01").changes, 0);
}

static void
b_who_moves_and_who_leaves(void **state)
{
	static const char next[] = HEADER "1,架空 一郎,ichiro,zeimu,税務課,税,課長,本務\n"
	                                  "3,例示 三郎,saburo,zeimu,税務課,税,主任,本務\n"
	                                  "4,新任 四郎,shiro,soumu,総務課,総,課長,本務\n";
	struct town_test *t = *state;
	struct staff_plan p;
	const struct town *town;
	day last;

	import(t, FIRST, "2026-04-01");
	p = plan(t, next, "2026-07-01");
	assert_true(says(&p, "退職 職員 2 見本 花子") && says(&p, "追加 職員 4 新任 四郎"));
	assert_true(says(&p, "解除 本務 架空 一郎 総務課長") && says(&p, "発令 本務 架空 一郎 税務課長"));
	import(t, next, "2026-07-01");
	town = engine_town(t->stage.engine);
	assert_true(day_parse_iso(STR("2026-06-30"), &last));
	assert_true(person_in_office(town_person(town, STR("2")), last));
	assert_false(person_in_office(town_person(town, STR("2")), last + 1));
	assert_true(str_eq(town_main_post(town, town_person(town, STR("1")), last)->id, STR("soumu-head")));
	assert_true(
	    str_eq(town_main_post(town, town_person(town, STR("1")), last + 1)->id, STR("zeimu-head")));
	assert_int_equal(plan(t, next, "2026-07-01").changes, 0);
}

static void
b_a_log_in_of_the_town_is_not_given_twice(void **state)
{
	struct town_test *t = *state;
	struct staff s;

	import(t, FIRST, "2026-04-01");
	staff_read(t->arena, STR("list"), STR(HEADER "9,別人 九郎,hanako,soumu,総務課,総,主事,本務\n"), &s);
	staff_check(&s, engine_policy(t->stage.engine), engine_town(t->stage.engine));
	assert_int_equal(s.fault_all, 1);
	staff_read(t->arena, STR("list"), STR(HEADER "9,別人 九郎,setup,soumu,総務課,総,主事,本務\n"), &s);
	staff_check(&s, engine_policy(t->stage.engine), engine_town(t->stage.engine));
	assert_int_equal(s.fault_all, 1);
}

#define WIDE "職員番号,氏名,ログイン名,所属コード,所属名,所属記号,職名,兼務,機関,決裁者,カード番号,庁外,会社\n"

static void
b_organs_outsiders_cards_and_deciders(void **state)
{
	struct town_test *t = *state;
	const struct town *town;
	const struct person *p;
	struct staff_plan plain, wide;

	import(t,
	    WIDE "1,架空 一郎,ichiro,soumu,総務課,総,課長,本務,,,A1,,\n"
	         "2,見本 花子,hanako,gikai,議会事務局,議,主事,本務,議会,,,,\n"
	         "3,例示 三郎,,,,,監査委員,,,1,,,\n"
	         "v1,業者 太郎,,,,,,,,,B7,,保守社\n"
	         "v2,来訪 花,,,,,,,,,,庁外,\n",
	    "2026-04-01");
	town = engine_town(t->stage.engine);
	assert_true(str_eq(town_section(town, STR("gikai"))->organ, STR("council")));
	assert_int_equal(town_section(town, STR("soumu"))->organ.n, 0);
	p = town_person(town, STR("v1"));
	assert_int_equal(p->kind, PERSON_OUTSIDER);
	assert_true(p->login.n == 0 && str_eq(p->company, STR("保守社")) && str_eq(p->card, STR("B7")));
	assert_int_equal(town_person(town, STR("v2"))->kind, PERSON_OUTSIDER);
	p = town_person(town, STR("3"));
	assert_true(str_eq(p->decider, STR("1")) && p->kind == PERSON_STAFF);
	/* he belongs to no section */
	assert_int_equal(town_main_post(town, p, day_of_ymd(2026, 4, 1))->section.n, 0);
	assert_true(str_eq(town_person(town, STR("1"))->card, STR("A1")));
	/* a list without the columns leaves all that alone, and the outsiders where they are */
	plain = plan(t,
	    HEADER "1,架空 一郎,ichiro,soumu,総務課,総,課長,本務\n"
	           "2,見本 花子,hanako,gikai,議会事務局,議,主任,本務\n",
	    "2026-05-01");
	assert_false(says(&plain, "業者") || says(&plain, "変更 課等") || says(&plain, "架空"));
	assert_true(says(&plain, "退職 職員 3 例示 三郎"));
	/* with them it tells of outsiders too */
	wide = plan(t,
	    WIDE "1,架空 一郎,ichiro,soumu,総務課,総,課長,本務,,,A2,,\n"
	         "2,見本 花子,hanako,gikai,議会事務局,議,主事,本務,議会,,,,\n"
	         "3,例示 三郎,,,,,監査委員,,,1,,,\n"
	         "v1,業者 太郎,,,,,,,,,B7,,保守社\n",
	    "2026-05-01");
	assert_int_equal(wide.changes, 2);
	assert_true(says(&wide, "変更 職員 1 架空 一郎") && says(&wide, "退職 庁外の人 v2 来訪 花"));
}

int
main(void)
{
#define TOWN(test) cmocka_unit_test_setup_teardown(test, town_setup, town_teardown)
	const struct CMUnitTest tests[] = {
	    TOWN(b_a_first_list_makes_everything),
	    TOWN(b_the_same_list_again_changes_nothing),
	    TOWN(b_organs_outsiders_cards_and_deciders),
	    TOWN(b_who_moves_and_who_leaves),
	    TOWN(b_a_log_in_of_the_town_is_not_given_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
