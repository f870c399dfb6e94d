/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What follows from an act: the procedures that begin with what it did. */
#include "gate/engine_inside.h"
#include "model/where.h"

/* One thing that has happened, with what it is about as it is now. */
struct follow {
	struct trial *t; /* the act by which */
	struct engine *e;
	const struct happening *h;
	struct facts matter; /* loaded when the first trigger asks for it */
	struct facts item;
	struct value *row;
};

/* The matter, by the policy that it began with. */
static enum err
matter_load(struct follow *f)
{
	struct need_key key = {.kind = NEED_MATTER, .id = f->h->matter};

	if (f->h->matter == 0 || f->matter.matter)
		return ERR_OK;
	return store_facts(f->e->store, f->t->a, f->t->policy, &key, 1, &f->matter);
}

static enum err
item_load(struct follow *f)
{
	struct need_key key = {.kind = NEED_ITEM, .id = f->h->item};

	if (f->h->item == 0 || f->item.item_n)
		return ERR_OK;
	return store_facts(f->e->store, f->t->a, f->e->policy, &key, 1, &f->item);
}

static const struct step *
step_of(const struct follow *f)
{
	const struct matter *m = f->matter.matter;
	const struct procedure *p = m ? &f->t->policy->procedures[m->procedure] : NULL;
	int step = p ? step_index(p, f->h->step) : NONE;

	return step != NONE ? &p->steps[step] : NULL;
}

static enum err
row_load(struct follow *f)
{
	const struct step *s = step_of(f);

	if (f->h->event != EVENT_ROW_ADDED || f->row || s == NULL)
		return ERR_OK;
	return store_row(f->e->store, f->t->a, s, f->h->matter, f->h->section, f->h->n, &f->row);
}

static void
begin_with(struct follow *f, const struct trigger *t, struct opening *o)
{
	const struct matter *m = f->matter.matter;
	const struct item *it = facts_item(&f->item, f->h->item);
	const struct step *s = step_of(f);

	*o = (struct opening){.carry = t->carry, .carry_n = t->carry_n, .item = it, .row = f->row};
	o->of = f->t->verdict.matter;
	if (m) {
		const struct procedure *p = &f->t->policy->procedures[m->procedure];

		o->matter = m;
		o->form = p->form;
		o->form_n = p->form_n;
		o->person = m->applicant;
		o->section = m->section;
	}
	if (s) {
		o->row_form = s->form;
		o->row_n = s->form_n;
	}
	if (it)
		o->section = it->section;
	o->period = day_fiscal_label(f->t->a, day_fiscal_year(f->t->now.day));
}

/* Does it happen to one that is meant? */
static bool
is_meant(const struct follow *f, const struct trigger *t, const struct opening *o)
{
	if (f->h->item)
		return o->item && event_is_of(t, o->item->reg) &&
		       where_item(f->e->policy, o->item, t->when, t->when_n);
	if (o->matter == NULL)
		return false;
	if (f->h->event == EVENT_ROW_ADDED)
		return where_form(o->row_form, o->row_n, o->row, t->when, t->when_n);
	return where_form(o->form, o->form_n, o->matter->form, t->when, t->when_n);
}

static enum err
follow_one(struct follow *f, int procedure, const struct trigger *t)
{
	struct opening o;
	bool done;
	enum err err;

	if ((err = matter_load(f)) || (err = item_load(f)) || (err = row_load(f)))
		return err;
	begin_with(f, t, &o);
	if (!is_meant(f, t, &o))
		return ERR_OK;
	o.procedure = procedure;
	o.id = event_id(f->t->a, &f->e->policy->procedures[procedure], f->h, f->t->now.seq);
	return engine_open(f->e, f->t->a, &o, f->t->now.time, &done);
}

static enum err
follow(struct trial *t, const struct happening *h)
{
	struct follow f = {.t = t, .e = t->e, .h = h};
	enum err err = ERR_OK;

	for (size_t p = 0; p < f.e->policy->procedures_n && err == ERR_OK; p++) {
		const struct procedure *proc = &f.e->policy->procedures[p];

		for (size_t i = 0; i < proc->trigger_n && err == ERR_OK; i++)
			if (event_meant(f.e->policy, &proc->triggers[i], h))
				err = follow_one(&f, (int)p, &proc->triggers[i]);
	}
	return err;
}

static bool
has_triggers(const struct policy *pol)
{
	for (size_t p = 0; p < pol->procedures_n; p++)
		if (pol->procedures[p].trigger_n)
			return true;
	return false;
}

/* The procedure of the act's matter, also of one that has just begun. */
static const struct procedure *
procedure_of(const struct trial *t)
{
	int p = NONE;

	if (t->act->kind == ACT_SUBMIT)
		p = policy_procedure(t->policy, t->act->procedure);
	else if (t->facts.matter)
		p = t->facts.matter->procedure;
	return p != NONE ? &t->policy->procedures[p] : NULL;
}

/* --- a permit that is not there ---------------------------------------------------------- */

/* By the procedure as the policy in force has it; one that it has no more needs nothing. */
static enum err
open_needed(struct trial *t)
{
	const struct policy *pol = t->e->policy;
	struct need_key key = {.kind = NEED_MATTER, .id = t->verdict.matter};
	const struct procedure *p = procedure_of(t);
	int now = p ? policy_procedure(pol, p->id) : NONE;
	struct facts facts = {0};
	struct opening o;
	bool done;
	enum err err = store_facts(t->e->store, t->a, t->policy, &key, 1, &facts);

	if (err || now == NONE || pol->procedures[now].needs.match_n == 0 || facts.matter == NULL)
		return err;
	o = (struct opening){.id = opening_id(t->a, "needs", arena_fmt(t->a, "%lld", (long long)key.id)),
	    .procedure = pol->procedures[now].needs.open,
	    .carry = pol->procedures[now].needs.carry,
	    .carry_n = pol->procedures[now].needs.carry_n,
	    .matter = facts.matter,
	    .form = p->form,
	    .form_n = p->form_n,
	    .of = key.id,
	    .person = facts.matter->applicant,
	    .section = facts.matter->section,
	    .period = day_fiscal_label(t->a, day_fiscal_year(t->now.day))};
	return engine_open(t->e, t->a, &o, t->now.time, &done);
}

void
engine_happens(struct trial *t)
{
	if (t->e->depth < ENGINE_DEPTH && has_triggers(t->e->policy))
		t->happened_n = event_read(t->a, &t->verdict, procedure_of(t), &t->happened);
}

enum err
engine_follow(struct trial *t)
{
	enum err err = ERR_OK;

	t->e->depth++;
	for (size_t i = 0; i < t->happened_n && err == ERR_OK; i++)
		err = follow(t, &t->happened[i]);
	if (err == ERR_OK && t->verdict.lacks_permit && t->e->depth <= ENGINE_DEPTH)
		err = open_needed(t);
	t->e->depth--;
	return err;
}
