/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Procedures: start, form, steps, then, and what hangs on them. */
#include "policy/build.h"

static void
number_build(const struct build *b, const struct node *map, struct procedure *p)
{
	struct str at = node_text(map, "at"), of = node_text(map, "of");
	struct number_rule *n = &p->number;

	if (map == NULL)
		return;
	n->set = true;
	n->at = str_eq(at, STR("start")) ? NUMBER_AT_START : NUMBER_AT_DECIDED;
	n->of = str_eq(of, STR("town"))        ? NUMBER_OF_TOWN
	        : str_eq(of, STR("applicant")) ? NUMBER_OF_APPLICANT
	                                       : NUMBER_OF_DECIDING;
	n->series = node_text(map, "series");
	if (n->at == NUMBER_AT_START && n->of == NUMBER_OF_DECIDING)
		finding_add(b->lint, map->at,
		    "申請のときには、まだ決定する課が決まっていません。of: applicant か of: town を書いてください。");
}

static void
valid_build(const struct build *b, const struct node *map, struct procedure *p)
{
	const struct node *until = node_get(map, "until");

	p->valid.until_field = p->valid.revoke_by = NONE;
	if (map == NULL)
		return;
	p->valid.set = true;
	p->valid.renew = node_yes(map, "renew");
	p->valid.revoke_by = ref_role(b, node_get(map, "revoke-by"));
	p->valid.until_field = ref_field(b, p->form, p->form_n, until);
	if (p->valid.until_field == NONE)
		return;
	if (p->form[p->valid.until_field].type != FIELD_DATE || !p->form[p->valid.until_field].required)
		finding_add(b->lint, until->at,
		    "許可の期限「%.*s」は、必須（required: yes）の日付の欄でなければなりません。",
		    STR_ARG(until->text));
}

static void
clause_put(struct procedure *p, struct str clause)
{
	bool known = clause.n == 0;

	for (size_t k = 0; k < p->clauses.n; k++)
		known = known || str_eq(p->clauses.s[k], clause);
	if (!known)
		p->clauses.s[p->clauses.n++] = clause;
}

/* Its own clause, the rules of conduct that its form asks about, and those of all steps, each once, in order. */
static void
clauses_build(const struct build *b, struct procedure *p)
{
	p->clauses.s = arena_array(b->a, p->step_n + p->form_n + 1, sizeof *p->clauses.s);
	clause_put(p, p->clause);
	for (size_t i = 0; i < p->form_n; i++)
		if (p->form[i].conduct != NONE)
			clause_put(p, b->p->duties[p->form[i].conduct].id);
	for (size_t i = 0; i < p->step_n; i++)
		clause_put(p, p->steps[i].clause);
}

static void
one_build(struct build *b, const struct node *map, struct procedure *p)
{
	p->at = map->at;
	p->needs.permit = p->needs.open = NONE;
	p->say = str_trim(node_text(map, "say"));
	p->alarm = str_trim(node_text(map, "alarm"));
	p->station = node_yes(map, "station");
	p->narrow = node_yes(map, "narrow");
	p->stays = node_get(map, "withdraw") && !node_yes(map, "withdraw");
	if (ref_duty(b, node_get(map, "clause")) != NONE)
		p->clause = node_text(map, "clause");
	p->form_by = ref_role(b, node_get(map, "completed-by"));
	start_build(b, map, p);
	field_build(b, node_get(map, "form"), true, &p->form, &p->form_n);
	step_build(b, p, node_get(map, "steps"));
	then_build(b, p, node_get(map, "then"));
	number_build(b, node_get(map, "number"), p);
	valid_build(b, node_get(map, "valid"), p);
	organisation_readers(b, node_get(map, "read"), &p->readers, &p->reader_n);
	organisation_keep(b, node_get(map, "keep"), &p->keep);
	if (p->keep.from.n)
		finding_add(b->lint, node_get(map, "keep")->at,
		    "keep の from は台帳にだけ書けます。手続は終わった日から数えます。");
	clauses_build(b, p);
}

void
procedure_build(struct build *b)
{
	size_t n;
	const struct node **list = build_gather(b, "procedures", &n);

	b->p->procedures = arena_array(b->a, n, sizeof *b->p->procedures);
	b->p->procedures_n = n;
	for (size_t i = 0; i < n; i++) {
		b->p->procedures[i].id = node_text(list[i], "id");
		b->p->procedures[i].label = node_text(list[i], "label");
	}
	for (size_t i = 0; i < n; i++)
		one_build(b, list[i], &b->p->procedures[i]);
	due_link(b);
	for (size_t i = 0; i < n; i++) {
		start_link(b, list[i], &b->p->procedures[i]);
		needs_build(b, list[i], &b->p->procedures[i]);
	}
}
