/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the clock does by itself: reminds, tells, lets somebody above do it, begins a matter. */
#include "fixture.h"
#include "model/clock.h"

#define LOSS "{\"kind\":\"loss\",\"what\":\"USBがない\"}"

static bool
late(struct world *w, int64_t m, const char *step, const char *section, const char *more)
{
	return world_act(w, NULL,
	    "{\"id\":\"l\",\"act\":\"late\",\"matter\":%lld,\"step\":\"%s\",\"body\":{\"section\":\"%s\"%s}}",
	    (long long)m, step, section, more);
}

/* The clock sends what a late row opens, as the gate does. */
static bool
open_by_clock(struct world *w, const struct act *act, struct str body)
{
	struct json *tree;
	struct act sent = *act;
	struct fetched *f;

	assert_int_equal(json_read(w->a, body, ACT_MAX, &tree, NULL), ERR_OK);
	sent.body = tree;
	f = world_facts(w, &sent);
	judge(w->a, w->pol, &w->town, &f->f, &sent, NULL, &w->now, &w->v);
	effects_check(w, &w->v.effects);
	if (w->v.allowed) {
		world_apply(w, &sent, NULL);
		w->now.seq++;
	}
	return w->v.allowed;
}

static int64_t
at(int mday, int hour, int minute)
{
	return day_begin(day_of_ymd(2026, 6, mday)) + hour * 3600 + minute * 60;
}

static void
clock_at(struct world *w, int64_t t)
{
	w->now.time = t;
	w->now.day = day_of_time(t);
}

/* --- reminders and what is late -------------------------------------------------------------- */

static void
b_reminds_once(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "303", "incident", LOSS);
	const struct effect *e;

	(void)state;
	/* no office hours are set: two hours from 10:00, one before */
	assert_int_equal(world_row(w, m, "tell")->due, at(1, 12, 0));
	assert_int_equal(world_row(w, m, "tell")->remind, at(1, 11, 0));
	clock_at(w, at(1, 10, 59));
	world_refuses(
	    w, late(w, m, "tell", "fukushi", ",\"remind\":true"), ERR_REFUSED, "前もって知らせる時では");
	clock_at(w, at(1, 11, 0));
	world_does(w, late(w, m, "tell", "fukushi", ",\"remind\":true"));
	e = effect_of(&w->v, EFFECT_LATE, 0);
	assert_int_equal(e->flag, 1);
	assert_true(str_eq(e->section, STR("fukushi")));
	assert_int_equal(effects_of(&w->v, EFFECT_NOTICE) + effects_of(&w->v, EFFECT_RAISE), 0);
	world_refuses(w, late(w, m, "tell", "fukushi", ",\"remind\":true"), ERR_REFUSED, "知らせてあります");
	world_refuses(w, late(w, m, "tell", "fukushi", ""), ERR_REFUSED, "まだ過ぎていません");
	clock_at(w, at(1, 12, 0));
	world_does(w, late(w, m, "tell", "fukushi", ""));
	world_refuses(w, late(w, m, "tell", "fukushi", ""), ERR_REFUSED, "記録済み");
	world_free(w);
}

static void
b_no_reminder_of_what_is_late(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "303", "incident", LOSS);

	(void)state;
	clock_at(w, at(1, 13, 0)); /* the house was down */
	world_does(w, late(w, m, "tell", "fukushi", ",\"down\":1"));
	world_refuses(w, late(w, m, "tell", "fukushi", ",\"remind\":true"), ERR_REFUSED, "前もって");
	world_free(w);
}

static void
b_tells_and_escalates(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "303", "incident", LOSS);
	const struct effect *e;

	(void)state;
	clock_at(w, at(1, 12, 0));
	world_refuses(w, world_do(w, "101", m, "do", "tell", "{}"), ERR_REFUSED, "福祉課長");
	world_does(w, late(w, m, "tell", "fukushi", ""));
	e = effect_of(&w->v, EFFECT_NOTICE, 0);
	assert_true(str_eq(e->kind, STR("late")) && str_eq(e->role, STR("officer")) &&
	            str_eq(e->section, STR("fukushi")));
	e = effect_of(&w->v, EFFECT_RAISE, 0);
	assert_true(str_eq(e->role, STR("ciso")) && str_eq(e->section, STR("fukushi")) &&
	            str_eq(e->step, STR("tell")));
	e = effect_of(&w->v, EFFECT_NOTICE, 1);
	assert_true(str_eq(e->kind, STR("late")) && str_eq(e->role, STR("ciso")));
	assert_int_equal(e->section.n, 0);
	/* whoever should have, still may; and now somebody above */
	w->keep_still = true;
	world_does(w, world_do(w, "301", m, "do", "tell", "{}"));
	w->keep_still = false;
	world_does(w, world_do(w, "101", m, "do", "tell", "{}"));
	world_free(w);
}

static void
b_late_of_what_others_own(void **state)
{
	struct world *w = world_new();
	struct procedure *p = &w->pol->procedures[policy_procedure(w->pol, STR("take-out"))];
	int64_t m;

	(void)state;
	/* the owners of what is carried are told */
	p->steps[4].due.late_inform = p->steps[1].by;
	m = world_take_out(w, "303", "[10,13]", "[]");
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	world_does(w, world_decide(w, "401", m, "owner-permit", "permit"));
	world_does(w, world_do(w, "303", m, "do", "encrypt", "{\"method\":\"x\"}"));
	world_does(w, world_do(w, "303", m, "do", "leave", "{\"scanned\":\"clean\"}"));
	clock_at(w, at(6, 0, 0));
	world_does(w, late(w, m, "return", "fukushi", ""));
	assert_int_equal(effects_of(&w->v, EFFECT_NOTICE), 2);
	assert_true(str_eq(effect_of(&w->v, EFFECT_NOTICE, 0)->section, STR("fukushi")));
	assert_true(str_eq(effect_of(&w->v, EFFECT_NOTICE, 1)->section, STR("zeimu")));
	world_free(w);
}

/* A clock that jumps ahead makes late what is due by it, once; when it is back nothing comes again. */
static void
b_ahead_and_back(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "303", "incident", LOSS);
	int64_t now = w->now.time;

	(void)state;
	clock_at(w, now + 24 * 3600);
	world_does(w, late(w, m, "tell", "fukushi", ""));
	clock_at(w, now + 60);
	world_refuses(w, late(w, m, "tell", "fukushi", ""), ERR_REFUSED, "まだ過ぎていません");
	clock_at(w, now + 24 * 3600 + 1);
	world_refuses(w, late(w, m, "tell", "fukushi", ""), ERR_REFUSED, "記録済み");
	world_refuses(w, late(w, m, "tell", "fukushi", ",\"remind\":true"), ERR_REFUSED, "前もって");
	world_free(w);
}

static void
f_only_the_clock(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "303", "incident", LOSS);

	(void)state;
	clock_at(w, at(2, 12, 0));
	world_refuses(w,
	    world_act(w, "101",
	        "{\"id\":\"l\",\"act\":\"late\",\"matter\":%lld,\"step\":\"tell\",\"body\":{\"section\":\"fukushi\"}}",
	        (long long)m),
	    ERR_REFUSED, "時計だけ");
	world_refuses(w,
	    world_act(w, "101",
	        "{\"id\":\"l\",\"act\":\"submit\",\"procedure\":\"incident\",\"body\":{\"_of\":1,\"_section\":\"zeimu\"}}"),
	    ERR_MALFORMED, "_of");
	world_refuses(w,
	    world_act(w, NULL,
	        "{\"id\":\"open-1\",\"act\":\"submit\",\"procedure\":\"incident\",\"body\":{\"_of\":1}}"),
	    ERR_REFUSED, "ログイン");
	world_free(w);
}

/* --- the matter that the clock begins --------------------------------------------------------------- */

/* Lent, fetched and not brought back by Friday: the row is late. */
static int64_t
overdue(struct world *w, const char *who, const char *things)
{
	int64_t m = world_submit(w, who, "lend",
	    arena_fmt(w->a, "{\"things\":%s,\"why\":\"x\",\"until\":\"2026-06-05\"}", things).p);

	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	world_does(w, world_do(w, who, m, "do", "fetch", "{}"));
	assert_int_equal(world_row(w, m, "bring")->remind, at(5, 0, 0) - 1);
	clock_at(w, at(6, 0, 0));
	world_does(w, late(w, m, "bring", "", ""));
	return m;
}

static int64_t
begun(struct world *w, int64_t of)
{
	struct act act;
	struct str body;

	assert_true(clock_carry(w->a, w->pol, matters_find(w, of), world_row(w, of, "bring"), &act, &body));
	world_does(w, open_by_clock(w, &act, body));
	return w->v.matter;
}

static void
b_carries(void **state)
{
	struct world *w = world_new();
	int64_t m = overdue(w, "303", "[11,12]");
	struct act act;
	struct str body;

	(void)state;
	assert_true(clock_carry(w->a, w->pol, matters_find(w, m), world_row(w, m, "bring"), &act, &body));
	assert_int_equal(act.kind, ACT_SUBMIT);
	assert_true(str_eq(act.procedure, STR("incident")));
	assert_true(str_eq(act.id, arena_fmt(w->a, "@open-%lld-bring-", (long long)m)));
	assert_true(str_eq(body,
	    arena_fmt(w->a,
	        "{\"_of\":%lld,\"_section\":\"fukushi\",\"kind\":\"loss\",\"things\":[11,12],\"until\":\"2026-06-05\"}",
	        (long long)m)));
	/* a row of the same matter that opens nothing */
	assert_false(clock_carry(w->a, w->pol, matters_find(w, m), world_row(w, m, "fetch"), &act, &body));
	world_free(w);
}

static void
b_begins_for_the_section_of_the_thing(void **state)
{
	struct world *w = world_new();
	int64_t of = overdue(w, "303", "[11]"), m; /* lent to 福祉, owned by 総務 */
	const struct matter *begins;
	const struct effect *e;

	(void)state;
	m = begun(w, of);
	begins = matters_find(w, m);
	assert_int_equal(effect_of(&w->v, EFFECT_OPEN, 0)->flag, 2);
	assert_int_equal(begins->of, of);
	assert_int_equal(begins->applicant.n, 0);
	assert_true(str_eq(begins->section, STR("soumu")));
	assert_true(str_eq(begins->number, STR("soumu1")));
	assert_false(ticked(&w->v, "3-8-ア")); /* nobody has reported yet */
	/* what it could not fill in is asked of the officer there, by the time of the first step */
	e = effect_of(&w->v, EFFECT_STEP, 0);
	assert_true(str_eq(e->step, STR("form")) && str_eq(e->role, STR("officer")) &&
	            str_eq(e->section, STR("soumu")));
	assert_int_equal(e->due, at(8, 2, 0)); /* two hours of the next open day */
	assert_int_equal(w->v.next[0].act, ACT_CHANGE);
	assert_true(str_eq(w->v.next[0].who[0]->id, STR("201")));
	assert_true(str_eq(w->v.next[0].label, STR("内容の記入")));
	/* the thing stays with the matter by which it is outside */
	assert_int_equal(items_find(w, 11)->busy, of);

	world_refuses(w, world_change(w, "301", m, LOSS), ERR_REFUSED, "総務課長");
	world_refuses(w, world_change(w, "303", m, LOSS), ERR_REFUSED, "総務課長");
	world_does(w, world_change(w, "201", m, "{\"kind\":\"loss\",\"what\":\"返らない\",\"things\":[11]}"));
	assert_true(ticked(&w->v, "3-8-ア"));
	assert_true(str_eq(effect_of(&w->v, EFFECT_STAMP, 0)->section, STR("soumu")));
	assert_int_equal(world_row(w, m, "tell")->due, at(8, 2, 0)); /* counted from its beginning */
	/* nobody applied: nobody can take it back */
	world_refuses(w, world_end(w, "201", m, "withdraw"), ERR_REFUSED, "取り下げられません");
	world_free(w);
}

static void
b_the_form_is_late_too(void **state)
{
	struct world *w = world_new();
	int64_t m = begun(w, overdue(w, "303", "[11]"));

	(void)state;
	clock_at(w, at(8, 1, 0));
	world_does(w, late(w, m, "form", "soumu", ",\"remind\":true"));
	clock_at(w, at(8, 2, 0));
	world_does(w, late(w, m, "form", "soumu", ""));
	assert_int_equal(effects_of(&w->v, EFFECT_NOTICE), 2);
	world_does(w, world_change(w, "101", m, LOSS)); /* escalated */
	world_free(w);
}

static void
b_with_a_whole_form_it_goes_its_way(void **state)
{
	struct world *w = world_new();
	struct procedure *p = &w->pol->procedures[policy_procedure(w->pol, STR("incident"))];
	int64_t m;

	(void)state;
	p->form[1].required = false;
	m = begun(w, overdue(w, "303", "[12]"));
	assert_null(world_row(w, m, "form"));
	assert_int_equal(world_row(w, m, "tell")->state, STEP_OPEN);
	world_does(w, world_do(w, "301", m, "do", "tell", "{}"));
	world_free(w);
}

static void
b_what_does_not_fit_stays_empty(void **state)
{
	struct world *w = world_new();
	int64_t of = overdue(w, "303", "[12]"), m;
	struct act act;
	struct str body;

	(void)state;
	assert_true(clock_carry(w->a, w->pol, matters_find(w, of), world_row(w, of, "bring"), &act, &body));
	items_find(w, 12)->state = STR("disposed"); /* it cannot take part in anything any more */
	world_does(w, open_by_clock(w, &act, body));
	m = w->v.matter;
	assert_int_equal(matters_find(w, m)->form[5].kind, VALUE_EMPTY);
	assert_true(
	    str_eq(matters_find(w, m)->section, STR("fukushi"))); /* then that of the matter it came of */
	/* a policy in force by then may have no such procedure, or nobody to ask */
	w->pol->procedures[policy_procedure(w->pol, STR("incident"))].form_by = NONE;
	act.id = STR("@open-2");
	assert_false(open_by_clock(w, &act, body));
	assert_int_equal(w->v.err, ERR_REFUSED);
	act.procedure = STR("gone");
	assert_false(open_by_clock(w, &act, body));
	assert_int_equal(w->v.err, ERR_NOT_FOUND);
	world_free(w);
}

/* What is overdue is still in the other matter's hands; that must not keep it from being reported. */
static void
b_of_a_thing_that_is_held(void **state)
{
	static const struct set lost = {.field = {"state", 5}, .from = VALUE_LITERAL, .literal = {"lost", 4}};
	struct world *w = world_new();
	struct procedure *p = &w->pol->procedures[policy_procedure(w->pol, STR("incident"))];
	struct then then = {.on = ON_REFUSED, .what = THEN_SET, .items = 5, .set_n = 1};
	struct set sets[] = {lost};
	int64_t of, m;

	(void)state;
	then.sets = sets;
	p->then = &then;
	p->then_n = 1;
	of = overdue(w, "303", "[12]");
	items_find(w, 12)->state = STR("in-use");
	m = begun(w, of);
	assert_int_equal(items_find(w, 12)->busy, of);
	world_does(w, world_change(w, "301", m, "{\"kind\":\"loss\",\"what\":\"x\",\"things\":[12]}"));
	assert_int_equal(items_find(w, 12)->busy, of);
	world_free(w);
}

static void
b_given_back_it_goes_to_whom_it_was_asked(void **state)
{
	struct world *w = world_new();
	struct procedure *p = &w->pol->procedures[policy_procedure(w->pol, STR("incident"))];
	struct step swap = p->steps[3];
	int64_t m = begun(w, overdue(w, "303", "[11]"));

	(void)state;
	/* the decision first */
	p->steps[3] = p->steps[0];
	p->steps[0] = swap;
	p->steps[3].called_by = NONE;
	world_does(w, world_change(w, "201", m, LOSS));
	world_does(w, world_decide(w, "201", m, "needed", "return"));
	assert_true(str_eq(effect_of(&w->v, EFFECT_STEP, 0)->role, STR("officer")));
	world_does(w, world_change(w, "201", m, LOSS));
	p->form_by = NONE;
	world_refuses(w, world_decide(w, "201", m, "needed", "return"), ERR_REFUSED, "出し直せる人がいない");
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_reminds_once),
	    cmocka_unit_test(b_no_reminder_of_what_is_late),
	    cmocka_unit_test(b_tells_and_escalates),
	    cmocka_unit_test(b_late_of_what_others_own),
	    cmocka_unit_test(b_ahead_and_back),
	    cmocka_unit_test(f_only_the_clock),
	    cmocka_unit_test(b_carries),
	    cmocka_unit_test(b_begins_for_the_section_of_the_thing),
	    cmocka_unit_test(b_the_form_is_late_too),
	    cmocka_unit_test(b_with_a_whole_form_it_goes_its_way),
	    cmocka_unit_test(b_what_does_not_fit_stays_empty),
	    cmocka_unit_test(b_of_a_thing_that_is_held),
	    cmocka_unit_test(b_given_back_it_goes_to_whom_it_was_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
