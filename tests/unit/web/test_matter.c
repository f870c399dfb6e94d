/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is pressed on the page of a matter, as the act and the body that the gate gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web/matter.h"

static int
begin(void **state)
{
	*state = arena_new(16 << 20);
	return 0;
}

static int
end(void **state)
{
	struct arena *a = *state;

	arena_free(&a);
	return 0;
}

static const struct field row[] = {
	{.name = {"at", 2}, .label = {"日時", 6}, .type = FIELD_TIME, .required = true},
	{.name = {"what", 4}, .label = {"したこと", 12}, .type = FIELD_TEXT, .required = true},
};
static struct matter matter = {.id = 812};

enum { PAIRS = 12 };

/* The request of a form with these inputs, name and value in turn. */
static struct request
pressed(struct arena *a, const char *const *words)
{
	struct form_pair *p = arena_array(a, PAIRS, sizeof *p);
	struct request rq = {.arena = a, .page = a, .facts = {.matter = &matter}};

	rq.form.pairs = p;
	for (; *words; words += 2)
		p[rq.form.n++] = (struct form_pair){str_of(words[0]), str_of(words[1])};
	return rq;
}
#define PRESSED(state, ...) pressed((state), (const char *const[]){__VA_ARGS__, NULL})

static void
b_each_press_is_its_act(void **state)
{
	struct request rq = PRESSED(*state, "act", "decide", "step", "permit", "seen", "90", "outcome", "conditional", "act_id", "a1");
	struct act act;

	assert_true(matter_act_typed(&rq, &act));
	assert_true(act.kind == ACT_DECIDE && act.outcome == OUTCOME_CONDITIONAL && act.seen == 90 && act.matter == 812);
	assert_true(str_eq(act.step, STR("permit")) && str_eq(act.id, STR("a1")));
	rq = PRESSED(*state, "act", "review", "step", "permit", "seen", "90", "outcome", "");
	assert_true(matter_act_typed(&rq, &act));
	assert_true(act.kind == ACT_REVIEW && act.step.n == 0 && act.outcome == OUTCOME_NONE);
	rq = PRESSED(*state, "act", "comment", "seen", "90");
	assert_true(matter_act_typed(&rq, &act));
	assert_int_equal(act.seen, -1); /* the act takes none */
}

static void
f_what_no_page_offers_is_refused(void **state)
{
	static const char *const bad[][9] = {{"act", "decide", "step", "permit", "seen", "90", NULL}, {"act", "decide", "seen", "90", "outcome", "often", NULL},
	    {"act", "people", "seen", "90", NULL}, {"act", "raise", "seen", "", NULL}, {"act", "raise", "seen", "-3", NULL}, {"seen", "90", NULL}};
	struct act act;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct request rq = pressed(*state, bad[i]);

		if (matter_act_typed(&rq, &act))
			fail_msg("%zu is taken", i);
	}
}

static struct str
body(struct request *rq, bool paper)
{
	const struct field_form f = {.fields = row, .n = 2, .typed = true};
	struct act act;

	assert_true(matter_act_typed(rq, &act));
	return matter_act_body(rq, &act, &f, paper);
}

static void
b_the_word_of_the_author_stands_under_its_own_key(void **state)
{
	struct request rq = PRESSED(*state, "act", "decide", "step", "p", "seen", "9", "outcome", "return", "note", " 直して\r\nください ");

	assert_true(str_eq(body(&rq, false), STR("{\"note\":\"直して\\nください\"}")));
	rq = PRESSED(*state, "act", "raise", "step", "p", "seen", "9", "reason", "");
	assert_true(str_eq(body(&rq, false), STR("{\"reason\":\"\"}"))); /* judge says what is missing */
	rq = PRESSED(*state, "act", "comment", "seen", "9", "text", "ひとこと", "note", "これではない");
	assert_true(str_eq(body(&rq, false), STR("{\"text\":\"ひとこと\"}")));
	rq = PRESSED(*state, "act", "review", "seen", "9", "note", "");
	assert_int_equal(body(&rq, false).n, 0);
}

static void
b_rows_are_added_until_they_are_closed(void **state)
{
	struct request rq = PRESSED(*state, "act", "do", "step", "r", "seen", "9", "outcome", "", "f.at", "R8.11.23 8:45", "f.what", "抜いた");

	assert_true(str_eq(body(&rq, false), STR("{\"at\":\"2026-11-23T08:45\",\"what\":\"抜いた\"}")));
	rq = PRESSED(*state, "act", "do", "step", "r", "seen", "9", "outcome", "close", "f.at", "2026-11-23T08:45", "f.what", " ");
	assert_true(str_eq(body(&rq, false), STR("{\"_close\":true}"))); /* the moment stood there by itself */
	rq = PRESSED(*state, "act", "do", "step", "r", "seen", "9", "outcome", "close", "f.at", "2026-11-23T08:45", "f.what", "直った");
	assert_true(str_eq(body(&rq, false), STR("{\"at\":\"2026-11-23T08:45\",\"what\":\"直った\",\"_close\":true}")));
}

static void
b_paper_goes_with_what_is_entered_for_others(void **state)
{
	struct request rq = PRESSED(*state, "act", "decide", "step", "p", "seen", "9", "outcome", "permit", "paper_number", " 総第12号 ",
	    "paper_date", "令和8年11月20日");

	assert_true(str_eq(body(&rq, true), STR("{\"_paper\":{\"number\":\"総第12号\",\"date\":\"2026-11-20\"}}")));
	assert_int_equal(body(&rq, false).n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(b_each_press_is_its_act, begin, end),
		cmocka_unit_test_setup_teardown(f_what_no_page_offers_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(b_the_word_of_the_author_stands_under_its_own_key, begin, end),
		cmocka_unit_test_setup_teardown(b_rows_are_added_until_they_are_closed, begin, end),
		cmocka_unit_test_setup_teardown(b_paper_goes_with_what_is_entered_for_others, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
