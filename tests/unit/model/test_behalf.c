/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 代行入力: entered by one, done by another. And what a station may: one procedure, nobody's act. */
#include "people.h"

#define PAPER ",\"_paper\":{\"number\":\"紙第5号\",\"date\":\"2026-05-30\"}"

static bool
submit_for(struct world *w, const char *who, const char *for_whom, const char *more)
{
	return world_act(w, who,
	    "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"take-out\",\"behalf\":\"%s\",\"body\":{\"things\":[12],"
	    "\"purpose\":\"x\",\"place\":\"y\",\"until\":\"2026-06-05\"%s}}",
	    for_whom, more);
}

static bool
decide_for(struct world *w, const char *who, const char *for_whom, int64_t m, const char *more)
{
	return world_act(w, who,
	    "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"permit\",\"outcome\":\"permit\",\"seen\":%lld,"
	    "\"behalf\":\"%s\",\"body\":{\"note\":\"x\"%s}}",
	    (long long)m, (long long)matters_find(w, m)->last, for_whom, more);
}

static void
b_on_paper_it_is_done(void **state)
{
	struct world *w = hall_new();
	const struct effect *e;

	(void)state;
	world_does(w, submit_for(w, "201", "303", PAPER));
	assert_true(str_eq(w->v.behalf, STR("303")));
	assert_true(str_eq(w->v.post, STR("fukushi-staff")));
	e = effect_of(&w->v, EFFECT_OPEN, 0);
	assert_true(str_eq(e->person, STR("303")));
	assert_true(str_eq(e->section, STR("fukushi")));
	e = effect_of(&w->v, EFFECT_PAPER, 0);
	assert_true(str_eq(e->from, STR("2026-05-30")));
	assert_true(str_eq(e->ref, STR("_paper/number")));
	assert_int_equal(e->matter, w->v.matter);
	assert_int_equal(effects_of(&w->v, EFFECT_NOTICE), 0);
	world_free(w);
}

static void
b_without_paper_his_word_is_asked(void **state)
{
	struct world *w = hall_new();
	const struct effect *e;

	(void)state;
	world_does(w, submit_for(w, "201", "303", ""));
	assert_int_equal(effects_of(&w->v, EFFECT_PAPER), 0);
	e = effect_of(&w->v, EFFECT_NOTICE, 0);
	assert_true(str_eq(e->kind, STR("behalf")));
	assert_true(str_eq(e->person, STR("303")));
	assert_int_equal(e->step.n, 0);
	/* without a log-in he could not be asked */
	w->town.persons[person_index(&w->town, "303")].login = STR("");
	world_refuses(w, submit_for(w, "201", "303", ""), ERR_REFUSED, "ログインできない");
	world_free(w);
}

static void
b_for_whom_and_by_whom(void **state)
{
	struct world *w = hall_new();

	(void)state;
	w->keep_still = true;
	/* a role of a section enters for its own people only */
	world_does(w, submit_for(w, "302", "303", PAPER));
	world_refuses(w, submit_for(w, "302", "402", PAPER), ERR_REFUSED, "代行入力");
	world_refuses(w, submit_for(w, "303", "302", PAPER), ERR_REFUSED, "代行入力");
	world_refuses(w, submit_for(w, "201", "201", PAPER), ERR_REFUSED, "自分の代わりに");
	world_refuses(w, submit_for(w, "201", "999", PAPER), ERR_REFUSED, "「999」は");
	w->town.persons[person_index(&w->town, "303")].until = w->now.day - 1;
	world_refuses(w, submit_for(w, "201", "303", PAPER), ERR_REFUSED, "在職していません");
	world_free(w);
}

static void
b_the_paper_is_whole(void **state)
{
	static const struct {
		const char *more, *words;
	} t[] = {
	    {",\"_paper\":{\"number\":\"5\"}", "_paper/date"},
	    {",\"_paper\":{\"date\":\"2026-05-30\"}", "_paper/number"},
	    {",\"_paper\":{\"number\":\" \",\"date\":\"2026-05-30\"}", "_paper/number"},
	    {",\"_paper\":{\"number\":\"5\",\"date\":\"2026-06-02\"}", "今日以前"},
	    {",\"_paper\":{\"number\":\"5\",\"date\":\"2026-02-30\"}", "実際にある日付"},
	    {",\"_paper\":{\"number\":\"5\",\"date\":\"2026-05-30\",\"x\":\"\"}", "という項目はありません"},
	    {",\"_paper\":5", "書き方が違います"},
	    {",\"_close\":true", "という項目はありません"},
	};
	struct world *w = hall_new();

	(void)state;
	w->keep_still = true;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		world_refuses(w, submit_for(w, "201", "303", t[i].more), ERR_MALFORMED, t[i].words);
	/* nobody has a paper of his own act */
	world_refuses(w,
	    world_act(w, "303",
	        "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"take-out\",\"body\":{\"things\":[12],"
	        "\"purpose\":\"x\",\"place\":\"y\",\"until\":\"2026-06-05\"" PAPER "}}"),
	    ERR_MALFORMED, "代行入力か、紙からの引継ぎ");
	world_free(w);
}

static void
b_a_decision_needs_its_paper(void **state)
{
	struct world *w = hall_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");
	const struct opened *o;

	(void)state;
	world_refuses(w, decide_for(w, "201", "301", m, ""), ERR_REFUSED, "決定した紙");
	/* who could not decide it himself cannot by another's hand */
	world_refuses(w, decide_for(w, "201", "401", m, PAPER), ERR_REFUSED, "福田課長");
	world_does(w, decide_for(w, "201", "301", m, PAPER));
	assert_int_equal(effects_of(&w->v, EFFECT_PAPER), 1);
	assert_true(str_eq(w->v.behalf, STR("301")));
	assert_true(str_eq(w->v.post, STR("fukushi-head")));
	o = world_row(w, m, "permit");
	assert_int_equal(o->state, STEP_PERMITTED);
	world_free(w);
}

static void
b_nobody_decides_his_own_by_anothers_name(void **state)
{
	struct world *w = hall_new();
	int64_t m = world_take_out(w, "201", "[12]", "[]");

	(void)state;
	/* 山田's own matter goes up to 副島; 山田 may enter for everybody, but not this */
	world_refuses(w, decide_for(w, "201", "101", m, PAPER), ERR_REFUSED, "自分の申請");
	m = world_take_out(w, "202", "[13]", "[2]");
	w->keep_still = true;
	/* nor what he reports on: the person that the step excepts */
	matters_find(w, m)->form[2] = (struct value){.kind = VALUE_STR, .s = STR("201")};
	w->pol->procedures[policy_procedure(w->pol, STR("take-out"))].steps[0].except = 2;
	world_refuses(w, decide_for(w, "201", "101", m, PAPER), ERR_REFUSED, "自分の申請");
	world_free(w);
}

static void
b_an_outsider_may_only_be_submitted_for(void **state)
{
	struct world *w = hall_new();
	const struct effect *e;
	int64_t m;

	(void)state;
	(void)person_put(w, "v1", "業者太郎", PERSON_OUTSIDER);
	world_refuses(w, submit_for(w, "201", "v1", ""), ERR_REFUSED, "ログインできない");
	world_does(w, submit_for(w, "302", "v1", PAPER));
	e = effect_of(&w->v, EFFECT_OPEN, 0);
	assert_true(str_eq(e->person, STR("v1")));
	assert_true(str_eq(e->section, STR("fukushi"))); /* of who entered it */
	m = w->v.matter;
	world_refuses(w,
	    world_act(w, "201",
	        "{\"id\":\"b\",\"act\":\"do\",\"matter\":%lld,\"step\":\"leave\",\"seen\":%lld,\"behalf\":\"v1\","
	        "\"body\":{\"scanned\":\"clean\"" PAPER "}}",
	        (long long)m, (long long)matters_find(w, m)->last),
	    ERR_REFUSED, "申請だけ");
	/* what he would do himself falls to whoever decided it: he has no log-in */
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	world_does(w, world_do(w, "301", m, "do", "leave", "{\"scanned\":\"clean\"}"));
	world_free(w);
}

static void
b_outsiders_do_nothing_themselves(void **state)
{
	struct world *w = hall_new();

	(void)state;
	(void)person_put(w, "v1", "業者太郎", PERSON_OUTSIDER);
	town_put_holding(&w->town, "v1", "fukushi-head", false);
	town_index(w->a, &w->town);
	assert_false(town_holds(&w->town, w->pol, town_person(&w->town, STR("v1")),
	    policy_role(w->pol, STR("officer")), STR("fukushi"), w->now.day, NULL));
	world_refuses(w,
	    world_act(w, "v1",
	        "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"take-out\",\"body\":{\"things\":[12]}}"),
	    ERR_REFUSED, "誰の操作か");
	world_free(w);
}

/* --- stations -------------------------------------------------------------------------------- */

static bool
station(struct world *w, const char *who, const char *body)
{
	return world_act(w, who, "{\"id\":\"s\",\"act\":\"station\",\"body\":%s}", body);
}

static struct procedure *
door_book(struct world *w)
{
	struct procedure *p = &w->pol->procedures[policy_procedure(w->pol, STR("lend"))];

	p->station = true;
	return p;
}

static void
b_a_station_begins_and_ends(void **state)
{
	struct world *w = hall_new();
	const struct effect *e;
	struct person *p;

	(void)state;
	w->keep_still = true;
	world_refuses(w,
	    station(w, "201",
	        "{\"station\":\"genkan\",\"label\":\"玄関\",\"procedure\":\"lend\",\"section\":\"soumu\"}"),
	    ERR_MALFORMED, "始められる手続ではありません");
	(void)door_book(w);
	world_does(w,
	    station(w, "201",
	        "{\"station\":\"genkan\",\"label\":\"玄関\",\"procedure\":\"lend\",\"section\":\"soumu\"}"));
	e = effect_of(&w->v, EFFECT_PERSON, 0);
	assert_true(str_eq(e->person, STR("@genkan")));
	assert_int_equal(e->flag, PERSON_STATION);
	assert_true(str_eq(e->procedure, STR("lend")));
	assert_true(str_eq(e->section, STR("soumu")));
	assert_true(str_eq(e->from, STR("2026-06-01")));
	assert_true(str_eq(e->ref, STR("label")));
	assert_int_equal(w->v.effects.n, 1);
	world_refuses(w, station(w, "301", "{\"station\":\"x\",\"label\":\"x\",\"procedure\":\"lend\"}"),
	    ERR_REFUSED, "システム管理者");
	world_refuses(w, station(w, "201", "{\"station\":\"@x\",\"label\":\"x\",\"procedure\":\"lend\"}"),
	    ERR_MALFORMED, "番号（id）");
	world_refuses(
	    w, station(w, "201", "{\"station\":\"x\",\"procedure\":\"lend\"}"), ERR_MALFORMED, "label");
	world_refuses(w,
	    station(
	        w, "201", "{\"station\":\"x\",\"label\":\"x\",\"procedure\":\"lend\",\"section\":\"none\"}"),
	    ERR_MALFORMED, "課等「none」");
	world_refuses(w, station(w, "201", "{\"station\":\"genkan\",\"until\":\"2026-06-01\"}"), ERR_REFUSED,
	    "登録されていません");
	p = person_put(w, "@genkan", "玄関", PERSON_STATION);
	p->procedure = STR("lend");
	p->from = w->now.day - 30;
	world_does(w, station(w, "201", "{\"station\":\"genkan\",\"until\":\"2026-05-31\"}"));
	e = effect_of(&w->v, EFFECT_PERSON, 0);
	assert_true(str_eq(e->from, STR("2026-05-02")));
	assert_true(str_eq(e->until, STR("2026-05-31")));
	assert_int_equal(e->ref.n, 0);
	world_refuses(w, station(w, "201", "{\"station\":\"genkan\",\"until\":\"2026-05-30\"}"), ERR_REFUSED,
	    "さかのぼって");
	world_free(w);
}

static void
b_a_station_does_its_procedure_and_nothing_else(void **state)
{
	struct world *w = hall_new();
	struct procedure *p = door_book(w);
	struct person *st;

	(void)state;
	st = person_put(w, "@genkan", "玄関", PERSON_STATION);
	st->procedure = p->id;
	st->section = STR("soumu");
	w->keep_still = true;
	world_refuses(w,
	    world_act(w, "@genkan",
	        "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"take-out\",\"body\":{\"things\":[12]}}"),
	    ERR_REFUSED, "決められた手続の記録だけ");
	world_refuses(w, world_act(w, "@genkan", "{\"id\":\"a\",\"act\":\"absent\",\"body\":{}}"),
	    ERR_REFUSED, "決められた手続の記録だけ");
	world_refuses(w,
	    world_act(
	        w, "@genkan", "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"lend\",\"behalf\":\"303\"}"),
	    ERR_REFUSED, "決められた手続の記録だけ");
	/* the policy says so of the procedure, not only of the station */
	p->station = false;
	world_refuses(w, world_act(w, "@genkan", "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"lend\"}"),
	    ERR_REFUSED, "決められた手続の記録だけ");
	st->until = w->now.day - 1;
	p->station = true;
	world_refuses(w, world_act(w, "@genkan", "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"lend\"}"),
	    ERR_REFUSED, "今は登録されていません");
	world_free(w);
}

/* --- one-time codes ------------------------------------------------------------------------------ */

static bool
codes(struct world *w, const char *who, const char *persons)
{
	return world_act(w, who, "{\"id\":\"k\",\"act\":\"code\",\"body\":{\"persons\":%s}}", persons);
}

static void
b_codes_are_asked_for_by_leaders_and_administrators(void **state)
{
	struct world *w = hall_new();

	(void)state;
	w->keep_still = true;
	world_does(w, codes(w, "201", "[\"303\",\"402\",\"100\"]"));
	assert_int_equal(w->v.effects.n, 0);
	world_does(w, codes(w, "301", "[\"302\",\"303\"]"));
	world_refuses(w, codes(w, "301", "[\"303\",\"402\"]"), ERR_REFUSED, "コードの発行");
	world_refuses(w, codes(w, "303", "[\"302\"]"), ERR_REFUSED, "コードの発行");
	world_refuses(w, codes(w, "201", "[\"303\",\"201\"]"), ERR_REFUSED, "自分のコード");
	world_refuses(w, codes(w, "201", "[\"303\",\"303\"]"), ERR_MALFORMED, "二度");
	world_refuses(w, codes(w, "201", "[\"999\"]"), ERR_MALFORMED, "職員「999」");
	world_refuses(w, codes(w, "201", "[5]"), ERR_MALFORMED, "職員");
	world_refuses(w, codes(w, "201", "[]"), ERR_MALFORMED, "1人から");
	(void)person_put(w, "v1", "業者太郎", PERSON_OUTSIDER);
	world_refuses(w, codes(w, "201", "[\"v1\"]"), ERR_REFUSED, "ログイン名がありません");
	w->town.persons[person_index(&w->town, "402")].until = w->now.day - 1;
	world_refuses(w, codes(w, "201", "[\"402\"]"), ERR_REFUSED, "在職していません");
	(void)person_put(w, "@genkan", "玄関", PERSON_STATION);
	world_does(w, codes(w, "201", "[\"@genkan\"]"));
	world_refuses(w, codes(w, "301", "[\"@genkan\"]"), ERR_REFUSED, "据置端末の登録");
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_on_paper_it_is_done),
	    cmocka_unit_test(b_without_paper_his_word_is_asked),
	    cmocka_unit_test(b_for_whom_and_by_whom),
	    cmocka_unit_test(b_the_paper_is_whole),
	    cmocka_unit_test(b_a_decision_needs_its_paper),
	    cmocka_unit_test(b_nobody_decides_his_own_by_anothers_name),
	    cmocka_unit_test(b_an_outsider_may_only_be_submitted_for),
	    cmocka_unit_test(b_outsiders_do_nothing_themselves),
	    cmocka_unit_test(b_a_station_begins_and_ends),
	    cmocka_unit_test(b_a_station_does_its_procedure_and_nothing_else),
	    cmocka_unit_test(b_codes_are_asked_for_by_leaders_and_administrators),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
