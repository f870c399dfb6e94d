/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 差戻し and what follows: the form again, the items it names, the way from its beginning. */
#include "fixture.h"

#define AGAIN "{\"things\":%s,\"purpose\":\"会議のため\",\"place\":\"支所\",\"until\":\"2026-06-04\"}"

static const char *
again(struct world *w, const char *things)
{
	return arena_fmt(w->a, AGAIN, things).p;
}

static size_t
rows_of(const struct matter *m, enum step_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < m->opened_n; i++)
		n += m->opened[i].state == state;
	return n;
}

static void
b_back_and_again(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");
	const struct effect *e;

	(void)state;
	world_does(w, world_decide(w, "301", m, "permit", "return"));
	assert_false(ticked(&w->v, "4-8-2"));
	e = effect_of(&w->v, EFFECT_STAMP, 0);
	assert_true(str_eq(e->outcome, STR("return")));
	assert_true(str_eq(e->ref, STR("note")));
	assert_int_equal(effects_of(&w->v, EFFECT_PAST), 1);
	e = effect_of(&w->v, EFFECT_STEP, 0);
	assert_true(str_eq(e->step, STR("form")));
	assert_int_equal(e->role.n + e->section.n, 0);
	assert_int_equal(e->due, 0);
	assert_int_equal(w->v.next_n, 1);
	assert_int_equal(w->v.next[0].act, ACT_CHANGE);
	assert_true(str_eq(w->v.next[0].who[0]->id, STR("303")));
	/* still his: nobody else takes the thing meanwhile */
	assert_int_equal(items_find(w, 12)->busy, m);
	assert_int_equal(world_last(w)->state, MATTER_OPEN);

	world_does(w, world_change(w, "303", m, again(w, "[12]")));
	assert_int_equal(effects_of(&w->v, EFFECT_HOLDS), 0); /* the same thing */
	assert_int_equal(effects_of(&w->v, EFFECT_FIELD), 3); /* purpose, place, until */
	e = effect_of(&w->v, EFFECT_FIELD, 0);
	assert_true(str_eq(e->field, STR("purpose")) && str_eq(e->ref, STR("purpose")));
	assert_true(effect_of(&w->v, EFFECT_FIELD, 1)->flag); /* its place in lists follows */
	assert_true(str_eq(effect_of(&w->v, EFFECT_STAMP, 0)->step, STR("form")));
	/* the way from its beginning: what was there is of an earlier round */
	assert_int_equal(rows_of(world_last(w), STEP_PAST), 1);
	assert_int_equal(world_row(w, m, "permit")->state, STEP_OPEN);
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	assert_int_equal(world_last(w)->until, day_of_ymd(2026, 6, 4));
	assert_true(str_eq(world_last(w)->number, STR("fukushi1")));
	world_does(w, world_do(w, "303", m, "do", "leave", "{\"scanned\":\"clean\"}"));
	assert_true(str_eq(item_field(w, items_find(w, 12), "outside-at")->s, STR("支所")));
	world_free(w);
}

static void
b_back_twice(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	for (int i = 0; i < 2; i++) {
		world_does(w, world_decide(w, "301", m, "permit", "return"));
		world_refuses(
		    w, world_decide(w, "301", m, "permit", "return"), ERR_REFUSED, "まだ始まっていません");
		world_does(w, world_change(w, "303", m, again(w, "[12]")));
	}
	assert_int_equal(rows_of(world_last(w), STEP_PAST), 3); /* permit, form, permit */
	assert_int_equal(rows_of(world_last(w), STEP_OPEN), 1);
	/* or he takes it back instead */
	world_does(w, world_decide(w, "301", m, "permit", "return"));
	world_does(w, world_end(w, "303", m, "withdraw"));
	assert_int_equal(items_find(w, 12)->busy, 0);
	assert_int_equal(rows_of(world_last(w), STEP_OPEN), 0);
	world_free(w);
}

static void
b_other_items_other_way(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[10,13]", "[]");

	(void)state;
	/* class I and II: the owners decide too; one of them has, then it goes back */
	world_does(w, world_decide(w, "401", m, "owner-permit", "permit"));
	world_does(w, world_decide(w, "301", m, "permit", "return"));
	assert_int_equal(effects_of(&w->v, EFFECT_STAMP), 2);
	assert_int_equal(rows_of(world_last(w), STEP_PAST), 3);
	/* fewer and other things: let go, held anew; nothing dangerous is left */
	world_does(w, world_change(w, "303", m, again(w, "[12]")));
	assert_int_equal(items_find(w, 10)->busy, 0);
	assert_int_equal(items_find(w, 13)->busy, 0);
	assert_int_equal(items_find(w, 12)->busy, m);
	assert_int_equal(effects_of(&w->v, EFFECT_HOLDS), 3);
	assert_int_equal(rows_of(world_last(w), STEP_OPEN), 1);
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	assert_true(str_eq(w->v.next[0].step, STR("leave")));
	world_free(w);
}

/* Whoever decided before it was given back has not decided it. */
static void
b_numbered_by_who_decided_in_the_end(void **state)
{
	struct world *w = world_new();
	struct procedure *p = &w->pol->procedures[policy_procedure(w->pol, STR("any-owner"))];
	int64_t m;

	(void)state;
	p->number = (struct number_rule){
	    .set = true, .at = NUMBER_AT_DECIDED, .of = NUMBER_OF_DECIDING, .series = STR("permit")};
	m = world_submit(w, "303", "any-owner", "{\"assets\":[2]}");
	world_does(w, world_decide(w, "401", m, "agree", "return"));
	world_does(w, world_change(w, "303", m, "{\"assets\":[3]}"));
	world_does(w, world_decide(w, "201", m, "agree", "permit"));
	assert_true(str_eq(matters_find(w, m)->number, STR("soumu1")));
	world_free(w);
}

static void
b_an_empty_field_is_cleared(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[3]");
	const struct effect *e;

	(void)state;
	world_does(w, world_decide(w, "301", m, "permit", "return"));
	world_does(w, world_change(w, "303", m, again(w, "[12]")));
	e = effect_of(&w->v, EFFECT_FIELD, 0);
	assert_true(str_eq(e->field, STR("info")));
	assert_int_equal(e->value.kind, VALUE_EMPTY);
	assert_int_equal(e->ref.n, 0);
	assert_int_equal(world_last(w)->form[1].kind, VALUE_EMPTY);
	world_free(w);
}

static void
b_wrong_actors_and_pages(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]"), other;

	(void)state;
	world_refuses(w, world_change(w, "303", m, again(w, "[12]")), ERR_REFUSED, "差し戻されていない");
	world_refuses(w, world_decide(w, "303", m, "permit", "return"), ERR_REFUSED, "自分の申請");
	world_refuses(w, world_decide(w, "401", m, "permit", "return"), ERR_REFUSED, "福祉課長");
	world_refuses(w,
	    world_act(w, "301",
	        "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"permit\","
	        "\"outcome\":\"return\",\"seen\":%lld}",
	        (long long)m, (long long)m),
	    ERR_MALFORMED, "理由を入力");
	assert_true(str_eq(w->v.bad_field, STR("note")));
	world_does(w, world_decide(w, "301", m, "permit", "return"));
	world_refuses(w, world_change(w, "302", m, again(w, "[12]")), ERR_REFUSED,
	    "「内容の出し直し」ができる人に当たりません");
	world_refuses(w, world_change(w, "301", m, again(w, "[12]")), ERR_REFUSED, "福井職員");
	world_refuses(w,
	    world_act(w, "303", "{\"id\":\"e\",\"act\":\"change\",\"matter\":%lld,\"seen\":%lld,\"body\":{}}",
	        (long long)m, (long long)m),
	    ERR_STALE, "動きがありました");
	world_refuses(w, world_do(w, "303", m, "do", "form", "{}"), ERR_REFUSED, "段階ではありません");
	world_refuses(w, world_decide(w, "301", m, "permit", "permit"), ERR_REFUSED, "内容の出し直し");
	/* the whole form is asked again, and so are the things */
	world_refuses(w, world_change(w, "303", m, "{\"things\":[12]}"), ERR_MALFORMED, "必要性");
	other = world_take_out(w, "303", "[11]", "[]");
	world_refuses(w, world_change(w, "303", m, again(w, "[11,12]")), ERR_REFUSED, "手続中です");
	world_does(w, world_end(w, "303", other, "withdraw"));
	world_does(w, world_change(w, "303", m, again(w, "[11,12]")));
	world_free(w);
}

static void
b_too_late_to_return(void **state)
{
	struct world *w = world_new();
	struct procedure *p = &w->pol->procedures[policy_procedure(w->pol, STR("lend"))];
	struct step swap = p->steps[0];
	int64_t m;

	(void)state;
	/* taken first, decided after: what has been changed cannot be asked again */
	p->steps[0] = p->steps[1];
	p->steps[1] = swap;
	p->then[1].step = 0;
	m = world_submit(w, "303", "lend", "{\"things\":[12],\"why\":\"x\",\"until\":\"2026-06-05\"}");
	world_does(w, world_do(w, "303", m, "do", "fetch", "{}"));
	world_refuses(w, world_decide(w, "301", m, "permit", "return"), ERR_REFUSED, "差し戻せません");
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	world_free(w);
}

static void
b_the_applicant_has_left(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	world_does(w, world_decide(w, "301", m, "permit", "return"));
	w->town.persons[person_index(&w->town, "303")].until = day_of_ymd(2026, 5, 31);
	/* it must not lie there for ever: those who would have let him see to it */
	world_does(w, world_change(w, "301", m, again(w, "[12]")));
	assert_true(str_eq(world_last(w)->applicant, STR("303")));
	world_free(w);
}

/* --- permitted on a condition --------------------------------------------------------- */

static void
b_on_a_condition(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[13]", "[]");

	(void)state;
	world_refuses(w,
	    world_act(w, "301",
	        "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"permit\","
	        "\"outcome\":\"conditional\",\"seen\":%lld,\"body\":{\"note\":\"　\"}}",
	        (long long)m, (long long)m),
	    ERR_MALFORMED, "条件を入力");
	world_does(w, world_decide(w, "301", m, "permit", "conditional"));
	assert_true(ticked(&w->v, "4-8-2"));
	assert_true(str_eq(effect_of(&w->v, EFFECT_STAMP, 0)->outcome, STR("conditional")));
	assert_int_equal(world_row(w, m, "permit")->state, STEP_CONDITIONAL);
	assert_true(str_eq(world_row(w, m, "permit")->note, STR("理由")));
	/* it counts as permitted: the way, the number and the permit */
	world_does(w, world_decide(w, "401", m, "owner-permit", "conditional"));
	assert_int_equal(world_last(w)->until, day_of_ymd(2026, 6, 5));
	assert_true(str_eq(world_last(w)->number, STR("fukushi1")));
	assert_true(str_eq(w->v.next[0].step, STR("encrypt")));
	world_free(w);
}

static void
b_a_note_is_kept_with_the_stamp(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	world_does(w, world_act(w, "301",
	                  "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"permit\","
	                  "\"outcome\":\"permit\",\"seen\":%lld}",
	                  (long long)m, (long long)m));
	assert_int_equal(effect_of(&w->v, EFFECT_STAMP, 0)->ref.n, 0);
	m = world_take_out(w, "303", "[10]", "[]");
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	assert_true(str_eq(effect_of(&w->v, EFFECT_STAMP, 0)->ref, STR("note")));
	assert_true(str_eq(effect_of(&w->v, EFFECT_STAMP, 1)->ref, STR("note")));
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_back_and_again),
	    cmocka_unit_test(b_back_twice),
	    cmocka_unit_test(b_other_items_other_way),
	    cmocka_unit_test(b_numbered_by_who_decided_in_the_end),
	    cmocka_unit_test(b_an_empty_field_is_cleared),
	    cmocka_unit_test(b_wrong_actors_and_pages),
	    cmocka_unit_test(b_too_late_to_return),
	    cmocka_unit_test(b_the_applicant_has_left),
	    cmocka_unit_test(b_on_a_condition),
	    cmocka_unit_test(b_a_note_is_kept_with_the_stamp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
