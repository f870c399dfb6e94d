/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the words of tests/policy/whole become. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "policy/shell.h"
#include "policy_files.h"

static int
begin(void **state)
{
	*state = arena_new(POLICY_ARENA);
	return 0;
}

static int
end(void **state)
{
	struct arena *a = *state;

	arena_free(&a);
	return 0;
}

static struct policy *
whole(struct arena *a)
{
	struct policy_files files = {.n = 0};
	struct policy *p;
	struct lint lint;

	files_put_dir(a, &files, "tests/policy/minimal");
	files_put_dir(a, &files, "tests/policy/whole");
	if (policy_load(a, files.f, files.n, &p, &lint) != ERR_OK)
		lint_print(a, &lint);
	assert_non_null(p);
	shell_find(p, &lint);
	lint_print(a, &lint);
	assert_int_equal(lint.n, 0);
	return p;
}

static const struct procedure *
procedure(const struct policy *p, struct str id)
{
	int i = policy_procedure(p, id);

	assert_int_not_equal(i, NONE);
	return &p->procedures[i];
}

static const struct step *
step(const struct procedure *p, struct str name)
{
	int i = step_index(p, name);

	assert_int_not_equal(i, NONE);
	return &p->steps[i];
}

static void
assert_str(struct str is, const char *should)
{
	if (!str_eq(is, str_of(should)))
		fail_msg("is %.*s, should be %s", STR_ARG(is), should);
}

static void
b_duties_say_their_kind(void **state)
{
	const struct policy *p = whole(*state);
	const struct duty *d = &p->duties[policy_duty(p, STR("2-2"))];

	assert_int_equal(d->kind, DUTY_RECURRING);
	assert_int_equal(d->kind2, DUTY_RECORD);
	assert_true(d->conduct);
	d = &p->duties[policy_duty(p, STR("2-3"))];
	assert_int_equal(d->kind, DUTY_ORGANISATION);
	assert_int_equal(d->kind2, DUTY_ANY);
	assert_false(d->conduct);
}

static void
b_boards_have_a_quorum(void **state)
{
	const struct policy *p = whole(*state);
	const struct board *d = &p->boards[policy_board(p, STR("committee"))];

	assert_int_equal(d->quorum, QUORUM_HALF);
	assert_int_equal(d->members, policy_role(p, STR("member")));
	assert_int_equal(d->secretary, policy_role(p, STR("clerk")));
	d = &p->boards[policy_board(p, STR("small-board"))];
	assert_int_equal(d->quorum, QUORUM_NUMBER);
	assert_int_equal(d->quorum_n, 2);
	d = &p->boards[policy_board(p, STR("set-board"))];
	assert_int_equal(d->quorum, QUORUM_SETTING);
	assert_int_equal(d->quorum_setting, policy_setting(p, STR("quorum-of")));
}

static void
b_a_reading_is_a_setting(void **state)
{
	const struct policy *p = whole(*state);
	const struct setting *s = &p->settings[policy_setting(p, STR("who-sits"))];

	assert_true(s->reading);
	assert_int_equal(s->type, SETTING_TEXT);
	assert_str(s->otherwise, "部長と次長とする。");
	assert_int_equal(s->clauses.n, 1);
	assert_str(s->clauses.s[0], "2-3");
	s = &p->settings[policy_setting(p, STR("twice"))];
	assert_int_equal(s->of, SETTING_OF_SECTION);
	assert_false(s->reading);
	s = &p->settings[policy_setting(p, STR("ten-days"))];
	assert_int_equal(s->of, SETTING_OF_ITEM);
	assert_int_equal(s->of_reg, policy_register(p, STR("room")));
}

static void
b_measures_name_what_they_count(void **state)
{
	const struct policy *p = whole(*state);
	const struct measure *m = &p->measures[policy_measure(p, STR("all-seen"))];

	assert_int_equal(m->kind, MEASURE_EVERY_ITEM);
	assert_str(m->has, "seen-on");
	assert_true(m->fiscal_year);
	assert_int_equal(m->within, NONE);
	assert_int_equal(m->where_n, 1);
	assert_str(m->where[0].field, "state");
	m = &p->measures[policy_measure(p, STR("seen-lately"))];
	assert_false(m->fiscal_year);
	assert_int_equal(m->within, policy_setting(p, STR("ten-days")));
	assert_int_equal(p->measures[policy_measure(p, STR("clean"))].kind, MEASURE_TAGGED);
}

static void
b_every_rule_of_conduct_is_a_question(void **state)
{
	const struct policy *p = whole(*state);
	const struct procedure *r = procedure(p, STR("self-check"));
	const struct field *q;

	assert_int_equal(r->form_n, 4);
	q = &r->form[3];
	assert_str(q->name, "q-2");
	assert_str(q->label, "席を整える（2-2）");
	assert_int_equal(q->type, FIELD_CHOICE);
	assert_int_equal(q->choice_n, 3);
	assert_true(q->required);
	assert_int_equal(q->conduct, policy_duty(p, STR("2-2")));
	assert_int_equal(r->form[0].conduct, NONE);
	assert_int_equal(r->clauses.n, 2);
	assert_str(r->clauses.s[1], "2-2");
}

static void
b_the_clock_begins_rounds(void **state)
{
	const struct policy *p = whole(*state);
	const struct procedure *r = procedure(p, STR("round"));

	assert_int_equal(r->start_n, 1);
	assert_int_equal(r->round_n, 2);
	assert_int_equal(r->rounds[0].each, EACH_SECTION);
	assert_int_equal(r->rounds[0].every, EVERY_MONTH);
	assert_int_equal(r->rounds[0].carry_n, 1);
	assert_int_equal(r->rounds[0].carry[0].from, BRING_SECTION);
	assert_int_equal(r->rounds[0].carry[0].field, 0);
	assert_int_equal(r->rounds[1].each, EACH_ITEM);
	assert_int_equal(r->rounds[1].reg, policy_register(p, STR("room")));
	assert_int_equal(r->rounds[1].every, EVERY_DAYS);
	assert_int_equal(r->rounds[1].setting, policy_setting(p, STR("ten-days")));
	assert_int_equal(r->rounds[1].where_n, 1);
	assert_int_equal(r->rounds[1].carry[0].from, BRING_ITEM);
	assert_int_equal(r->rounds[1].carry[1].from, BRING_PERIOD);
	r = procedure(p, STR("self-check"));
	assert_int_equal(r->rounds[0].each, EACH_PERSON);
	assert_int_equal(r->rounds[0].every, EVERY_TIMES);
	assert_int_equal(r->rounds[0].carry[0].from, BRING_PERIOD);
	r = procedure(p, STR("yearly"));
	assert_int_equal(r->rounds[0].each, EACH_TOWN);
	assert_int_equal(r->rounds[0].setting, NONE);
	assert_int_equal(r->form_by, policy_role(p, STR("ciso")));
}

static void
b_events_begin_matters(void **state)
{
	const struct policy *p = whole(*state);
	const struct procedure *r = procedure(p, STR("after"));
	const struct trigger *t = &procedure(p, STR("round"))->triggers[0];

	assert_int_equal(t->event, EVENT_ITEM_DUE);
	assert_str(t->field, "seen-on");
	assert_int_equal(t->ahead_setting, policy_setting(p, STR("ten-days")));
	assert_int_equal(t->when_n, 1);
	assert_int_equal(r->trigger_n, 4);
	assert_true(r->narrow);
	t = &r->triggers[0];
	assert_int_equal(t->event, EVENT_ROW_ADDED);
	assert_int_equal(t->of[0], policy_procedure(p, STR("round")));
	assert_str(t->step, "look");
	assert_int_equal(t->carry[0].from, BRING_ROW);
	assert_str(t->carry[0].name, "item");
	assert_int_equal(t->carry[1].from, BRING_MATTER);
	assert_int_equal(r->triggers[1].event, EVENT_MATTER_REFUSED);
	assert_int_equal(r->triggers[1].carry[0].from, BRING_FORM);
	assert_str(r->triggers[1].carry[0].name, "hurry");
	assert_int_equal(r->triggers[2].carry[0].from, BRING_PERSON);
	assert_int_equal(r->triggers[3].event, EVENT_POST_VACANT);
	assert_int_equal(r->triggers[3].of_n, 1);
	assert_int_equal(r->triggers[3].of[0], policy_post(p, STR("head")));
}

static void
b_rows_go_through_a_register(void **state)
{
	const struct policy *p = whole(*state);
	const struct procedure *r = procedure(p, STR("round"));
	const struct step *s = step(r, STR("look"));

	assert_true(s->rows);
	assert_int_equal(s->over.reg, policy_register(p, STR("room")));
	assert_int_equal(s->over.of, OVER_USING);
	assert_int_equal(s->over.max, 100);
	assert_int_equal(s->over.states.n, 1);
	assert_str(s->form[0].name, "item");
	assert_int_equal(s->form[0].type, FIELD_ITEM);
	assert_true(s->form[0].required);
	assert_int_equal(s->form[0].of[0], s->over.reg);
	assert_str(s->form[1].name, "found");
	assert_int_equal(step(r, STR("hear"))->over.reg, NONE);
	s = step(r, STR("sign"));
	assert_true(s->by.each_person && !s->by.each);
	assert_int_equal(s->enough, ENOUGH_SETTING);
	assert_int_equal(s->enough_setting, policy_setting(p, STR("two-of-them")));
	assert_int_equal(s->when[0].any[0].what, COND_ROWS);
	assert_int_equal(s->when[0].any[0].step, step_index(r, STR("look")));
	assert_int_equal(s->when[0].any[0].typed, 1);
	assert_int_equal(s->when[0].any[0].at_least, 2);
}

static void
b_decisions_have_forms_and_boards(void **state)
{
	const struct policy *p = whole(*state);
	const struct procedure *r = procedure(p, STR("round"));
	const struct step *s = step(r, STR("settle"));

	assert_int_equal(s->board, policy_board(p, STR("committee")));
	assert_int_equal(s->by.role, policy_role(p, STR("clerk")));
	assert_int_equal(s->by.of, OF_TOWN);
	assert_int_equal(s->form_n, 4);
	assert_str(s->form[0].name, "held-on");
	assert_int_equal(s->form[0].type, FIELD_DATE);
	assert_str(s->form[1].name, "minutes");
	assert_str(s->form[2].name, "present");
	assert_true(s->form[2].required);
	assert_str(s->form[3].name, "word");
	s = step(r, STR("hear"));
	assert_int_equal(s->board, NONE);
	assert_int_equal(s->may_follow, 2);
	assert_int_equal(s->form[1].type, FIELD_FILE);
}

static void
b_conditions_look_back(void **state)
{
	const struct policy *p = whole(*state);
	const struct procedure *r = procedure(p, STR("round"));
	const struct step *s = step(r, STR("buy"));
	const struct condition *c = s->when[0].any;

	assert_int_equal(c->what, COND_TYPED);
	assert_int_equal(c->step, step_index(r, STR("hear")));
	assert_int_equal(c->typed, 0);
	assert_int_equal(c->at_least, 100);
	assert_int_equal(c->at_most, 500);
	assert_int_equal(c->in.n, 0);
	c = s->when[1].any;
	assert_int_equal(c->what, COND_FILLED);
	assert_int_equal(c->step, NONE);
	assert_int_equal(c->path.field, 2);
	c = s->when[2].any;
	assert_int_equal(c->step, step_index(r, STR("settle")));
	assert_int_equal(c->typed, 3);
	c = step(r, STR("leave"))->when[0].any;
	assert_int_equal(c[0].what, COND_REFUSED);
	assert_int_equal(c[1].what, COND_ALL);
	assert_int_equal(c[1].in.n, 1);
}

static void
b_effects_take_what_was_written(void **state)
{
	const struct policy *p = whole(*state);
	const struct procedure *r = procedure(p, STR("round"));

	assert_int_equal(r->then[0].items, NONE);
	assert_str(r->then[0].sets[0].field, "seen-on");
	assert_int_equal(r->then[0].sets[1].from, VALUE_DOER);
	assert_int_equal(r->then[1].items, 1);
	assert_int_equal(r->then[1].sets[0].from, VALUE_TYPED);
	assert_int_equal(r->then[1].sets[0].step, step_index(r, STR("hear")));
	assert_int_equal(r->then[1].sets[0].form_field, 1);
	assert_int_equal(r->then[2].what, THEN_APPOINT);
	assert_int_equal(r->then[2].appoint.person, NONE);
	assert_int_equal(r->then[2].appoint.post, policy_post(p, STR("head")));
	assert_int_equal(r->then[2].appoint.section_id.n, 0);
	assert_int_equal(r->then[2].appoint.from, NONE);
	assert_int_equal(r->then[2].appoint.until, 4);
	assert_true(r->valid.renew);
	r = procedure(p, STR("rows"));
	assert_int_equal(r->then[0].what, THEN_ADD);
	assert_int_equal(r->then[0].sets[1].from, VALUE_ROW);
	assert_int_equal(r->then[0].sets[1].form_field, 0);
}

static void
b_a_fact_may_need_a_permit(void **state)
{
	const struct policy *p = whole(*state);
	const struct needs *n = &procedure(p, STR("come-in"))->needs;

	assert_int_equal(n->permit, policy_procedure(p, STR("round")));
	assert_int_equal(n->match_n, 1);
	assert_int_equal(n->theirs[0], 3);
	assert_int_equal(n->ours[0], 0);
	assert_int_equal(n->open, policy_procedure(p, STR("after")));
	assert_int_equal(n->carry_n, 2);
	assert_int_equal(n->carry[0].from, BRING_FORM);
	assert_int_equal(procedure(p, STR("round"))->needs.permit, NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(b_duties_say_their_kind, begin, end),
		cmocka_unit_test_setup_teardown(b_boards_have_a_quorum, begin, end),
		cmocka_unit_test_setup_teardown(b_a_reading_is_a_setting, begin, end),
		cmocka_unit_test_setup_teardown(b_measures_name_what_they_count, begin, end),
		cmocka_unit_test_setup_teardown(b_every_rule_of_conduct_is_a_question, begin, end),
		cmocka_unit_test_setup_teardown(b_the_clock_begins_rounds, begin, end),
		cmocka_unit_test_setup_teardown(b_events_begin_matters, begin, end),
		cmocka_unit_test_setup_teardown(b_rows_go_through_a_register, begin, end),
		cmocka_unit_test_setup_teardown(b_decisions_have_forms_and_boards, begin, end),
		cmocka_unit_test_setup_teardown(b_conditions_look_back, begin, end),
		cmocka_unit_test_setup_teardown(b_effects_take_what_was_written, begin, end),
		cmocka_unit_test_setup_teardown(b_a_fact_may_need_a_permit, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
