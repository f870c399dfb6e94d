/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Plain conditions on one item, one form or one row. */
#include "policy/build.h"

static bool
has_field(const struct fields_of *of, struct str name)
{
	return (of->reg && (str_eq(name, STR("state")) || str_eq(name, STR("owner")))) ||
	       field_index(of->fields, of->n, name) != NONE;
}

/* Is the value one that the field may have? Free texts may be anything. */
static bool
may_be(const struct build *b, const struct fields_of *of, struct str name, struct str value)
{
	int f = field_index(of->fields, of->n, name);

	if (of->reg && str_eq(name, STR("state")))
		return fit_choice(of->reg->states, of->reg->state_n, value);
	if (f == NONE)
		return true;
	switch (of->fields[f].type) {
	case FIELD_CHOICE:
	case FIELD_CLASS:
	case FIELD_YESNO:
		return condition_offers(b, &of->fields[f], value);
	default:
		return true;
	}
}

static void
one_build(
    const struct build *b, const struct node *map, const struct fields_of *of, size_t n, struct where *out)
{
	const struct node *field = node_get(map, "field");

	out->at = map->at;
	out->field = node_text(map, "field");
	out->in = build_words(b, map, "in");
	if (node_get(map, "in") && out->in.n == 0)
		finding_add(b->lint, map->at, "条件に in: [値] がありません。");
	for (size_t i = 0; field && i < n; i++)
		if (!has_field(&of[i], out->field)) {
			finding_add(b->lint, field->at, "「%.*s」という欄は、ここで調べるものにありません。",
			    STR_ARG(finding_clip(out->field)));
			return;
		}
	for (const struct node *c = node_first(node_get(map, "in")); c; c = c->next) {
		bool fits = n == 0;

		for (size_t i = 0; i < n; i++)
			fits = fits || may_be(b, &of[i], out->field, c->text);
		if (!fits)
			finding_add(b->lint, c->at, "「%.*s」は「%.*s」が取り得る値ではありません。",
			    STR_ARG(finding_clip(c->text)), STR_ARG(finding_clip(out->field)));
	}
}

void
where_build(const struct build *b, const struct node *list, const struct fields_of *of, size_t n,
    struct where **out, size_t *out_n)
{
	if (node_first(list) == NULL)
		return;
	*out = arena_array(b->a, list->n, sizeof **out);
	for (const struct node *c = list->first; c; c = c->next)
		one_build(b, c, of, n, &(*out)[(*out_n)++]);
}
