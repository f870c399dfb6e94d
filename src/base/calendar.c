/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/calendar.h"

#include <stdlib.h>

#include "base/die.h"
#include "base/utf8.h"

enum {
	TOKYO = 9 * 3600,
	DAY_SECONDS = 86400,
	YEAR_FIRST = 1,
	YEAR_LAST = 9999,
	/* Days from 0000-03-01 to 1970-01-01: years that begin in March have
	 * their leap day at the end. */
	MARCH_ZERO = 719468,
	DAYS_400_YEARS = 146097
};

/*
 * Each era lasts until the next begins. Japan counts in the solar calendar only
 * since 1873-01-01 (明治6年); before it there is no era here.
 */
static const struct era {
	const char *name;
	char letter;
	int first_year;        /* in which the year 元 lies */
	int year, month, mday; /* its first day */
} eras[] = {
    {"明治", 'M', 1868, 1873, 1, 1},
    {"大正", 'T', 1912, 1912, 7, 30},
    {"昭和", 'S', 1926, 1926, 12, 25},
    {"平成", 'H', 1989, 1989, 1, 8},
    {"令和", 'R', 2019, 2019, 5, 1},
};
enum { ERAS = sizeof eras / sizeof *eras };

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

day
day_of_time(int64_t seconds)
{
	int64_t d = floor_div(seconds, DAY_SECONDS);
	int64_t second = (seconds % DAY_SECONDS + DAY_SECONDS) % DAY_SECONDS;

	/* by the second of the day, since seconds + 9 h may overflow */
	if (second >= DAY_SECONDS - TOKYO)
		d++;
	if (d <= DAY_NONE)
		return DAY_NONE + 1;
	return d >= DAY_NEVER ? DAY_NEVER - 1 : (day)d;
}

int64_t
day_begin(day d)
{
	return (int64_t)d * DAY_SECONDS - TOKYO;
}

static int
month_length(int year, int month)
{
	static const signed char length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return length[month - 1] + (month == 2 && leap);
}

day
day_of_ymd(int year, int month, int mday)
{
	int y, in_era, in_year;

	if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12 || mday < 1 ||
	    mday > month_length(year, month))
		return DAY_NONE;
	y = year - (month <= 2);
	in_era = y % 400;
	in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + mday - 1;
	return y / 400 * DAYS_400_YEARS + in_era * 365 + in_era / 4 - in_era / 100 + in_year - MARCH_ZERO;
}

void
day_ymd(day d, int *year, int *month, int *mday)
{
	int64_t z = (int64_t)d + MARCH_ZERO;
	int64_t cycle = floor_div(z, DAYS_400_YEARS);
	int in_cycle = (int)(z - cycle * DAYS_400_YEARS);
	int y = (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / 146096) / 365;
	int in_year = in_cycle - (365 * y + y / 4 - y / 100);
	int m = (5 * in_year + 2) / 153;

	*mday = in_year - (153 * m + 2) / 5 + 1;
	*month = m < 10 ? m + 3 : m - 9;
	*year = (int)(cycle * 400) + y + (*month <= 2);
}

int
day_weekday(day d)
{
	int64_t w = ((int64_t)d + 4) % 7; /* 1970-01-01 was a Thursday */

	return (int)(w < 0 ? w + 7 : w);
}

/* Is there a date to be written? Not for DAY_NONE, DAY_NEVER, the year 10000. */
static bool
day_written(day d, int *year, int *month, int *mday)
{
	day_ymd(d, year, month, mday);
	return *year >= YEAR_FIRST && *year <= YEAR_LAST;
}

struct str
day_iso(struct arena *a, day d)
{
	int y, m, n;

	if (!day_written(d, &y, &m, &n))
		return STR("");
	return arena_fmt(a, "%04d-%02d-%02d", y, m, n);
}

static bool
digits(struct str s, int *out)
{
	int v = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (s.p[i] - '0');
	}
	*out = v;
	return s.n > 0;
}

bool
day_parse_iso(struct str s, day *out)
{
	int y, m, n;
	day d;

	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' || !digits(str_sub(s, 0, 4), &y) ||
	    !digits(str_sub(s, 5, 7), &m) || !digits(str_sub(s, 8, 10), &n))
		return false;
	d = day_of_ymd(y, m, n);
	if (d == DAY_NONE)
		return false;
	*out = d;
	return true;
}

static day
era_first(const struct era *e)
{
	return day_of_ymd(e->year, e->month, e->mday);
}

/* The era of a day, or NULL before the first. */
static const struct era *
era_of(day d)
{
	for (size_t i = ERAS; i-- > 0;)
		if (d >= era_first(&eras[i]))
			return &eras[i];
	return NULL;
}

/* "令和8", "令和元", or the bare year where there is no era. */
static struct str
era_year(struct arena *a, const struct era *e, int year)
{
	if (e == NULL)
		return arena_fmt(a, "%d", year);
	if (year == e->first_year)
		return arena_fmt(a, "%s元", e->name);
	return arena_fmt(a, "%s%d", e->name, year - e->first_year + 1);
}

struct str
day_wareki(struct arena *a, day d)
{
	int y, m, n;

	if (!day_written(d, &y, &m, &n))
		return STR("");
	return arena_fmt(a, "%.*s年%d月%d日", STR_ARG(era_year(a, era_of(d), y)), m, n);
}

struct str
day_wareki_short(struct arena *a, day d)
{
	const struct era *e = era_of(d);
	int y, m, n;

	if (!day_written(d, &y, &m, &n))
		return STR("");
	if (e == NULL)
		return arena_fmt(a, "%d.%d.%d", y, m, n);
	return arena_fmt(a, "%c%d.%d.%d", e->letter, y - e->first_year + 1, m, n);
}

/* --- what people type ------------------------------------------------------ */

/* The longest spellings, as 令和08年11月23日, have eleven characters. */
enum { TYPED_MAX = 11 };

struct typed {
	uint32_t c[TYPED_MAX];
	size_t n, at;
};

static uint32_t
half_width(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		return c - 0xfee0;
	return c == 0x3000 ? ' ' : c;
}

static bool
is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Half-width code points without the white space around; false: too many. */
static bool
typed_take(struct str s, struct typed *t)
{
	size_t blanks = 0;
	uint32_t c;

	*t = (struct typed){.n = 0};
	while (utf8_next(&s, &c)) {
		c = half_width(c);
		if (is_blank(c)) {
			blanks += t->n > 0;
			continue;
		}
		if (blanks > 0 || t->n == TYPED_MAX)
			return false;
		t->c[t->n++] = c;
	}
	return true;
}

static uint32_t
typed_peek(const struct typed *t)
{
	return t->at < t->n ? t->c[t->at] : 0;
}

/* Takes all the digits that stand here; how many there were. */
static size_t
typed_number(struct typed *t, int *out)
{
	size_t n = 0;
	int v = 0;

	for (uint32_t c; (c = typed_peek(t)) >= '0' && c <= '9' && n < 8; n++, t->at++)
		v = v * 10 + (int)(c - '0');
	*out = v;
	return n;
}

/* Takes "令和", "R" or "r". */
static const struct era *
typed_era(struct typed *t)
{
	for (size_t i = 0; i < ERAS; i++) {
		struct str name = str_of(eras[i].name);
		uint32_t first = 0, second = 0, c = typed_peek(t);

		if (c == (uint32_t)eras[i].letter || c == (uint32_t)(eras[i].letter | 0x20)) {
			t->at++;
			return &eras[i];
		}
		(void)(utf8_next(&name, &first) && utf8_next(&name, &second));
		if (c == first && t->at + 1 < t->n && t->c[t->at + 1] == second) {
			t->at += 2;
			return &eras[i];
		}
	}
	return NULL;
}

/* What stands after year, month and day belongs together. */
static const struct marks {
	uint32_t year, month, mday;
} marks[] = {
    {'-', '-', 0}, {'/', '/', 0}, {'.', '.', 0}, {0x5e74, 0x6708, 0x65e5}, /* 年月日 */
};

static const struct marks *
marks_of(uint32_t year)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (marks[i].year == year)
			return &marks[i];
	return NULL;
}

static bool
typed_month_day(struct typed *t, int *month, int *mday)
{
	const struct marks *k = marks_of(typed_peek(t));
	size_t n;

	if (k == NULL)
		return false;
	t->at++;
	n = typed_number(t, month);
	if (n < 1 || n > 2 || typed_peek(t) != k->month)
		return false;
	t->at++;
	n = typed_number(t, mday);
	if (n < 1 || n > 2 || typed_peek(t) != k->mday)
		return false;
	t->at += k->mday != 0;
	return t->at == t->n;
}

static day
typed_in_era(struct typed *t, const struct era *e)
{
	int y, m, n;
	day d;

	if (typed_peek(t) == 0x5143) { /* 元 */
		t->at++;
		y = 1;
	} else {
		size_t length = typed_number(t, &y);

		if (length < 1 || length > 2 || y < 1)
			return DAY_NONE;
	}
	if (!typed_month_day(t, &m, &n))
		return DAY_NONE;
	d = day_of_ymd(e->first_year + y - 1, m, n);
	return d != DAY_NONE && era_of(d) == e ? d : DAY_NONE;
}

static day
typed_western(struct typed *t)
{
	int y, m, n;
	size_t length = typed_number(t, &y);

	if (length == 8 && t->at == t->n)
		return day_of_ymd(y / 10000, y / 100 % 100, y % 100);
	if (length != 4 || !typed_month_day(t, &m, &n))
		return DAY_NONE;
	return day_of_ymd(y, m, n);
}

bool
day_parse(struct str s, day *out)
{
	const struct era *e;
	struct typed t;
	day d;

	if (!typed_take(s, &t))
		return false;
	e = typed_era(&t);
	d = e ? typed_in_era(&t, e) : typed_western(&t);
	if (d == DAY_NONE)
		return false;
	*out = d;
	return true;
}

/* --- times of day -------------------------------------------------------------- */

/* Where the time begins: after the first T, blank or 日 that something stands before. */
static size_t
time_begins(struct str s)
{
	struct str rest = s;
	uint32_t c;

	while (utf8_next(&rest, &c)) {
		size_t at = s.n - rest.n;

		c = half_width(c);
		if (at > 1 && (c == 'T' || is_blank(c) || c == 0x65e5))
			return at;
	}
	return s.n;
}

/* 8:45, 08:45:30, 8時, 8時45分. */
static bool
typed_minute(struct typed *t, int *minute)
{
	int h, m = 0, s;
	size_t n = typed_number(t, &h);
	bool words = typed_peek(t) == 0x6642; /* 時 */

	if (n < 1 || n > 2 || (!words && typed_peek(t) != ':'))
		return false;
	t->at++;
	n = typed_number(t, &m);
	if (n > 2 || (!words && n != 2))
		return false;
	if (words && n && typed_peek(t) == 0x5206) /* 分 */
		t->at++;
	else if (words && n)
		return false;
	if (!words && typed_peek(t) == ':') {
		t->at++;
		if (typed_number(t, &s) != 2 || s > 59)
			return false;
	}
	*minute = h * 60 + m;
	return t->at == t->n && h < 24 && m < 60;
}

bool
day_parse_time(struct str s, day *out, int *minute)
{
	struct typed t;
	struct str date;
	size_t at;

	s = str_trim(s);
	at = time_begins(s);
	date = str_sub(s, 0, at);
	if (str_ends(date, STR("T")))
		date = str_sub(date, 0, date.n - 1);
	return day_parse(date, out) && typed_take(str_sub(s, at, s.n), &t) && typed_minute(&t, minute);
}

struct str
day_iso_time(struct arena *a, day d, int minute)
{
	return arena_fmt(a, "%.*sT%02d:%02d", STR_ARG(day_iso(a, d)), minute / 60, minute % 60);
}

/* --- fiscal years and office days ------------------------------------------- */

int
day_fiscal_year(day d)
{
	int y, m, n;

	day_ymd(d, &y, &m, &n);
	return m >= 4 ? y : y - 1;
}

day
day_fiscal_first(int year)
{
	return day_of_ymd(year, 4, 1);
}

day
day_fiscal_last(int year)
{
	return day_of_ymd(year, 3, 31) == DAY_NONE ? DAY_NONE : day_of_ymd(year + 1, 3, 31);
}

struct str
day_fiscal_label(struct arena *a, int year)
{
	/* By the era of 1 May: all of fiscal 2019 is 令和元年度 (decided by the
	 * ministries on 2019-04-01), and no other era began in April. */
	day d = day_of_ymd(year, 5, 1);

	return arena_fmt(a, "%.*s年度", STR_ARG(era_year(a, d == DAY_NONE ? NULL : era_of(d), year)));
}

static int
compare_days(const void *a, const void *b)
{
	day x = *(const day *)a, y = *(const day *)b;

	return (x > y) - (x < y);
}

static bool
is_new_year(day d)
{
	int y, m, n;

	day_ymd(d, &y, &m, &n);
	return (m == 12 && n >= 29) || (m == 1 && n <= 3);
}

bool
day_is_office(const struct holidays *h, day d)
{
	int w = day_weekday(d);

	if (w == 0 || w == 6 || is_new_year(d))
		return false;
	return h == NULL || h->n == 0 || bsearch(&d, h->days, h->n, sizeof *h->days, compare_days) == NULL;
}

day
day_add_office(const struct holidays *h, day d, int n)
{
	must(n >= 0);
	if (d == DAY_NONE)
		return d;
	if (n == 0)
		while (d < DAY_NEVER && !day_is_office(h, d))
			d++;
	while (n > 0 && d < DAY_NEVER)
		n -= day_is_office(h, ++d);
	return d;
}
