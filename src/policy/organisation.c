/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who is who: posts, roles, classes, built-in acts; and the duties they live by. */
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
		k->single = node_yes(list[i], "single");
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

/* A role, or a setting that says which: then its default stands in `up` too. */
static void
up_build(const struct build *b, const struct node *up, struct role *r)
{
	int setting = up && up->kind == NODE_SCALAR ? policy_setting(b->p, up->text) : NONE;

	r->up = r->up_setting = NONE;
	if (up == NULL)
		return;
	if (setting == NONE) {
		r->up = ref_role(b, up);
	} else if (policy_role(b->p, up->text) != NONE) {
		finding_add(b->lint, up->at, "「%.*s」という名前の役割と運用値があり、どちらか決まりません。",
		    STR_ARG(up->text));
	} else if (ref_setting(b, up, SETTING_ROLE) != NONE) {
		r->up_setting = setting;
		r->up = policy_role(b->p, b->p->settings[setting].otherwise);
	}
}

static void
own_build(const struct build *b, const struct node *map, struct role *r)
{
	const struct node *own = node_get(map, "own");

	r->own_by = ref_role(b, node_get(own, "by"));
	r->own_inform = ref_role(b, node_get(own, "inform"));
	if (own && node_get(map, "up"))
		finding_add(b->lint, own->key_at,
		    "own（本人の案件の決め方）は、up のない最上位の役割にだけ書けます。");
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
		r->below = node_yes(list[i], "below");
		holders_build(b, node_get(list[i], "held-by"), r);
	}
	for (size_t i = 0; i < n; i++) {
		struct role *r = &b->p->roles[i];

		up_build(b, node_get(list[i], "up"), r);
		r->deputies = ref_setting(b, node_get(list[i], "deputies"), SETTING_POSTS);
		own_build(b, list[i], r);
		if (r->below && r->town)
			finding_add(b->lint, node_get(list[i], "below")->key_at,
			    "below は課ごとの役割にだけ書けます。「%.*s」は町に1つの役割です。",
			    STR_ARG(r->id));
	}
}

static void
organs_build(struct build *b)
{
	size_t n;
	const struct node **list = build_gather(b, "organs", &n);

	b->p->organs = arena_array(b->a, n, sizeof *b->p->organs);
	for (size_t i = 0; i < n; i++) {
		struct organ *o = &b->p->organs[b->p->organs_n++];

		o->at = list[i]->at;
		o->id = node_text(list[i], "id");
		o->label = node_text(list[i], "label");
		o->up = ref_role(b, node_get(list[i], "up"));
		if (o->up != NONE && !b->p->roles[o->up].town)
			finding_add(b->lint, node_get(list[i], "up")->at,
			    "機関の up には町に1つの役割（town: yes）を書いてください。「%.*s」は課ごとの役割です。",
			    STR_ARG(b->p->roles[o->up].id));
	}
}

static void
hours_build(struct build *b)
{
	b->p->opens = b->p->closes = NONE;
	for (size_t i = 0; i < b->root_n; i++) {
		const struct node *hours = node_get(b->roots[i], "office-hours");

		if (hours == NULL)
			continue;
		b->p->opens = ref_setting(b, node_get(hours, "from"), SETTING_TIME);
		b->p->closes = ref_setting(b, node_get(hours, "until"), SETTING_TIME);
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
	out->setting = ref_setting(b, node_get(map, "for"), SETTING_NUMBER);
	if (out->setting != NONE)
		ref_unit(b, node_get(map, "for"), out->setting, "分|時間|日|開庁日|月|回/年|人");
	out->from = node_text(map, "from");
}

/* In the order of enum duty_kind, from DUTY_PERMIT. */
static const char duty_kinds[] = "permit|record|report|register|recurring|control|organisation|document";

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
		d->kind = (enum duty_kind)(build_word(list[i], "kind", duty_kinds) + 1);
		d->kind2 = (enum duty_kind)(build_word(list[i], "kind2", duty_kinds) + 1);
		d->conduct = node_yes(list[i], "conduct");
		d->met_by = build_words(b, list[i], "met-by");
	}
}

void
organisation_build(struct build *b)
{
	posts_build(b);
	settings_build(b);
	roles_build(b);
	settings_check(b);
	organs_build(b);
	hours_build(b);
	classes_build(b);
	acts_build(b);
	duties_build(b);
	board_build(b);
	for (size_t i = 0; i < b->root_n; i++)
		if (node_get(b->roots[i], "read"))
			organisation_readers(
			    b, node_get(b->roots[i], "read"), &b->p->readers, &b->p->readers_n);
}
