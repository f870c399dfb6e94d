/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Effects: the only thing that changes an item. */
#include "policy/build.h"
#include "policy/nearest.h"

static void
on_build(const struct build *b, const struct procedure *p, const struct node *on, struct then *t)
{
	struct nearest near;
	struct str hint;

	t->step = NONE;
	t->on = ON_DONE;
	if (on == NULL || str_eq(on->text, STR("done")))
		return;
	if (str_eq(on->text, STR("decided"))) {
		t->on = ON_DECIDED;
	} else if (str_eq(on->text, STR("refused"))) {
		t->on = ON_REFUSED;
	} else {
		t->on = ON_STEP;
		t->step = step_index(p, on->text);
	}
	if (t->on != ON_STEP || t->step != NONE)
		return;
	near = nearest_to(on->text);
	for (size_t i = 0; i < p->step_n; i++)
		nearest_try(&near, p->steps[i].name);
	hint = nearest_hint(b->a, &near);
	finding_add(b->lint, on->at, "「%.*s」という段階はこの手続にありません。%.*s",
	    STR_ARG(finding_clip(on->text)), STR_ARG(hint));
}

/* The row's own item, after a step that goes through a register. */
static bool
is_row_item(const struct procedure *p, const struct then *t, struct str name)
{
	return str_eq(name, STR("item")) && t->on == ON_STEP && t->step != NONE &&
	       p->steps[t->step].over.reg != NONE;
}

/* The field of the form whose items change, or NONE with a finding. */
static int
items_find(const struct build *b, const struct procedure *p, const struct node *n, struct str name)
{
	struct node field = {.kind = NODE_SCALAR, .text = name, .at = n->key_at};
	int items = ref_field(b, p->form, p->form_n, &field);

	if (items != NONE && p->form[items].type != FIELD_ITEM && p->form[items].type != FIELD_ITEMS) {
		finding_add(b->lint, n->key_at,
		    "「%.*s」は item や items の欄ではないので、変えるものがありません。", STR_ARG(name));
		return NONE;
	}
	return items;
}

/* "things.state": which field of the form, which field of its items; "item.state": of the row's. */
static void
change_build(const struct build *b, const struct procedure *p, const struct node *n, struct then *t)
{
	struct set *v = &t->sets[t->set_n];
	struct str rest = n->key, name;
	bool row;
	int items = NONE;

	if (!str_cut(&rest, '.', &name) || rest.p == NULL || str_find(rest, STR(".")) != SIZE_MAX) {
		finding_add(b->lint, n->key_at,
		    "「%.*s」は「様式の欄.台帳の欄」の形（例: things.state）で書いてください。",
		    STR_ARG(finding_clip(n->key)));
		return;
	}
	row = is_row_item(p, t, name);
	if (!row && (items = items_find(b, p, n, name)) == NONE)
		return;
	if (t->set_n && t->items != items) {
		finding_add(b->lint, n->key_at,
		    "1つの set で変えられるのは1つの欄の登録物です。then を分けてください。");
		return;
	}
	t->items = items;
	v->field = rest;
	if (!set_value(b, p, t, n, v))
		return;
	t->set_n++;
	if (row) {
		set_check(b, p, t, p->steps[t->step].over.reg, n, v);
		return;
	}
	for (size_t i = 0; i < p->form[items].of_n; i++)
		set_check(b, p, t, p->form[items].of[i], n, v);
}

static bool
is_set(const struct then *t, struct str field)
{
	for (size_t i = 0; i < t->set_n; i++)
		if (str_eq(t->sets[i].field, field))
			return true;
	return false;
}

/* A new item must have an owner and all that is required. */
static void
add_check(const struct build *b, const struct procedure *p, const struct node *map, const struct then *t)
{
	const struct reg *r = &b->p->registers[t->reg];

	if (!is_set(t, STR("owner")))
		finding_add(b->lint, map->at,
		    "新しい登録物の保有課がありません。set に owner を書いてください（例: owner: applicant-section）。");
	for (size_t i = 0; i < r->field_n; i++)
		if (r->fields[i].required && !is_set(t, r->fields[i].name))
			finding_add(b->lint, map->at, "「%.*s」の必須の欄「%.*s」が set にありません。",
			    STR_ARG(r->label), STR_ARG(r->fields[i].name));
	for (size_t i = 0; i < t->set_n; i++) {
		int f = field_index(r->fields, r->field_n, t->sets[i].field);
		const struct field *from = set_source(p, t, &t->sets[i]);

		if (f != NONE && r->fields[f].required && from && !from->required)
			finding_add(b->lint, map->at,
			    "「%.*s」の欄「%.*s」は必須なので、様式の欄「%.*s」も required: yes にしてください。",
			    STR_ARG(r->label), STR_ARG(r->fields[f].name), STR_ARG(from->name));
	}
}

static void
sets_build(const struct build *b, const struct procedure *p, const struct node *map, struct then *t)
{
	const struct node *set = node_get(map, "set");

	if (set == NULL || set->kind != NODE_MAP)
		return;
	t->sets = arena_array(b->a, set->n, sizeof *t->sets);
	for (const struct node *c = set->first; c; c = c->next) {
		if (t->what == THEN_SET) {
			change_build(b, p, c, t);
		} else if (t->reg != NONE && set_value(b, p, t, c, &t->sets[t->set_n])) {
			t->sets[t->set_n].field = c->key;
			set_check(b, p, t, t->reg, c, &t->sets[t->set_n]);
			t->set_n++;
		}
	}
}

/* --- who gets a post ------------------------------------------------------------------- */

/* form.FIELD of this type, which must be filled in; NONE with a finding when it is something else. */
static int
form_field(const struct build *b, const struct procedure *p, const struct node *n, enum field_type type,
    bool required, const char *what)
{
	struct node field = {.kind = NODE_SCALAR, .at = n->at};
	int f;

	field.text = str_starts(n->text, STR("form.")) ? str_sub(n->text, 5, n->text.n) : n->text;
	f = ref_field(b, p->form, p->form_n, &field);
	if (f == NONE)
		return NONE;
	if (p->form[f].type != type || (required && !p->form[f].required)) {
		finding_add(b->lint, n->at, "appoint の %.*s「%.*s」は、%s%sの欄でなければなりません。",
		    STR_ARG(n->key), STR_ARG(finding_clip(n->text)),
		    required ? "必須（required: yes）の" : "", what);
		return NONE;
	}
	return f;
}

static void
appoint_build(const struct build *b, const struct procedure *p, const struct node *map, struct appoint *out)
{
	const struct node *person = node_get(map, "person"), *section = node_get(map, "section");
	const struct node *from = node_get(map, "from"), *until = node_get(map, "until");

	*out = (struct appoint){.person = NONE, .section = NONE, .from = NONE, .until = NONE};
	out->post = ref_post(b, node_get(map, "post"));
	if (person && !str_eq(person->text, STR("applicant")))
		out->person = form_field(b, p, person, FIELD_PERSON, true, "人（type: person）");
	if (section && str_starts(section->text, STR("form.")))
		out->section = form_field(b, p, section, FIELD_SECTION, true, "課（type: section）");
	else if (section && !str_eq(section->text, STR("applicant-section")))
		out->section_id = section->text;
	if (from && !str_eq(from->text, STR("today")))
		out->from = form_field(b, p, from, FIELD_DATE, true, "日付（type: date）");
	if (until)
		out->until = form_field(b, p, until, FIELD_DATE, false, "日付（type: date）");
}

static void
what_build(const struct build *b, const struct procedure *p, const struct node *map, struct then *t)
{
	const struct node *appoint = node_get(map, "appoint");

	if (appoint && (node_get(map, "set") || node_get(map, "add")))
		finding_add(
		    b->lint, appoint->key_at, "appoint と set・add は、then を分けて書いてください。");
	t->what = appoint ? THEN_APPOINT : node_get(map, "add") ? THEN_ADD : THEN_SET;
	if (appoint && appoint->kind == NODE_MAP)
		appoint_build(b, p, appoint, &t->appoint);
}

void
then_build(const struct build *b, struct procedure *p, const struct node *list)
{
	if (node_first(list) == NULL)
		return;
	p->then = arena_array(b->a, list->n, sizeof *p->then);
	for (const struct node *c = list->first; c; c = c->next) {
		struct then *t = &p->then[p->then_n++];

		t->at = c->at;
		t->items = NONE;
		t->reg = ref_register(b, node_get(c, "add"));
		what_build(b, p, c, t);
		on_build(b, p, node_get(c, "on"), t);
		if (t->what != THEN_APPOINT)
			sets_build(b, p, c, t);
		if (t->what == THEN_ADD && t->reg != NONE)
			add_check(b, p, c, t);
	}
}
