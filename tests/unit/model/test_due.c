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
	rows[0].state = STEP_PAST; /* before it was given back: it has not been done */
	assert_int_equal(due_of(w->pol, &w->town, &m, 4, &w->now), due_end_of(w->now.day));
	proc->steps[4].due.from = DUE_FROM_START;
	assert_int_equal(due_of(w->pol, &w->town, &m, 4, &w->now), due_end_of(day_of_ymd(2026, 5, 28)));
	proc->steps[4].due.set = false;
	assert_int_equal(due_of(w->pol, &w->town, &m, 4, &w->now), 0);
	world_free(w);
}

/* --- with opening and closing ------------------------------------------------------------- */

/* Seconds since the first of June 2026. */
enum { DAY_S = 24 * 3600, MINUTE = 60 };

static int64_t
at(int mday, int hour, int minute)
{
	return day_begin(day_of_ymd(2026, 6, mday)) + hour * 3600 + minute * MINUTE;
}

/* The office is open from 8:30 to 17:15. */
static void
office(struct world *w)
{
	w->pol->opens = policy_setting(w->pol, STR("opens"));
	w->pol->closes = policy_setting(w->pol, STR("closes"));
}

static struct due *
clock_of(struct world *w, enum due_count count, int64_t within)
{
	struct due *d = &w->pol->procedures[policy_procedure(w->pol, STR("report"))].steps[0].due;

	*d = (struct due){.set = true,
	    .from = DUE_FROM_START,
	    .setting = NONE,
	    .within = within,
	    .count = count,
	    .count_setting = NONE,
	    .remind_setting = NONE,
	    .late_escalate = NONE,
	    .late_open = NONE};
	return d;
}

static int64_t
due_after(struct world *w, int64_t start)
{
	const struct now now = {.time = start, .day = day_of_time(start)};
	const struct matter m = {.procedure = policy_procedure(w->pol, STR("report")),
	    .applicant = STR("303"),
	    .on = now.day,
	    .time = start};

	return due_of(w->pol, &w->town, &m, 0, &now);
}

static void
b_office_hours(void **state)
{
	struct world *w = world_new();
	const day closed[] = {day_of_ymd(2026, 6, 8)};

	(void)state;
	office(w);
	w->town.holidays = (struct holidays){closed, 1};
	clock_of(w, COUNT_OFFICE_HOURS, 2);
	assert_int_equal(due_after(w, at(5, 10, 0)), at(5, 12, 0));
	assert_int_equal(due_after(w, at(5, 6, 0)), at(5, 10, 30)); /* before opening: from opening */
	/* Friday 16:15: one hour today, the other on Tuesday, over a weekend and a holiday */
	assert_int_equal(due_after(w, at(5, 16, 15)), at(9, 9, 30));
	assert_int_equal(due_after(w, at(5, 17, 15)), at(9, 10, 30)); /* closed at that second */
	assert_int_equal(due_after(w, at(6, 12, 0)), at(9, 10, 30));
	assert_int_equal(due_after(w, at(8, 12, 0)), at(9, 10, 30));
	/* what ends with the office ends then, not with the next opening */
	assert_int_equal(due_after(w, at(5, 15, 15)), at(5, 17, 15));
	/* three whole days of 8:45 */
	clock_of(w, COUNT_OFFICE_HOURS, 35);
	assert_int_equal(due_after(w, at(1, 8, 30)), at(4, 17, 15));
	/* a setting that makes no sense leaves the whole day */
	w->town.settings[w->town.settings_n++] =
	    (struct decided){.setting = STR("opens"), .value = STR("17:15"), .time = 1};
	clock_of(w, COUNT_OFFICE_HOURS, 2);
	assert_int_equal(due_after(w, at(5, 20, 0)), at(5, 22, 0));
	world_free(w);
}

static void
b_hours_are_a_setting(void **state)
{
	struct world *w = world_new();

	(void)state;
	office(w);
	clock_of(w, COUNT_OFFICE_HOURS, 2);
	w->town.settings[w->town.settings_n++] =
	    (struct decided){.setting = STR("closes"), .value = STR("16:00"), .time = at(3, 0, 0)};
	/* as it was when the clock started */
	assert_int_equal(due_after(w, at(2, 15, 0)), at(2, 17, 0));
	assert_int_equal(due_after(w, at(3, 15, 0)), at(4, 9, 30));
	world_free(w);
}

static void
b_until_closing(void **state)
{
	struct world *w = world_new();

	(void)state;
	office(w);
	clock_of(w, COUNT_CLOSING, 0);
	assert_int_equal(due_after(w, at(5, 9, 0)), at(5, 17, 15));
	assert_int_equal(due_after(w, at(5, 17, 15)), at(6, 0, 0) - 1); /* it has closed */
	assert_int_equal(due_after(w, at(5, 22, 0)), at(6, 0, 0) - 1);
	assert_int_equal(due_after(w, at(6, 9, 0)), at(7, 0, 0) - 1); /* it does not open */
	w->pol->closes = NONE;
	assert_int_equal(due_after(w, at(5, 9, 0)), at(6, 0, 0) - 1);
	world_free(w);
}

static void
b_the_count_is_a_setting(void **state)
{
	static const char *const words[] = {
	    "clock-hours", "office-hours", "office-days", "days", "closing", "nonsense"};
	struct world *w = world_new();
	int64_t due[6];

	(void)state;
	office(w);
	clock_of(w, COUNT_DAYS, 2)->count_setting = policy_setting(w->pol, STR("tell-count"));
	for (size_t i = 0; i < 6; i++) {
		w->town.settings[w->town.settings_n++] = (struct decided){
		    .setting = STR("tell-count"), .value = str_of(words[i]), .time = (int64_t)i + 1};
		due[i] = due_after(w, at(5, 16, 15));
	}
	assert_int_equal(due[0], at(5, 18, 15));
	assert_int_equal(due[1], at(8, 9, 30));
	assert_int_equal(due[2], at(10, 0, 0) - 1);
	assert_int_equal(due[3], at(8, 0, 0) - 1);
	assert_int_equal(due[4], at(8, 0, 0) - 1);
	assert_int_equal(due[5], due[3]); /* an erased or broken text: as the policy says */
	world_free(w);
}

/* --- reminders -------------------------------------------------------------------------------- */

static int64_t
remind_after(struct world *w, int64_t start)
{
	const struct now now = {.time = start, .day = day_of_time(start)};
	const struct matter m = {.procedure = policy_procedure(w->pol, STR("report")),
	    .applicant = STR("303"),
	    .on = now.day,
	    .time = start};

	return due_remind(w->pol, &w->town, &m, 0, due_of(w->pol, &w->town, &m, 0, &now), &now);
}

static void
b_reminders(void **state)
{
	struct world *w = world_new();
	struct due *d;

	(void)state;
	office(w);
	d = clock_of(w, COUNT_CLOCK_HOURS, 24);
	assert_int_equal(remind_after(w, at(2, 10, 0)), 0); /* none is asked for */
	d->has_remind = true;
	d->remind = 3;
	assert_int_equal(remind_after(w, at(2, 10, 0)), at(3, 7, 0));
	d->remind = 24; /* it would fall on the opening, or before: then never */
	assert_int_equal(remind_after(w, at(2, 10, 0)), 0);
	d->remind = 30;
	assert_int_equal(remind_after(w, at(2, 10, 0)), 0);
	d = clock_of(w, COUNT_OFFICE_DAYS, 3);
	d->has_remind = true;
	d->remind = 2;
	/* due on Wednesday the 10th; two office days before is Monday */
	assert_int_equal(remind_after(w, at(5, 10, 0)), at(9, 0, 0) - 1);
	d->remind = 3; /* the Friday it opened on ends later than it opened */
	assert_int_equal(remind_after(w, at(5, 10, 0)), at(6, 0, 0) - 1);
	d->remind = 4;
	assert_int_equal(remind_after(w, at(5, 10, 0)), 0);
	d = clock_of(w, COUNT_DAYS, 2);
	d->has_remind = true;
	d->remind = 1;
	assert_int_equal(remind_after(w, at(5, 10, 0)), at(7, 0, 0) - 1);
	world_free(w);
}

static void
b_reminders_in_office_hours(void **state)
{
	struct world *w = world_new();
	const day closed[] = {day_of_ymd(2026, 6, 8)};
	struct due *d;

	(void)state;
	office(w);
	w->town.holidays = (struct holidays){closed, 1};
	d = clock_of(w, COUNT_OFFICE_HOURS, 4);
	d->has_remind = true;
	d->remind = 1;
	/* Friday 16:15 + 4 hours = Tuesday 11:30 */
	assert_int_equal(remind_after(w, at(5, 16, 15)), at(9, 10, 30));
	d->remind = 3; /* exactly at the opening of Tuesday */
	assert_int_equal(remind_after(w, at(5, 16, 15)), at(9, 8, 30));
	d->remind_setting = policy_setting(w->pol, STR("tell-within")); /* 2 */
	assert_int_equal(remind_after(w, at(5, 16, 15)), at(9, 9, 30));
	/* back over the weekend into Friday */
	d = clock_of(w, COUNT_OFFICE_HOURS, 2);
	d->has_remind = true;
	d->remind = 1;
	assert_int_equal(remind_after(w, at(5, 15, 45)), at(5, 16, 45));
	w->pol->opens = w->pol->closes = NONE; /* and where every hour of an office day counts */
	d->remind = 20;
	d->within = 30;
	assert_int_equal(due_after(w, at(5, 10, 0)), at(9, 16, 0));
	assert_int_equal(remind_after(w, at(5, 10, 0)), at(5, 20, 0));
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_counting),
	    cmocka_unit_test(b_from),
	    cmocka_unit_test(b_office_hours),
	    cmocka_unit_test(b_hours_are_a_setting),
	    cmocka_unit_test(b_until_closing),
	    cmocka_unit_test(b_the_count_is_a_setting),
	    cmocka_unit_test(b_reminders),
	    cmocka_unit_test(b_reminders_in_office_hours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
