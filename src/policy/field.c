/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fields of forms and registers. */
#include "base/num.h"
#include "policy/build.h"

enum { MAX_LINE = 200, MAX_TEXT = 4000, MAX_ITEMS = 20, MAX_NUMBER = 1000000000 };

static const struct {
	const char *word;
	size_t max;
} types[] = {
    [FIELD_LINE] = {"line", MAX_LINE},
    [FIELD_TEXT] = {"text", MAX_TEXT},
    [FIELD_DATE] = {"date", 0},
    [FIELD_CLASS] = {"class", 0},
    [FIELD_PERSON] = {"person", 0},
    [FIELD_SECTION] = {"section", 0},
    [FIELD_ITEM] = {"item", 1},
    [FIELD_ITEMS] = {"items", MAX_ITEMS},
    [FIELD_NUMBER] = {"number", MAX_NUMBER},
    [FIELD_CHOICE] = {"choice", 0},
    [FIELD_YESNO] = {"yesno", 0},
    [FIELD_TIME] = {"time", 0},
};
enum { TYPES = sizeof types / sizeof types[0] };

static void
type_build(const struct build *b, const struct node *map, struct field *f)
{
	const struct node *type = node_get(map, "type");

	f->type = FIELD_LINE;
	f->conduct = NONE;
	if (type == NULL)
		return;
	for (size_t i = 0; i < TYPES; i++)
		if (str_eq(type->text, str_of(types[i].word))) {
			f->type = (enum field_type)i;
			return;
		}
	if (str_eq(type->text, STR("file")))
		finding_add(b->lint, type->at, "「type: file」は、記録の保管庫ができるまで使えません。");
	else
		finding_add(b->lint, type->at,
		    "「%.*s」という型の欄はありません。line, text, date, time, class, person, section, item, items, number, choice, yesno のどれかです。",
		    STR_ARG(finding_clip(type->text)));
}

static void
max_build(const struct build *b, const struct node *map, struct field *f)
{
	const struct node *max = node_get(map, "max");
	uint64_t n;

	f->max = types[f->type].max;
	if (max == NULL)
		return;
	if (f->max < 2)
		finding_add(b->lint, max->at, "max は line, text, items, number の欄にだけ書けます。");
	else if (num_u64(max->text, 1, f->type == FIELD_LINE || f->type == FIELD_TEXT ? MAX_TEXT : MAX_NUMBER,
	             &n))
		f->max = (size_t)n;
	else
		finding_add(
		    b->lint, max->at, "max には1以上（文字数は%d以下）の整数を書いてください。", MAX_TEXT);
}

static void
of_build(const struct build *b, const struct node *map, struct field *f)
{
	const struct node *of = node_get(map, "of");
	bool items = f->type == FIELD_ITEM || f->type == FIELD_ITEMS;

	if (items && node_first(of) == NULL)
		finding_add(b->lint, map->at,
		    "欄「%.*s」には、どの台帳から選ぶかを of: [台帳] で書いてください。", STR_ARG(f->name));
	if (!items && of)
		finding_add(b->lint, of->at, "of は item と items の欄にだけ書けます。");
	if (!items || node_first(of) == NULL)
		return;
	f->of = arena_array(b->a, of->n, sizeof *f->of);
	for (const struct node *c = of->first; c; c = c->next) {
		int reg = ref_register(b, c);

		if (reg != NONE)
			f->of[f->of_n++] = reg;
	}
}

static void
choices_build(const struct build *b, const struct node *map, struct field *f)
{
	const struct node *list = node_get(map, "choices");

	if (f->type == FIELD_CHOICE && node_first(list) == NULL)
		finding_add(b->lint, map->at, "選択の欄「%.*s」には choices: [{id, label}] が必要です。",
		    STR_ARG(f->name));
	if (f->type != FIELD_CHOICE && list)
		finding_add(b->lint, list->at, "choices は type: choice の欄にだけ書けます。");
	if (list == NULL || node_first(list) == NULL)
		return;
	f->choices = arena_array(b->a, list->n, sizeof *f->choices);
	for (const struct node *c = list->first; c; c = c->next)
		f->choices[f->choice_n++] = (struct choice){node_text(c, "id"), node_text(c, "label")};
}

static void
date_build(const struct build *b, const struct node *map, struct field *f)
{
	f->not_before_today = node_get(map, "not-before") != NULL;
	f->not_after = node_get(map, "not-after") ? NOT_AFTER_FISCAL_YEAR_END : NOT_AFTER_ANY;
	if (f->type != FIELD_DATE && (f->not_before_today || f->not_after))
		finding_add(b->lint, map->at, "not-before と not-after は date の欄にだけ書けます。");
}

static void
worked_build(const struct build *b, const struct node *map, struct field *f)
{
	const struct node *is = node_get(map, "is");
	struct str path = node_text(is, "max");

	if (is == NULL)
		return;
	f->worked_out = true;
	(void)(str_cut(&path, '.', &f->max_of_link) && str_cut(&path, '.', &f->max_of_field));
	if (f->max_of_field.n == 0 || path.p)
		finding_add(b->lint, is->at,
		    "is: {max: …} には「つながりの欄.重要性分類の欄」を書いてください（例: carries.class）。");
	if (f->type != FIELD_CLASS)
		finding_add(b->lint, is->at, "計算で決まる欄の型は class でなければなりません。");
	if (f->required)
		finding_add(b->lint, map->at, "計算で決まる欄に required は書けません。");
}

void
field_build(const struct build *b, const struct node *list, struct field **out, size_t *n)
{
	*n = 0;
	if (node_first(list) == NULL)
		return;
	*out = arena_array(b->a, list->n, sizeof **out);
	for (const struct node *c = list->first; c; c = c->next) {
		struct field *f = &(*out)[(*n)++];

		f->at = c->at;
		f->name = node_text(c, "name");
		f->label = node_text(c, "label");
		f->hint = node_text(c, "hint");
		f->required = node_yes(c, "required");
		f->list = node_yes(c, "list");
		type_build(b, c, f);
		max_build(b, c, f);
		of_build(b, c, f);
		choices_build(b, c, f);
		date_build(b, c, f);
		worked_build(b, c, f);
	}
}

int
field_index(const struct field *fields, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(fields[i].name, name))
			return (int)i;
	return NONE;
}
