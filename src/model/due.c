/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/due.h"

enum { HOUR = 3600, DAY_SECONDS = 24 * HOUR, WITHIN_MAX = 100000 };

int64_t
due_end_of(day d)
{
	return day_begin(d) + DAY_SECONDS - 1;
}

const struct due *
due_rule(const struct procedure *p, int step)
{
	return &p->steps[(size_t)step == p->step_n ? 0 : step].due;
}

/* The moment from which is counted; of what is known by its day only, its end. */
static int64_t
moment_on(day d, const struct now *now)
{
	return d == now->day ? now->time : due_end_of(d);
}

static int64_t
moment_of_step(const struct matter *m, int step, const struct now *now)
{
	day last = DAY_NONE;

	for (size_t i = 0; i < m->opened_n; i++)
		if (m->opened[i].step == step && m->opened[i].day > last)
			last = m->opened[i].day;
	/* a step that fell away does not hold the clock back */
	return last == DAY_NONE ? now->time : moment_on(last, now);
}

/* 0 when the field is empty: then there is no clock. */
static int64_t
moment_from(const struct due *due, const struct matter *m, const struct now *now)
{
	day d;

	switch (due->from) {
	case DUE_FROM_START:
		return m->time ? m->time : moment_on(m->on, now);
	case DUE_FROM_STEP:
		return moment_of_step(m, due->step, now);
	case DUE_FROM_FIELD:
		d = value_day(&m->form[due->field]);
		return d == DAY_NONE ? 0 : due_end_of(d);
	}
	return 0;
}

/* The first moment of the next office day, for one that lies in a closed day. */
static int64_t
into_office(const struct holidays *h, int64_t t)
{
	day d = day_of_time(t), open = day_add_office(h, d, 0);

	return open == d ? t : day_begin(open);
}

static int64_t
add_office_hours(const struct holidays *h, int64_t t, int64_t hours)
{
	t = into_office(h, t);
	for (int64_t left = hours * HOUR; left > 0;) {
		int64_t today = due_end_of(day_of_time(t)) + 1 - t;

		if (left < today)
			return t + left;
		left -= today;
		t = into_office(h, t + today);
	}
	return t;
}

static int64_t
within_of(const struct due *due, const struct policy *pol, const struct town *town, const struct now *now)
{
	int64_t n =
	    due->setting == NONE ? due->within : town_setting_number(town, pol, due->setting, now->time);

	return n < 0 ? 0 : n > WITHIN_MAX ? WITHIN_MAX : n;
}

int64_t
due_of(const struct policy *pol, const struct town *town, const struct matter *m, size_t step,
    const struct now *now)
{
	const struct due *due = &pol->procedures[m->procedure].steps[step].due;
	int64_t from, n;

	if (!due->set || (from = moment_from(due, m, now)) == 0)
		return 0;
	n = within_of(due, pol, town, now);
	switch (due->count) {
	case COUNT_CLOCK_HOURS:
		return from + n * HOUR;
	case COUNT_OFFICE_HOURS:
		return add_office_hours(&town->holidays, from, n);
	case COUNT_OFFICE_DAYS:
		return due_end_of(day_add_office(&town->holidays, day_of_time(from), (int)n));
	case COUNT_DAYS:
	case COUNT_CLOSING:
		return due_end_of(day_of_time(from) + (day)n);
	}
	return 0;
}
