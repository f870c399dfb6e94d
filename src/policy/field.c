/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fields of forms and registers. */
#include "base/num.h"
#include "policy/build.h"

enum { MAX_LINE = 200, MAX_TEXT = 4000, MAX_ITEMS = 20, MAX_PERSONS = 20, MAX_NUMBER = 1000000000 };

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
    [FIELD_PERSONS] = {"persons", MAX_PERSONS},
    [FIELD_FILE] = {"file", 0},
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
	finding_add(b->lint, type->at,
	    "「%.*s」という型の欄はありません。line, text, date, time, class, person, persons, section, item, items, number, choice, yesno, file, conduct のどれかです。",
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
		finding_add(
		    b->lint, max->at, "max は line, text, items, persons, number の欄にだけ書けます。");
	else if (f->type == FIELD_PERSONS && !num_u64(max->text, 1, MAX_PERSONS, &n))
		finding_add(b->lint, max->at, "人の並び（persons）の max は1から%dまでです。", MAX_PERSONS);
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

static void
one_build(const struct build *b, const struct node *map, struct field *f)
{
	f->at = map->at;
	f->name = node_text(map, "name");
	f->label = node_text(map, "label");
	f->hint = node_text(map, "hint");
	f->required = node_yes(map, "required");
	f->list = node_yes(map, "list");
	type_build(b, map, f);
	max_build(b, map, f);
	of_build(b, map, f);
	choices_build(b, map, f);
	date_build(b, map, f);
	worked_build(b, map, f);
}

/* --- one question for each rule of conduct ---------------------------------------- */

static bool
is_conduct(const struct node *map)
{
	return str_eq(node_text(map, "type"), STR("conduct"));
}

static size_t
rules_of_conduct(const struct policy *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->duties_n; i++)
		n += p->duties[i].conduct;
	return n;
}

static size_t
conduct_build(const struct build *b, const struct node *map, struct field *out)
{
	struct choice *answers = arena_array(b->a, 3, sizeof *answers);
	size_t n = 0;

	answers[0] = (struct choice){STR("yes"), STR("守っている")};
	answers[1] = (struct choice){STR("no"), STR("守れていない")};
	answers[2] = (struct choice){STR("none"), STR("該当なし")};
	for (size_t i = 0; i < b->p->duties_n; i++) {
		const struct duty *d = &b->p->duties[i];

		if (!d->conduct)
			continue;
		out[n] = (struct field){.at = map->at,
		    .name = arena_fmt(b->a, "%.*s-%zu", STR_ARG(node_text(map, "name")), n + 1),
		    .label = arena_fmt(b->a, "%.*s（%.*s）", STR_ARG(d->say), STR_ARG(d->id)),
		    .hint = node_text(map, "hint"),
		    .type = FIELD_CHOICE,
		    .required = true,
		    .choices = answers,
		    .choice_n = 3,
		    .conduct = (int)i};
		n++;
	}
	if (n == 0)
		finding_add(b->lint, map->at,
		    "type: conduct の欄がありますが、conduct: yes の条項が1つもありません。");
	return n;
}

void
field_build(const struct build *b, const struct node *list, bool conduct, struct field **out, size_t *n)
{
	size_t most = 0;

	*n = 0;
	if (node_first(list) == NULL)
		return;
	for (const struct node *c = list->first; c; c = c->next)
		most += is_conduct(c) ? rules_of_conduct(b->p) : 1;
	*out = arena_array(b->a, most, sizeof **out);
	for (const struct node *c = list->first; c; c = c->next) {
		if (!is_conduct(c))
			one_build(b, c, &(*out)[(*n)++]);
		else if (conduct)
			*n += conduct_build(b, c, &(*out)[*n]);
		else
			finding_add(b->lint, c->at, "type: conduct の欄は、手続の form にだけ置けます。");
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
