/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A form between a page and an act: what is given, what was typed, what is sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web/field.h"

enum { ROOM = 4096 };

static int
begin(void **state)
{
	*state = arena_new(1 << 20);
	return 0;
}

static int
end(void **state)
{
	struct arena *a = *state;

	arena_free(&a);
	return 0;
}

static const struct field fields[] = {
	{.name = {"name", 4}, .label = {"名前", 6}, .type = FIELD_LINE, .required = true},
	{.name = {"at", 2}, .label = {"日時", 6}, .type = FIELD_TIME, .required = true},
	{.name = {"on", 2}, .label = {"日", 3}, .type = FIELD_DATE},
	{.name = {"things", 6}, .label = {"物", 3}, .type = FIELD_ITEMS},
	{.name = {"count", 5}, .label = {"数", 3}, .type = FIELD_NUMBER},
};
enum { FIELDS = sizeof fields / sizeof *fields };

static struct desk desk;

static struct request
typed(struct arena *a, struct form_pair *pairs, size_t n)
{
	desk.today = day_of_ymd(2026, 11, 23);
	return (struct request){.arena = a, .page = a, .desk = &desk, .form = {pairs, n}};
}

static struct str
sent(struct request *rq, const struct field_form *f)
{
	struct buf b = buf_on(rq->page, ROOM);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	field_write(rq, f, &o);
	json_close(&o, '}');
	assert_true(buf_done(&b));
	return buf_str(&b);
}

static void
b_what_is_given_goes_out_as_if_typed(void **state)
{
	int64_t items[] = {41, 7};
	const struct value v[FIELDS] = {{.kind = VALUE_STR, .s = STR("ノート")},
	    {.kind = VALUE_STR, .s = STR("2026-11-23T08:45")},
	    {.kind = VALUE_STR, .s = STR("2026-11-24")},
	    {.kind = VALUE_ITEMS, .items = items, .n = 2},
	    {.kind = VALUE_INT, .i = 12}};
	struct request rq = typed(*state, NULL, 0);
	struct field_form f = {.fields = fields, .n = FIELDS};

	field_give(&rq, &f, v, NULL);
	assert_true(f.typed);
	assert_true(str_eq(request_typed(&rq, STR("f.on")), STR("R8.11.24")));
	assert_true(field_check(&rq, &f));
	assert_true(str_eq(sent(&rq, &f),
	    STR("{\"name\":\"ノート\",\"at\":\"2026-11-23T08:45\",\"on\":\"R8.11.24\",\"things\":[41,7],\"count\":\"12\"}")));
}

static void
b_only_what_is_given_takes_the_place_of_what_was_typed(void **state)
{
	struct form_pair pairs[] = {{STR("csrf"), STR("x")}, {STR("f.name"), STR("打った名前")}, {STR("f.things"), STR("3")},
	    {STR("f.things"), STR("4")}, {STR("f.count"), STR("9")}, {STR("f.things.q"), STR("さがす")}};
	const struct value v[FIELDS] = {{.kind = VALUE_STR, .s = STR("別の名前")}, [4] = {.kind = VALUE_EMPTY}};
	const bool which[FIELDS] = {[0] = true, [4] = true};
	struct request rq = typed(*state, pairs, sizeof pairs / sizeof *pairs);
	struct field_form f = {.fields = fields, .n = FIELDS};

	field_give(&rq, &f, v, which);
	assert_true(str_eq(request_typed(&rq, STR("csrf")), STR("x")));
	assert_true(str_eq(request_typed(&rq, STR("f.things.q")), STR("さがす")));
	assert_true(str_eq(sent(&rq, &f), STR("{\"name\":\"別の名前\",\"things\":[3,4]}")));
}

static void
b_a_time_goes_out_in_one_spelling(void **state)
{
	static const char *const spelt[] = {"2026-11-23T08:45", "R8.11.23 8:45", "令和8年11月23日　８時４５分"};

	for (size_t i = 0; i < sizeof spelt / sizeof *spelt; i++) {
		struct form_pair pairs[] = {{STR("f.name"), STR("n")}, {STR("f.at"), str_of(spelt[i])}};
		struct request rq = typed(*state, pairs, 2);
		struct field_form f = {.fields = fields, .n = FIELDS, .typed = true};

		assert_true(field_check(&rq, &f));
		assert_true(str_eq(sent(&rq, &f), STR("{\"name\":\"n\",\"at\":\"2026-11-23T08:45\"}")));
	}
}

static void
b_several_persons_go_out_as_a_list_and_come_back_as_ticks(void **state)
{
	static const struct field who[] = {{.name = {"who", 3}, .label = {"参加者", 9}, .type = FIELD_PERSONS, .required = true, .conduct = NONE}};
	static struct person persons[] = {
	    {.id = {"p-01", 4}, .name = {"佐藤", 6}, .until = DAY_NEVER}, {.id = {"p-02", 4}, .name = {"鈴木", 6}, .until = DAY_NEVER}};
	struct form_pair pairs[] = {{STR("f.who"), STR("p-02")}, {STR("f.who"), STR("p-01")}, {STR("f.who.q"), STR("佐")}};
	struct request rq = typed(*state, pairs, 3);
	struct field_form f = {.fields = who, .n = 1, .typed = true};
	const struct value v = {.kind = VALUE_STR, .s = STR("p-01,p-02")};
	struct view_input *inputs;

	desk.town.persons = persons;
	desk.town.persons_n = 2;
	town_index(*state, &desk.town);
	assert_true(field_known(&rq, &f));
	assert_true(field_check(&rq, &f));
	assert_true(str_eq(sent(&rq, &f), STR("{\"who\":[\"p-02\",\"p-01\"]}")));
	rq = typed(*state, NULL, 0);
	field_give(&rq, &f, &v, NULL);
	assert_true(str_eq(sent(&rq, &f), STR("{\"who\":[\"p-01\",\"p-02\"]}")));
	assert_int_equal(field_inputs(&rq, &f, &inputs), 1);
	assert_int_equal(inputs[0].options_n, 2);
	assert_true(str_eq(inputs[0].options[1].label, STR("鈴木")));
	assert_int_equal(inputs[0].found_n, 0); /* nobody was searched for */
	rq = typed(*state, NULL, 0);
	assert_false(field_check(&rq, &f)); /* nobody is not several */
	desk.town.persons_n = 0;
}

static void
b_questions_with_the_same_answers_share_a_table(void **state)
{
	static struct choice answers[] = {{{"yes", 3}, {"はい", 6}}, {{"no", 2}, {"いいえ", 9}}},
	                     others[] = {{{"a", 1}, {"甲", 3}}, {{"b", 1}, {"乙", 3}}};
	const struct field q[] = {{.name = STR("q-1"), .type = FIELD_CHOICE, .choices = answers, .choice_n = 2, .conduct = 0},
	    {.name = STR("q-2"), .type = FIELD_CHOICE, .choices = answers, .choice_n = 2, .conduct = 1},
	    {.name = STR("plain"), .type = FIELD_CHOICE, .choices = answers, .choice_n = 2, .conduct = NONE},
	    {.name = STR("q-3"), .type = FIELD_CHOICE, .choices = answers, .choice_n = 2, .conduct = 2},
	    {.name = STR("q-4"), .type = FIELD_CHOICE, .choices = others, .choice_n = 2, .conduct = 3}};
	struct request rq = typed(*state, NULL, 0);
	struct field_form f = {.fields = q, .n = 5};
	struct view_input *in;

	assert_int_equal(field_inputs(&rq, &f, &in), 5);
	assert_true(in[0].is_question && in[0].opens && !in[0].closes);
	assert_true(in[1].is_question && !in[1].opens && in[1].closes);
	assert_true(!in[2].is_question && in[2].is_radio);
	assert_true(in[3].opens && in[3].closes); /* the next has other answers */
	assert_true(in[4].opens && in[4].closes);
	assert_true(str_eq(in[0].answers, STR("2")));
}

static void
f_what_is_wrong_is_said_by_field(void **state)
{
	struct form_pair pairs[] = {{STR("f.at"), STR("きのうの昼")}, {STR("f.on"), STR("R8.2.30")}, {STR("f.count"), STR("たくさん")}};
	struct request rq = typed(*state, pairs, 3);
	struct field_form f = {.fields = fields, .n = FIELDS, .typed = true};

	assert_false(field_check(&rq, &f));
	assert_true(f.errors[0].n && f.errors[1].n && f.errors[2].n && f.errors[4].n);
	assert_int_equal(f.errors[3].n, 0);
	assert_true(field_known(&rq, &f));
	pairs[0].name = STR("f.unheard");
	assert_false(field_known(&rq, &f));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(b_what_is_given_goes_out_as_if_typed, begin, end),
		cmocka_unit_test_setup_teardown(b_only_what_is_given_takes_the_place_of_what_was_typed, begin, end),
		cmocka_unit_test_setup_teardown(b_a_time_goes_out_in_one_spelling, begin, end),
		cmocka_unit_test_setup_teardown(b_several_persons_go_out_as_a_list_and_come_back_as_ticks, begin, end),
		cmocka_unit_test_setup_teardown(b_questions_with_the_same_answers_share_a_table, begin, end),
		cmocka_unit_test_setup_teardown(f_what_is_wrong_is_said_by_field, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
