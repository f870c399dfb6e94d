/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Committees, and the decisions that their secretaries enter. */
#include "base/num.h"
#include "policy/build.h"

enum { QUORUM_MOST = 1000, MINUTES_MAX = 200, PRESENT_MAX = 1000 };

static int
town_role(const struct build *b, const struct node *map, const char *key)
{
	const struct node *name = node_get(map, key);
	int role = ref_role(b, name);

	if (role != NONE && !b->p->roles[role].town)
		finding_add(b->lint, name->at,
		    "会議体の %s には町に1つの役割（town: yes）を書いてください。「%.*s」は課ごとの役割です。",
		    key, STR_ARG(name->text));
	return role;
}

static void
quorum_build(const struct build *b, const struct node *quorum, struct board *out)
{
	out->quorum_setting = NONE;
	if (quorum == NULL || str_eq(quorum->text, STR("half")))
		return;
	if (num_i64(quorum->text, 0, QUORUM_MOST, &out->quorum_n)) {
		out->quorum = QUORUM_NUMBER;
		if (out->quorum_n == 0)
			finding_add(b->lint, quorum->at,
			    "定足数（quorum）には1以上の数か half（過半数）を書いてください。");
		return;
	}
	out->quorum = QUORUM_SETTING;
	out->quorum_setting = ref_setting(b, quorum, SETTING_NUMBER);
	if (out->quorum_setting != NONE)
		ref_unit(b, quorum, out->quorum_setting, "分|時間|日|開庁日|月|年|回/年");
}

void
board_build(struct build *b)
{
	size_t n;
	const struct node **list = build_gather(b, "boards", &n);

	b->p->boards = arena_array(b->a, n, sizeof *b->p->boards);
	for (size_t i = 0; i < n; i++) {
		struct board *d = &b->p->boards[b->p->boards_n++];

		d->at = list[i]->at;
		d->id = node_text(list[i], "id");
		d->label = node_text(list[i], "label");
		d->members = town_role(b, list[i], "members");
		d->chair = town_role(b, list[i], "chair");
		d->secretary = town_role(b, list[i], "secretary");
		quorum_build(b, node_get(list[i], "quorum"), d);
	}
}

bool
board_decides(const struct build *b, const struct node *map, struct step *s)
{
	const struct node *by = node_get(map, "by"), *of = node_get(map, "of");

	s->board = by && by->kind == NODE_SCALAR ? policy_board(b->p, by->text) : NONE;
	if (s->board == NONE)
		return false;
	if (s->kind != STEP_DECIDE)
		finding_add(b->lint, by->at, "会議体「%.*s」は決定（decide）の段階にだけ書けます。",
		    STR_ARG(by->text));
	if (of)
		finding_add(b->lint, of->key_at, "会議体が決める段階に of は書けません。");
	s->by = (struct actor){.kind = ACTOR_ROLE, .role = b->p->boards[s->board].secretary, .of = OF_TOWN};
	return true;
}

void
board_form(const struct build *b, struct step *s)
{
	const struct field own[] = {
	    {.name = STR("held-on"), .label = STR("開催日"), .type = FIELD_DATE},
	    {.name = STR("minutes"), .label = STR("議事録の番号"), .type = FIELD_LINE, .max = MINUTES_MAX},
	    {.name = STR("present"), .label = STR("出席者数"), .type = FIELD_NUMBER, .max = PRESENT_MAX},
	};
	enum { OWN = sizeof own / sizeof own[0] };
	struct field *form = arena_array(b->a, OWN + s->form_n, sizeof *form);

	for (size_t i = 0; i < OWN; i++) {
		form[i] = own[i];
		form[i].required = true;
		form[i].conduct = NONE;
		form[i].at = s->at;
	}
	for (size_t i = 0; i < s->form_n; i++)
		form[OWN + i] = s->form[i];
	s->form = form;
	s->form_n += OWN;
}
