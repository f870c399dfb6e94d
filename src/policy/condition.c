/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* When a step applies. */
#include "base/num.h"
#include "policy/build.h"

enum { NUMBER_MOST = 1000000000 };

bool
condition_offers(const struct build *b, const struct field *f, struct str value)
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
		if (condition_offers(b, t->fields[i], value))
			return true;
	return false;
}

static void
offers_check(const struct build *b, const struct node *in, const struct target *t, struct str path)
{
	for (const struct node *c = in->first; c; c = c->next)
		if (!target_offers(b, t, c->text))
			finding_add(b->lint, c->at, "「%.*s」は「%.*s」が取り得る値ではありません。",
			    STR_ARG(finding_clip(c->text)), STR_ARG(finding_clip(path)));
}

bool
condition_in(const struct build *b, const struct node *map, struct condition *out)
{
	if (node_first(node_get(map, "in")) == NULL) {
		finding_add(b->lint, map->at, "条件に in: [値] がありません。");
		return false;
	}
	out->in = build_words(b, map, "in");
	return true;
}

static void
in_build(const struct build *b, const struct node *map, const struct node *path, const struct target *t,
    struct condition *out)
{
	if (condition_in(b, map, out))
		offers_check(b, node_get(map, "in"), t, path->text);
}

void
condition_between(const struct build *b, const struct node *map, struct condition *out)
{
	const struct node *least = node_get(map, "at-least"), *most = node_get(map, "at-most");

	if (least == NULL && most == NULL)
		finding_add(b->lint, map->at, "数の欄の条件には at-least か at-most が必要です。");
	if (node_get(map, "in"))
		finding_add(b->lint, node_get(map, "in")->key_at,
		    "数の欄の条件に in は書けません。at-least か at-most を書いてください。");
	if (least && !num_i64(least->text, 0, NUMBER_MOST, &out->at_least))
		return; /* said by the schema */
	if (most && !num_i64(most->text, 0, NUMBER_MOST, &out->at_most))
		return;
	if (out->at_least <= out->at_most)
		return;
	finding_add(b->lint, map->at, "at-least が at-most より大きく、どんな数でも成り立ちません。");
	out->at_most = out->at_least;
}

static void
class_build(const struct build *b, const struct node *map, const struct node *path, const struct target *t,
    struct condition *out)
{
	if (t->what != TARGET_FIELD || t->type != FIELD_CLASS || t->path.leaf.n == 0)
		finding_add(b->lint, t->path.at,
		    "%.*s は、登録物の重要性分類（class の欄）に行き着かなければなりません（例: info.class）。",
		    STR_ARG(path->key));
	else
		in_build(b, map, path, t, out);
}

static void
count_build(const struct build *b, const struct node *map, const struct node *path, const struct target *t,
    struct condition *out)
{
	const struct node *least = node_get(map, "at-least");

	(void)path;
	if (t->what != TARGET_ITEMS)
		finding_add(
		    b->lint, t->path.at, "count は、登録物に行き着かなければなりません（例: things）。");
	if (least == NULL || !num_i64(least->text, 1, NUMBER_MOST, &out->at_least))
		finding_add(b->lint, map->at, "count には at-least: 1以上の数 が必要です。");
}

static bool
is_fixed(const struct target *t)
{
	return t->what == TARGET_STATE ||
	       (t->what == TARGET_FIELD &&
	           (t->type == FIELD_CHOICE || t->type == FIELD_YESNO || t->type == FIELD_CLASS));
}

static void
value_build(const struct build *b, const struct node *map, const struct node *path, const struct target *t,
    struct condition *out)
{
	if (t->what == TARGET_FIELD && t->type == FIELD_NUMBER)
		condition_between(b, map, out);
	else if (!is_fixed(t))
		finding_add(b->lint, t->path.at,
		    "field で比べられるのは、値が決まっている欄（choice, yesno, class, 状態）と数の欄だけです。");
	else
		in_build(b, map, path, t, out);
}

static void
all_build(const struct build *b, const struct node *map, const struct node *path, const struct target *t,
    struct condition *out)
{
	bool items = t->what == TARGET_STATE || t->path.leaf.n;

	if (!is_fixed(t) || !items)
		finding_add(b->lint, t->path.at,
		    "all は、登録物の、値が決まっている欄（choice, yesno, class, 状態）に行き着かなければなりません（例: things.state）。");
	else
		in_build(b, map, path, t, out);
}

static bool
path_condition(const struct build *b, const struct procedure *p, const struct node *map,
    const struct node *path, struct condition *out)
{
	struct target t;

	if (path->kind != NODE_SCALAR || !path_build(b, p, path->text, path->at, &t))
		return false;
	out->path = t.path;
	switch (out->what) {
	case COND_MAX:
	case COND_MIN:
		class_build(b, map, path, &t, out);
		return true;
	case COND_COUNT:
		count_build(b, map, path, &t, out);
		return true;
	case COND_FIELD:
		value_build(b, map, path, &t, out);
		return true;
	default:
		all_build(b, map, path, &t, out);
		return true;
	}
}

/* --- any of them --------------------------------------------------------------------------- */

static const struct {
	const char *word;
	unsigned what;
	bool of_step; /* about what happened before, not about what the form leads to */
} kinds[] = {
    {"max", COND_MAX, false},
    {"min", COND_MIN, false},
    {"all", COND_ALL, false},
    {"count", COND_COUNT, false},
    {"field", COND_FIELD, false},
    {"typed", COND_TYPED, true},
    {"filled", COND_FILLED, true},
    {"rows", COND_ROWS, true},
    {"permitted", COND_PERMITTED, true},
    {"refused", COND_REFUSED, true},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static void
bounds_check(const struct build *b, const struct node *map, const struct condition *c)
{
	static const char *const keys[] = {"at-least", "at-most"};
	bool counts = c->what == COND_COUNT || c->what == COND_ROWS;

	for (size_t i = 0; i < 2; i++) {
		const struct node *n = node_get(map, keys[i]);

		if (n && !(counts && i == 0) && c->in.n)
			finding_add(b->lint, n->key_at,
			    "「%s」は、数の欄と count と rows の条件にだけ書けます。", keys[i]);
	}
}

/* One plain condition; false when there was nothing to build. */
static bool
plain_build(const struct build *b, const struct procedure *p, const struct step *of, const struct node *map,
    struct condition *out)
{
	const struct node *path = NULL;
	size_t which = 0, given = 0;

	for (size_t i = 0; i < KINDS; i++)
		if (node_get(map, kinds[i].word)) {
			path = node_get(map, kinds[i].word);
			which = i;
			given++;
		}
	if (given != 1 || node_get(map, "any-of")) {
		finding_add(b->lint, map->at,
		    "条件には max, min, all, count, field, typed, filled, rows, permitted, refused, any-of のうちちょうど1つを書いてください（any-of の中に any-of は置けません）。");
		return false;
	}
	*out = (struct condition){.step = NONE,
	    .typed = NONE,
	    .at_least = INT64_MIN,
	    .at_most = INT64_MAX,
	    .path = {.field = NONE, .link = NONE, .at = map->at},
	    .at = map->at};
	out->what = kinds[which].what;
	if (!(kinds[which].of_step ? condition_of_step(b, p, of, map, path, out)
	                           : path_condition(b, p, map, path, out)))
		return false;
	bounds_check(b, map, out);
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
