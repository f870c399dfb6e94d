/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Paths: "info", "info.class", "things.carries", "things.carries.class". A form
 * field, then perhaps a link of its items, then perhaps a field of what is
 * reached. Where a field takes items from several registers, one that has the
 * name is enough; those that have it must agree on its type.
 */
#include "policy/build.h"

static bool
is_link(const struct field *f)
{
	return f->type == FIELD_ITEM || f->type == FIELD_ITEMS;
}

static void
reg_add(struct target *t, int reg)
{
	for (size_t i = 0; i < t->reg_n; i++)
		if (t->regs[i] == reg)
			return;
	if (t->reg_n < sizeof t->regs / sizeof t->regs[0])
		t->regs[t->reg_n++] = reg;
}

static void
field_to(struct target *t, const struct field *f)
{
	if (t->n < sizeof t->fields / sizeof t->fields[0])
		t->fields[t->n++] = f;
}

static bool
lost(const struct build *b, struct place at, struct str text, struct str part, const char *where)
{
	finding_add(b->lint, at, "「%.*s」の「%.*s」は%sにありません。", STR_ARG(finding_clip(text)),
	    STR_ARG(finding_clip(part)), where);
	return false;
}

static bool
origin_build(const struct build *b, const struct procedure *p, struct str name, struct target *out)
{
	struct node n = {.kind = NODE_SCALAR, .text = name, .at = out->path.at};
	int i = ref_field(b, p->form, p->form_n, &n);

	if (i == NONE)
		return false;
	out->path.field = i;
	out->start = &p->form[i];
	out->what = is_link(out->start) ? TARGET_ITEMS : TARGET_FIELD;
	out->type = out->start->type;
	field_to(out, out->start);
	for (size_t k = 0; k < out->start->of_n; k++)
		reg_add(out, out->start->of[k]);
	return true;
}

/* Fields of that name in the registers reached so far. */
static size_t
fields_named(
    const struct build *b, const struct target *t, struct str name, const struct field *out[], size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < t->reg_n; i++) {
		const struct reg *r = &b->p->registers[t->regs[i]];
		int f = field_index(r->fields, r->field_n, name);

		if (f != NONE && n < max)
			out[n++] = &r->fields[f];
	}
	return n;
}

/* Follows a link: from here on its registers are the ones reached. */
static void
link_follow(
    const struct build *b, struct target *t, struct str name, const struct field *const links[], size_t n)
{
	t->path.link_name = name;
	if (t->reg_n == 1)
		t->path.link = field_index(
		    b->p->registers[t->regs[0]].fields, b->p->registers[t->regs[0]].field_n, name);
	t->reg_n = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < links[i]->of_n; k++)
			reg_add(t, links[i]->of[k]);
	t->what = TARGET_ITEMS;
}

static bool
builtin_leaf(struct target *t, struct str name)
{
	if (str_eq(name, STR("state")))
		t->what = TARGET_STATE;
	else if (str_eq(name, STR("owner")))
		t->what = TARGET_OWNER;
	else
		return false;
	t->path.leaf = name;
	return true;
}

static bool
part_follow(const struct build *b, struct target *t, struct str text, struct str name, bool last)
{
	const struct field *found[POLICY_FILES_MAX];
	size_t n = fields_named(b, t, name, found, POLICY_FILES_MAX);

	if (n == 0)
		return (last && builtin_leaf(t, name)) ||
		       lost(b, t->path.at, text, name, "そこから選べる台帳");
	for (size_t i = 1; i < n; i++)
		if (found[i]->type != found[0]->type) {
			finding_add(
			    b->lint, t->path.at, "「%.*s」の型が台帳によって違います。", STR_ARG(name));
			return false;
		}
	if (is_link(found[0]) && !t->path.link_name.n) {
		link_follow(b, t, name, found, n);
		return true;
	}
	if (!last || is_link(found[0])) {
		finding_add(b->lint, t->path.at, "「%.*s」でたどれるつながりは1つだけです。",
		    STR_ARG(finding_clip(text)));
		return false;
	}
	t->path.leaf = name;
	t->what = TARGET_FIELD;
	t->type = found[0]->type;
	t->n = 0;
	for (size_t i = 0; i < n; i++)
		field_to(t, found[i]);
	return true;
}

bool
path_build(
    const struct build *b, const struct procedure *p, struct str text, struct place at, struct target *out)
{
	struct str rest = text, part;

	*out = (struct target){.path = {.field = NONE, .link = NONE, .at = at}};
	if (!str_cut(&rest, '.', &part) || !origin_build(b, p, part, out))
		return false;
	if (rest.p && out->what != TARGET_ITEMS) {
		finding_add(b->lint, at, "「%.*s」は item や items の欄ではないので、その先はたどれません。",
		    STR_ARG(part));
		return false;
	}
	while (str_cut(&rest, '.', &part))
		if (!part_follow(b, out, text, part, rest.p == NULL))
			return false;
	return true;
}
