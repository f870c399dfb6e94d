/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "roster/holiday_list.h"

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

static struct holiday_list
read_of(struct arena *a, struct str bytes)
{
	struct holiday_list l;

	holiday_list_read(a, STR("syukujitsu.csv"), bytes, &l);
	return l;
}

/* "国民の祝日・休日月日,国民の祝日・休日名称" and two days, as the Cabinet Office writes them: CP932, CRLF, no zeros. */
static const struct str official = {
    "\x8d\x91\x96\xaf\x82\xcc\x8f\x6a\x93\xfa\x81\x45\x8b\x78\x93\xfa\x8c\x8e\x93\xfa,"
    "\x8d\x91\x96\xaf\x82\xcc\x8f\x6a\x93\xfa\x81\x45\x8b\x78\x93\xfa\x96\xbc\x8f\xcc\r\n"
    "2027/1/1,\x8c\xb3\x93\xfa\r\n2026/11/3,\x95\xb6\x89\xbb\x82\xcc\x93\xfa\r\n",
    20 + 1 + 20 + 2 + 9 + 4 + 2 + 10 + 8 + 2};

static void
b_the_official_table(void **state)
{
	struct holiday_list l = read_of(*state, official);

	assert_int_equal(l.fault_all, 0);
	assert_true(str_eq(l.encoding, STR("CP932")));
	assert_int_equal(l.n, 2);
	assert_int_equal(l.days[0].day, day_of_ymd(2027, 1, 1));
	assert_true(str_eq(l.days[0].label, STR("元日")));
	assert_true(str_eq(l.days[1].label, STR("文化の日")));
	assert_int_equal(l.days[1].line, 3);
	assert_int_equal(str_find(l.text, STR("\r")), SIZE_MAX);
	l = read_of(*state, l.text); /* sent once more, it is the same table */
	assert_int_equal(l.n, 2);
	assert_true(str_eq(l.encoding, STR("UTF-8")));
	assert_true(str_eq(l.days[1].label, STR("文化の日")));
}

static void
b_without_heading_in_japanese_dates(void **state)
{
	struct holiday_list l = read_of(*state, STR("令和8年11月3日,文化の日,x\nＲ８.１１.２３, 勤労感謝の日 \n"));

	assert_int_equal(l.fault_all, 0);
	assert_int_equal(l.n, 2);
	assert_int_equal(l.days[1].day, day_of_ymd(2026, 11, 23));
	assert_true(str_eq(l.days[1].label, STR("勤労感謝の日")));
}

static void
b_only_what_is_new_is_sent(void **state)
{
	const struct closed_day known[] = {{day_of_ymd(2026, 11, 3), STR("文化の日")},
	    {day_of_ymd(2026, 11, 23), STR("勤労の日")}, {day_of_ymd(2026, 12, 25), STR("町の日")}};
	struct holiday_list l = read_of(*state,
	    STR("2026/11/2,昔\n2026/11/3,文化の日\n2026/11/23,勤労感謝の日\n2027/1/1,元\"日\n"));

	assert_int_equal(l.fault_all, 1); /* a quote in the middle of a cell is no CSV */
	l = read_of(*state,
	    STR("2026/11/2,昔\n2026/11/3,文化の日\n2026/11/23,勤労感謝の日\n2027/1/1,\"元\"\"日\"\n"));
	holiday_list_compare(&l, known, 3, day_of_ymd(2026, 11, 3));
	assert_int_equal(holiday_list_count(&l, LISTED_PAST), 1);
	assert_int_equal(holiday_list_count(&l, LISTED_SAME), 1); /* today itself is not past */
	assert_int_equal(holiday_list_count(&l, LISTED_RENAMED), 1);
	assert_int_equal(holiday_list_count(&l, LISTED_NEW), 1);
	assert_true(str_eq(l.days[2].was, STR("勤労の日")));
	assert_true(str_eq(holiday_list_body(&l),
	    STR("{\"add\":[{\"day\":\"2026-11-23\",\"label\":\"勤労感謝の日\"},"
	        "{\"day\":\"2027-01-01\",\"label\":\"元\\\"日\"}]}")));
}

static void
f_every_fault_with_its_row_and_cell(void **state)
{
	struct holiday_list l = read_of(*state,
	    STR("日付,名前\n2026/2/29,うるう\n2026/11/3,\n2026/11/4\n2026/11/5,文化の日\n2026-11-05,また\n"));

	assert_int_equal(l.fault_all, 4);
	assert_int_equal(l.faults[0].line, 2);
	assert_int_equal(l.faults[0].column, 1);
	assert_int_equal(l.faults[1].line, 3);
	assert_int_equal(l.faults[1].column, 2);
	assert_int_equal(l.faults[3].line, 6);
	assert_true(str_find(l.faults[3].text, STR("5 行目")) != SIZE_MAX);
	assert_int_equal(read_of(*state, STR("")).fault_all, 1);
	assert_int_equal(read_of(*state, STR("日付,名前\n")).fault_all, 1);
	assert_int_equal(read_of(*state, STR("2026/11/5,\xff\xff\n")).fault_all, 1);
	assert_int_equal(read_of(*state, STR("2026/11/5,=cmd\n")).fault_all, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(b_the_official_table, begin, end),
	    cmocka_unit_test_setup_teardown(b_without_heading_in_japanese_dates, begin, end),
	    cmocka_unit_test_setup_teardown(b_only_what_is_new_is_sent, begin, end),
	    cmocka_unit_test_setup_teardown(f_every_fault_with_its_row_and_cell, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
