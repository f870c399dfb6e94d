/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/draft.h"

#include <string.h>

#include "base/die.h"

/* A carrier is an item like any other here; one that is in both lists is the same. */
static void
copy_item(struct judging *j, const struct item *it)
{
	size_t n = j->pol->registers[it->reg].field_n;
	struct item *to;

	for (size_t i = 0; i < j->facts.item_n; i++)
		if (j->items[i].id == it->id)
			return;
	to = &j->items[j->facts.item_n++];
	*to = *it;
	to->fields = arena_array(j->a, n, sizeof *to->fields);
	if (n > 0)
		memcpy(to->fields, it->fields, n * sizeof *to->fields);
}

void
draft_begin(struct judging *j)
{
	const struct facts from = j->facts;
	size_t room = from.item_n + from.carrier_n + 1;

	j->items = arena_array(j->a, room, sizeof *j->items);
	j->changed = arena_array(j->a, room, sizeof *j->changed);
	j->facts.items = j->items;
	j->facts.item_n = 0;
	for (size_t i = 0; i < from.item_n; i++)
		copy_item(j, &from.items[i]);
	for (size_t i = 0; i < from.carrier_n; i++)
		copy_item(j, &from.carriers[i]);
	j->facts.carriers = NULL;
	j->facts.carrier_n = 0;
	/* at most two numbers an act: the matter's and the new item's */
	j->facts.counters = arena_array(j->a, from.counter_n + 2, sizeof *from.counters);
	if (from.counter_n > 0)
		memcpy(j->facts.counters, from.counters, from.counter_n * sizeof *from.counters);
}

struct item *
draft_item(struct judging *j, int64_t id)
{
	for (size_t i = 0; i < j->facts.item_n; i++)
		if (j->items[i].id == id)
			return &j->items[i];
	return NULL;
}

struct item *
draft_add(struct judging *j, int reg, struct str section, struct str state)
{
	const struct reg *r = &j->pol->registers[reg];
	struct item *it;
	struct effect *e;

	if (j->added)
		return NULL;
	j->added = true;
	j->changed[j->facts.item_n] = true;
	it = &j->items[j->facts.item_n++];
	*it = (struct item){.id = j->now->seq, .reg = reg, .section = section, .state = state};
	it->fields = arena_array(j->a, r->field_n, sizeof *it->fields);
	e = judging_effect(j, EFFECT_ADD);
	e->item = it->id;
	e->reg = r->id;
	e->section = section;
	e->state = state;
	return it;
}

static void
emit_set(struct judging *j, const struct item *it, struct str field, const struct value *v, struct str ref)
{
	const struct reg *r = &j->pol->registers[it->reg];
	int f = field_index(r->fields, r->field_n, field);
	struct effect *e = judging_effect(j, EFFECT_SET);

	e->item = it->id;
	e->field = field;
	e->flag = f != NONE && r->fields[f].list;
	if (ref.n)
		e->ref = ref;
	else
		e->value = *v;
}

static bool
keep_value(const struct policy *pol, struct item *it, struct str field, const struct value *v)
{
	const struct reg *r = &pol->registers[it->reg];
	int f = field_index(r->fields, r->field_n, field);

	if (f != NONE)
		it->fields[f] = *v;
	else if (str_eq(field, STR("state")))
		it->state = v->s;
	else if (str_eq(field, STR("owner")))
		it->section = v->s;
	else
		return false;
	return true;
}

void
draft_set(struct judging *j, struct item *it, struct str field, const struct value *v, struct str ref)
{
	if (!keep_value(j->pol, it, field, v))
		return;
	j->changed[it - j->items] = true;
	emit_set(j, it, field, v, ref);
}

/* --- worked-out fields -------------------------------------------------------------- */

static bool
has_changed(struct judging *j, int64_t id)
{
	struct item *it = draft_item(j, id);

	return it && j->changed[it - j->items];
}

static bool
follows_change(struct judging *j, const struct item *it, const struct value *links)
{
	if (j->changed[it - j->items])
		return true;
	for (size_t i = 0; links->kind == VALUE_ITEMS && i < links->n; i++)
		if (has_changed(j, links->items[i]))
			return true;
	return false;
}

/*
 * The strictest class of what is linked. A linked item that is not before us
 * cannot make the result milder: then the class of today stays in the race.
 */
static struct value
strictest(struct judging *j, const struct item *it, const struct field *f, const struct value *links)
{
	const struct reg *r = &j->pol->registers[it->reg];
	int best = NONE;

	for (size_t i = 0; links->kind == VALUE_ITEMS && i < links->n; i++) {
		struct item *linked = draft_item(j, links->items[i]);
		struct value v = it->fields[f - r->fields];
		int class = NONE;

		if (linked && !reach_leaf(j->pol, linked, f->max_of_field, &v))
			continue;
		if (v.kind == VALUE_STR)
			class = policy_class(j->pol, v.s);
		if (class != NONE && (best == NONE || class < best))
			best = class;
	}
	if (best == NONE)
		return (struct value){.kind = VALUE_EMPTY};
	return (struct value){.kind = VALUE_STR, .s = j->pol->classes[best].id};
}

static void
settle_item(struct judging *j, struct item *it)
{
	const struct reg *r = &j->pol->registers[it->reg];
	struct value links, now;

	for (size_t i = 0; i < r->field_n; i++) {
		const struct field *f = &r->fields[i];

		if (!f->worked_out || !reach_leaf(j->pol, it, f->max_of_link, &links) ||
		    !follows_change(j, it, &links))
			continue;
		now = strictest(j, it, f, &links);
		if (!value_eq(&now, &it->fields[i]))
			draft_set(j, it, f->name, &now, STR(""));
	}
}

/* One pass is enough: the lint lets a field be worked out of typed fields only. */
void
draft_settle(struct judging *j)
{
	for (size_t i = 0; i < j->facts.item_n; i++)
		settle_item(j, &j->items[i]);
}

/* --- numbers -------------------------------------------------------------------------- */

static struct counter *
counter_of(struct judging *j, struct str series, struct str section, int year)
{
	struct facts *f = &j->facts;

	for (size_t i = 0; i < f->counter_n; i++)
		if (f->counters[i].year == year && str_eq(f->counters[i].series, series) &&
		    str_eq(f->counters[i].section, section))
			return &f->counters[i];
	f->counters[f->counter_n] = (struct counter){.section = section, .series = series, .year = year};
	return &f->counters[f->counter_n++];
}

void
draft_number(struct judging *j, struct str series, struct str section, const struct item *item)
{
	/* a permit's number begins anew each fiscal year; a thing keeps its own for life */
	int year = item ? 0 : day_fiscal_year(j->now->day);
	struct counter *c = counter_of(j, series, section, year);
	struct effect *e = judging_effect(j, EFFECT_NUMBER);

	must(c->last < INT64_MAX);
	e->n = ++c->last;
	e->matter = item ? 0 : j->m->id;
	e->item = item ? item->id : 0;
	e->kind = item ? j->pol->registers[item->reg].sign : STR("");
	e->series = series;
	e->section = section;
	e->year = year;
}
