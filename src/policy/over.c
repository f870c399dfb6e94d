/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Steps that take rows: as they come, or one for each item of a register. */
#include "base/num.h"
#include "policy/build.h"

enum { OVER_MOST = 200 };

static void
states_check(const struct build *b, const struct node *over, const struct reg *r)
{
	for (const struct node *c = node_first(node_get(over, "states")); c; c = c->next)
		if (!fit_choice(r->states, r->state_n, c->text))
			finding_add(b->lint, c->at, "「%.*s」という状態は台帳「%.*s」にありません。",
			    STR_ARG(finding_clip(c->text)), STR_ARG(r->label));
}

static void
using_check(const struct build *b, const struct node *over, const struct reg *r)
{
	int users = field_index(r->fields, r->field_n, STR("users"));

	if (users == NONE || !r->fields[users].list)
		finding_add(b->lint, over->at,
		    "of: using には、台帳「%.*s」に使う課の欄 users（list: yes）が必要です。",
		    STR_ARG(r->label));
}

/* What a row is about stands first in it. */
static void
item_put(const struct build *b, struct step *s)
{
	struct field *form = arena_array(b->a, s->form_n + 1, sizeof *form);
	int *of = ARENA_NEW(b->a, int);

	*of = s->over.reg;
	form[0] = (struct field){.name = STR("item"),
	    .label = b->p->registers[s->over.reg].label,
	    .type = FIELD_ITEM,
	    .required = true,
	    .of = of,
	    .of_n = 1,
	    .max = 1,
	    .conduct = NONE,
	    .at = s->at};
	for (size_t i = 0; i < s->form_n; i++)
		form[i + 1] = s->form[i];
	s->form = form;
	s->form_n++;
}

void
over_build(const struct build *b, const struct node *map, struct step *s)
{
	const struct node *over = node_get(map, "over"), *max = node_get(over, "max");
	uint64_t most = 1; /* when it is not said: a fault already */
	int of = build_word(over, "of", "applicant|town|using");

	s->over.reg = NONE;
	if (over == NULL || over->kind != NODE_MAP)
		return;
	if (!node_yes(map, "rows")) {
		finding_add(b->lint, over->key_at, "over は rows: yes の段階にだけ書けます。");
		return;
	}
	if (max && !num_u64(max->text, 1, OVER_MOST, &most))
		finding_add(b->lint, max->at, "台帳をひとわたり調べる段階の max（上限）は1から%dまでです。",
		    OVER_MOST);
	s->over.max = (size_t)most;
	if (of == NONE)
		return;
	s->over.of = of == 0 ? OVER_APPLICANT : of == 1 ? OVER_TOWN : OVER_USING;
	s->over.states = build_words(b, over, "states");
	s->over.reg = ref_register(b, node_get(over, "register"));
	if (s->over.reg == NONE)
		return;
	states_check(b, over, &b->p->registers[s->over.reg]);
	if (s->over.of == OVER_USING)
		using_check(b, over, &b->p->registers[s->over.reg]);
	item_put(b, s);
}

void
over_rows(const struct build *b, const struct node *map, struct step *s)
{
	const struct node *rows = node_get(map, "rows");

	s->rows = node_yes(map, "rows");
	if (!s->rows)
		return;
	if (s->kind != STEP_DO)
		step_key_refuse(b, map, "rows", "do ");
	else if (s->form_n == 0)
		finding_add(b->lint, rows->key_at, "rows: yes の段階には、1行に書く欄（form）が必要です。");
	if (s->confirmed)
		finding_add(b->lint, rows->key_at, "rows: yes の段階に confirmed-by は書けません。");
	for (size_t i = s->over.reg != NONE; i < s->form_n; i++)
		if (s->form[i].type == FIELD_ITEM || s->form[i].type == FIELD_ITEMS)
			finding_add(b->lint, s->form[i].at,
			    "rows: yes の段階の欄に、登録物（item, items）は置けません。台帳をひとわたり調べるなら over を書いてください。");
}
