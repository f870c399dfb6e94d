/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One line of a `set`: what is written, and what it is written to. */
#include "policy/build.h"

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
    {"doer", VALUE_DOER},
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
    [FIELD_PERSONS] = "人の並び",
    [FIELD_FILE] = "添付ファイル",
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

const struct field *
set_source(const struct procedure *p, const struct then *t, const struct set *v)
{
	switch (v->from) {
	case VALUE_FORM:
		return &p->form[v->form_field];
	case VALUE_TYPED:
		return &p->steps[v->step].form[v->form_field];
	case VALUE_ROW:
		return &p->steps[t->step].form[v->form_field];
	default:
		return NULL;
	}
}

static bool
value_fits(const struct build *b, const struct procedure *p, const struct then *t, const struct slot *s,
    const struct set *v)
{
	enum field_type type = s->what == SLOT_FIELD ? s->field->type : FIELD_SECTION;
	const struct field *from = set_source(p, t, v);

	if (v->from == VALUE_LITERAL)
		return literal_fits(b, s, v->literal);
	if (s->what == SLOT_STATE)
		return false;
	switch (v->from) {
	case VALUE_APPLICANT:
	case VALUE_DOER:
		return type == FIELD_PERSON || type == FIELD_PERSONS;
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
			return from->type == FIELD_SECTION;
		return fit_field(from, s->field);
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

void
set_check(const struct build *b, const struct procedure *p, const struct then *t, int reg,
    const struct node *n, const struct set *v)
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
	else if (!value_fits(b, p, t, &s, v))
		finding_add(b->lint, n->at,
		    "「%.*s」は「%.*s」の欄「%.*s」（%s%s）に入れられる値ではありません。",
		    STR_ARG(finding_clip(n->text)), STR_ARG(s.reg->label), STR_ARG(v->field), label,
		    s.field && s.field->required ? "、必須" : "");
}

/* Is what is written in that step still to come when this happens? */
static bool
is_later(const struct procedure *p, const struct then *t, int step)
{
	int last = NONE;

	if (t->on == ON_STEP)
		return t->step != NONE && step > t->step;
	for (size_t i = 0; t->on == ON_DECIDED && i < p->step_n; i++)
		if (p->steps[i].kind == STEP_DECIDE)
			last = (int)i;
	return t->on == ON_DECIDED && step > last;
}

/* step.STEP.FIELD: what was written in a step that is over when this happens. */
static bool
typed_find(const struct build *b, const struct procedure *p, const struct then *t, const struct node *n,
    struct set *out)
{
	struct str rest = str_sub(n->text, 5, n->text.n), name;
	struct node field = {.kind = NODE_SCALAR, .at = n->at};

	(void)str_cut(&rest, '.', &name);
	out->step = step_index(p, name);
	if (out->step == NONE || (size_t)out->step >= p->step_n || rest.p == NULL) {
		finding_add(b->lint, n->at,
		    "「%.*s」は「step.段階.欄」の形で、この手続の段階を書いてください。",
		    STR_ARG(finding_clip(n->text)));
		return false;
	}
	if (p->steps[out->step].rows || is_later(p, t, out->step)) {
		finding_add(b->lint, n->at, "段階「%.*s」に書かれることは、ここでは%s。", STR_ARG(name),
		    p->steps[out->step].rows ? "1つに決まりません（1行ずつ記入する段階です）"
		                             : "まだ決まっていません");
		return false;
	}
	field.text = rest;
	out->form_field = ref_field(b, p->steps[out->step].form, p->steps[out->step].form_n, &field);
	return out->form_field != NONE;
}

static bool
row_find(const struct build *b, const struct procedure *p, const struct then *t, const struct node *n,
    struct set *out)
{
	struct node field = {.kind = NODE_SCALAR, .text = str_sub(n->text, 4, n->text.n), .at = n->at};

	if (t->on != ON_STEP || t->step == NONE || !p->steps[t->step].rows) {
		finding_add(b->lint, n->at,
		    "「%.*s」は、on に1行ずつ記入する段階（rows: yes）を書いたときにだけ使えます。",
		    STR_ARG(finding_clip(n->text)));
		return false;
	}
	out->form_field = ref_field(b, p->steps[t->step].form, p->steps[t->step].form_n, &field);
	return out->form_field != NONE;
}

bool
set_value(const struct build *b, const struct procedure *p, const struct then *t, const struct node *n,
    struct set *out)
{
	struct node field = {.kind = NODE_SCALAR, .at = n->at};

	out->from = VALUE_LITERAL;
	out->literal = n->text;
	out->form_field = out->step = NONE;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_eq(n->text, str_of(words[i].word)))
			out->from = words[i].from;
	if (str_starts(n->text, STR("step."))) {
		out->from = VALUE_TYPED;
		return typed_find(b, p, t, n, out);
	}
	if (str_starts(n->text, STR("row."))) {
		out->from = VALUE_ROW;
		return row_find(b, p, t, n, out);
	}
	if (!str_starts(n->text, STR("form.")))
		return true;
	out->from = VALUE_FORM;
	field.text = str_sub(n->text, 5, n->text.n);
	out->form_field = ref_field(b, p->form, p->form_n, &field);
	return out->form_field != NONE;
}
