/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/reach.h"

#include "base/die.h"

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

const struct value *
reach_form(const struct reach *r, const struct path *path)
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
	add_value(r, reach_form(r, path), path->link_name.n ? &named : out);
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
