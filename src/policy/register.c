/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Registers: names first, so that fields may link to each other, then the rest. */
#include "policy/build.h"

static void
states_build(const struct build *b, const struct node *list, struct reg *r)
{
	if (node_first(list) == NULL)
		return;
	r->states = arena_array(b->a, list->n, sizeof *r->states);
	for (const struct node *c = list->first; c; c = c->next)
		r->states[r->state_n++] = (struct choice){node_text(c, "id"), node_text(c, "label")};
}

static bool
has_state(const struct reg *r, struct str id)
{
	for (size_t i = 0; i < r->state_n; i++)
		if (str_eq(r->states[i].id, id))
			return true;
	return false;
}

static void
body_build(const struct build *b, const struct node *map, struct reg *r)
{
	field_build(b, node_get(map, "fields"), false, &r->fields, &r->field_n);
	states_build(b, node_get(map, "states"), r);
	if (r->state_n == 0)
		finding_add(b->lint, map->at,
		    "台帳「%.*s」に状態がありません。states に少なくとも1つ書いてください。", STR_ARG(r->id));
	r->series = node_text(map, "series");
	r->sign = node_text(map, "sign");
	organisation_readers(b, node_get(map, "read"), &r->readers, &r->reader_n);
	organisation_keep(b, node_get(map, "keep"), &r->keep);
	if (r->keep.from.n && !has_state(r, r->keep.from))
		finding_add(b->lint, node_get(node_get(map, "keep"), "from")->at,
		    "「%.*s」という状態はこの台帳にありません。", STR_ARG(finding_clip(r->keep.from)));
}

/* `is: {max: carries.class}`: the link must be an item field here, the class a field of everything linked. */
static void
worked_check(const struct build *b, const struct reg *r, const struct field *f)
{
	int link = field_index(r->fields, r->field_n, f->max_of_link);

	if (!f->worked_out || f->max_of_field.n == 0)
		return;
	if (link == NONE || (r->fields[link].type != FIELD_ITEMS && r->fields[link].type != FIELD_ITEM)) {
		finding_add(b->lint, f->at,
		    "計算のもとになる「%.*s」は、この台帳の item か items の欄でなければなりません。",
		    STR_ARG(f->max_of_link));
		return;
	}
	for (size_t i = 0; i < r->fields[link].of_n; i++) {
		const struct reg *to = &b->p->registers[r->fields[link].of[i]];
		int leaf = field_index(to->fields, to->field_n, f->max_of_field);

		if (leaf == NONE || to->fields[leaf].type != FIELD_CLASS || to->fields[leaf].worked_out)
			finding_add(b->lint, f->at, "「%.*s」に、記入された class の欄「%.*s」がありません。",
			    STR_ARG(to->label), STR_ARG(f->max_of_field));
	}
}

void
register_build(struct build *b)
{
	size_t n;
	const struct node **list = build_gather(b, "registers", &n);

	b->p->registers = arena_array(b->a, n, sizeof *b->p->registers);
	b->p->registers_n = n;
	for (size_t i = 0; i < n; i++) {
		b->p->registers[i].id = node_text(list[i], "id");
		b->p->registers[i].label = node_text(list[i], "label");
		b->p->registers[i].at = list[i]->at;
	}
	for (size_t i = 0; i < n; i++)
		body_build(b, list[i], &b->p->registers[i]);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < b->p->registers[i].field_n; k++)
			worked_check(b, &b->p->registers[i], &b->p->registers[i].fields[k]);
}
