/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/event.h"

#include "model/reach.h"
#include "model/where.h"

static const char *const words[] = {
    [EVENT_PERSON_JOINED] = "joined",
    [EVENT_PERSON_LEAVING] = "leaving",
    [EVENT_PERSON_LEFT] = "left",
    [EVENT_PERSON_MOVED] = "moved",
    [EVENT_POST_VACANT] = "vacant",
    [EVENT_ITEM_ADDED] = "added",
    [EVENT_ITEM_CHANGED] = "changed",
    [EVENT_ITEM_DUE] = "due",
    [EVENT_MATTER_DECIDED] = "decided",
    [EVENT_MATTER_REFUSED] = "refused",
    [EVENT_MATTER_DONE] = "done",
    [EVENT_MATTER_LATE] = "late",
    [EVENT_ROW_ADDED] = "row",
};

bool
event_is_of(const struct trigger *t, int index)
{
	for (size_t i = 0; i < t->of_n; i++)
		if (t->of[i] == index)
			return true;
	return t->of_n == 0;
}

/* --- a day --------------------------------------------------------------------------------- */

struct events {
	struct arena *a;
	const struct policy *pol;
	const struct town *town;
	day d, today;
	day first; /* of the first staff list */
	struct openings *out;
	/* the trigger in hand */
	const struct procedure *p;
	const struct trigger *t;
};

/* `what` it is about, and the date that makes it another event the next time. */
static void
happen(struct events *s, struct str what, day date, struct opening *o)
{
	o->id = opening_id(s->a, "on",
	    arena_fmt(s->a, "%s-%.*s-%.*s-%.*s", words[s->t->event], STR_ARG(s->p->id), STR_ARG(what),
	        STR_ARG(day_iso(s->a, date))));
	o->procedure = (int)(s->p - s->pol->procedures);
	o->carry = s->t->carry;
	o->carry_n = s->t->carry_n;
	o->period = day_fiscal_label(s->a, day_fiscal_year(s->d));
	o->down = s->d < s->today;
	(void)openings_add(s->a, s->out, o);
}

/* Has that day come, not longer than a month ago? */
static bool
has_come(const struct events *s, day date)
{
	return date <= s->d && date > s->d - EVENT_MONTH;
}

/* He fills it in himself where he can: with a log-in, a post, and still there. */
static void
happen_to(struct events *s, const struct person *p, day date, day in_office)
{
	const struct post *post = town_main_post(s->town, p, in_office);
	bool self = s->t->event != EVENT_PERSON_LEFT && p->login.n && person_in_office(p, s->d) &&
	            town_main_post(s->town, p, s->today);

	happen(s, p->id, date,
	    &(struct opening){.applicant = self ? p->id : STR(""),
	        .person = p->id,
	        .section = post ? post->section : STR("")});
}

static void
person_left(struct events *s, const struct person *p)
{
	if (p->until != DAY_NEVER && has_come(s, p->until))
		happen_to(s, p, p->until, p->until);
}

static void
person_joined(struct events *s, const struct person *p)
{
	if (p->from != DAY_NONE && p->from > s->first && has_come(s, p->from) && s->today <= p->until)
		happen_to(s, p, p->from, s->today);
}

/* So many days before; a setting may have other values for sections and items. */
static int64_t
ahead(const struct events *s, struct str section, struct str item)
{
	int setting = s->t->ahead_setting;

	if (setting == NONE)
		return s->t->ahead;
	return town_setting_number_of(s->town, s->pol, setting,
	    s->pol->settings[setting].of == SETTING_OF_SECTION ? section : item, town_setting_time(s->d));
}

static void
person_leaving(struct events *s, const struct person *p)
{
	const struct post *post = town_main_post(s->town, p, s->d);

	if (p->until != DAY_NEVER && s->today <= p->until &&
	    p->until - s->d <= ahead(s, post ? post->section : STR(""), STR("")))
		happen_to(s, p, p->until, s->today);
}

/* On that day his main post was in another section than the day before. */
static bool
moves_on(const struct events *s, const struct person *p, day d)
{
	const struct post *before = town_main_post(s->town, p, d - 1), *now = town_main_post(s->town, p, d);

	return before && now && !str_eq(before->section, now->section);
}

/* The last move of the month; with each holding that begins or has ended his main post may be another. */
static void
person_moved(struct events *s, const struct person *p)
{
	size_t who = (size_t)(p - s->town->persons);
	day last = DAY_NONE;

	for (int i = s->town->holdings_first[who]; i < s->town->holdings_first[who + 1]; i++) {
		const struct holding *h = &s->town->holdings[s->town->holdings_of[i]];
		day ended = h->until == DAY_NEVER || h->until == DAY_NONE ? DAY_NONE : h->until + 1;

		if (h->from != DAY_NONE && has_come(s, h->from) && h->from > last && moves_on(s, p, h->from))
			last = h->from;
		if (ended != DAY_NONE && has_come(s, ended) && ended > last && moves_on(s, p, ended))
			last = ended;
	}
	if (last != DAY_NONE && s->today <= p->until)
		happen_to(s, p, last, s->today);
}

static void
for_persons(struct events *s, void (*one)(struct events *, const struct person *))
{
	for (size_t i = 0; i < s->town->persons_n; i++)
		if (s->town->persons[i].kind == PERSON_STAFF)
			one(s, &s->town->persons[i]);
}

/* The last day on which somebody who has gone since held the post; DAY_NONE when there was none. */
static day
last_held(const struct events *s, size_t post)
{
	const struct town *t = s->town;
	day last = DAY_NONE;

	for (int i = t->holders_first[post]; i < t->holders_first[post + 1]; i++) {
		const struct holding *h = &t->holdings[t->holders_of[i]];
		day until = h->until == DAY_NONE ? DAY_NEVER : h->until;

		if (t->persons[h->person].until < until)
			until = t->persons[h->person].until;
		if (until < s->d && until > last)
			last = until;
	}
	return last;
}

static bool
is_held(const struct town *t, const struct post *post, day d)
{
	size_t at = 0;

	return town_holder_next(t, post, d, &at) != NULL;
}

static void
for_posts(struct events *s)
{
	for (size_t i = 0; i < s->town->posts_n; i++) {
		const struct post *post = &s->town->posts[i];
		const struct section *c = town_section(s->town, post->section);
		day last = last_held(s, i);

		if (last == DAY_NONE || !has_come(s, last + 1) ||
		    !event_is_of(s->t, policy_post(s->pol, post->kind)) || c == NULL || s->d > c->until ||
		    is_held(s->town, post, s->d) || is_held(s->town, post, s->today))
			continue;
		happen(s, post->id, last, &(struct opening){.section = post->section});
	}
}

/* Not of what has ended. One whose day is long past counts too: it was never seen to. */
static void
for_items(struct events *s, const struct item *items, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct item *it = &items[i];
		const struct reg *reg = &s->pol->registers[it->reg];
		struct str number = arena_fmt(s->a, "%lld", (long long)it->id);
		struct value v;
		day due;

		if (!event_is_of(s->t, it->reg) || (reg->keep.from.n && str_eq(it->state, reg->keep.from)) ||
		    !reach_leaf(s->pol, it, s->t->field, &v) || (due = value_day(&v)) == DAY_NONE ||
		    due - s->d > ahead(s, it->section, number) ||
		    !where_item(s->pol, it, s->t->when, s->t->when_n))
			continue;
		happen(s, arena_fmt(s->a, "%.*s-%.*s", STR_ARG(number), STR_ARG(s->t->field)), due,
		    &(struct opening){.item = it, .section = it->section});
	}
}

static void
trigger_list(struct events *s, const struct item *items, size_t n)
{
	switch (s->t->event) {
	case EVENT_PERSON_JOINED:
		for_persons(s, person_joined);
		break;
	case EVENT_PERSON_LEAVING:
		for_persons(s, person_leaving);
		break;
	case EVENT_PERSON_LEFT:
		for_persons(s, person_left);
		break;
	case EVENT_PERSON_MOVED:
		for_persons(s, person_moved);
		break;
	case EVENT_POST_VACANT:
		for_posts(s);
		break;
	case EVENT_ITEM_DUE:
		for_items(s, items, n);
		break;
	case EVENT_ITEM_ADDED:
	case EVENT_ITEM_CHANGED:
	case EVENT_MATTER_DECIDED:
	case EVENT_MATTER_REFUSED:
	case EVENT_MATTER_DONE:
	case EVENT_MATTER_LATE:
	case EVENT_ROW_ADDED: /* by an act */
		break;
	}
}

static day
first_list(const struct town *t)
{
	day first = DAY_NEVER;

	for (size_t i = 0; i < t->persons_n; i++)
		if (t->persons[i].kind == PERSON_STAFF && t->persons[i].from < first)
			first = t->persons[i].from;
	return first;
}

void
event_list(struct arena *a, const struct policy *pol, const struct town *town, day d, day today,
    const struct item *items, size_t item_n, struct openings *out)
{
	struct events s = {
	    .a = a, .pol = pol, .town = town, .d = d, .today = today, .first = first_list(town), .out = out};

	for (size_t p = 0; p < pol->procedures_n; p++) {
		s.p = &pol->procedures[p];
		for (size_t t = 0; t < s.p->trigger_n; t++) {
			s.t = &s.p->triggers[t];
			trigger_list(&s, items, item_n);
		}
	}
}

/* --- an act ----------------------------------------------------------------------------------- */

/* A row has an effect for each of its fields. */
static bool
is_same_row(const struct happening *h, const struct effect *e)
{
	return h->event == EVENT_ROW_ADDED && h->n == (int)e->n && str_eq(h->step, e->step) &&
	       str_eq(h->section, e->section);
}

static bool
is_added(const struct happening *h, size_t n, int64_t item)
{
	for (size_t i = 0; i < n; i++)
		if (h[i].event == EVENT_ITEM_ADDED && h[i].item == item)
			return true;
	return false;
}

/* What an effect on the verdict's own matter says happened to it. */
static bool
read_matter(const struct effect *e, struct happening *h)
{
	if (e->what == EFFECT_END && str_eq(e->state, STR("done")))
		h->event = EVENT_MATTER_DONE;
	else if (e->what == EFFECT_END && str_eq(e->state, STR("refused")))
		h->event = EVENT_MATTER_REFUSED;
	else if (e->what == EFFECT_LATE && e->flag == 0)
		h->event = EVENT_MATTER_LATE;
	else
		return false;
	return true;
}

/* What did this effect do? False: nothing that begins anything, or it is told already. */
static bool
effect_read(const struct verdict *v, const struct effect *e, const struct happening *told, size_t n,
    struct happening *h)
{
	if (e->what == EFFECT_ADD || e->what == EFFECT_SET) {
		h->event = e->what == EFFECT_ADD ? EVENT_ITEM_ADDED : EVENT_ITEM_CHANGED;
		h->item = e->item;
		return e->what == EFFECT_ADD || !is_added(told, n, e->item);
	}
	if (e->matter != v->matter || v->matter == 0)
		return false;
	h->matter = v->matter;
	if (e->what != EFFECT_ROW)
		return read_matter(e, h);
	if (n > 0 && is_same_row(&told[n - 1], e))
		return false;
	h->event = EVENT_ROW_ADDED;
	h->n = (int)e->n;
	return true;
}

size_t
event_read(struct arena *a, const struct verdict *v, const struct procedure *m, struct happening **out)
{
	struct happening *all = arena_array(a, v->effects.n + 1, sizeof *all);
	size_t n = 0;

	*out = all;
	for (size_t i = 0; i < v->effects.n; i++) {
		struct happening h = {.procedure = m ? m->id : STR("")};

		if (!effect_read(v, &v->effects.e[i], all, n, &h))
			continue;
		h.step = arena_str(a, v->effects.e[i].step);
		h.section = arena_str(a, v->effects.e[i].section);
		h.field = arena_str(a, v->effects.e[i].field);
		all[n++] = h;
	}
	if (v->decided && m)
		all[n++] = (struct happening){
		    .event = EVENT_MATTER_DECIDED, .matter = v->matter, .procedure = m->id};
	return n;
}

bool
event_meant(const struct policy *pol, const struct trigger *t, const struct happening *h)
{
	if (t->event != h->event)
		return false;
	switch (t->event) {
	case EVENT_ITEM_ADDED:
		return true;
	case EVENT_ITEM_CHANGED:
		return t->field.n == 0 || str_eq(t->field, h->field);
	case EVENT_ROW_ADDED:
		if (t->step.n && !str_eq(t->step, h->step))
			return false;
		break;
	case EVENT_MATTER_DECIDED:
	case EVENT_MATTER_REFUSED:
	case EVENT_MATTER_DONE:
	case EVENT_MATTER_LATE:
		break;
	case EVENT_PERSON_JOINED:
	case EVENT_PERSON_LEAVING:
	case EVENT_PERSON_LEFT:
	case EVENT_PERSON_MOVED:
	case EVENT_POST_VACANT:
	case EVENT_ITEM_DUE: /* by a day */
		return false;
	}
	/* the matter may have begun under an older policy: by the name of its procedure */
	for (size_t i = 0; i < t->of_n; i++)
		if (str_eq(pol->procedures[t->of[i]].id, h->procedure))
			return true;
	return false;
}

struct str
event_id(struct arena *a, const struct procedure *to, const struct happening *h, int64_t seq)
{
	return opening_id(a, "on",
	    arena_fmt(a, "%s-%.*s-%lld-%lld-%.*s-%.*s-%d", words[h->event], STR_ARG(to->id), (long long)seq,
	        (long long)h->item, STR_ARG(h->step), STR_ARG(h->section), h->n));
}
