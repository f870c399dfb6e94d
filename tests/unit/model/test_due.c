/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* By when: every way of counting, over closed days and settings. */
#include "fixture.h"
#include "model/due.h"

/* What is due at a moment of June 2026, in hours since the first of that month. */
static int64_t
due_at(struct world *w, enum due_count count, int64_t within, int mday, int hour)
{
	int p = policy_procedure(w->pol, STR("report"));
	struct procedure *proc = &w->pol->procedures[p];
	const struct matter m = {.procedure = p, .on = w->now.day, .time = w->now.time};
	struct now now = {.day = day_of_ymd(2026, 6, mday)};

	now.time = day_begin(now.day) + hour * 3600;
	proc->steps[0].due = (struct due){
	    .set = true, .from = DUE_FROM_STEP, .step = 0, .setting = NONE, .within = within, .count = count};
	return (due_of(w->pol, &w->town, &m, 0, &now) - day_begin(day_of_ymd(2026, 6, 1)) + 1) / 3600;
}

enum { D = 24 };

static void
b_counting(void **state)
{
	struct world *w = world_new();
	const day closed[] = {day_of_ymd(2026, 6, 9)};

	(void)state;
	w->town.holidays = (struct holidays){closed, 1};
	/* 2026-06-01 is a Monday; the 6th and 7th are closed, and so is the 9th */
	assert_int_equal(due_at(w, COUNT_CLOCK_HOURS, 24, 5, 10), 4 * D + 10 + 24);
	assert_int_equal(due_at(w, COUNT_DAYS, 2, 5, 10), 7 * D);
	assert_int_equal(due_at(w, COUNT_OFFICE_DAYS, 0, 5, 10), 5 * D);
	assert_int_equal(due_at(w, COUNT_OFFICE_DAYS, 0, 6, 10), 8 * D);
	assert_int_equal(due_at(w, COUNT_OFFICE_DAYS, 1, 5, 10), 8 * D);
	assert_int_equal(due_at(w, COUNT_OFFICE_DAYS, 2, 5, 10), 10 * D);
	/* Friday 10:00 and 24 hours that skip Saturday and Sunday */
	assert_int_equal(due_at(w, COUNT_OFFICE_HOURS, 24, 5, 10), 7 * D + 10);
	assert_int_equal(due_at(w, COUNT_OFFICE_HOURS, 24, 8, 10), 9 * D + 10);
	assert_int_equal(due_at(w, COUNT_OFFICE_HOURS, 1, 6, 10), 7 * D + 1);
	assert_int_equal(due_at(w, COUNT_OFFICE_HOURS, 0, 2, 10), 1 * D + 10);
	world_free(w);
}

static void
b_from(void **state)
{
	struct world *w = world_new();
	int p = policy_procedure(w->pol, STR("take-out"));
	struct procedure *proc = &w->pol->procedures[p];
	struct value form[5] = {{.kind = VALUE_EMPTY}};
	struct opened rows[] = {{.step = 3, .day = day_of_ymd(2026, 5, 29)}};
	struct matter m = {
	    .procedure = p, .on = day_of_ymd(2026, 5, 28), .form = form, .opened = rows, .opened_n = 1};

	(void)state;
	/* an empty date has no clock */
	assert_int_equal(due_of(w->pol, &w->town, &m, 4, &w->now), 0);
	form[4] = (struct value){.kind = VALUE_STR, .s = STR("2026-06-06")};
	assert_int_equal(due_of(w->pol, &w->town, &m, 4, &w->now), due_end_of(day_of_ymd(2026, 6, 8)));
	proc->steps[4].due =
	    (struct due){.set = true, .from = DUE_FROM_STEP, .step = 3, .setting = NONE, .count = COUNT_DAYS};
	assert_int_equal(due_of(w->pol, &w->town, &m, 4, &w->now), due_end_of(day_of_ymd(2026, 5, 29)));
	proc->steps[4].due.from = DUE_FROM_START;
	assert_int_equal(due_of(w->pol, &w->town, &m, 4, &w->now), due_end_of(day_of_ymd(2026, 5, 28)));
	proc->steps[4].due.set = false;
	assert_int_equal(due_of(w->pol, &w->town, &m, 4, &w->now), 0);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_counting),
	    cmocka_unit_test(b_from),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
