/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a page offers to whom: every act that he could do now, with what its button has to say. */
#include "people.h"

static size_t
buttons(struct world *w, const char *who, int64_t m, struct next **out)
{
	const struct act act = {.kind = ACT_COMMENT, .matter = m, .seen = -1};
	struct fetched *f = world_facts(w, &act);

	return judge_buttons(
	    w->a, w->pol, &w->town, &f->f, town_person(&w->town, str_of(who)), w->now.day, out);
}

/* His button for this, or NULL. */
static const struct next *
button(struct world *w, const char *who, int64_t m, enum act_kind act, const char *step)
{
	struct next *list;
	size_t n = buttons(w, who, m, &list);

	for (size_t i = 0; i < n; i++)
		if (list[i].act == act && str_eq(list[i].step, str_of(step)))
			return &list[i];
	return NULL;
}

static void
b_words_and_what_else_a_decision_can_do(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "303", "incident", "{\"kind\":\"loss\",\"what\":\"x\"}");
	const struct next *n;

	(void)state;
	world_does(w, world_do(w, "301", m, "do", "tell", "{}"));
	n = button(w, "301", m, ACT_DECIDE, "needed");
	assert_true(str_eq(n->permit_word, STR("報告する")) && str_eq(n->refuse_word, STR("報告しない")));
	assert_true(n->may_return);
	assert_false(n->rows || n->deputy);
	m = world_take_out(w, "303", "[12]", "[]");
	n = button(w, "301", m, ACT_DECIDE, "permit");
	assert_int_equal(n->permit_word.n + n->refuse_word.n, 0);
	world_free(w);
}

static void
b_rows_can_be_closed(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "303", "incident", "{\"kind\":\"loss\",\"what\":\"x\"}");

	(void)state;
	world_does(w, world_do(w, "301", m, "do", "tell", "{}"));
	assert_false(button(w, "302", m, ACT_DO, "tell-checker")->rows);
	world_does(w, world_decide(w, "301", m, "needed", "refuse"));
	assert_true(button(w, "301", m, ACT_DO, "line")->rows);
	assert_false(button(w, "301", m, ACT_DO, "cause")->rows);
	world_free(w);
}

static void
b_a_returned_form(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	assert_null(button(w, "303", m, ACT_CHANGE, "form"));
	assert_non_null(button(w, "303", m, ACT_CORRECT, ""));
	world_does(w, world_decide(w, "301", m, "permit", "return"));
	assert_true(str_eq(button(w, "303", m, ACT_CHANGE, "form")->label, STR("内容の出し直し")));
	assert_null(button(w, "303", m, ACT_CORRECT, "")); /* that is what the form is open for */
	assert_non_null(button(w, "303", m, ACT_WITHDRAW, ""));
	assert_null(button(w, "301", m, ACT_DECIDE, "permit"));
	assert_null(button(w, "301", m, ACT_CHANGE, "form"));
	world_free(w);
}

static void
b_raised_once(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");
	const struct next *n = button(w, "101", m, ACT_RAISE, "permit");

	(void)state;
	assert_true(str_eq(n->label, STR("引上げ（持出しの許可）")));
	assert_null(button(w, "100", m, ACT_RAISE, "permit")); /* not the next one above */
	assert_null(button(w, "301", m, ACT_RAISE, "permit"));
	world_does(w, world_do(w, "101", m, "raise", "permit", "{\"reason\":\"急ぐため\"}"));
	assert_null(button(w, "101", m, ACT_RAISE, "permit"));
	assert_null(button(w, "100", m, ACT_RAISE, "permit"));
	assert_non_null(button(w, "101", m, ACT_DECIDE, "permit"));
	assert_non_null(button(w, "301", m, ACT_DECIDE, "permit"));
	/* who is passed over has it before him until he has seen it */
	assert_non_null(button(w, "301", m, ACT_REVIEW, ""));
	assert_null(button(w, "101", m, ACT_REVIEW, ""));
	world_does(w, world_act(w, "301", "{\"id\":\"r\",\"act\":\"review\",\"matter\":%lld,\"seen\":%lld}",
	                  (long long)m, (long long)matters_find(w, m)->last));
	assert_null(button(w, "301", m, ACT_REVIEW, ""));
	world_free(w);
}

static void
b_in_the_stead_of_who_is_away(void **state)
{
	struct world *w = hall_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	assert_null(button(w, "302", m, ACT_DECIDE, "permit"));
	away_put(w, "301", 0, 0, "self"); /* leaders stand in for heads */
	assert_true(button(w, "302", m, ACT_DECIDE, "permit")->deputy);
	assert_false(button(w, "301", m, ACT_DECIDE, "permit")->deputy); /* he is back, it seems */
	world_does(w, world_decide(w, "302", m, "permit", "permit"));
	assert_true(str_eq(effect_of(&w->v, EFFECT_STAMP, 0)->kind, STR("deputy")));
	assert_true(world_row(w, m, "permit")->deputy);
	assert_true(str_eq(effect_of(&w->v, EFFECT_NOTICE, 0)->person, STR("301")));
	assert_non_null(button(w, "301", m, ACT_REVIEW, ""));
	world_free(w);
}

static void
b_readers_comment_and_no_others(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");
	struct next *list;

	(void)state;
	assert_non_null(button(w, "101", m, ACT_COMMENT, ""));
	assert_int_equal(buttons(w, "402", m, &list), 0);
	world_does(w, world_decide(w, "301", m, "permit", "refuse"));
	assert_non_null(button(w, "301", m, ACT_COMMENT, ""));
	assert_int_equal(buttons(w, "303", m, &list), 2); /* correct, comment */
	w->town.persons[person_index(&w->town, "303")].until = w->now.day - 1;
	assert_int_equal(buttons(w, "303", m, &list), 0);
	world_free(w);
}

static void
b_what_was_typed_can_be_corrected(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[10]", "[]");

	(void)state;
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	assert_null(button(w, "303", m, ACT_CORRECT, "encrypt"));
	world_does(w, world_do(w, "303", m, "do", "encrypt", "{\"method\":\"x\"}"));
	assert_true(str_eq(button(w, "303", m, ACT_CORRECT, "encrypt")->label, STR("訂正（暗号化）")));
	assert_null(button(w, "301", m, ACT_CORRECT, "encrypt"));
	assert_null(button(w, "301", m, ACT_CORRECT, ""));
	/* the role that the policy names, what others wrote */
	assert_non_null(button(w, "201", m, ACT_CORRECT, "encrypt"));
	assert_non_null(button(w, "201", m, ACT_CORRECT, ""));
	world_free(w);
}

static void
b_a_station_goes_on_with_its_own(void **state)
{
	struct world *w = world_new();
	struct procedure *p = &w->pol->procedures[policy_procedure(w->pol, STR("lend"))];
	struct next *list;
	int64_t m;

	(void)state;
	town_put_person(&w->town, "@genkan", "玄関");
	town_put_person(&w->town, "@ura", "裏口");
	for (size_t i = w->town.persons_n - 2; i < w->town.persons_n; i++) {
		w->town.persons[i].kind = PERSON_STATION;
		w->town.persons[i].procedure = p->id;
		w->town.persons[i].section = STR("zeimu");
	}
	town_index(w->a, &w->town);
	p->station = true;
	m = world_submit(w, "@genkan", "lend", "{\"things\":[12],\"why\":\"x\",\"until\":\"2026-06-05\"}");
	assert_true(str_eq(matters_find(w, m)->section, STR("zeimu")));
	assert_int_equal(matters_find(w, m)->post.n, 0);
	/* nobody could fill it in again */
	assert_false(button(w, "401", m, ACT_DECIDE, "permit")->may_return);
	world_refuses(w, world_decide(w, "401", m, "permit", "return"), ERR_REFUSED, "出し直せる人がいない");
	world_does(w, world_decide(w, "401", m, "permit", "permit"));
	assert_int_equal(buttons(w, "@genkan", m, &list), 1); /* no comment, no correction, no way back */
	assert_int_equal(list[0].act, ACT_DO);
	assert_int_equal(buttons(w, "@ura", m, &list), 1);
	p->station = false;
	assert_int_equal(buttons(w, "@ura", m, &list), 0);
	p->station = true;
	world_does(w, world_do(w, "@ura", m, "do", "fetch", "{}"));
	/* what is no station's is none of its business */
	m = world_take_out(w, "303", "[11]", "[]");
	assert_int_equal(buttons(w, "@genkan", m, &list), 0);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_words_and_what_else_a_decision_can_do),
	    cmocka_unit_test(b_rows_can_be_closed),
	    cmocka_unit_test(b_a_returned_form),
	    cmocka_unit_test(b_raised_once),
	    cmocka_unit_test(b_in_the_stead_of_who_is_away),
	    cmocka_unit_test(b_readers_comment_and_no_others),
	    cmocka_unit_test(b_what_was_typed_can_be_corrected),
	    cmocka_unit_test(b_a_station_goes_on_with_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
