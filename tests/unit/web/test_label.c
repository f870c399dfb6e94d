/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The clock on a step, and a step's own words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web/label.h"

enum { HOUR = 3600, DAY = 24 * HOUR };

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

static void
b_the_clock_counts_down_and_over(void **state)
{
	static const struct {
		int64_t due, now;
		const char *said;
	} at[] = {{0, 1000, ""}, {10 * DAY, 10 * DAY - 3 * HOUR - 20 * 60, "残り3時間20分"}, {10 * DAY, 10 * DAY - 59, "残り0分"},
	    {10 * DAY, 10 * DAY - 59 * 60, "残り59分"}, {10 * DAY, 10 * DAY - 2 * DAY, "残り2日"}, {10 * DAY, 10 * DAY - 47 * HOUR, "残り47時間0分"},
	    {10 * DAY, 10 * DAY - 4 * DAY, ""}, {10 * DAY, 10 * DAY, "残り0分"}, {10 * DAY, 10 * DAY + 60, "期限超過 1分"},
	    {10 * DAY, 10 * DAY + 26 * HOUR, "期限超過 26時間0分"}, {10 * DAY, 20 * DAY, "期限超過 10日"}};

	for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
		struct str said = label_left(*state, at[i].due, at[i].now);

		if (!str_eq(said, str_of(at[i].said)))
			fail_msg("%zu: %.*s, not %s", i, STR_ARG(said), at[i].said);
	}
}

/* A report with an addressee, a decision with words of its own, an ordinary one. */
static struct procedure
report(struct step steps[5])
{
	steps[0] = (struct step){.kind = STEP_INFORM, .name = STR("report"), .label = STR("報告"), .called_by = NONE};
	steps[1] = (struct step){.kind = STEP_INFORM, .name = STR("report-ciso"), .label = STR("報告の確認"), .called_by = 0};
	steps[2] = (struct step){.kind = STEP_DECIDE,
	    .name = STR("need"),
	    .label = STR("要否"),
	    .called_by = NONE,
	    .permit_word = STR("報告する"),
	    .refuse_word = STR("報告不要")};
	steps[3] = (struct step){.kind = STEP_DECIDE, .name = STR("permit"), .label = STR("許可"), .called_by = NONE};
	steps[4] = (struct step){.kind = STEP_FORM, .name = STEP_FORM_NAME, .label = STR(""), .called_by = NONE};
	return (struct procedure){.steps = steps, .step_n = 4};
}

static void
b_a_step_says_how_it_stands_in_its_own_words(void **state)
{
	struct step steps[5];
	const struct procedure p = report(steps);
	static const struct {
		int step;
		enum step_state state;
		const char *said;
	} is[] = {{0, STEP_OPEN, "報告待ち"}, {0, STEP_DONE, "報告済み"}, {1, STEP_OPEN, "確認待ち"}, {1, STEP_DONE, "確認済み"},
	    {2, STEP_PERMITTED, "報告する"}, {2, STEP_REFUSED, "報告不要"}, {3, STEP_PERMITTED, "許可"}, {3, STEP_REFUSED, "不許可"},
	    {3, STEP_CONDITIONAL, "条件付許可"}, {3, STEP_TAKEN, "引継ぎ前に済み"}, {4, STEP_OPEN, "待ち"}};

	(void)state;
	for (size_t i = 0; i < sizeof is / sizeof *is; i++) {
		const struct opened o = {.step = is[i].step, .state = is[i].state};
		struct str said = label_step_state(&p, &o);

		if (!str_eq(said, str_of(is[i].said)))
			fail_msg("%zu: %.*s, not %s", i, STR_ARG(said), is[i].said);
	}
	assert_true(label_is_report(&p, 0));
	assert_false(label_is_report(&p, 1));
	assert_false(label_is_report(&p, 3));
	assert_true(str_eq(label_step(&p, 4, true), STR("申請者の再提出")));
	assert_true(str_eq(label_step(&p, 4, false), STR("足りない欄の記入")));
}

static void
b_the_history_uses_the_same_words(void **state)
{
	struct step steps[5];
	const struct procedure p = report(steps);
	struct request rq = {.page = *state};
	static const struct {
		const char *act, *step, *outcome, *said;
	} is[] = {{"do", "report", "done", "報告：報告"}, {"do", "report-ciso", "done", "報告の確認：確認"},
	    {"decide", "need", "permit", "要否：報告する"}, {"decide", "permit", "return", "許可：差戻し"},
	    {"decide", "permit", "conditional", "許可：条件付許可"}, {"change", "form", "done", "再提出"}, {"late", "report", "remind", "報告：期限間近"},
	    {"late", "report", "", "報告：期限切れ"}, {"comment", "", "", "コメント"}, {"unheard-of", "", "", "unheard-of"}};

	for (size_t i = 0; i < sizeof is / sizeof *is; i++) {
		struct str said = label_act(&rq, &p, str_of(is[i].act), str_of(is[i].step), str_of(is[i].outcome));

		if (!str_eq(said, str_of(is[i].said)))
			fail_msg("%zu: %.*s, not %s", i, STR_ARG(said), is[i].said);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(b_the_clock_counts_down_and_over, begin, end),
		cmocka_unit_test_setup_teardown(b_a_step_says_how_it_stands_in_its_own_words, begin, end),
		cmocka_unit_test_setup_teardown(b_the_history_uses_the_same_words, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
