/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A text that is a date is one that we write too: the day read from it, written
 * in each of our ways, is read as that day. Any day and second survive the
 * arithmetic.
 */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_typed(struct arena *a, struct str text)
{
	day d, again;

	if (day_parse_iso(text, &d))
		check(day_parse(text, &again) && again == d && str_eq(day_iso(a, d), text));
	if (!day_parse(text, &d))
		return;
	check(day_parse_iso(day_iso(a, d), &again) && again == d);
	if (d < day_of_ymd(1873, 1, 1))
		return; /* without an era the year may have fewer than four digits */
	if (d >= day_of_ymd(2118, 1, 1))
		return; /* 令和100年 has three, more than are read */
	check(day_parse(day_wareki(a, d), &again) && again == d);
	check(day_parse(day_wareki_short(a, d), &again) && again == d);
}

static void
check_day(struct arena *a, day d, int n)
{
	int y, m, mday;
	day office = day_add_office(NULL, d, n);

	day_ymd(d, &y, &m, &mday);
	check(m >= 1 && m <= 12 && mday >= 1 && mday <= 31);
	check(y < 1 || y > 9999 ? day_iso(a, d).n == 0 : day_of_ymd(y, m, mday) == d);
	check(office == DAY_NONE || office == DAY_NEVER || day_is_office(NULL, office));
	check(office >= d);
	day_wareki(a, d);
	day_fiscal_label(a, day_fiscal_year(d));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(1 << 20);
	int64_t seconds = 0;
	day d;

	check_typed(a, (struct str){(const char *)data, size});
	memcpy(&seconds, data, size < sizeof seconds ? size : sizeof seconds);
	d = day_of_time(seconds);
	if (d > DAY_NONE + 1 && d < DAY_NEVER - 1)
		check(day_begin(d) <= seconds && seconds - day_begin(d) < 86400);
	check_day(a, d, (int)(size % 300));
	check_day(a, (day)(uint32_t)seconds, (int)(size % 300));
	arena_free(&a);
	return 0;
}
