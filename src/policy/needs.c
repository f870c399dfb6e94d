/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The permit that a fact should have had. */
#include "policy/build.h"

/* Persons and items may be one of several. */
static bool
may_agree(const struct field *theirs, const struct field *ours)
{
	return fit_field(ours, theirs) || fit_field(theirs, ours) ||
	       (theirs->type == FIELD_LINE && ours->type == FIELD_LINE);
}

static void
match_build(const struct build *b, const struct node *n, const struct procedure *permit, struct procedure *p)
{
	struct node key = {.kind = NODE_SCALAR, .text = n->key, .at = n->key_at};
	int theirs = ref_field(b, permit->form, permit->form_n, &key);
	int ours = ref_field(b, p->form, p->form_n, n);

	if (theirs == NONE || ours == NONE)
		return;
	p->needs.theirs[p->needs.match_n] = theirs;
	p->needs.ours[p->needs.match_n++] = ours;
	if (!permit->form[theirs].list)
		finding_add(b->lint, n->key_at,
		    "手続「%.*s」の欄「%.*s」で許可を探すには、その欄に list: yes が必要です。",
		    STR_ARG(permit->id), STR_ARG(n->key));
	if (!may_agree(&permit->form[theirs], &p->form[ours]))
		finding_add(b->lint, n->at, "「%.*s」と「%.*s」は種類の違う欄なので、比べられません。",
		    STR_ARG(n->key), STR_ARG(finding_clip(n->text)));
}

static void
permit_build(const struct build *b, const struct node *needs, struct procedure *p)
{
	const struct node *permit = node_get(needs, "permit"), *match = node_get(needs, "match");
	const struct procedure *to;

	p->needs.permit = ref_procedure(b, permit);
	if (p->needs.permit == NONE)
		return;
	to = &b->p->procedures[p->needs.permit];
	if (!to->valid.set)
		finding_add(b->lint, permit->at,
		    "手続「%.*s」は期限のある許可（valid）ではないので、あるかどうかを調べられません。",
		    STR_ARG(to->id));
	if (match == NULL || match->kind != NODE_MAP)
		return;
	p->needs.theirs = arena_array(b->a, match->n, sizeof *p->needs.theirs);
	p->needs.ours = arena_array(b->a, match->n, sizeof *p->needs.ours);
	for (const struct node *c = match->first; c; c = c->next)
		match_build(b, c, to, p);
}

void
needs_build(const struct build *b, const struct node *map, struct procedure *p)
{
	const struct node *needs = node_get(map, "needs"), *open = node_get(needs, "open");
	struct fields_of form = {p->form, p->form_n, NULL};
	struct giver from = {.form = &form, .form_n = 1, .section = true, .matter = true};

	if (needs == NULL || needs->kind != NODE_MAP)
		return;
	p->needs.at = needs->at;
	permit_build(b, needs, p);
	p->needs.open = ref_procedure(b, open);
	if (p->needs.open == NONE)
		return;
	if (b->p->procedures[p->needs.open].form_by == NONE)
		finding_add(b->lint, open->at,
		    "時計が始める手続「%.*s」には、足りない欄を埋める役割（completed-by）が必要です。",
		    STR_ARG(open->text));
	bring_build(b, node_get(needs, "carry"), &b->p->procedures[p->needs.open], &from, &p->needs.carry,
	    &p->needs.carry_n);
}
