/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/given.h"

#include "base/num.h"
#include "model/may_read.h"
#include "web/page.h"

struct given {
	struct request *rq;
	const struct procedure *p;
	const struct policy *pol;
	struct value *values;
	bool *which;
};

static struct given
given_on(struct request *rq, const struct procedure *p)
{
	return (struct given){.rq = rq,
	    .p = p,
	    .pol = rq->desk->policy,
	    .values = PAGE_LIST(rq, struct value, p->form_n),
	    .which = PAGE_LIST(rq, bool, p->form_n)};
}

static void
give(struct given *g, int field, struct value v)
{
	g->values[field] = v;
	g->which[field] = true;
}

/* --- things --------------------------------------------------------------------------- */

/* One thing of the registers, if he may read it. */
static const struct item *
item_of(struct request *rq, int64_t id)
{
	const struct need_key key = {.kind = NEED_ITEM, .id = id};
	struct facts facts = {0};
	const struct item *it;

	if (store_facts(rq->desk->store, rq->page, rq->desk->policy, &key, 1, &facts) != ERR_OK)
		return NULL;
	it = facts_item(&facts, id);
	return it && may_read_item(rq->desk->policy, &rq->desk->town, rq->who, rq->desk->today, it) ? it
	                                                                                            : NULL;
}

static bool
takes(const struct field *f, int reg)
{
	for (size_t i = 0; i < f->of_n; i++)
		if (f->of[i] == reg)
			return true;
	return false;
}

bool
given_takes(const struct procedure *p, int reg)
{
	for (size_t i = 0; i < p->form_n; i++)
		if ((p->form[i].type == FIELD_ITEM || p->form[i].type == FIELD_ITEMS) &&
		    takes(&p->form[i], reg))
			return true;
	return false;
}

/* Into the first field that takes things of its register. */
static int
item_give(struct given *g, const struct item *it)
{
	for (size_t i = 0; i < g->p->form_n; i++) {
		const struct field *f = &g->p->form[i];
		struct value *v = &g->values[i];
		int64_t *more;

		if ((f->type != FIELD_ITEM && f->type != FIELD_ITEMS) || !takes(f, it->reg))
			continue;
		if (f->type == FIELD_ITEM && v->n)
			return NONE;
		more = arena_array(g->rq->page, v->n + 1, sizeof *more);
		for (size_t k = 0; k < v->n; k++)
			more[k] = v->items[k];
		more[v->n] = it->id;
		give(g, (int)i, (struct value){.kind = VALUE_ITEMS, .items = more, .n = v->n + 1});
		return (int)i;
	}
	return NONE;
}

/* --- what the register says now ----------------------------------------------------------- */

/* The then that writes this form's fields into the things of `field`. */
static bool
writes_into(const struct then *t, int field)
{
	return t->what == THEN_SET && t->items == field;
}

const bool *
given_loads(struct request *rq, const struct procedure *p)
{
	bool *loads = PAGE_LIST(rq, bool, p->form_n);

	for (size_t t = 0; t < p->then_n; t++)
		for (size_t k = 0; p->then[t].what == THEN_SET && k < p->then[t].set_n; k++)
			if (p->then[t].items != NONE && p->then[t].sets[k].from == VALUE_FORM &&
			    p->form[p->then[t].items].type == FIELD_ITEM)
				loads[p->then[t].items] = true;
	return loads;
}

static void
values_give(struct given *g, int field, const struct item *it)
{
	const struct reg *reg = &g->pol->registers[it->reg];

	for (size_t t = 0; t < g->p->then_n; t++)
		for (size_t k = 0; writes_into(&g->p->then[t], field) && k < g->p->then[t].set_n; k++) {
			const struct set *s = &g->p->then[t].sets[k];
			int at = field_index(reg->fields, reg->field_n, s->field);

			if (s->from == VALUE_FORM && at != NONE)
				give(g, s->form_field, it->fields[at]);
		}
}

bool
given_is_loading(const struct request *rq)
{
	return request_typed(rq, STR("load")).n > 0;
}

void
given_load(struct request *rq, const struct procedure *p, struct field_form *f)
{
	struct given g = given_on(rq, p);
	struct str name = request_typed(rq, STR("load"));
	int field = field_index(p->form, p->form_n, str_sub(name, 2, name.n));
	const struct item *it = NULL;
	int64_t id;

	f->typed = true;
	if (field == NONE || p->form[field].type != FIELD_ITEM)
		return;
	/* the one ticked last: who changes his mind ticks another below the first */
	for (size_t i = rq->form.n; i-- > 0 && it == NULL;)
		if (str_eq(rq->form.pairs[i].name, name) &&
		    num_i64(rq->form.pairs[i].value, 0, INT64_MAX, &id))
			it = item_of(rq, id);
	if (it == NULL || !takes(&p->form[field], it->reg))
		return;
	give(&g, field,
	    (struct value){.kind = VALUE_ITEMS, .items = arena_array(rq->page, 1, sizeof(int64_t)), .n = 1});
	g.values[field].items[0] = it->id;
	values_give(&g, field, it);
	field_give(rq, f, g.values, g.which);
}

/* --- where he came from ------------------------------------------------------------------------ */

static void
matter_give(struct given *g, int64_t id)
{
	struct request *rq = g->rq;
	struct facts facts = {0};
	const struct policy *p;
	const struct matter *m;

	if (desk_matter(rq->desk, id, &p, &facts) != ERR_OK ||
	    !may_read_matter(p, &rq->desk->town, rq->who, rq->desk->today, facts.matter))
		return;
	m = facts.matter;
	for (size_t i = 0; i < p->procedures[m->procedure].form_n; i++)
		for (size_t k = 0; m->form[i].kind == VALUE_ITEMS && k < m->form[i].n; k++) {
			const struct item *it = item_of(rq, m->form[i].items[k]);

			if (it)
				(void)item_give(g, it);
		}
}

/* A report is about now, and about where one works. */
static void
alarm_give(struct given *g)
{
	struct request *rq = g->rq;
	int64_t now = desk_now(rq->desk);
	day d = day_of_time(now);
	const struct post *post = town_main_post(&rq->desk->town, rq->who, rq->desk->today);
	struct str moment = day_iso_time(rq->page, d, (int)((now - day_begin(d)) / 60));

	for (size_t i = 0; i < g->p->form_n; i++) {
		const struct field *f = &g->p->form[i];

		if (f->type == FIELD_TIME && f->required)
			give(g, (int)i, (struct value){.kind = VALUE_STR, .s = moment});
		if (f->type == FIELD_SECTION && post)
			give(g, (int)i, (struct value){.kind = VALUE_STR, .s = post->section});
	}
}

void
given_begin(struct request *rq, const struct procedure *p, struct field_form *f)
{
	struct given g = given_on(rq, p);
	const struct item *it = NULL;
	int64_t id;

	if (p->alarm.n)
		alarm_give(&g);
	if (num_i64(request_queried(rq, STR("item")), 0, INT64_MAX, &id))
		it = item_of(rq, id);
	if (it) {
		int field = item_give(&g, it);

		if (field != NONE && p->form[field].type == FIELD_ITEM)
			values_give(&g, field, it);
	}
	if (num_i64(request_queried(rq, STR("matter")), 0, INT64_MAX, &id))
		matter_give(&g, id);
	field_give(rq, f, g.values, g.which);
}
