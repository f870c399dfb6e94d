/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How well duties are met: what a measure counts, and over what. */
#include "policy/build.h"

/* In the order of enum measure_kind. */
static const char measures[] =
    "everyone|every-item|on-time|each-period|none-open|control|exists|tagged|duties";
static const char controls[] = "encrypt|scan|cutoff|card|erase|backup|inventory|monitor|notify";

static bool
is_control(const struct procedure *p)
{
	for (size_t i = 0; i < p->step_n; i++)
		if (p->steps[i].kind == STEP_CONTROL)
			return true;
	return false;
}

static bool
is_control_word(struct str name)
{
	struct str all = str_of(controls), word;

	while (str_cut(&all, '|', &word))
		if (str_eq(word, name))
			return true;
	return false;
}

static void
procedure_of(const struct build *b, const struct measure *m, const struct node *name)
{
	int i = ref_procedure(b, name);
	const struct procedure *p = i == NONE ? NULL : &b->p->procedures[i];

	if (p && m->kind == MEASURE_EACH_PERIOD && p->round_n == 0)
		finding_add(b->lint, name->at,
		    "手続「%.*s」は時期ごとに始まる手続（start: each）ではないので、時期ごとに数えられません。",
		    STR_ARG(name->text));
	if (p && m->kind == MEASURE_CONTROL && !is_control(p))
		finding_add(b->lint, name->at, "手続「%.*s」に技術的対策（control）の段階がありません。",
		    STR_ARG(name->text));
}

static void
item_of(const struct build *b, const struct node *map, const struct measure *m, const struct node *name)
{
	int i = ref_register(b, name);
	const struct node *has = node_get(map, "has");
	const struct reg *r = i == NONE ? NULL : &b->p->registers[i];
	int f = r ? ref_field(b, r->fields, r->field_n, has) : NONE;

	if (f != NONE && (m->fiscal_year || m->within != NONE) && r->fields[f].type != FIELD_DATE &&
	    r->fields[f].type != FIELD_TIME)
		finding_add(b->lint, has->at,
		    "within で数えるには、「%.*s」が日付（type: date）の欄でなければなりません。",
		    STR_ARG(has->text));
}

static void
of_one(const struct build *b, const struct node *map, const struct measure *m, const struct node *name)
{
	switch (m->kind) {
	case MEASURE_EVERY_ITEM:
		item_of(b, map, m, name);
		return;
	case MEASURE_TAGGED:
	case MEASURE_DUTIES:
		(void)ref_duty(b, name);
		return;
	case MEASURE_EXISTS:
		if (policy_role(b->p, name->text) == NONE && policy_board(b->p, name->text) == NONE)
			(void)ref_register(b, name);
		return;
	case MEASURE_CONTROL:
		if (is_control_word(name->text))
			return;
		procedure_of(b, m, name);
		return;
	case MEASURE_EVERYONE:
	case MEASURE_ON_TIME:
	case MEASURE_EACH_PERIOD:
	case MEASURE_NONE_OPEN:
		procedure_of(b, m, name);
		return;
	}
}

static void
within_build(const struct build *b, const struct node *map, struct measure *m)
{
	const struct node *within = node_get(map, "within"), *has = node_get(map, "has");

	m->within = NONE;
	m->has = node_text(map, "has");
	if (has && m->kind != MEASURE_EVERY_ITEM)
		finding_add(b->lint, has->key_at, "has は kind: every-item にだけ書けます。");
	if (within == NULL)
		return;
	if (m->kind != MEASURE_EVERY_ITEM || has == NULL) {
		finding_add(b->lint, within->key_at,
		    "within は、kind: every-item で has を書いたときにだけ書けます。");
		return;
	}
	m->fiscal_year = str_eq(within->text, STR("fiscal-year"));
	if (!m->fiscal_year)
		m->within = ref_days(b, within);
}

static void
which_build(const struct build *b, const struct node *map, struct measure *m)
{
	const struct node *where = node_get(map, "where");
	struct fields_of of[POLICY_FILES_MAX];
	size_t n = 0;

	if (where == NULL)
		return;
	if (m->kind != MEASURE_EVERY_ITEM && m->kind != MEASURE_EXISTS) {
		finding_add(b->lint, where->key_at, "where は kind: every-item と exists にだけ書けます。");
		return;
	}
	for (size_t i = 0; i < m->of.n && n < POLICY_FILES_MAX; i++) {
		int reg = policy_register(b->p, m->of.s[i]);

		if (reg != NONE)
			of[n++] = (struct fields_of){
			    b->p->registers[reg].fields, b->p->registers[reg].field_n, &b->p->registers[reg]};
	}
	where_build(b, where, of, n, &m->where, &m->where_n);
}

void
measure_build(struct build *b)
{
	size_t n;
	const struct node **list = build_gather(b, "measures", &n);

	b->p->measures = arena_array(b->a, n, sizeof *b->p->measures);
	for (size_t i = 0; i < n; i++) {
		struct measure *m = &b->p->measures[b->p->measures_n++];
		const struct node *of = node_get(list[i], "of");
		int kind = build_word(list[i], "kind", measures);

		m->at = list[i]->at;
		m->id = node_text(list[i], "id");
		m->label = node_text(list[i], "label");
		m->kind = kind == NONE ? MEASURE_EVERYONE : (enum measure_kind)kind;
		m->of = build_words(b, list[i], "of");
		within_build(b, list[i], m);
		if (of && node_first(of) == NULL)
			finding_add(b->lint, of->at, "遵守指標「%.*s」が何を数えるか（of）がありません。",
			    STR_ARG(m->id));
		for (const struct node *c = kind == NONE ? NULL : node_first(of); c; c = c->next)
			of_one(b, list[i], m, c);
		which_build(b, list[i], m);
	}
}
