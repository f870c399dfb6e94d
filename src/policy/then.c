/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Effects: the only thing that changes an item. */
#include "policy/build.h"
#include "policy/nearest.h"

/* What a `set` writes to: a field, or one of the two that every item has. */
struct slot {
	enum { SLOT_FIELD, SLOT_STATE, SLOT_OWNER } what;
	const struct field *field;
	const struct reg *reg;
};

static const struct {
	const char *word;
	enum value_from from;
} words[] = {
    {"applicant", VALUE_APPLICANT},
    {"applicant-section", VALUE_APPLICANT_SECTION},
    {"nothing", VALUE_NOTHING},
    {"today", VALUE_TODAY},
    {"matter", VALUE_MATTER},
};

static const char *const type_labels[] = {
    [FIELD_LINE] = "1行の文字",
    [FIELD_TEXT] = "文章",
    [FIELD_DATE] = "日付",
    [FIELD_CLASS] = "重要性分類",
    [FIELD_PERSON] = "人",
    [FIELD_SECTION] = "課",
    [FIELD_ITEM] = "登録物",
    [FIELD_ITEMS] = "登録物の並び",
    [FIELD_NUMBER] = "数",
    [FIELD_CHOICE] = "選択",
    [FIELD_YESNO] = "はい・いいえ",
    [FIELD_TIME] = "日時",
};

static bool
literal_fits(const struct build *b, const struct slot *s, struct str v)
{
	switch (s->what) {
	case SLOT_FIELD:
		return fit_literal(b, s->field, v);
	case SLOT_STATE:
		return fit_choice(s->reg->states, s->reg->state_n, v);
	default:
		return false;
	}
}

static bool
value_fits(const struct build *b, const struct procedure *p, const struct slot *s, const struct set *v)
{
	enum field_type type = s->what == SLOT_FIELD ? s->field->type : FIELD_SECTION;

	if (v->from == VALUE_LITERAL)
		return literal_fits(b, s, v->literal);
	if (s->what == SLOT_STATE)
		return false;
	switch (v->from) {
	case VALUE_APPLICANT:
		return type == FIELD_PERSON;
	case VALUE_APPLICANT_SECTION:
		return type == FIELD_SECTION;
	case VALUE_NOTHING:
		return s->what == SLOT_FIELD && !s->field->required;
	case VALUE_TODAY:
		return type == FIELD_DATE;
	case VALUE_MATTER:
		return type == FIELD_NUMBER; /* its id */
	default:
		if (s->what == SLOT_OWNER)
			return p->form[v->form_field].type == FIELD_SECTION;
		return fit_field(&p->form[v->form_field], s->field);
	}
}

static bool
slot_find(const struct build *b, int reg, struct str name, struct slot *out)
{
	const struct reg *r = &b->p->registers[reg];
	int f = field_index(r->fields, r->field_n, name);

	*out = (struct slot){.what = SLOT_FIELD, .reg = r};
	if (f != NONE)
		out->field = &r->fields[f];
	else if (str_eq(name, STR("state")))
		out->what = SLOT_STATE;
	else if (str_eq(name, STR("owner")))
		out->what = SLOT_OWNER;
	else
		return false;
	return true;
}

static void
slot_check(
    const struct build *b, const struct procedure *p, int reg, const struct node *n, const struct set *v)
{
	struct slot s;
	const char *label;

	if (!slot_find(b, reg, v->field, &s)) {
		finding_add(b->lint, n->key_at, "「%.*s」に「%.*s」という欄はありません。",
		    STR_ARG(b->p->registers[reg].label), STR_ARG(finding_clip(v->field)));
		return;
	}
	label = s.what == SLOT_STATE ? "状態" : s.what == SLOT_OWNER ? "保有課" : type_labels[s.field->type];
	if (s.what == SLOT_FIELD && s.field->worked_out)
		finding_add(b->lint, n->key_at, "「%.*s」は計算で決まる欄なので、set では変えられません。",
		    STR_ARG(v->field));
	else if (!value_fits(b, p, &s, v))
		finding_add(b->lint, n->at,
		    "「%.*s」は「%.*s」の欄「%.*s」（%s%s）に入れられる値ではありません。",
		    STR_ARG(finding_clip(n->text)), STR_ARG(s.reg->label), STR_ARG(v->field), label,
		    s.field && s.field->required ? "、必須" : "");
}

/* The value on the right of the colon; false when it names nothing. */
static bool
value_build(const struct build *b, const struct procedure *p, const struct node *n, struct set *out)
{
	struct node field = {.kind = NODE_SCALAR, .at = n->at};

	out->from = VALUE_LITERAL;
	out->literal = n->text;
	out->form_field = NONE;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_eq(n->text, str_of(words[i].word)))
			out->from = words[i].from;
	if (!str_starts(n->text, STR("form.")))
		return true;
	out->from = VALUE_FORM;
	field.text = str_sub(n->text, 5, n->text.n);
	out->form_field = ref_field(b, p->form, p->form_n, &field);
	return out->form_field != NONE;
}

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

/* "things.state": which field of the form, which field of its items. */
static void
change_build(const struct build *b, const struct procedure *p, const struct node *n, struct then *t)
{
	struct set *v = &t->sets[t->set_n];
	struct str rest = n->key, name;
	struct node field = {.kind = NODE_SCALAR, .at = n->key_at};
	int items;

	if (!str_cut(&rest, '.', &name) || rest.p == NULL || str_find(rest, STR(".")) != SIZE_MAX) {
		finding_add(b->lint, n->key_at,
		    "「%.*s」は「様式の欄.台帳の欄」の形（例: things.state）で書いてください。",
		    STR_ARG(finding_clip(n->key)));
		return;
	}
	field.text = name;
	items = ref_field(b, p->form, p->form_n, &field);
	if (items == NONE)
		return;
	if (p->form[items].type != FIELD_ITEM && p->form[items].type != FIELD_ITEMS) {
		finding_add(b->lint, n->key_at,
		    "「%.*s」は item や items の欄ではないので、変えるものがありません。", STR_ARG(name));
		return;
	}
	if (t->items != NONE && t->items != items) {
		finding_add(b->lint, n->key_at,
		    "1つの set で変えられるのは1つの欄の登録物です。then を分けてください。");
		return;
	}
	t->items = items;
	v->field = rest;
	if (!value_build(b, p, n, v))
		return;
	t->set_n++;
	for (size_t i = 0; i < p->form[items].of_n; i++)
		slot_check(b, p, p->form[items].of[i], n, v);
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

		if (f != NONE && r->fields[f].required && t->sets[i].from == VALUE_FORM &&
		    !p->form[t->sets[i].form_field].required)
			finding_add(b->lint, map->at,
			    "「%.*s」の欄「%.*s」は必須なので、様式の欄「%.*s」も required: yes にしてください。",
			    STR_ARG(r->label), STR_ARG(r->fields[f].name),
			    STR_ARG(p->form[t->sets[i].form_field].name));
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
		} else if (t->reg != NONE && value_build(b, p, c, &t->sets[t->set_n])) {
			t->sets[t->set_n].field = c->key;
			slot_check(b, p, t->reg, c, &t->sets[t->set_n++]);
		}
	}
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
		t->what = node_get(c, "add") ? THEN_ADD : THEN_SET;
		t->reg = ref_register(b, node_get(c, "add"));
		on_build(b, p, node_get(c, "on"), t);
		sets_build(b, p, c, t);
		if (t->what == THEN_ADD && t->reg != NONE)
			add_check(b, p, c, t);
	}
}
