/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether a step applies: conditions over the form, over what it reaches, and over the steps before. */
#include "model/reach.h"
#include "model/route.h"

static bool
is_in(const struct str_list *in, const struct value *v)
{
	for (size_t i = 0; v->kind == VALUE_STR && i < in->n; i++)
		if (str_eq(in->s[i], v->s))
			return true;
	return false;
}

/* One of the values named, or a number within the bounds. */
static bool
meets(const struct condition *c, const struct value *v)
{
	if (c->in.n)
		return is_in(&c->in, v);
	return v->kind == VALUE_INT && v->i >= c->at_least && v->i <= c->at_most;
}

static bool
is_item_path(const struct reach *r, const struct path *path)
{
	const struct procedure *p = &r->pol->procedures[r->m->procedure];
	enum field_type t = p->form[path->field].type;

	return t == FIELD_ITEM || t == FIELD_ITEMS;
}

/* --- items ----------------------------------------------------------------------- */

/* The stricter of two classes (or the less strict); one that the policy does not have is none. */
static void
class_keep(const struct policy *pol, struct value *best, const struct value *v, bool strictest)
{
	int new, old;

	if (v->kind != VALUE_STR || (new = policy_class(pol, v->s)) == NONE)
		return;
	old = best->kind == VALUE_STR ? policy_class(pol, best->s) : NONE;
	if (old == NONE || (strictest ? new < old : new > old))
		*best = *v;
}

static bool
classes_hold(const struct reach *r, const struct condition *c, const struct reached *items)
{
	struct value best = {.kind = VALUE_EMPTY}, v;

	for (size_t i = 0; i < items->n; i++)
		if (reach_leaf(r->pol, items->items[i], c->path.leaf, &v))
			class_keep(r->pol, &best, &v, c->what == COND_MAX);
	return is_in(&c->in, &best);
}

static bool
items_hold(const struct reach *r, const struct condition *c, const struct reached *items)
{
	size_t asked = 0, met = 0;
	struct value v;

	if (c->what == COND_MAX || c->what == COND_MIN)
		return classes_hold(r, c, items);
	for (size_t i = 0; i < items->n; i++) {
		if (!reach_leaf(r->pol, items->items[i], c->path.leaf, &v))
			continue;
		asked++;
		met += meets(c, &v);
	}
	return c->what == COND_ALL ? asked > 0 && met == asked : met > 0;
}

/* --- what was done before ------------------------------------------------------------ */

/* What was typed in a step that has been done: by any of those who did it. */
static bool
typed_holds(const struct reach *r, const struct condition *c)
{
	for (size_t i = 0; i < r->m->opened_n; i++) {
		const struct opened *o = &r->m->opened[i];

		if (o->step != c->step || o->fields == NULL || o->state == STEP_PAST || o->state == STEP_OPEN)
			continue;
		if (c->what == COND_FILLED ? o->fields[c->typed].kind != VALUE_EMPTY
		                           : meets(c, &o->fields[c->typed]))
			return true;
	}
	return false;
}

static bool
rows_hold(const struct reach *r, const struct condition *c)
{
	int64_t n = 0;

	for (size_t i = 0; i < r->m->row_n; i++)
		n += r->m->rows[i].step == c->step && is_in(&c->in, &r->m->rows[i].fields[c->typed]);
	return n >= c->at_least;
}

static bool
form_holds(const struct reach *r, const struct condition *c)
{
	struct reached items;

	if (c->what == COND_FILLED)
		return reach_form(r, &c->path)->kind != VALUE_EMPTY;
	if (!is_item_path(r, &c->path))
		return meets(c, reach_form(r, &c->path));
	reach_items(r, &c->path, &items);
	if (c->what == COND_COUNT)
		return (int64_t)items.n >= c->at_least;
	return items_hold(r, c, &items);
}

static bool
condition_holds(const struct reach *r, const struct condition *c)
{
	switch (c->what) {
	case COND_PERMITTED:
		return route_step_permitted(r->m, c->step);
	case COND_REFUSED:
		return route_step_refused(r->m, c->step);
	case COND_ROWS:
		return rows_hold(r, c);
	case COND_TYPED:
		return typed_holds(r, c);
	case COND_FILLED:
		return c->step == NONE ? form_holds(r, c) : typed_holds(r, c);
	default:
		return form_holds(r, c);
	}
}

/* Is the condition about a field of items? */
static bool
is_of_items(const struct reach *r, const struct condition *c)
{
	switch (c->what) {
	case COND_MAX:
	case COND_MIN:
	case COND_FIELD:
	case COND_ALL:
		return is_item_path(r, &c->path);
	default:
		return false;
	}
}

static bool
condition_fits(const struct reach *r, const struct condition *c, const struct item *item)
{
	struct reached one = {.items = {item}, .n = 1};
	struct value v;

	if (!is_of_items(r, c) || !reach_leaf(r->pol, item, c->path.leaf, &v))
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
	return reach_fits(r, s, NULL);
}

bool
reach_fits(const struct reach *r, const struct step *s, const struct item *item)
{
	for (size_t i = 0; i < s->when_n; i++)
		if (!any_holds(r, &s->when[i], item))
			return false;
	return true;
}
