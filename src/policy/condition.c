/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* When a step applies. */
#include "base/num.h"
#include "policy/build.h"

static bool
field_offers(const struct build *b, const struct field *f, struct str value)
{
	if (f->type == FIELD_CLASS)
		return policy_class(b->p, value) != NONE;
	if (f->type == FIELD_YESNO)
		return str_eq(value, STR("yes")) || str_eq(value, STR("no"));
	for (size_t i = 0; i < f->choice_n; i++)
		if (str_eq(f->choices[i].id, value))
			return true;
	return false;
}

static bool
state_offers(const struct build *b, const struct target *t, struct str value)
{
	for (size_t i = 0; i < t->reg_n; i++) {
		const struct reg *r = &b->p->registers[t->regs[i]];

		for (size_t k = 0; k < r->state_n; k++)
			if (str_eq(r->states[k].id, value))
				return true;
	}
	return false;
}

static bool
target_offers(const struct build *b, const struct target *t, struct str value)
{
	if (t->what == TARGET_STATE)
		return state_offers(b, t, value);
	for (size_t i = 0; i < t->n; i++)
		if (field_offers(b, t->fields[i], value))
			return true;
	return false;
}

static void
in_build(const struct build *b, const struct node *map, const struct target *t, struct condition *out)
{
	const struct node *in = node_get(map, "in");

	if (node_first(in) == NULL) {
		finding_add(b->lint, map->at, "条件に in: [値] がありません。");
		return;
	}
	out->in = build_words(b, map, "in");
	for (const struct node *c = in->first; c; c = c->next)
		if (!target_offers(b, t, c->text))
			finding_add(b->lint, c->at, "「%.*s」は「%.*s」が取り得る値ではありません。",
			    STR_ARG(finding_clip(c->text)),
			    STR_ARG(finding_clip(
			        (node_get(map, "max") ? node_get(map, "max") : node_get(map, "field"))
			            ->text)));
}

static void
max_build(const struct build *b, const struct node *map, const struct target *t, struct condition *out)
{
	out->what = COND_MAX;
	if (t->what != TARGET_FIELD || t->type != FIELD_CLASS || t->path.leaf.n == 0)
		finding_add(b->lint, t->path.at,
		    "max は、登録物の重要性分類（class の欄）に行き着かなければなりません（例: info.class）。");
	else
		in_build(b, map, t, out);
}

static void
count_build(const struct build *b, const struct node *map, const struct target *t, struct condition *out)
{
	const struct node *least = node_get(map, "at-least");

	out->what = COND_COUNT;
	if (t->what != TARGET_ITEMS)
		finding_add(
		    b->lint, t->path.at, "count は、登録物に行き着かなければなりません（例: things）。");
	if (least == NULL || !num_i64(least->text, 1, 1000000000, &out->at_least))
		finding_add(b->lint, map->at, "count には at-least: 1以上の数 が必要です。");
}

static void
value_build(const struct build *b, const struct node *map, const struct target *t, struct condition *out)
{
	bool fixed = t->what == TARGET_STATE ||
	             (t->what == TARGET_FIELD &&
	                 (t->type == FIELD_CHOICE || t->type == FIELD_YESNO || t->type == FIELD_CLASS));

	out->what = COND_FIELD;
	if (!fixed)
		finding_add(b->lint, t->path.at,
		    "field で比べられるのは、値が決まっている欄（choice, yesno, class, 状態）だけです。");
	else
		in_build(b, map, t, out);
}

static bool
permitted_build(const struct build *b, const struct procedure *p, const struct step *of,
    const struct node *name, struct condition *out)
{
	int step = name->kind == NODE_SCALAR ? step_index(p, name->text) : NONE;
	size_t group = (size_t)(of - p->steps);

	while (group > 0 && step_joins(p, group))
		group--;
	if (step == NONE || (size_t)step >= group || p->steps[step].kind != STEP_DECIDE) {
		finding_add(b->lint, name->at,
		    "permitted の「%.*s」は、この段階より前に済む決定（decide）の段階ではありません。",
		    STR_ARG(finding_clip(name->text)));
		return false;
	}
	out->what = COND_PERMITTED;
	out->step = step;
	out->at = name->at;
	return true;
}

/* One plain condition; false when there was nothing to build. */
static bool
plain_build(const struct build *b, const struct procedure *p, const struct step *of, const struct node *map,
    struct condition *out)
{
	static const char *const words[] = {"max", "count", "field", "permitted"};
	static void (*const build[])(const struct build *, const struct node *, const struct target *,
	    struct condition *) = {max_build, count_build, value_build};
	const struct node *path = NULL;
	struct target t;
	size_t which = 0, given = 0;

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (node_get(map, words[i])) {
			path = node_get(map, words[i]);
			which = i;
			given++;
		}
	if (given != 1 || node_get(map, "any-of")) {
		finding_add(b->lint, map->at,
		    "条件には max, count, field, permitted, any-of のうちちょうど1つを書いてください（any-of の中に any-of は置けません）。");
		return false;
	}
	out->step = NONE;
	out->path = (struct path){.field = NONE, .link = NONE, .at = map->at};
	if (which == 3)
		return permitted_build(b, p, of, path, out);
	if (path->kind != NODE_SCALAR || !path_build(b, p, path->text, path->at, &t))
		return false;
	out->at = map->at;
	out->path = t.path;
	build[which](b, map, &t, out);
	return true;
}

static void
when_build(const struct build *b, const struct procedure *p, const struct step *of, const struct node *map,
    struct when *out)
{
	const struct node *any = node_get(map, "any-of");

	if (any && map->n == 1) {
		out->any = arena_array(b->a, any->n, sizeof *out->any);
		for (const struct node *c = node_first(any); c; c = c->next)
			out->n += plain_build(b, p, of, c, &out->any[out->n]);
		if (any->n == 0)
			finding_add(b->lint, any->at, "any-of に条件がありません。");
		return;
	}
	out->any = ARENA_NEW(b->a, struct condition);
	out->n = plain_build(b, p, of, map, out->any);
}

void
condition_build(const struct build *b, const struct procedure *p, const struct node *list, struct step *out)
{
	if (node_first(list) == NULL)
		return;
	out->when = arena_array(b->a, list->n, sizeof *out->when);
	for (const struct node *c = list->first; c; c = c->next)
		when_build(b, p, out, c, &out->when[out->when_n++]);
}
