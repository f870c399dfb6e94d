/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/due.h"

#include <stdio.h>

#include "base/num.h"
#include "policy/setting.h"

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
		if (m->opened[i].step == step && m->opened[i].state != STEP_PAST && m->opened[i].day > last)
			last = m->opened[i].day;
	/* a step that fell away does not hold the clock back */
	return last == DAY_NONE ? now->time : moment_on(last, now);
}

/* 0 when the field is empty: then there is no clock. */
static int64_t
moment_of_field(const struct value *v)
{
	day d = value_day(v);
	int64_t t;

	if (value_moment(v, &t))
		return t;
	return d == DAY_NONE ? 0 : due_end_of(d);
}

static int64_t
moment_from(const struct due *due, const struct matter *m, const struct now *now)
{
	switch (due->from) {
	case DUE_FROM_START:
		return m->time ? m->time : moment_on(m->on, now);
	case DUE_FROM_STEP:
		return moment_of_step(m, due->step, now);
	case DUE_FROM_FIELD:
		return moment_of_field(&m->form[due->field]);
	}
	return 0;
}

/* --- office hours --------------------------------------------------------------------- */

struct office {
	const struct holidays *closed;
	int64_t opens, closes; /* seconds after midnight */
};

/* "8:30" in seconds after midnight, or `otherwise`. */
static int64_t
clock_of(struct str text, int64_t otherwise)
{
	struct str hour;
	int64_t h, m;

	if (!str_cut(&text, ':', &hour) || !num_i64(str_trim(hour), 0, 24, &h) ||
	    !num_i64(str_trim(text), 0, 59, &m))
		return otherwise;
	return h * HOUR + m * 60;
}

static bool
is_from(const struct field *f, int reg)
{
	for (size_t i = 0; i < f->of_n; i++)
		if (f->of[i] == reg)
			return true;
	return f->of_n == 0;
}

static struct str
number_text(int64_t n, char room[DUE_SCOPE])
{
	int len = snprintf(room, DUE_SCOPE, "%lld", (long long)n);

	return (struct str){room, (size_t)len};
}

/* Of the items of one field; *is: it is known whose value counts. */
static struct str
scope_of_items(const struct policy *pol, const struct town *town, const struct field *f,
    const struct value *v, int setting, int64_t time, char room[DUE_SCOPE], bool *is)
{
	for (size_t i = 0; v->kind == VALUE_ITEMS && i < v->n; i++) {
		struct str number = number_text(v->items[i], room);

		if (f->of_n != 1)
			(void)town_setting_of(town, pol, setting, number, time, is);
		else
			*is = true;
		if (*is)
			return number;
	}
	return STR("");
}

struct str
due_scope(const struct policy *pol, const struct town *town, const struct matter *m, int setting,
    int64_t time, char room[DUE_SCOPE])
{
	const struct setting *s = &pol->settings[setting];
	const struct procedure *p = &pol->procedures[m->procedure];
	struct str of = STR("");
	bool is = false;

	if (s->of == SETTING_OF_SECTION)
		return m->section;
	for (size_t i = 0; s->of == SETTING_OF_ITEM && m->form && i < p->form_n && !is; i++)
		if (is_from(&p->form[i], s->of_reg))
			of = scope_of_items(pol, town, &p->form[i], &m->form[i], setting, time, room, &is);
	return of;
}

static struct str
setting_for(
    const struct policy *pol, const struct town *town, const struct matter *m, int setting, int64_t time)
{
	char room[DUE_SCOPE];

	return town_setting_of(town, pol, setting, due_scope(pol, town, m, setting, time, room), time, NULL);
}

static struct office
office_of(const struct policy *pol, const struct town *town, const struct matter *m, int64_t time)
{
	struct office o = {&town->holidays, 0, DAY_SECONDS};

	if (pol->opens != NONE)
		o.opens = clock_of(setting_for(pol, town, m, pol->opens, time), 0);
	if (pol->closes != NONE)
		o.closes = clock_of(setting_for(pol, town, m, pol->closes, time), DAY_SECONDS);
	if (o.opens >= o.closes ||
	    o.closes > DAY_SECONDS) { /* no time between them: as if neither was said */
		o.opens = 0;
		o.closes = DAY_SECONDS;
	}
	return o;
}

/* The first moment not before this one at which the office is open. */
static int64_t
into_office(const struct office *o, int64_t t)
{
	day d = day_of_time(t), open = day_add_office(o->closed, d, 0);
	int64_t since = t - day_begin(d);

	if (open == d && since < o->closes)
		return since < o->opens ? day_begin(d) + o->opens : t;
	if (open == d)
		open = day_add_office(o->closed, d, 1);
	return day_begin(open) + o->opens;
}

static int64_t
add_office_time(const struct office *o, int64_t t, int64_t left)
{
	t = into_office(o, t);
	while (left > 0) {
		int64_t today = day_begin(day_of_time(t)) + o->closes - t;

		/* what ends with the office ends today; with the day, as the next one begins */
		if (left < today || (left == today && o->closes < DAY_SECONDS))
			return t + left;
		left -= today;
		t = into_office(o, t + today);
	}
	return t;
}

static day
office_day_before(const struct holidays *closed, day d)
{
	do
		d--;
	while (!day_is_office(closed, d));
	return d;
}

/* The last moment not after this one up to which the office was open. */
static int64_t
back_into_office(const struct office *o, int64_t t)
{
	day d = day_of_time(t);
	int64_t since = t - day_begin(d);

	if (day_is_office(o->closed, d) && since > o->opens)
		return since > o->closes ? day_begin(d) + o->closes : t;
	return day_begin(office_day_before(o->closed, d)) + o->closes;
}

static int64_t
take_office_time(const struct office *o, int64_t t, int64_t left)
{
	t = back_into_office(o, t);
	while (left > 0) {
		/* the end of an office day that is open to its last second is already the next day */
		int64_t begin = day_begin(day_of_time(t - 1)) + o->opens, today = t - begin;

		if (left < today)
			return t - left;
		left -= today;
		if (left == 0)
			return begin;
		t = back_into_office(o, begin);
	}
	return t;
}

static int64_t
closing_of(const struct office *o, int64_t from, int64_t days)
{
	day d = day_of_time(from) + (day)days;
	int64_t closing = day_begin(d) + o->closes;

	if (day_is_office(o->closed, d) && o->closes < DAY_SECONDS && from < closing)
		return closing;
	return due_end_of(d);
}

/* --- counting ---------------------------------------------------------------------------- */

static enum due_count
count_of(const struct due *due, const struct policy *pol, const struct town *town, const struct matter *m,
    const struct now *now)
{
	enum due_count said;

	if (due->count_setting != NONE &&
	    setting_count(setting_for(pol, town, m, due->count_setting, now->time), &said))
		return said;
	return due->count;
}

static int64_t
number_of(int setting, int64_t said, const struct policy *pol, const struct town *town,
    const struct matter *m, const struct now *now)
{
	char room[DUE_SCOPE];
	int64_t n = said;

	if (setting != NONE)
		n = town_setting_number_of(
		    town, pol, setting, due_scope(pol, town, m, setting, now->time, room), now->time);

	return n < 0 ? 0 : n > WITHIN_MAX ? WITHIN_MAX : n;
}

static int64_t
count_on(enum due_count count, const struct office *o, int64_t from, int64_t n)
{
	switch (count) {
	case COUNT_CLOCK_HOURS:
		return from + n * HOUR;
	case COUNT_OFFICE_HOURS:
		return add_office_time(o, from, n * HOUR);
	case COUNT_OFFICE_DAYS:
		return due_end_of(day_add_office(o->closed, day_of_time(from), (int)n));
	case COUNT_DAYS:
		return due_end_of(day_of_time(from) + (day)n);
	case COUNT_CLOSING:
		return closing_of(o, from, n);
	}
	return 0;
}

static int64_t
count_back(enum due_count count, const struct office *o, int64_t due, int64_t n)
{
	day d = day_of_time(due);

	switch (count) {
	case COUNT_CLOCK_HOURS:
		return due - n * HOUR;
	case COUNT_OFFICE_HOURS:
		return take_office_time(o, due, n * HOUR);
	case COUNT_OFFICE_DAYS:
		for (; n > 0; n--)
			d = office_day_before(o->closed, d);
		return due_end_of(d);
	case COUNT_DAYS:
	case COUNT_CLOSING:
		return due - n * DAY_SECONDS;
	}
	return 0;
}

int64_t
due_of(const struct policy *pol, const struct town *town, const struct matter *m, size_t step,
    const struct now *now)
{
	const struct procedure *p = &pol->procedures[m->procedure];
	const struct due *due = due_rule(p, (int)step);
	struct office office = office_of(pol, town, m, now->time);
	int64_t from;

	/* a form that was given back waits for the applicant, without a clock; what the clock begins has one */
	if (!due->set || (step == p->step_n && m->applicant.n && m->opened_n))
		return 0;
	from = moment_from(due, m, now);
	if (from == 0)
		return 0;
	return count_on(count_of(due, pol, town, m, now), &office, from,
	    number_of(due->setting, due->within, pol, town, m, now));
}

int64_t
due_remind(const struct policy *pol, const struct town *town, const struct matter *m, size_t step,
    int64_t due_time, const struct now *now)
{
	const struct due *due = due_rule(&pol->procedures[m->procedure], (int)step);
	struct office office = office_of(pol, town, m, now->time);
	int64_t t;

	if (due_time == 0 || !due->has_remind)
		return 0;
	t = count_back(count_of(due, pol, town, m, now), &office, due_time,
	    number_of(due->remind_setting, due->remind, pol, town, m, now));
	return t > now->time && t < due_time ? t : 0; /* a setting of 0: no reminder */
}
