/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The ways a matter can take: reports and their addressees, steps beside each other, refusals that end nothing, books of rows. */
#include "fixture.h"

#define LOSS "{\"kind\":\"loss\",\"what\":\"USBがない\"}"

static struct procedure *
procedure_of(struct world *w, const char *id)
{
	return &w->pol->procedures[policy_procedure(w->pol, str_of(id))];
}

static size_t
waiting(struct world *w, int64_t m)
{
	const struct matter *of = matters_find(w, m);
	size_t n = 0;

	for (size_t i = 0; i < of->opened_n; i++)
		n += of->opened[i].state == STEP_OPEN;
	return n;
}

/* --- reports ---------------------------------------------------------------------------- */

static void
b_a_report_is_pressed_and_confirmed(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "303", "incident", LOSS);
	const struct effect *e;

	(void)state;
	assert_true(ticked(&w->v, "3-8-ア")); /* the procedure's own, by starting it */
	assert_int_equal(waiting(w, m), 1);
	assert_null(world_row(w, m, "tell-sysadmin")); /* nobody is addressed before it is pressed */
	world_refuses(w, world_do(w, "201", m, "do", "tell", "{}"), ERR_REFUSED, "福祉課長");
	world_refuses(
	    w, world_do(w, "201", m, "do", "tell-sysadmin", "{}"), ERR_REFUSED, "まだ始まっていません");
	world_does(w, world_do(w, "301", m, "do", "tell", "{}"));
	assert_true(ticked(&w->v, "3-8-イ"));
	/* at once: both addressees, the copy, and the way goes on beside them */
	assert_int_equal(world_row(w, m, "tell-sysadmin")->state, STEP_OPEN);
	assert_int_equal(world_row(w, m, "tell-checker")->state, STEP_OPEN);
	assert_int_equal(world_row(w, m, "needed")->state, STEP_OPEN);
	e = effect_of(&w->v, EFFECT_NOTICE, 0);
	assert_int_equal(effects_of(&w->v, EFFECT_NOTICE), 1);
	assert_true(
	    str_eq(e->kind, STR("copy")) && str_eq(e->role, STR("ciso")) && str_eq(e->step, STR("tell")));
	assert_int_equal(e->section.n, 0);
	assert_true(str_eq(effect_of(&w->v, EFFECT_STEP, 1)->section,
	    STR("fukushi"))); /* a role of the applicant's section */
	world_refuses(w, world_do(w, "202", m, "do", "tell-sysadmin", "{}"), ERR_REFUSED, "総務課長");
	world_does(w, world_do(w, "302", m, "do", "tell-checker", "{}"));
	assert_int_equal(world_row(w, m, "tell-checker")->state, STEP_DONE);
	assert_int_equal(effects_of(&w->v, EFFECT_STEP), 0);
	world_free(w);
}

static void
b_the_end_waits_for_the_addressees(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "303", "incident", LOSS);

	(void)state;
	world_does(w, world_do(w, "301", m, "do", "tell", "{}"));
	world_does(w, world_decide(w, "301", m, "needed", "refuse"));
	world_does(w, world_do(w, "301", m, "do", "line", "{\"_close\":true}"));
	world_does(w, world_do(w, "301", m, "do", "cause", "{\"why\":\"置き忘れ\"}"));
	/* nothing is left of the way but who has to have received it */
	assert_int_equal(matters_find(w, m)->state, MATTER_OPEN);
	assert_int_equal(waiting(w, m), 2);
	world_does(w, world_do(w, "201", m, "do", "tell-sysadmin", "{}"));
	assert_int_equal(matters_find(w, m)->state, MATTER_OPEN);
	world_does(w, world_do(w, "301", m, "do", "tell-checker", "{}"));
	assert_int_equal(matters_find(w, m)->state, MATTER_DONE);
	world_free(w);
}

static void
f_the_involved_head_has_no_part(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "303", "incident", "{\"kind\":\"loss\",\"what\":\"x\",\"who\":\"301\"}");

	(void)state;
	world_refuses(
	    w, world_do(w, "301", m, "do", "tell", "{}"), ERR_REFUSED, "「当事者」に書かれている人");
	world_refuses(w, world_do(w, "303", m, "do", "tell", "{}"), ERR_REFUSED, "副町長（副島次郎）");
	world_does(w, world_do(w, "101", m, "do", "tell", "{}"));
	/* nor does he receive it: somebody else of that role does */
	world_refuses(w, world_do(w, "301", m, "do", "tell-checker", "{}"), ERR_REFUSED, "「当事者」に");
	world_does(w, world_do(w, "302", m, "do", "tell-checker", "{}"));
	world_free(w);
}

/* --- refusals that end nothing ------------------------------------------------------------ */

static void
b_a_refusal_goes_on(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "303", "incident", LOSS);

	(void)state;
	world_does(w, world_do(w, "301", m, "do", "tell", "{}"));
	world_refuses(w,
	    world_act(w, "301",
	        "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"needed\",\"outcome\":\"refuse\",\"seen\":%lld}",
	        (long long)m, (long long)matters_find(w, m)->last),
	    ERR_MALFORMED, "理由");
	world_does(w, world_decide(w, "301", m, "needed", "refuse"));
	assert_true(str_eq(w->v.say, STR("「報告の要否」を「報告しない」と決めました。手続は続きます。")));
	assert_int_equal(matters_find(w, m)->state, MATTER_OPEN);
	assert_int_equal(world_row(w, m, "needed")->state, STEP_REFUSED);
	assert_true(str_eq(world_row(w, m, "needed")->note, STR("理由")));
	assert_non_null(world_row(w, m, "line"));
	/* what was not wanted is not asked for later */
	world_does(w, world_do(w, "301", m, "do", "line", "{\"_close\":true}"));
	world_does(w, world_do(w, "301", m, "do", "cause", "{\"why\":\"x\"}"));
	assert_null(world_row(w, m, "close"));
	world_free(w);
}

static void
b_what_was_permitted_is_asked_for(void **state)
{
	static const char *const yes[] = {"permit", "conditional"};
	struct world *w = world_new();

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		int64_t m = world_submit(w, "303", "incident", LOSS);

		world_does(w, world_do(w, "301", m, "do", "tell", "{}"));
		world_does(w, world_decide(w, "301", m, "needed", yes[i]));
		assert_true(str_find(w->v.say, STR("「報告する」と決めました。")) != SIZE_MAX);
		world_does(w, world_do(w, "301", m, "do", "cause", "{\"why\":\"x\"}"));
		assert_null(world_row(w, m, "close")); /* its neighbour is still open */
		world_does(w, world_do(w, "301", m, "do", "line", "{\"_close\":true}"));
		assert_int_equal(world_row(w, m, "close")->state, STEP_OPEN);
		/* a matter that goes on over a refusal still ends with one that does not */
		world_does(w, world_decide(w, "101", m, "close", "refuse"));
		assert_int_equal(matters_find(w, m)->state, MATTER_REFUSED);
	}
	world_free(w);
}

/* A no that ends nothing says no to its own question only; a yes does not answer it either. */
static void
b_other_questions_stay_open(void **state)
{
	struct world *w = world_new();
	struct procedure *p = procedure_of(w, "take-out");
	int64_t m;

	(void)state;
	p->steps[0].goes_on = true;
	m = world_take_out(w, "303", "[10]", "[]"); /* of his own section: both decisions are his */
	world_does(w, world_decide(w, "301", m, "owner-permit", "permit"));
	assert_int_equal(world_row(w, m, "permit")->state, STEP_OPEN);
	world_does(w, world_decide(w, "301", m, "permit", "refuse"));
	assert_int_equal(world_row(w, m, "permit")->state, STEP_REFUSED);
	assert_int_equal(world_row(w, m, "owner-permit")->state, STEP_PERMITTED);
	assert_int_equal(matters_find(w, m)->state, MATTER_OPEN);
	assert_int_equal(matters_find(w, m)->until, day_of_ymd(2026, 6, 5)); /* something was permitted */
	world_free(w);
}

static void
b_nothing_but_refusals_is_no_permit(void **state)
{
	struct world *w = world_new();
	struct procedure *p = procedure_of(w, "lend");
	int64_t m;

	(void)state;
	p->steps[0].goes_on = true;
	m = world_submit(w, "303", "lend", "{\"things\":[12],\"why\":\"x\",\"until\":\"2026-06-05\"}");
	world_does(w, world_decide(w, "301", m, "permit", "refuse"));
	assert_int_equal(matters_find(w, m)->until, DAY_NONE);
	assert_int_equal(matters_find(w, m)->number.n, 0);
	assert_int_equal(item_field(w, items_find(w, 12), "holder")->kind, VALUE_EMPTY);
	assert_int_equal(world_row(w, m, "fetch")->state, STEP_OPEN);
	world_free(w);
}

/* --- steps beside each other --------------------------------------------------------------- */

static void
b_beside(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "303", "incident", LOSS);

	(void)state;
	world_does(w, world_do(w, "301", m, "do", "tell", "{}"));
	assert_null(world_row(w, m, "cause"));
	world_does(w, world_decide(w, "301", m, "needed", "permit"));
	assert_int_equal(world_row(w, m, "line")->state, STEP_OPEN);
	assert_int_equal(world_row(w, m, "cause")->state, STEP_OPEN);
	world_free(w);
}

/* --- books of rows ---------------------------------------------------------------------------- */

#define ROW "{\"at\":\"2026-06-01T09:%02d\",\"done\":\"%d番目\"%s}"

static bool
row(struct world *w, const char *who, int64_t m, int n, const char *more)
{
	return world_do(w, who, m, "do", "line", arena_fmt(w->a, ROW, n % 60, n, more).p);
}

static int64_t
book(struct world *w)
{
	int64_t m = world_submit(w, "303", "incident", LOSS);

	world_does(w, world_do(w, "301", m, "do", "tell", "{}"));
	world_does(w, world_decide(w, "301", m, "needed", "refuse"));
	return m;
}

static void
b_rows_are_added_until_closed(void **state)
{
	struct world *w = world_new();
	int64_t m = book(w);
	const struct effect *e;

	(void)state;
	for (int i = 1; i <= 3; i++) {
		world_does(w, row(w, "301", m, i, ""));
		assert_int_equal(effects_of(&w->v, EFFECT_ROW), 2);
		e = effect_of(&w->v, EFFECT_ROW, 1);
		assert_int_equal(e->n, i);
		assert_true(str_eq(e->field, STR("done")) && str_eq(e->ref, STR("done")));
		assert_int_equal(effects_of(&w->v, EFFECT_STAMP), 0);
		assert_int_equal(world_row(w, m, "line")->rows, i);
		assert_int_equal(world_row(w, m, "line")->state, STEP_OPEN);
	}
	world_refuses(w, row(w, "303", m, 4, ""), ERR_REFUSED, "福祉課長");
	world_refuses(w, world_do(w, "301", m, "do", "line", "{}"), ERR_MALFORMED, "日時");
	world_refuses(w, world_do(w, "301", m, "do", "line", "{\"done\":\"x\"}"), ERR_MALFORMED, "日時");
	world_refuses(w, row(w, "301", m, 4, ",\"_close\":1"), ERR_MALFORMED, "_close");
	world_refuses(w, world_do(w, "301", m, "do", "cause", "{\"why\":\"x\",\"_close\":true}"),
	    ERR_MALFORMED, "_close");
	/* the last row and the end in one; or without _close, one more */
	world_does(w, row(w, "301", m, 4, ",\"_close\":false"));
	world_does(w, row(w, "301", m, 5, ",\"_close\":true"));
	assert_int_equal(effects_of(&w->v, EFFECT_ROW), 2);
	assert_true(str_eq(effect_of(&w->v, EFFECT_STAMP, 0)->outcome, STR("done")));
	world_refuses(w, row(w, "301", m, 6, ""), ERR_REFUSED, "すでに済ませています");
	world_free(w);
}

static void
b_no_more_than_two_hundred(void **state)
{
	struct world *w = world_new();
	int64_t m = book(w);

	(void)state;
	for (int i = 1; i <= 200; i++)
		world_does(w, row(w, "301", m, i, ""));
	world_refuses(w, row(w, "301", m, 201, ""), ERR_REFUSED, "200行まで");
	world_refuses(w, row(w, "301", m, 201, ",\"_close\":true"), ERR_REFUSED, "200行まで");
	world_does(w, world_do(w, "301", m, "do", "line", "{\"_close\":true}"));
	assert_int_equal(effects_of(&w->v, EFFECT_ROW), 0);
	assert_int_equal(world_row(w, m, "line")->state, STEP_DONE);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_a_report_is_pressed_and_confirmed),
	    cmocka_unit_test(b_the_end_waits_for_the_addressees),
	    cmocka_unit_test(f_the_involved_head_has_no_part),
	    cmocka_unit_test(b_a_refusal_goes_on),
	    cmocka_unit_test(b_what_was_permitted_is_asked_for),
	    cmocka_unit_test(b_other_questions_stay_open),
	    cmocka_unit_test(b_nothing_but_refusals_is_no_permit),
	    cmocka_unit_test(b_beside),
	    cmocka_unit_test(b_rows_are_added_until_closed),
	    cmocka_unit_test(b_no_more_than_two_hundred),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
