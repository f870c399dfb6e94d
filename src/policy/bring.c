/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a matter that the clock begins finds in its form. */
#include "policy/build.h"

static const struct {
	const char *word;
	unsigned from;
	enum field_type type;
} words[] = {
    {"item", BRING_ITEM, FIELD_ITEM},
    {"person", BRING_PERSON, FIELD_PERSON},
    {"section", BRING_SECTION, FIELD_SECTION},
    {"period", BRING_PERIOD, FIELD_LINE},
    {"matter", BRING_MATTER, FIELD_NUMBER},
};

static bool
is_given(const struct giver *g, unsigned from)
{
	switch (from) {
	case BRING_ITEM:
		return g->item_n > 0;
	case BRING_PERSON:
		return g->person;
	case BRING_SECTION:
		return g->section;
	case BRING_PERIOD:
		return g->period;
	default:
		return g->matter;
	}
}

/* Does what one field may hold always pass as the other, on whatever day? */
static bool
always_fits(const struct field *from, const struct field *to)
{
	bool sized = to->type == FIELD_LINE || to->type == FIELD_TEXT || to->type == FIELD_ITEMS ||
	             to->type == FIELD_NUMBER || to->type == FIELD_PERSONS;

	return fit_field(from, to) && (!sized || from->max <= to->max || from->type == FIELD_PERSON) &&
	       !to->not_before_today && to->not_after == NOT_AFTER_ANY;
}

/* FIELD of every form that it may come from. */
static bool
field_fits(const struct build *b, const struct fields_of *of, size_t n, const struct node *value,
    struct str name, const struct field *to)
{
	struct node field = {.kind = NODE_SCALAR, .text = name, .at = value->at};
	bool fits = true;

	for (size_t i = 0; i < n; i++) {
		int f = ref_field(b, of[i].fields, of[i].n, &field);

		if (f == NONE)
			return true; /* said */
		fits = fits && always_fits(&of[i].fields[f], to);
	}
	return fits;
}

/* False when `value` cannot stand in `to`. */
static bool
value_build(const struct build *b, const struct node *value, const struct giver *g, const struct field *to,
    struct bring *out)
{
	struct field plain = {.max = 40};

	if (g->form_n && str_starts(value->text, STR("form."))) {
		out->from = BRING_FORM;
		out->name = str_sub(value->text, 5, value->text.n);
		return field_fits(b, g->form, g->form_n, value, out->name, to);
	}
	if (g->row && str_starts(value->text, STR("row."))) {
		out->from = BRING_ROW;
		out->name = str_sub(value->text, 4, value->text.n);
		return field_fits(b, g->row, 1, value, out->name, to);
	}
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (!str_eq(value->text, str_of(words[i].word)) || !is_given(g, words[i].from))
			continue;
		out->from = words[i].from;
		plain.type = words[i].type;
		plain.of = arena_array(b->a, g->item_n + 1, sizeof *plain.of);
		plain.of_n = words[i].from == BRING_ITEM ? g->item_n : 0;
		for (size_t k = 0; k < plain.of_n; k++)
			plain.of[k] = g->items[k];
		return fit_field(&plain, to);
	}
	out->from = BRING_LITERAL;
	out->literal = value->text;
	return fit_literal(b, to, value->text);
}

static void
one_build(const struct build *b, const struct node *n, const struct procedure *to, const struct giver *from,
    struct bring *out)
{
	struct node key = {.kind = NODE_SCALAR, .text = n->key, .at = n->key_at};

	out->at = n->at;
	out->field = ref_field(b, to->form, to->form_n, &key);
	if (out->field != NONE && !value_build(b, n, from, &to->form[out->field], out))
		finding_add(b->lint, n->at,
		    "「%.*s」は手続「%.*s」の欄「%.*s」に入れられる値ではありません。",
		    STR_ARG(finding_clip(n->text)), STR_ARG(to->id), STR_ARG(n->key));
}

void
bring_build(const struct build *b, const struct node *carry, const struct procedure *to,
    const struct giver *from, struct bring **out, size_t *n)
{
	if (carry == NULL || carry->kind != NODE_MAP)
		return;
	*out = arena_array(b->a, carry->n, sizeof **out);
	for (const struct node *c = carry->first; c; c = c->next)
		one_build(b, c, to, from, &(*out)[(*n)++]);
}
