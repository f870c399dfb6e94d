/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/calendar.h"

static int
arena_begin(void **state)
{
	*state = arena_new(1 << 20);
	return 0;
}

static int
arena_end(void **state)
{
	struct arena *a = *state;

	arena_free(&a);
	return 0;
}

static day
ymd(int y, int m, int d)
{
	day out = day_of_ymd(y, m, d);

	assert_int_not_equal(out, DAY_NONE);
	return out;
}

#define SAME(got, want) \
	do { \
		struct str got_ = (got); \
		assert_int_equal(got_.n, sizeof(want) - 1); \
		assert_memory_equal(got_.p, want, sizeof(want) - 1); \
	} while (0)

static void
b_known_days(void **state)
{
	(void)state;
	assert_int_equal(day_of_ymd(1970, 1, 1), 0);
	assert_int_equal(day_of_ymd(1969, 12, 31), -1);
	assert_int_equal(day_of_ymd(2000, 3, 1), 11017);
	assert_int_equal(day_of_ymd(2026, 11, 23), 20780);
	assert_int_equal(day_of_ymd(1, 1, 1), -719162);
	assert_int_equal(day_of_ymd(9999, 12, 31), 2932896);
	assert_int_equal(day_weekday(0), 4);
	assert_int_equal(day_weekday(ymd(2026, 11, 23)), 1);
	assert_int_equal(day_weekday(ymd(1969, 12, 28)), 0);
}

static void
b_leap_years(void **state)
{
	(void)state;
	assert_int_not_equal(day_of_ymd(2024, 2, 29), DAY_NONE);
	assert_int_not_equal(day_of_ymd(2000, 2, 29), DAY_NONE);
	assert_int_equal(day_of_ymd(2023, 2, 29), DAY_NONE);
	assert_int_equal(day_of_ymd(1900, 2, 29), DAY_NONE);
	assert_int_equal(day_of_ymd(2100, 2, 29), DAY_NONE);
}

static void
b_no_such_date(void **state)
{
	(void)state;
	assert_int_equal(day_of_ymd(0, 1, 1), DAY_NONE);
	assert_int_equal(day_of_ymd(10000, 1, 1), DAY_NONE);
	assert_int_equal(day_of_ymd(2026, 0, 1), DAY_NONE);
	assert_int_equal(day_of_ymd(2026, 13, 1), DAY_NONE);
	assert_int_equal(day_of_ymd(2026, 4, 31), DAY_NONE);
	assert_int_equal(day_of_ymd(2026, 4, 0), DAY_NONE);
}

static void
c_every_day_comes_back(void **state)
{
	int y, m, n, weekday = day_weekday(ymd(1, 1, 1));

	(void)state;
	for (day d = ymd(1, 1, 1); d <= ymd(9999, 12, 31); d++) {
		day_ymd(d, &y, &m, &n);
		assert_int_equal(day_of_ymd(y, m, n), d);
		assert_int_equal(day_weekday(d), weekday);
		weekday = (weekday + 1) % 7;
	}
}

static void
b_tokyo_midnight(void **state)
{
	(void)state;
	assert_int_equal(day_of_time(0), 0);
	assert_int_equal(day_of_time(15 * 3600 - 1), 0);
	assert_int_equal(day_of_time(15 * 3600), 1);
	assert_int_equal(day_of_time(-9 * 3600), 0);
	assert_int_equal(day_of_time(-9 * 3600 - 1), -1);
	assert_int_equal(day_of_time(INT64_MAX), DAY_NEVER - 1);
	assert_int_equal(day_of_time(INT64_MIN), DAY_NONE + 1);
	for (day d = -100000; d < 100000; d += 37) {
		assert_int_equal(day_of_time(day_begin(d)), d);
		assert_int_equal(day_of_time(day_begin(d) - 1), d - 1);
	}
}

static void
b_iso(void **state)
{
	day d = 1;

	SAME(day_iso(*state, ymd(2026, 11, 23)), "2026-11-23");
	SAME(day_iso(*state, ymd(7, 1, 2)), "0007-01-02");
	SAME(day_iso(*state, DAY_NONE), "");
	SAME(day_iso(*state, DAY_NEVER), "");
	assert_true(day_parse_iso(STR("2026-11-23"), &d));
	assert_int_equal(d, ymd(2026, 11, 23));
	assert_false(day_parse_iso(STR("2026-11-31"), &d));
	assert_false(day_parse_iso(STR("2026-1-23"), &d));
	assert_false(day_parse_iso(STR("2026/11/23"), &d));
	assert_false(day_parse_iso(STR("2026-11-23 "), &d));
	assert_false(day_parse_iso(STR("+026-11-23"), &d));
	assert_false(day_parse_iso(STR(""), &d));
	assert_int_equal(d, ymd(2026, 11, 23));
}

static void
b_wareki(void **state)
{
	SAME(day_wareki(*state, ymd(2026, 11, 23)), "令和8年11月23日");
	SAME(day_wareki(*state, ymd(2019, 5, 1)), "令和元年5月1日");
	SAME(day_wareki(*state, ymd(2019, 4, 30)), "平成31年4月30日");
	SAME(day_wareki(*state, ymd(1989, 1, 8)), "平成元年1月8日");
	SAME(day_wareki(*state, ymd(1989, 1, 7)), "昭和64年1月7日");
	SAME(day_wareki(*state, ymd(1926, 12, 25)), "昭和元年12月25日");
	SAME(day_wareki(*state, ymd(1926, 12, 24)), "大正15年12月24日");
	SAME(day_wareki(*state, ymd(1912, 7, 30)), "大正元年7月30日");
	SAME(day_wareki(*state, ymd(1912, 7, 29)), "明治45年7月29日");
	SAME(day_wareki(*state, ymd(1873, 1, 1)), "明治6年1月1日");
	SAME(day_wareki(*state, ymd(1872, 12, 31)), "1872年12月31日");
	SAME(day_wareki(*state, DAY_NONE), "");
	SAME(day_wareki(*state, DAY_NEVER), "");
	SAME(day_wareki_short(*state, ymd(2026, 11, 23)), "R8.11.23");
	SAME(day_wareki_short(*state, ymd(2019, 5, 1)), "R1.5.1");
	SAME(day_wareki_short(*state, ymd(1989, 1, 7)), "S64.1.7");
	SAME(day_wareki_short(*state, ymd(1872, 12, 31)), "1872.12.31");
	SAME(day_wareki_short(*state, DAY_NONE), "");
}

static void
b_what_people_type(void **state)
{
	static const struct {
		const char *text;
		int y, m, d;
	} typed[] = {
		{"2026-11-23", 2026, 11, 23},
		{"2026/11/23", 2026, 11, 23},
		{"2026.4.1", 2026, 4, 1},
		{"20261123", 2026, 11, 23},
		{"R8.11.23", 2026, 11, 23},
		{"r8/11/23", 2026, 11, 23},
		{"R08-04-01", 2026, 4, 1},
		{"令和8年11月23日", 2026, 11, 23},
		{"令和08年11月23日", 2026, 11, 23},
		{"令和元年5月1日", 2019, 5, 1},
		{"令和１年５月１日", 2019, 5, 1},
		{"平成31年4月30日", 2019, 4, 30},
		{"S64.1.7", 1989, 1, 7},
		{"昭和元年12月25日", 1926, 12, 25},
		{"大正元年7月30日", 1912, 7, 30},
		{"M6.1.1", 1873, 1, 1},
		{"２０２６／１１／２３", 2026, 11, 23},
		{"Ｒ８．１１．２３", 2026, 11, 23},
		{"　令和８年１１月２３日　", 2026, 11, 23},
		{" \t2026年4月1日\r\n", 2026, 4, 1},
	};
	day d;

	(void)state;
	for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
		assert_true(day_parse(str_of(typed[i].text), &d));
		assert_int_equal(d, ymd(typed[i].y, typed[i].m, typed[i].d));
	}
}

static void
b_what_is_no_date(void **state)
{
	static const char *const refused[] = {
		"", " ", "平成32年1月1日", "平成31年5月1日", "H31.5.1", "昭和64年1月8日",
		"令和0年5月1日", "令和元年4月30日", "M5.12.31", "2026-11-31", "2026-02-29",
		"20261301", "2026113", "202611233", "2026-11/23", "2026年11月23", "2026年11-23",
		"2026-11-23日", "26-11-23", "2026", "R8", "R8.11", "R8.11.23.", "R8.11.023",
		"R100.1.1", "X8.11.23", "令8年11月23日", "2026-11-23 10:00", "2026 -11-23",
		"-026-11-23", "元年5月1日", "令和", "99999999999999", "\xff\xfe", "令和元元年5月1日",
	};
	day d = 7;

	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		if (day_parse(str_of(refused[i]), &d))
			fail_msg("taken for a date: %s", refused[i]);
	assert_int_equal(d, 7);
}

static void
c_what_is_written_is_read(void **state)
{
	struct arena *a = *state;
	day got;

	for (day d = ymd(1873, 1, 1); d < ymd(2100, 1, 1); d++) {
		assert_true(day_parse(day_wareki(a, d), &got) && got == d);
		assert_true(day_parse(day_wareki_short(a, d), &got) && got == d);
		assert_true(day_parse(day_iso(a, d), &got) && got == d);
		arena_reset(a);
	}
}

static void
b_fiscal_years(void **state)
{
	assert_int_equal(day_fiscal_year(ymd(2026, 3, 31)), 2025);
	assert_int_equal(day_fiscal_year(ymd(2026, 4, 1)), 2026);
	assert_int_equal(day_fiscal_first(2026), ymd(2026, 4, 1));
	assert_int_equal(day_fiscal_last(2026), ymd(2027, 3, 31));
	assert_int_equal(day_fiscal_last(0), DAY_NONE);
	SAME(day_fiscal_label(*state, 2026), "令和8年度");
	SAME(day_fiscal_label(*state, 2019), "令和元年度");
	SAME(day_fiscal_label(*state, 2018), "平成30年度");
	SAME(day_fiscal_label(*state, 1989), "平成元年度");
	SAME(day_fiscal_label(*state, 1988), "昭和63年度");
	SAME(day_fiscal_label(*state, 1600), "1600年度");
}

static void
b_office_days_at_new_year(void **state)
{
	/* 2026-12-28 is a Monday; 2027-01-04 too */
	const struct holidays none = {NULL, 0};

	(void)state;
	assert_true(day_is_office(&none, ymd(2026, 12, 28)));
	for (day d = ymd(2026, 12, 29); d <= ymd(2027, 1, 3); d++)
		assert_false(day_is_office(&none, d));
	assert_true(day_is_office(&none, ymd(2027, 1, 4)));
	assert_int_equal(day_add_office(&none, ymd(2026, 12, 28), 1), ymd(2027, 1, 4));
	assert_int_equal(day_add_office(NULL, ymd(2026, 12, 28), 0), ymd(2026, 12, 28));
	assert_int_equal(day_add_office(NULL, ymd(2026, 12, 29), 0), ymd(2027, 1, 4));
	assert_int_equal(day_add_office(NULL, ymd(2026, 12, 25), 2), ymd(2027, 1, 4));
}

static void
b_office_days_with_holidays(void **state)
{
	/* the days of 2026's golden week, a Sunday to a Wednesday */
	const day may[] = {
		ymd(2026, 4, 29), ymd(2026, 5, 3), ymd(2026, 5, 4), ymd(2026, 5, 5), ymd(2026, 5, 6)};
	const struct holidays h = {may, sizeof may / sizeof *may};

	(void)state;
	assert_false(day_is_office(&h, ymd(2026, 5, 6)));
	assert_true(day_is_office(&h, ymd(2026, 5, 7)));
	assert_int_equal(day_add_office(&h, ymd(2026, 5, 1), 1), ymd(2026, 5, 7));
	assert_int_equal(day_add_office(&h, ymd(2026, 4, 28), 3), ymd(2026, 5, 7));
	assert_int_equal(day_add_office(&h, ymd(2026, 5, 3), 0), ymd(2026, 5, 7));
	assert_int_equal(day_add_office(&h, ymd(2026, 5, 3), 10), ymd(2026, 5, 20));
	assert_int_equal(day_add_office(&h, DAY_NONE, 3), DAY_NONE);
	assert_int_equal(day_add_office(&h, DAY_NEVER, 3), DAY_NEVER);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, arena_begin, arena_end)

static void
b_a_time_of_day_as_people_and_browsers_write_it(void **state)
{
	static const char *const good[] = {"2026-11-23T08:45", "2026-11-23T08:45:30", "R8.11.23 8:45", " 令和8年11月23日8時45分 ",
	    "令和８年１１月２３日　８：４５", "R8/11/23  08:45", "20261123 8:45", "2026/11/23 8時45分"};
	static const char *const bad[] = {"", "8:45", "2026-11-23", "2026-11-23T", "2026-11-23 8", "2026-11-23 24:00",
	    "2026-11-23 8:60", "2026-11-23 8:5", "2026-02-30 8:45", "2026-11-23 8:45x", "2026-11-23 8時45", "2026-11-23T08:45:60"};
	day d;
	int m;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_true(day_parse_time(str_of(good[i]), &d, &m));
		assert_true(d == ymd(2026, 11, 23) && m == 8 * 60 + 45);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (day_parse_time(str_of(bad[i]), &d, &m))
			fail_msg("taken: %s", bad[i]);
	assert_true(day_parse_time(STR("R8.11.23 8時"), &d, &m) && m == 480);
	assert_true(str_eq(day_iso_time(*state, ymd(2026, 1, 2), 545), STR("2026-01-02T09:05")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(b_known_days),
		TEST(b_leap_years),
		TEST(b_no_such_date),
		TEST(c_every_day_comes_back),
		TEST(b_tokyo_midnight),
		TEST(b_iso),
		TEST(b_wareki),
		TEST(b_what_people_type),
		TEST(b_what_is_no_date),
		TEST(c_what_is_written_is_read),
		TEST(b_fiscal_years),
		TEST(b_office_days_at_new_year),
		TEST(b_office_days_with_holidays),
		TEST(b_a_time_of_day_as_people_and_browsers_write_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
