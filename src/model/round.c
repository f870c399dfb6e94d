/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/round.h"

#include "model/where.h"

enum { MONTHS = 12, WEEK = 7, HALF = 6, QUARTER = 3 };

/* --- periods ------------------------------------------------------------------------------ */

/* `months` months of a fiscal year, the n-th of which `d` lies in: *n from 1. */
static void
span_of_months(day d, int months, struct period *out, int *n)
{
	int year, month, mday, since;

	day_ymd(d, &year, &month, &mday);
	since = (month + MONTHS - 4) % MONTHS; /* since April */
	*n = since / months + 1;
	month -= since % months;
	if (month < 1) {
		month += MONTHS;
		year--;
	}
	out->first = day_of_ymd(year, month, 1);
	month += months;
	if (month > MONTHS) {
		month -= MONTHS;
		year++;
	}
	out->last = day_of_ymd(year, month, 1) - 1;
}

static void
year_of(struct arena *a, day d, struct period *out)
{
	int year = day_fiscal_year(d);

	*out = (struct period){.first = day_fiscal_first(year),
	    .last = day_fiscal_last(year),
	    .label = day_fiscal_label(a, year)};
}

static struct str
year_label(struct arena *a, day d)
{
	return day_fiscal_label(a, day_fiscal_year(d));
}

/* The label of a day without its day: 令和8年11月. */
static struct str
month_label(struct arena *a, day d)
{
	struct str s = day_wareki(a, d);
	size_t at = str_find(s, STR("月"));

	return at == SIZE_MAX ? s : str_sub(s, 0, at + STR("月").n);
}

/* N equal parts of the fiscal year. */
static bool
part_of_year(struct arena *a, day d, int64_t times, struct period *out)
{
	int64_t days, n;

	year_of(a, d, out);
	days = out->last - out->first + 1;
	if (times < 1)
		return false;
	if (times > days)
		times = days;
	n = (d - out->first) * times / days;
	/* the first day that lies in part n: the least x with x * times / days = n */
	out->last = out->first + (day)(((n + 1) * days + times - 1) / times) - 1;
	out->first += (day)((n * days + times - 1) / times);
	out->label = arena_fmt(a, "%.*s第%lld回", STR_ARG(out->label), (long long)n + 1);
	return true;
}

/* Every so many days from 1 April. */
static bool
stretch_of_days(struct arena *a, day d, int64_t days, struct period *out)
{
	day first, end;
	int64_t n;

	year_of(a, d, out);
	if (days < 1)
		return false;
	first = out->first;
	end = out->last;
	n = (d - first) / days;
	out->first = first + (day)(n * days);
	out->last = end - out->first < days ? end : out->first + (day)days - 1;
	out->label = arena_fmt(a, "%.*sから", STR_ARG(day_wareki(a, out->first)));
	return true;
}

static void
week_of(struct arena *a, day d, struct period *out)
{
	out->first = d - (day_weekday(d) + WEEK - 1) % WEEK;
	out->last = out->first + WEEK - 1;
	out->label = arena_fmt(a, "%.*sからの週", STR_ARG(day_wareki(a, out->first)));
}

static bool
is_scoped(const struct policy *pol, const struct round *r)
{
	return r->setting != NONE && pol->settings[r->setting].of != SETTING_OF_TOWN;
}

bool
round_period(struct arena *a, const struct policy *pol, const struct town *town, const struct round *r,
    struct str of, day d, struct period *out)
{
	int64_t number =
	    r->setting == NONE ? 0 : town_setting_number_of(town, pol, r->setting, of, town_setting_time(d));
	char kind = 'n';
	bool is = true;
	int n;

	*out = (struct period){.first = d, .last = d};
	switch (r->every) {
	case EVERY_YEAR:
		kind = 'y';
		year_of(a, d, out);
		break;
	case EVERY_HALF:
		kind = 'h';
		span_of_months(d, HALF, out, &n);
		out->label = arena_fmt(a, "%.*s%s", STR_ARG(year_label(a, d)), n == 1 ? "上半期" : "下半期");
		break;
	case EVERY_QUARTER:
		kind = 'q';
		span_of_months(d, QUARTER, out, &n);
		out->label = arena_fmt(a, "%.*s第%d四半期", STR_ARG(year_label(a, d)), n);
		break;
	case EVERY_MONTH:
		kind = 'm';
		span_of_months(d, 1, out, &n);
		out->label = month_label(a, d);
		break;
	case EVERY_WEEK:
		kind = 'w';
		week_of(a, d, out);
		break;
	case EVERY_OFFICE_DAY:
		kind = 'd';
		out->label = day_wareki(a, d);
		is = day_is_office(&town->holidays, d);
		break;
	case EVERY_TIMES:
		is = part_of_year(a, d, number, out);
		break;
	case EVERY_DAYS:
		is = stretch_of_days(a, d, number, out);
		break;
	}
	/* by its first day, so that another number of times a year does not begin a part that runs once more */
	if (is)
		out->key = arena_fmt(a, "%c%.*s", kind, STR_ARG(day_iso(a, out->first)));
	return is;
}

/* --- for whom ------------------------------------------------------------------------------- */

struct rounds {
	struct arena *a;
	const struct policy *pol;
	const struct town *town;
	day d, today;
	struct openings *out;
	/* the round in hand */
	const struct procedure *p;
	const struct round *r;
	struct period period; /* when it is the same for all */
	bool one_period;
};

/* `instance` is whom it is for, in ids; `of` whose value of a setting counts. */
static void
begin(struct rounds *s, struct str instance, struct str of, struct opening *o)
{
	struct period own = s->period;

	if (!s->one_period && !round_period(s->a, s->pol, s->town, s->r, of, s->d, &own))
		return;
	o->id = opening_id(s->a, "each",
	    arena_fmt(s->a, "%.*s-%.*s-%.*s", STR_ARG(s->p->id), STR_ARG(instance), STR_ARG(own.key)));
	o->procedure = (int)(s->p - s->pol->procedures);
	o->carry = s->r->carry;
	o->carry_n = s->r->carry_n;
	o->period = own.label;
	o->down = s->d < s->today;
	(void)openings_add(s->a, s->out, o);
}

static void
for_town(struct rounds *s)
{
	begin(s, STR("t"), STR(""), &(struct opening){.of = 0});
}

/* Is there a post in this section whose holder could see to it? */
static bool
has_post(const struct rounds *s, struct str section)
{
	int role = s->p->form_by;
	bool any = role == NONE || s->pol->roles[role].town;

	for (size_t i = 0; i < s->town->posts_n; i++)
		if (str_eq(s->town->posts[i].section, section) &&
		    (any || town_post_carries(s->pol, &s->town->posts[i], role)))
			return true;
	return false;
}

static void
for_sections(struct rounds *s)
{
	for (size_t i = 0; i < s->town->sections_n; i++) {
		const struct section *c = &s->town->sections[i];

		if (s->d >= c->from && s->d <= c->until && s->today <= c->until && has_post(s, c->id))
			begin(s, arena_fmt(s->a, "s.%.*s", STR_ARG(c->id)), c->id,
			    &(struct opening){.section = c->id});
	}
}

/* Who has a log-in and a main post, that day and still today. */
static void
for_persons(struct rounds *s)
{
	for (size_t i = 0; i < s->town->persons_n; i++) {
		const struct person *p = &s->town->persons[i];
		const struct post *post = town_main_post(s->town, p, s->today);

		if (p->kind == PERSON_STAFF && p->login.n && post && person_in_office(p, s->d) &&
		    town_main_post(s->town, p, s->d))
			begin(s, arena_fmt(s->a, "p.%.*s", STR_ARG(p->id)), post->section,
			    &(struct opening){.applicant = p->id, .person = p->id, .section = post->section});
	}
}

/* Not for what has ended: the state from which its record is kept. */
static void
for_items(struct rounds *s, const struct item *items, size_t n)
{
	const struct reg *reg = &s->pol->registers[s->r->reg];

	for (size_t i = 0; i < n; i++) {
		struct str number;

		if (items[i].reg != s->r->reg ||
		    (reg->keep.from.n && str_eq(items[i].state, reg->keep.from)) ||
		    !where_item(s->pol, &items[i], s->r->where, s->r->where_n))
			continue;
		number = arena_fmt(s->a, "%lld", (long long)items[i].id);
		begin(s, arena_fmt(s->a, "i.%.*s", STR_ARG(number)),
		    s->r->setting != NONE && s->pol->settings[s->r->setting].of == SETTING_OF_SECTION
		        ? items[i].section
		        : number,
		    &(struct opening){.item = &items[i], .section = items[i].section});
	}
}

static void
round_begin(struct rounds *s, const struct item *items, size_t n)
{
	s->one_period = !is_scoped(s->pol, s->r);
	if (s->one_period && !round_period(s->a, s->pol, s->town, s->r, STR(""), s->d, &s->period))
		return;
	switch (s->r->each) {
	case EACH_TOWN:
		for_town(s);
		break;
	case EACH_SECTION:
		for_sections(s);
		break;
	case EACH_PERSON:
		for_persons(s);
		break;
	case EACH_ITEM:
		for_items(s, items, n);
		break;
	}
}

void
round_list(struct arena *a, const struct policy *pol, const struct town *town, day d, day today,
    const struct item *items, size_t item_n, struct openings *out)
{
	struct rounds s = {.a = a, .pol = pol, .town = town, .d = d, .today = today, .out = out};

	for (size_t p = 0; p < pol->procedures_n; p++) {
		s.p = &pol->procedures[p];
		for (size_t r = 0; r < s.p->round_n; r++) {
			s.r = &s.p->rounds[r];
			round_begin(&s, items, item_n);
		}
	}
}
