/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 不在, 代決 and 後閲, 引上げ, and the top's own matters, through whole acts. */
#include "people.h"

/* 2026-06-01 is today. */
static bool
absent(struct world *w, const char *who, const char *person, const char *from, const char *until)
{
	return world_act(w, who,
	    "{\"id\":\"x\",\"act\":\"absent\",\"body\":{\"person\":\"%s\",\"from\":\"%s\",\"until\":\"%s\","
	    "\"reason\":\"出張\"}}",
	    person, from, until);
}

static void
says(struct world *w, bool allowed, const char *kind, const char *from, const char *until)
{
	const struct effect *e;

	world_does(w, allowed);
	e = effect_of(&w->v, EFFECT_ABSENT, 0);
	assert_non_null(e);
	assert_int_equal(w->v.effects.n, 1);
	assert_true(str_eq(e->kind, str_of(kind)));
	assert_true(str_eq(e->from, str_of(from)));
	assert_true(str_eq(e->until, str_of(until)));
	assert_true(str_eq(e->ref, STR("reason")));
}

/* --- who may say that somebody is away --------------------------------------------------- */

static void
b_by_himself_his_leader_or_who_stands_in(void **state)
{
	struct world *w = hall_new();

	(void)state;
	w->keep_still = true;
	says(w, absent(w, "301", "301", "2026-06-01", "令和8年6月3日"), "self", "2026-06-01", "2026-06-03");
	says(w, absent(w, "303", "303", "2026-07-01", "2026-07-01"), "self", "2026-07-01", "2026-07-01");
	says(w, absent(w, "301", "303", "2026-06-10", "2026-06-12"), "leader", "2026-06-10", "2026-06-12");
	says(w, absent(w, "302", "301", "2026-06-01", "2026-06-03"), "deputy", "2026-06-01", "2026-06-03");
	says(w, absent(w, "202", "301", "2026-06-01", "2026-06-03"), "deputy", "2026-06-01", "2026-06-03");
	/* who stands in says it when it is so */
	world_refuses(
	    w, absent(w, "302", "301", "2026-06-02", "2026-06-03"), ERR_REFUSED, "今日からの不在だけ");
	world_refuses(w, absent(w, "303", "301", "2026-06-01", "2026-06-03"), ERR_REFUSED, "登録できるのは");
	world_refuses(w, absent(w, "401", "303", "2026-06-10", "2026-06-12"), ERR_REFUSED, "登録できるのは");
	world_refuses(w, absent(w, "301", "999", "2026-06-10", "2026-06-12"), ERR_MALFORMED, "職員「999」");
	world_free(w);
}

static void
b_which_days(void **state)
{
	struct world *w = hall_new();

	(void)state;
	w->keep_still = true;
	world_refuses(
	    w, absent(w, "301", "301", "2026-05-31", "2026-06-03"), ERR_REFUSED, "より前の日の不在");
	world_refuses(w, absent(w, "301", "301", "2026-06-03", "2026-06-01"), ERR_MALFORMED, "始まりより前");
	world_refuses(
	    w, absent(w, "301", "301", "2026-06-03", "2026-06-02"), ERR_REFUSED, "登録されていません");
	world_refuses(
	    w, absent(w, "301", "301", "2026-06-31", "2026-07-02"), ERR_MALFORMED, "実際にある日付");
	world_refuses(w,
	    world_act(w, "301",
	        "{\"id\":\"x\",\"act\":\"absent\",\"body\":{\"person\":\"301\",\"from\":\"2026-06-03\",\"until\":"
	        "\"2026-06-03\"}}"),
	    ERR_MALFORMED, "空か");
	away_put(w, "301", 4, 9, "self"); /* 5 to 10 June */
	world_refuses(w, absent(w, "301", "301", "2026-06-01", "2026-06-05"), ERR_REFUSED,
	    "令和8年6月5日から令和8年6月10日まで");
	world_refuses(w, absent(w, "301", "301", "2026-06-10", "2026-06-20"), ERR_REFUSED, "重なります");
	says(w, absent(w, "301", "301", "2026-06-01", "2026-06-04"), "self", "2026-06-01", "2026-06-04");
	says(w, absent(w, "301", "301", "2026-06-05", "2026-06-20"), "self", "2026-06-05", "2026-06-20");
	/* taken back before it began; then its days are free again */
	says(w, absent(w, "301", "301", "2026-06-05", "2026-06-04"), "self", "2026-06-05", "2026-06-04");
	w->town.absences[0].until = w->town.absences[0].from - 1;
	says(w, absent(w, "301", "301", "2026-06-01", "2026-06-20"), "self", "2026-06-01", "2026-06-20");
	/* he leaves before it begins */
	w->town.persons[person_index(&w->town, "301")].until = w->now.day + 20;
	world_refuses(
	    w, absent(w, "301", "301", "2026-07-01", "2026-07-02"), ERR_REFUSED, "在職していません");
	world_free(w);
}

static void
b_back_early_changes_no_day_that_has_passed(void **state)
{
	struct world *w = hall_new();

	(void)state;
	w->keep_still = true;
	away_put(w, "301", -5, 5, "leader"); /* 27 May to 6 June */
	says(w, absent(w, "301", "301", "2026-05-27", "2026-05-31"), "self", "2026-05-27", "2026-05-31");
	says(w, absent(w, "301", "301", "2026-05-27", "2026-06-20"), "self", "2026-05-27", "2026-06-20");
	world_refuses(
	    w, absent(w, "301", "301", "2026-05-27", "2026-05-30"), ERR_REFUSED, "昨日にしてください");
	world_refuses(
	    w, absent(w, "301", "301", "2026-05-27", "2026-05-26"), ERR_REFUSED, "より前の日の不在");
	world_refuses(w, absent(w, "301", "301", "2026-05-27", "2026-06-06"), ERR_REFUSED, "変わるものが");
	/* who stands in does not unsay what others said */
	world_refuses(
	    w, absent(w, "302", "301", "2026-05-27", "2026-05-31"), ERR_REFUSED, "今日からの不在だけ");
	/* what ended long ago is over */
	w->town.absences[0].until = w->now.day - 3;
	world_refuses(
	    w, absent(w, "301", "301", "2026-05-27", "2026-06-06"), ERR_REFUSED, "より前の日の不在");
	world_free(w);
}

/* --- 代決 --------------------------------------------------------------------------------------- */

static void
b_the_first_rank_that_is_there_stands_in(void **state)
{
	struct world *w = hall_new();
	const struct effect *e;
	int64_t m;

	(void)state;
	m = world_take_out(w, "303", "[12]", "[]");
	world_refuses(w, world_decide(w, "302", m, "permit", "permit"), ERR_REFUSED, "福田課長");
	away_put(w, "301", 0, 3, "self");
	/* 総務課員 is of the second rank: the first is there */
	world_refuses(w, world_decide(w, "202", m, "permit", "permit"), ERR_REFUSED, "福島担当");
	away_put(w, "302", 0, 0, "self");
	w->keep_still = true;
	world_does(w, world_decide(w, "202", m, "permit", "permit"));
	w->keep_still = false;
	/* a deputy of a deputy is nobody: 福井職員 stands in for nobody */
	world_refuses(w, world_decide(w, "303", m, "permit", "permit"), ERR_REFUSED, "自分の申請");
	w->town.absences[1].until = w->now.day - 1; /* 302 is back */
	world_does(w, world_decide(w, "302", m, "permit", "permit"));
	e = effect_of(&w->v, EFFECT_STAMP, 0);
	assert_true(str_eq(e->kind, STR("deputy")));
	assert_true(str_eq(w->v.post, STR("fukushi-leader")));
	assert_int_equal(effects_of(&w->v, EFFECT_NOTICE), 1);
	e = effect_of(&w->v, EFFECT_NOTICE, 0);
	assert_true(str_eq(e->kind, STR("deputy")));
	assert_true(str_eq(e->person, STR("301")));
	assert_true(str_eq(e->step, STR("permit")));
	world_free(w);
}

static void
b_vacancy_is_not_absence(void **state)
{
	struct world *w = hall_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	w->town.persons[person_index(&w->town, "301")].until = w->now.day - 1;
	w->keep_still = true;
	world_refuses(w, world_decide(w, "302", m, "permit", "permit"), ERR_REFUSED, "副島次郎");
	world_does(w, world_decide(w, "101", m, "permit", "permit"));
	assert_int_equal(effects_of(&w->v, EFFECT_NOTICE), 0);
	world_free(w);
}

static void
b_who_is_away_may_still_decide_himself(void **state)
{
	struct world *w = hall_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	away_put(w, "301", 0, 3, "self");
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	assert_int_equal(effect_of(&w->v, EFFECT_STAMP, 0)->kind.n, 0);
	assert_int_equal(effects_of(&w->v, EFFECT_NOTICE), 0);
	world_free(w);
}

static void
b_a_step_may_allow_no_deputies(void **state)
{
	struct world *w = hall_new();
	int p = policy_procedure(w->pol, STR("take-out"));
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	away_put(w, "301", 0, 3, "self");
	w->pol->procedures[p].steps[0].deputy = false;
	world_refuses(w, world_decide(w, "302", m, "permit", "permit"), ERR_REFUSED, "福田課長");
	/* or a setting says it */
	w->pol->settings[w->pol->settings_n - 1].otherwise = STR("yes");
	w->pol->procedures[p].steps[0].deputy_setting = (int)w->pol->settings_n - 1;
	world_does(w, world_decide(w, "302", m, "permit", "permit"));
	world_free(w);
}

static void
b_everyone_away_is_said(void **state)
{
	struct world *w = hall_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");
	struct str why;

	(void)state;
	why = judge_held_by_nobody(
	    w->a, w->pol, &w->town, world_last(w), world_row(w, m, "permit"), w->now.day);
	assert_int_equal(why.n, 0);
	away_put(w, "301", 0, 3, "self");
	away_put(w, "302", 0, 1, "self");
	away_put(w, "202", -2, 0, "self");
	why = judge_held_by_nobody(
	    w->a, w->pol, &w->town, world_last(w), world_row(w, m, "permit"), w->now.day);
	assert_true(str_find(why, STR("福田課長さんは令和8年6月4日まで")) != SIZE_MAX);
	assert_true(str_find(why, STR("代決できる人もいません")) != SIZE_MAX);
	/* the next day somebody is there again */
	why = judge_held_by_nobody(
	    w->a, w->pol, &w->town, world_last(w), world_row(w, m, "permit"), w->now.day + 1);
	assert_int_equal(why.n, 0);
	world_free(w);
}

/* --- 後閲 ------------------------------------------------------------------------------------------ */

static bool
review(struct world *w, const char *who, int64_t m)
{
	return world_act(w, who,
	    "{\"id\":\"r\",\"act\":\"review\",\"matter\":%lld,\"seen\":%lld,\"body\":{\"note\":\"確認\"}}",
	    (long long)m, (long long)matters_find(w, m)->last);
}

static void
b_review_closes_what_is_his(void **state)
{
	struct world *w = hall_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");
	const struct effect *e;

	(void)state;
	away_put(w, "301", 0, 3, "self");
	world_does(w, world_decide(w, "302", m, "permit", "permit"));
	world_refuses(w, review(w, "302", m), ERR_REFUSED, "待っているものはありません");
	world_does(w, review(w, "301", m));
	assert_int_equal(w->v.effects.n, 1);
	e = effect_of(&w->v, EFFECT_SEEN, 0);
	assert_true(str_eq(e->kind, STR("deputy")));
	assert_true(str_eq(e->person, STR("301")));
	assert_true(str_eq(e->step, STR("permit")));
	world_refuses(w, review(w, "301", m), ERR_REFUSED, "待っているものはありません");
	world_free(w);
}

/* --- 引上げ ------------------------------------------------------------------------------------------- */

static bool
raise(struct world *w, const char *who, int64_t m, const char *reason)
{
	return world_act(w, who,
	    "{\"id\":\"r\",\"act\":\"raise\",\"matter\":%lld,\"step\":\"permit\",\"seen\":%lld,\"body\":{\"reason\":"
	    "\"%s\"}}",
	    (long long)m, (long long)matters_find(w, m)->last, reason);
}

static void
b_raised_by_who_is_next_above(void **state)
{
	struct world *w = hall_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");
	const struct effect *e;

	(void)state;
	world_refuses(w, world_decide(w, "101", m, "permit", "permit"), ERR_REFUSED, "福田課長");
	world_refuses(w, raise(w, "101", m, ""), ERR_MALFORMED, "理由");
	world_refuses(w, raise(w, "301", m, "急ぎ"), ERR_REFUSED, "そのままできます");
	world_refuses(w, raise(w, "100", m, "急ぎ"), ERR_REFUSED, "すぐ上の役割");
	world_refuses(w, raise(w, "401", m, "急ぎ"), ERR_REFUSED, "すぐ上の役割");
	world_does(w, raise(w, "101", m, "急ぎ"));
	e = effect_of(&w->v, EFFECT_RAISE, 0);
	assert_true(str_eq(e->role, STR("ciso")));
	assert_true(str_eq(e->section, STR("fukushi")));
	e = effect_of(&w->v, EFFECT_NOTICE, 0);
	assert_true(str_eq(e->kind, STR("raised")));
	assert_true(str_eq(e->role, STR("officer")));
	assert_true(str_eq(e->section, STR("fukushi")));
	world_refuses(w, raise(w, "100", m, "急ぎ"), ERR_REFUSED, "すでに「統括責任者」");
	/* the head may still; so may he who took it */
	w->keep_still = true;
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	w->keep_still = false;
	world_does(w, world_decide(w, "101", m, "permit", "permit"));
	assert_true(str_eq(w->v.post, STR("deputy")));
	world_refuses(w, raise(w, "101", m, "急ぎ"), ERR_REFUSED, "誰の番でも");
	world_does(w, review(w, "301", m));
	world_free(w);
}

static void
b_his_own_matter_cannot_be_raised(void **state)
{
	struct world *w = hall_new();
	int64_t m;

	(void)state;
	town_put_holding(&w->town, "101", "fukushi-staff", true);
	town_index(w->a, &w->town);
	world_does(
	    w, world_act(w, "101",
	           "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"take-out\",\"post\":\"fukushi-staff\","
	           "\"body\":{\"things\":[12],\"purpose\":\"x\",\"place\":\"y\",\"until\":\"2026-06-05\"}}"));
	m = w->v.matter;
	world_refuses(w, raise(w, "101", m, "急ぎ"), ERR_REFUSED, "すぐ上の役割");
	world_free(w);
}

/* --- the top ----------------------------------------------------------------------------------------------- */

static void
b_the_mayors_own_matter_is_decided_on_record(void **state)
{
	struct world *w = hall_new();
	const struct effect *e;
	int64_t m = world_take_out(w, "100", "[12]", "[]");

	(void)state;
	/* 町長部局 has no head: up to the deputy mayor, whose chain it would be anyway */
	world_refuses(w, world_decide(w, "201", m, "permit", "permit"), ERR_REFUSED, "副島次郎");
	w->town.persons[person_index(&w->town, "101")].until = w->now.day - 1;
	/* the deputy mayor's post is vacant too: it is the mayor's own, and nobody is there to decide it */
	world_refuses(w, world_decide(w, "100", m, "permit", "permit"), ERR_REFUSED, "自分の申請");
	assert_true(str_find(judge_held_by_nobody(w->a, w->pol, &w->town, world_last(w),
	                         world_row(w, m, "permit"), w->now.day),
	                STR("この案件を自分では決められない人")) != SIZE_MAX);
	/* the auditors' role decides it on record */
	role_named(w, "mayor")->own_by = policy_role(w->pol, STR("sysadmin"));
	world_does(w, world_decide(w, "201", m, "permit", "permit"));
	e = effect_of(&w->v, EFFECT_NOTICE, 0);
	assert_true(str_eq(e->kind, STR("own")));
	assert_true(str_eq(e->role, STR("sysadmin")));
	assert_int_equal(e->section.n, 0);
	world_free(w);
}

static void
b_sole_administrators_own_matter_goes_up(void **state)
{
	struct world *w = hall_new();
	int64_t m = world_take_out(w, "201", "[12]", "[]");

	(void)state;
	world_refuses(w, world_decide(w, "201", m, "permit", "permit"), ERR_REFUSED, "自分の申請");
	world_does(w, world_decide(w, "101", m, "permit", "permit"));
	assert_int_equal(effects_of(&w->v, EFFECT_NOTICE), 0);
	world_free(w);
}

static void
b_the_reporter_is_the_accuseds_head(void **state)
{
	struct world *w = hall_new();
	int p = policy_procedure(w->pol, STR("take-out"));
	struct procedure *proc = &w->pol->procedures[p];
	struct matter m = {.id = 1, .procedure = p, .applicant = STR("301"), .section = STR("fukushi")};
	struct opened o = {.section = STR("fukushi"), .raised = NONE};
	const struct person *out[4];

	(void)state;
	/* 福田課長 reports on 副島: neither decides */
	m.form = arena_array(w->a, proc->form_n, sizeof *m.form);
	proc->steps[0].except = 2;
	m.form[2] = (struct value){.kind = VALUE_STR, .s = STR("101")};
	assert_int_equal(judge_entitled_all(w->pol, &w->town, &m, &o, w->now.day, out, 4), 1);
	assert_true(str_eq(out[0]->id, STR("100")));
	/* the head who reports on somebody of his own section does not decide his own report */
	m.form[2].s = STR("303");
	assert_int_equal(judge_entitled_all(w->pol, &w->town, &m, &o, w->now.day, out, 4), 1);
	assert_true(str_eq(out[0]->id, STR("101")));
	/* somebody reports on the head: the head does not decide about himself */
	m.applicant = STR("303");
	m.form[2].s = STR("301");
	assert_int_equal(judge_entitled_all(w->pol, &w->town, &m, &o, w->now.day, out, 4), 1);
	assert_true(str_eq(out[0]->id, STR("101")));
	/* and while he is away nobody stands in for him there: he could not either */
	away_put(w, "301", 0, 3, "self");
	assert_int_equal(judge_entitled_all(w->pol, &w->town, &m, &o, w->now.day, out, 4), 1);
	assert_true(str_eq(out[0]->id, STR("101")));
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_by_himself_his_leader_or_who_stands_in),
	    cmocka_unit_test(b_which_days),
	    cmocka_unit_test(b_back_early_changes_no_day_that_has_passed),
	    cmocka_unit_test(b_the_first_rank_that_is_there_stands_in),
	    cmocka_unit_test(b_vacancy_is_not_absence),
	    cmocka_unit_test(b_who_is_away_may_still_decide_himself),
	    cmocka_unit_test(b_a_step_may_allow_no_deputies),
	    cmocka_unit_test(b_everyone_away_is_said),
	    cmocka_unit_test(b_review_closes_what_is_his),
	    cmocka_unit_test(b_raised_by_who_is_next_above),
	    cmocka_unit_test(b_his_own_matter_cannot_be_raised),
	    cmocka_unit_test(b_the_mayors_own_matter_is_decided_on_record),
	    cmocka_unit_test(b_sole_administrators_own_matter_goes_up),
	    cmocka_unit_test(b_the_reporter_is_the_accuseds_head),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
