/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Values that the policy's text leaves open, and readings of what it says too little about. */
#include "base/num.h"
#include "policy/build.h"
#include "policy/setting.h"

static const char *const setting_words[] = {
    [SETTING_NUMBER] = "number",
    [SETTING_TEXT] = "text",
    [SETTING_CHOICE] = "choice",
    [SETTING_YESNO] = "yesno",
    [SETTING_TIME] = "time",
    [SETTING_ROLE] = "role",
    [SETTING_POSTS] = "posts",
    [SETTING_COUNT] = "count",
};

static enum setting_type
setting_type_of(struct str s)
{
	for (size_t i = 0; i < sizeof setting_words / sizeof setting_words[0]; i++)
		if (str_eq(s, str_of(setting_words[i])))
			return (enum setting_type)i;
	return SETTING_NUMBER;
}

static const char *const setting_shapes[] = {
    [SETTING_NUMBER] =
        "は使えません。数値の運用値の default には0以上の整数を書いてください。単位は unit に書きます。",
    [SETTING_TEXT] = "は使えません。文字の運用値の default には1行の文字列を書いてください。",
    [SETTING_CHOICE] = "が choices にありません。",
    [SETTING_YESNO] = "は使えません。はい・いいえの運用値の default には yes か no を書いてください。",
    [SETTING_TIME] = "は使えません。時刻の運用値の default には 8:30 の形の時刻を書いてください。",
    [SETTING_ROLE] =
        "は使えません。役割の運用値の default には policy.yaml の roles にある役割の id を書いてください。",
    [SETTING_POSTS] =
        "は使えません。職の並びの運用値の default には posts にある職の id を順に書いてください（例: deputy-head, head@soumu。誰もいなければ空）。",
    [SETTING_COUNT] =
        "は使えません。数え方の運用値の default には clock-hours, office-hours, office-days, days のどれかを書いてください。",
};

static void
default_check(const struct build *b, const struct node *map, const struct setting *s)
{
	const struct node *value = node_get(map, "default");

	if (value == NULL)
		return;
	if (!setting_takes(b->p, s, s->otherwise))
		finding_add(b->lint, value->at, "default の「%.*s」%s", STR_ARG(finding_clip(s->otherwise)),
		    setting_shapes[s->type]);
	if (s->type != SETTING_CHOICE && s->choices.n)
		finding_add(b->lint, map->at, "choices は type: choice の運用値にだけ書けます。");
}

static void
one_build(const struct build *b, const struct node *map, struct setting *s)
{
	int64_t number;

	s->at = map->at;
	s->of_reg = NONE;
	s->id = node_text(map, "id");
	s->label = node_text(map, "label");
	s->unit = node_text(map, "unit");
	s->type = setting_type_of(node_text(map, "type"));
	s->otherwise = node_text(map, "default");
	s->choices = build_words(b, map, "choices");
	s->clause = node_text(map, "clause");
	if (s->type == SETTING_NUMBER && num_i64(s->otherwise, 0, 1000000000, &number))
		s->number = number;
}

/* 本町の解釈: a text that is decided and dated as any other value. */
static void
reading_build(const struct build *b, const struct node *map, struct setting *s)
{
	s->at = map->at;
	s->of_reg = NONE;
	s->id = node_text(map, "id");
	s->label = node_text(map, "label");
	s->type = SETTING_TEXT;
	s->otherwise = str_trim(node_text(map, "say"));
	s->reading = true;
	s->clauses = build_words(b, map, "clauses");
}

void
settings_build(struct build *b)
{
	size_t n, readings;
	const struct node **list = build_gather(b, "settings", &n);
	const struct node **said = build_gather(b, "readings", &readings);

	b->p->settings = arena_array(b->a, n + readings, sizeof *b->p->settings);
	for (size_t i = 0; i < n; i++)
		one_build(b, list[i], &b->p->settings[b->p->settings_n++]);
	for (size_t i = 0; i < readings; i++)
		reading_build(b, said[i], &b->p->settings[b->p->settings_n++]);
}

void
settings_check(const struct build *b)
{
	size_t n;
	const struct node **list = build_gather(b, "settings", &n);

	for (size_t i = 0; i < n; i++)
		default_check(b, list[i], &b->p->settings[i]);
}

static void
of_build(const struct build *b, const struct node *of, struct setting *s)
{
	if (of == NULL)
		return;
	if (str_eq(of->text, STR("section"))) {
		s->of = SETTING_OF_SECTION;
		return;
	}
	s->of = SETTING_OF_ITEM;
	s->of_reg = ref_register(b, of);
}

void
settings_link(const struct build *b)
{
	size_t n, readings;
	const struct node **list = build_gather(b, "settings", &n);
	const struct node **said = build_gather(b, "readings", &readings);

	for (size_t i = 0; i < n; i++)
		of_build(b, node_get(list[i], "of"), &b->p->settings[i]);
	for (size_t i = 0; i < readings; i++)
		for (const struct node *c = node_first(node_get(said[i], "clauses")); c; c = c->next)
			(void)ref_duty(b, c);
}
