/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who is who: posts, roles, classes, built-in acts; and the duties and settings they live by. */
#include "base/num.h"
#include "policy/build.h"

static void
posts_build(struct build *b)
{
	size_t n;
	const struct node **list = build_gather(b, "posts", &n);

	b->p->posts = arena_array(b->a, n, sizeof *b->p->posts);
	for (size_t i = 0; i < n; i++) {
		struct post_kind *k = &b->p->posts[b->p->posts_n++];

		k->at = list[i]->at;
		k->id = node_text(list[i], "id");
		k->label = node_text(list[i], "label");
		k->titles = build_words(b, list[i], "titles");
		k->otherwise = node_yes(list[i], "otherwise");
	}
}

static void
holders_build(const struct build *b, const struct node *list, struct role *r)
{
	if (node_first(list) == NULL)
		return;
	r->held_by = arena_array(b->a, list->n, sizeof *r->held_by);
	for (const struct node *c = list->first; c; c = c->next) {
		struct held_by *h = &r->held_by[r->held_by_n++];

		h->post = ref_post(b, node_get(c, "post"));
		h->section = node_text(c, "section");
		if (!node_get(c, "post") && !node_get(c, "section"))
			finding_add(b->lint, c->at,
			    "held-by には post か section の少なくとも一方を書いてください。全員なら everyone: yes です。");
	}
}

static void
roles_build(struct build *b)
{
	size_t n;
	const struct node **list = build_gather(b, "roles", &n);

	b->p->roles = arena_array(b->a, n, sizeof *b->p->roles);
	for (size_t i = 0; i < n; i++) {
		struct role *r = &b->p->roles[b->p->roles_n++];

		r->at = list[i]->at;
		r->id = node_text(list[i], "id");
		r->label = node_text(list[i], "label");
		r->everyone = node_yes(list[i], "everyone");
		r->administrator = node_yes(list[i], "administrator");
		r->town = node_yes(list[i], "town");
		r->up = NONE;
		holders_build(b, node_get(list[i], "held-by"), r);
	}
	for (size_t i = 0; i < n; i++) {
		struct role *r = &b->p->roles[i];

		r->up = ref_role(b, node_get(list[i], "up"));
		r->up_setting = r->deputies = r->own_by = r->own_inform = NONE;
	}
}

static void
classes_build(struct build *b)
{
	size_t n;
	const struct node **list = build_gather(b, "classes", &n);

	b->p->classes = arena_array(b->a, n, sizeof *b->p->classes);
	for (size_t i = 0; i < n; i++)
		b->p->classes[b->p->classes_n++] = (struct class_level){node_text(list[i], "id"),
		    node_text(list[i], "label"), node_text(list[i], "say"), list[i]->at};
}

static void
act_rule_build(const struct build *b, const struct node *list, struct act_rule *out)
{
	out->act = list->key;
	if (node_first(list) == NULL)
		return;
	out->roles = arena_array(b->a, list->n, sizeof *out->roles);
	for (const struct node *c = list->first; c; c = c->next) {
		int role = ref_role(b, node_get(c, "by"));

		if (role != NONE)
			out->roles[out->n++] = role;
	}
}

static void
acts_build(struct build *b)
{
	for (size_t i = 0; i < b->root_n; i++) {
		const struct node *acts = node_get(b->roots[i], "acts");

		if (acts == NULL || acts->kind != NODE_MAP)
			continue;
		b->p->acts = arena_array(b->a, acts->n, sizeof *b->p->acts);
		for (const struct node *c = acts->first; c; c = c->next)
			act_rule_build(b, c, &b->p->acts[b->p->acts_n++]);
	}
}

void
organisation_readers(const struct build *b, const struct node *list, struct reader **out, size_t *n)
{
	*n = 0;
	if (node_first(list) == NULL)
		return;
	*out = arena_array(b->a, list->n, sizeof **out);
	for (const struct node *c = list->first; c; c = c->next) {
		struct reader r = {ref_role(b, node_get(c, "role")), node_get(c, "of") != NULL};

		if (r.role != NONE)
			(*out)[(*n)++] = r;
	}
}

void
organisation_keep(const struct build *b, const struct node *map, struct keep *out)
{
	out->setting = ref_setting_number(b, node_get(map, "for"));
	out->from = node_text(map, "from");
}

static void
duties_build(struct build *b)
{
	size_t n;
	const struct node **list = build_gather(b, "duties", &n);

	b->p->duties = arena_array(b->a, n, sizeof *b->p->duties);
	for (size_t i = 0; i < n; i++) {
		struct duty *d = &b->p->duties[b->p->duties_n++];

		d->at = list[i]->at;
		d->id = node_text(list[i], "id");
		d->say = node_text(list[i], "say");
		d->who = ref_role(b, node_get(list[i], "who"));
		d->scope = node_text(list[i], "scope");
		d->met_by = build_words(b, list[i], "met-by");
	}
}

static enum setting_type
setting_type_of(struct str s)
{
	if (str_eq(s, STR("text")))
		return SETTING_TEXT;
	return str_eq(s, STR("choice")) ? SETTING_CHOICE : SETTING_NUMBER;
}

static void
setting_check(const struct build *b, const struct node *map, struct setting *s)
{
	const struct node *value = node_get(map, "default");
	bool found = false;

	for (size_t i = 0; i < s->choices.n; i++)
		found = found || str_eq(s->choices.s[i], s->otherwise);
	if (value == NULL)
		return;
	if (s->type == SETTING_NUMBER && !num_i64(s->otherwise, 0, 1000000000, &s->number))
		finding_add(b->lint, value->at,
		    "数値の運用値の default には0以上の整数を書いてください。単位は unit に書きます。");
	if (s->type == SETTING_CHOICE && !found)
		finding_add(b->lint, value->at, "default の「%.*s」が choices にありません。",
		    STR_ARG(finding_clip(s->otherwise)));
	if (s->type != SETTING_CHOICE && s->choices.n)
		finding_add(b->lint, map->at, "choices は type: choice の運用値にだけ書けます。");
}

static void
settings_build(struct build *b)
{
	size_t n;
	const struct node **list = build_gather(b, "settings", &n);

	b->p->settings = arena_array(b->a, n, sizeof *b->p->settings);
	for (size_t i = 0; i < n; i++) {
		struct setting *s = &b->p->settings[b->p->settings_n++];

		s->at = list[i]->at;
		s->id = node_text(list[i], "id");
		s->label = node_text(list[i], "label");
		s->unit = node_text(list[i], "unit");
		s->type = setting_type_of(node_text(list[i], "type"));
		s->otherwise = node_text(list[i], "default");
		s->choices = build_words(b, list[i], "choices");
		s->clause = node_text(list[i], "clause");
		setting_check(b, list[i], s);
	}
}

void
organisation_build(struct build *b)
{
	b->p->opens = b->p->closes = NONE;
	posts_build(b);
	roles_build(b);
	classes_build(b);
	acts_build(b);
	settings_build(b);
	duties_build(b);
	for (size_t i = 0; i < b->root_n; i++)
		if (node_get(b->roots[i], "read"))
			organisation_readers(
			    b, node_get(b->roots[i], "read"), &b->p->readers, &b->p->readers_n);
}
