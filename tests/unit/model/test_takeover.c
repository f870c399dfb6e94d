/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 引継ぎ: what stands on paper goes on here, and is not counted as decided here. */
#include "fixture.h"

#define PAPER "\"_paper\":{\"number\":\"福第12号\",\"date\":\"2026-04-10\"}"
#define OUT   "\"things\":[12],\"purpose\":\"会議\",\"place\":\"県庁\",\"until\":\"%s\""

static bool
take(struct world *w, const char *who, const char *behalf, const char *at, const char *body)
{
	return world_act(w, who,
	    "{\"id\":\"t\",\"act\":\"submit\",\"procedure\":\"take-out\",\"at\":\"%s\",\"behalf\":\"%s\",\"body\":{%s}}",
	    at, behalf, body);
}

static const char *
out(struct world *w, const char *until)
{
	return arena_fmt(w->a, PAPER "," OUT, until).p;
}

static void
b_outside_already(void **state)
{
	struct world *w = world_new();
	const struct effect *e;
	int64_t m;

	(void)state;
	/* the list of things was brought up to date before: it says so already */
	items_find(w, 12)->state = STR("outside");
	world_does(w, take(w, "201", "303", "return", out(w, "2026-05-29")));
	m = w->v.matter;
	e = effect_of(&w->v, EFFECT_OPEN, 0);
	assert_int_equal(e->flag, 1);
	assert_true(str_eq(e->person, STR("303")) && str_eq(e->section, STR("fukushi")));
	e = effect_of(&w->v, EFFECT_PAPER, 0);
	assert_true(str_eq(e->from, STR("2026-04-10")) && str_eq(e->ref, STR("_paper/number")));
	/* what was done on paper: steps that apply, what hangs on them, the permit; no duty, no number */
	assert_int_equal(world_row(w, m, "permit")->state, STEP_TAKEN);
	assert_int_equal(world_row(w, m, "leave")->state, STEP_TAKEN);
	assert_null(world_row(w, m, "owner-permit"));
	assert_int_equal(w->v.clauses.n, 0);
	assert_int_equal(effects_of(&w->v, EFFECT_NUMBER), 0);
	assert_int_equal(matters_find(w, m)->until, day_of_ymd(2026, 5, 29));
	assert_true(str_eq(item_field(w, items_find(w, 12), "holder")->s, STR("303")));
	assert_int_equal(items_find(w, 12)->busy, m);
	/* it goes on here, late from the first */
	assert_int_equal(world_row(w, m, "return")->state, STEP_OPEN);
	assert_int_equal(world_row(w, m, "return")->due, day_begin(day_of_ymd(2026, 5, 30)) - 1);
	world_does(w, world_do(w, "303", m, "do", "return", "{}"));
	world_does(w, world_do(w, "302", m, "confirm", "return", "{}"));
	assert_true(ticked(&w->v, "4-8-2")); /* that was done here */
	assert_int_equal(matters_find(w, m)->state, MATTER_DONE);
	assert_true(str_eq(items_find(w, 12)->state, STR("in-use")));
	world_free(w);
}

static void
b_before_the_decision(void **state)
{
	struct world *w = world_new();
	int64_t m;

	(void)state;
	/* applied for on paper, to be decided here: with its number and its duty */
	world_does(w, take(w, "201", "303", "permit", out(w, "2026-06-05")));
	m = w->v.matter;
	assert_int_equal(effects_of(&w->v, EFFECT_STAMP), 0);
	assert_int_equal(matters_find(w, m)->until, DAY_NONE);
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	assert_true(ticked(&w->v, "4-8-2"));
	assert_true(str_eq(matters_find(w, m)->number, STR("fukushi1")));
	/* the other neighbour only: the first has been decided on paper */
	items_find(w, 12)->busy = 0;
	world_does(w,
	    take(w, "201", "303", "owner-permit",
	        PAPER
	        ",\"info\":[2],\"things\":[12],\"purpose\":\"x\",\"place\":\"y\",\"until\":\"2026-06-05\""));
	m = w->v.matter;
	assert_int_equal(world_row(w, m, "permit")->state, STEP_TAKEN);
	assert_int_equal(world_row(w, m, "owner-permit")->state, STEP_OPEN);
	world_free(w);
}

static void
b_from_the_beginning_and_from_the_end(void **state)
{
	struct world *w = world_new();
	int64_t m;

	(void)state;
	world_does(w, take(w, "201", "303", "form", out(w, "2026-06-05")));
	m = w->v.matter;
	assert_int_equal(world_row(w, m, "permit")->state, STEP_OPEN);
	assert_true(matters_find(w, m)->taken);
	/* what is decided later is decided here: given back, and its past date is taken again */
	world_does(w, world_decide(w, "301", m, "permit", "return"));
	world_does(w, world_change(w, "303", m, arena_fmt(w->a, "{" OUT "}", "2026-05-20").p));
	/* a permit of this year with nothing left to do */
	world_does(w,
	    world_act(w, "201",
	        "{\"id\":\"t\",\"act\":\"submit\",\"procedure\":\"connect\",\"at\":\"done\",\"body\":{" PAPER
	        ",\"until\":\"2027-03-31\"}}"));
	m = w->v.matter;
	assert_int_equal(matters_find(w, m)->state, MATTER_DONE);
	assert_int_equal(matters_find(w, m)->until, day_of_ymd(2027, 3, 31));
	assert_int_equal(effects_of(&w->v, EFFECT_PAPER), 1);
	world_does(w, world_end(w, "101", m, "revoke"));
	world_free(w);
}

static void
b_an_incident_that_was_reported(void **state)
{
	struct world *w = world_new();
	int64_t m;

	(void)state;
	world_does(w,
	    world_act(w, "201",
	        "{\"id\":\"t\",\"act\":\"submit\",\"procedure\":\"incident\",\"behalf\":\"303\",\"at\":\"needed\",\"body\":{" PAPER
	        ",\"kind\":\"loss\",\"what\":\"x\"}}"));
	m = w->v.matter;
	assert_false(ticked(&w->v, "3-8-ア"));
	assert_int_equal(world_row(w, m, "tell")->state, STEP_TAKEN);
	assert_int_equal(world_row(w, m, "tell-sysadmin")->state, STEP_TAKEN);
	assert_int_equal(world_row(w, m, "needed")->state, STEP_OPEN);
	assert_int_equal(matters_find(w, m)->number.n, 0);
	/* reported, but not yet confirmed by everybody */
	world_does(w,
	    world_act(w, "201",
	        "{\"id\":\"t\",\"act\":\"submit\",\"procedure\":\"incident\",\"behalf\":\"303\",\"at\":\"tell-checker\",\"body\":{" PAPER
	        ",\"kind\":\"loss\",\"what\":\"x\"}}"));
	m = w->v.matter;
	assert_int_equal(world_row(w, m, "tell-sysadmin")->state, STEP_TAKEN);
	assert_int_equal(world_row(w, m, "tell-checker")->state, STEP_OPEN);
	/* taken over as permitted on paper: what depends on it is asked here */
	world_does(w,
	    world_act(w, "201",
	        "{\"id\":\"t\",\"act\":\"submit\",\"procedure\":\"incident\",\"behalf\":\"303\",\"at\":\"close\",\"body\":{" PAPER
	        ",\"kind\":\"loss\",\"what\":\"x\"}}"));
	assert_int_equal(world_row(w, w->v.matter, "close")->state, STEP_OPEN);
	world_free(w);
}

static void
f_who_may_and_with_what(void **state)
{
	struct world *w = world_new();

	(void)state;
	world_refuses(w, take(w, "303", "", "return", out(w, "2026-06-05")), ERR_REFUSED, "紙からの引継ぎ");
	world_refuses(
	    w, take(w, "302", "303", "return", out(w, "2026-06-05")), ERR_REFUSED, "紙からの引継ぎ");
	world_refuses(
	    w, take(w, "201", "303", "nowhere", out(w, "2026-06-05")), ERR_REFUSED, "という段階はありません");
	world_refuses(
	    w, take(w, "201", "", "return", arena_fmt(w->a, OUT, "2026-06-05").p), ERR_MALFORMED, "元の紙");
	world_refuses(w, take(w, "201", "303", "return", arena_fmt(w->a, OUT, "2026-06-05").p), ERR_MALFORMED,
	    "元の紙");
	world_refuses(w,
	    take(w, "201", "303", "return",
	        arena_fmt(w->a, "\"_paper\":{\"number\":\"x\",\"date\":\"2026-06-02\"}," OUT, "2026-06-05")
	            .p),
	    ERR_MALFORMED, "今日以前");
	items_find(w, 12)->busy = 77;
	world_refuses(w, take(w, "201", "303", "return", out(w, "2026-06-05")), ERR_REFUSED, "手続中です");
	items_find(w, 12)->busy = 0;
	/* a date that has passed is for what is taken over only */
	world_refuses(w,
	    world_act(w, "303",
	        "{\"id\":\"t\",\"act\":\"submit\",\"procedure\":\"take-out\",\"body\":{" OUT "}}",
	        "2026-05-29"),
	    ERR_MALFORMED, "今日（");
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_outside_already),
	    cmocka_unit_test(b_before_the_decision),
	    cmocka_unit_test(b_from_the_beginning_and_from_the_end),
	    cmocka_unit_test(b_an_incident_that_was_reported),
	    cmocka_unit_test(f_who_may_and_with_what),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
