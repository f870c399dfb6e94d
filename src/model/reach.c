/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/reach.h"

#include "base/die.h"
#include "model/route.h"

static void
add_item(struct reached *out, const struct item *it)
{
	if (it == NULL || out->n == CASE_ITEMS)
		return;
	for (size_t i = 0; i < out->n; i++)
		if (out->items[i]->id == it->id)
			return;
	out->items[out->n++] = it;
}

static void
add_value(const struct reach *r, const struct value *v, struct reached *out)
{
	for (size_t i = 0; v->kind == VALUE_ITEMS && i < v->n; i++)
		add_item(out, facts_item(r->facts, v->items[i]));
}

static const struct value *
form_value(const struct reach *r, const struct path *path)
{
	const struct procedure *p = &r->pol->procedures[r->m->procedure];

	must(path->field >= 0 && (size_t)path->field < p->form_n);
	return &r->m->form[path->field];
}

void
reach_items(const struct reach *r, const struct path *path, struct reached *out)
{
	struct reached named = {.n = 0};
	struct value link;

	out->n = 0;
	add_value(r, form_value(r, path), path->link_name.n ? &named : out);
	for (size_t i = 0; i < named.n; i++)
		if (reach_leaf(r->pol, named.items[i], path->link_name, &link))
			add_value(r, &link, out);
}

bool
reach_leaf(const struct policy *pol, const struct item *item, struct str name, struct value *out)
{
	const struct reg *reg = &pol->registers[item->reg];
	int i = field_index(reg->fields, reg->field_n, name);

	if (i != NONE)
		*out = item->fields[i];
	else if (str_eq(name, STR("owner")))
		*out = (struct value){.kind = VALUE_STR, .s = item->section};
	else if (str_eq(name, STR("state")))
		*out = (struct value){.kind = VALUE_STR, .s = item->state};
	else
		return false;
	return true;
}

/* --- conditions --------------------------------------------------------------- */

static bool
is_in(const struct str_list *in, const struct value *v)
{
	for (size_t i = 0; v->kind == VALUE_STR && i < in->n; i++)
		if (str_eq(in->s[i], v->s))
			return true;
	return false;
}

static bool
is_item_path(const struct reach *r, const struct path *path)
{
	const struct procedure *p = &r->pol->procedures[r->m->procedure];
	enum field_type t = p->form[path->field].type;

	return t == FIELD_ITEM || t == FIELD_ITEMS;
}

/* The stricter of two classes; one that the policy does not have is none. */
static void
stricter(const struct policy *pol, struct value *best, const struct value *v)
{
	int new, old;

	if (v->kind != VALUE_STR || (new = policy_class(pol, v->s)) == NONE)
		return;
	old = best->kind == VALUE_STR ? policy_class(pol, best->s) : NONE;
	if (old == NONE || new < old)
		*best = *v;
}

static bool
items_hold(const struct reach *r, const struct condition *c, const struct reached *items)
{
	struct value best = {.kind = VALUE_EMPTY}, v;

	for (size_t i = 0; i < items->n; i++) {
		if (!reach_leaf(r->pol, items->items[i], c->path.leaf, &v))
			continue;
		if (c->what == COND_FIELD && is_in(&c->in, &v))
			return true;
		stricter(r->pol, &best, &v);
	}
	return c->what == COND_MAX && is_in(&c->in, &best);
}

static bool
condition_holds(const struct reach *r, const struct condition *c)
{
	struct reached items;

	if (c->what == COND_PERMITTED)
		return route_step_permitted(r->m, c->step);
	if (!is_item_path(r, &c->path))
		return is_in(&c->in, form_value(r, &c->path));
	reach_items(r, &c->path, &items);
	if (c->what == COND_COUNT)
		return (int64_t)items.n >= c->at_least;
	return items_hold(r, c, &items);
}

static bool
condition_fits(const struct reach *r, const struct condition *c, const struct item *item)
{
	struct reached one = {.items = {item}, .n = 1};
	struct value v;

	if (c->what == COND_COUNT || c->what == COND_PERMITTED || !is_item_path(r, &c->path) ||
	    !reach_leaf(r->pol, item, c->path.leaf, &v))
		return condition_holds(r, c);
	return items_hold(r, c, &one);
}

/* `item` NULL: as they stand. */
static bool
any_holds(const struct reach *r, const struct when *w, const struct item *item)
{
	for (size_t i = 0; i < w->n; i++)
		if (item ? condition_fits(r, &w->any[i], item) : condition_holds(r, &w->any[i]))
			return true;
	return false;
}

bool
reach_when(const struct reach *r, const struct step *s)
{
	for (size_t i = 0; i < s->when_n; i++)
		if (!any_holds(r, &s->when[i], NULL))
			return false;
	return true;
}

bool
reach_fits(const struct reach *r, const struct step *s, const struct item *item)
{
	for (size_t i = 0; i < s->when_n; i++)
		if (!any_holds(r, &s->when[i], item))
			return false;
	return true;
}

static size_t
add_owner(struct str *out, size_t n, size_t max, struct str section)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(out[i], section))
			return n;
	if (n < max)
		out[n++] = section;
	return n;
}

size_t
reach_owners(const struct reach *r, const struct step *s, const struct actor *by, struct str *out, size_t max)
{
	struct reached items;
	size_t n = 0;

	for (size_t p = 0; p < by->path_n; p++) {
		reach_items(r, &by->paths[p], &items);
		for (size_t i = 0; i < items.n; i++)
			if (reach_fits(r, s, items.items[i]))
				n = add_owner(out, n, max, items.items[i]->section);
	}
	return n;
}
