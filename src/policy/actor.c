/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who: a role, always relative to something, or the applicant himself. */
#include "policy/build.h"

static bool
is_word(const struct node *n, const char *word)
{
	return n && n->kind == NODE_SCALAR && str_eq(n->text, str_of(word));
}

static void
owner_path(const struct build *b, const struct procedure *p, const struct node *n, struct actor *out)
{
	struct target t;

	if (is_word(n, "applicant") || is_word(n, "town")) {
		finding_add(b->lint, n->at,
		    "「%.*s」は of にひとつだけで書きます。並びには登録物の欄を書いてください。",
		    STR_ARG(n->text));
		return;
	}
	if (!path_build(b, p, n->text, n->at, &t))
		return;
	if (t.what != TARGET_ITEMS)
		finding_add(b->lint, n->at,
		    "of の「%.*s」は登録物に行き着かなければなりません（その保有課の役割を指すため）。",
		    STR_ARG(n->text));
	else
		out->paths[out->path_n++] = t.path;
}

static void
owner_build(const struct build *b, const struct procedure *p, const struct node *of, struct actor *out)
{
	bool list = of->kind == NODE_LIST;

	out->of = OF_OWNER;
	out->paths = arena_array(b->a, list ? of->n : 1, sizeof *out->paths);
	if (!list) {
		owner_path(b, p, of, out);
		return;
	}
	for (const struct node *c = of->first; c; c = c->next)
		owner_path(b, p, c, out);
}

static void
town_check(const struct build *b, const struct node *role, const struct actor *a)
{
	bool town;

	if (a->role == NONE)
		return;
	town = b->p->roles[a->role].town;
	if (town && a->of != OF_TOWN)
		finding_add(b->lint, role->at,
		    "「%.*s」は町に1つの役割（town: yes）です。of: town と書いてください。",
		    STR_ARG(role->text));
	if (!town && a->of == OF_TOWN && !b->p->roles[a->role].everyone)
		finding_add(b->lint, role->at,
		    "「%.*s」は課ごとの役割です。of には applicant か登録物の欄を書いてください。",
		    STR_ARG(role->text));
}

void
actor_build(const struct build *b, const struct procedure *p, const struct node *role, const struct node *of,
    struct actor *out)
{
	*out = (struct actor){.kind = ACTOR_ROLE, .role = NONE, .of = OF_APPLICANT};
	if (role == NULL || role->kind != NODE_SCALAR)
		return;
	if (is_word(role, "applicant")) {
		out->kind = ACTOR_APPLICANT;
		if (of)
			finding_add(b->lint, of->at, "by: applicant（申請者本人）に of は書けません。");
		return;
	}
	out->role = ref_role(b, role);
	if (of == NULL) {
		finding_add(b->lint, role->at,
		    "「%.*s」がどこから見た役割かがありません。of: applicant（申請者の課）、of: town（町）、of: 登録物の欄（その保有課）のどれかを書いてください。",
		    STR_ARG(finding_clip(role->text)));
		return;
	}
	if (is_word(of, "town"))
		out->of = OF_TOWN;
	else if (!is_word(of, "applicant"))
		owner_build(b, p, of, out);
	town_check(b, role, out);
}
