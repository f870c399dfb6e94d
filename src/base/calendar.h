/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Days of a town hall: one integer a day, Japanese eras, fiscal years, office
 * days. Pure: nothing here reads a clock. The town lives in Asia/Tokyo, which
 * is UTC+9 without summer time.
 */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include "base/arena.h"
#include "base/str.h"

/* Days since 1970-01-01 in Tokyo; DAY_NONE is "no date". */
typedef int32_t day;
#define DAY_NONE INT32_MIN
/* The day after every other: an end that is open. */
#define DAY_NEVER INT32_MAX

/* The calendar day in Tokyo of a moment in seconds since the epoch. */
day day_of_time(int64_t seconds);
/* The first second of a day in Tokyo, in seconds since the epoch. */
int64_t day_begin(day d);
/* DAY_NONE when there is no such date (months 1-12, days 1-31, year 1-9999). */
day day_of_ymd(int year, int month, int mday);
void day_ymd(day d, int *year, int *month, int *mday);
/* 0 = Sunday .. 6 = Saturday. */
int day_weekday(day d);

/* "2026-11-23"; DAY_NONE and DAY_NEVER give "", here and below. */
struct str day_iso(struct arena *a, day d);
/* Exactly "YYYY-MM-DD" and an existing date; else false. */
bool day_parse_iso(struct str s, day *out) MUST_USE;
/* "令和8年11月23日"; the first year of an era is 元年. */
struct str day_wareki(struct arena *a, day d);
/* "R8.11.23", for narrow columns. */
struct str day_wareki_short(struct arena *a, day d);
/*
 * What people type: 2026-11-23, 2026/11/23, 20261123, R8.11.23, R8/11/23,
 * 令和8年11月23日, 令和元年5月1日, in full or half width, with spaces around.
 * False for a date that does not exist, also one outside its era (平成32年).
 */
bool day_parse(struct str s, day *out) MUST_USE;
/*
 * The same with a time of day after it, as people and browsers write it:
 * 2026-11-23T08:45, R8.11.23 8:45, 令和8年11月23日 8時45分. *minute counts from
 * midnight; seconds are passed over.
 */
bool day_parse_time(struct str s, day *out, int *minute) MUST_USE;
/* "2026-11-23T08:45". */
struct str day_iso_time(struct arena *a, day d, int minute);

/* The calendar year in which the fiscal year of `d` begins (1 April). */
int day_fiscal_year(day d);
/* 1 April and 31 March of the fiscal year that begins in `year`. */
day day_fiscal_first(int year);
day day_fiscal_last(int year);
/* "令和8年度". */
struct str day_fiscal_label(struct arena *a, int year);

/* Closed days beside Saturday, Sunday and 29 December - 3 January; sorted. */
struct holidays {
	const day *days;
	size_t n;
};
bool day_is_office(const struct holidays *h, day d);
/* The n-th office day after `d` (n >= 1), or `d` moved on to an office day (n = 0). */
day day_add_office(const struct holidays *h, day d, int n);

#endif
