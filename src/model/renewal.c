/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/renewal.h"

#include "model/draft.h"

static bool
is_in_force(const struct matter *m, day d)
{
	return (m->state == MATTER_OPEN || m->state == MATTER_DONE) && m->until != DAY_NONE && m->until >= d;
}

bool
renewal_may(const struct policy *pol, const struct matter *m, const struct person *who, day d)
{
	return pol->procedures[m->procedure].valid.renew && who && str_eq(who->id, m->applicant) &&
	       is_in_force(m, d);
}

/* What the matter renews, or NULL: of the same procedure, by the same person. */
static const struct matter *
renewed(const struct judging *j)
{
	const struct matter *old = j->facts.renewed;

	return old && j->proc->valid.renew && j->m && j->m->of == old->id &&
	               old->procedure == j->m->procedure && str_eq(old->applicant, j->m->applicant)
	           ? old
	           : NULL;
}

bool
renewal_has(const struct judging *j, const struct item *it)
{
	return renewed(j) && it->busy == j->m->of;
}

/* --- may it be asked for? ----------------------------------------------------------------- */

static bool
check_old(struct judging *j, const struct matter *old)
{
	const struct person *p;

	if (!j->proc->valid.renew || j->m->taken)
		return refuse(j, ERR_REFUSED, SAY_RENEW_NO_RULE, j->proc->label);
	if (old == NULL || old->procedure != j->m->procedure)
		return refuse(j, ERR_NOT_FOUND, SAY_RENEW_UNKNOWN, j->proc->label);
	p = town_person(j->town, old->applicant);
	if (!str_eq(old->applicant, j->m->applicant))
		return refuse(j, ERR_REFUSED, SAY_RENEW_NOT_YOURS, p ? p->name : old->applicant);
	if (j->facts.renewing)
		return refuse(j, ERR_REFUSED, SAY_RENEW_ALREADY, judging_number(j, j->facts.renewing));
	if (is_in_force(old, j->now->day))
		return true;
	way_out(j, SAY_RENEW_WAY_OUT);
	return refuse(j, ERR_REFUSED, SAY_RENEW_NOT_IN_FORCE);
}

static bool
check_until(struct judging *j, const struct matter *old)
{
	const struct field *f = &j->proc->form[j->proc->valid.until_field];

	if (value_day(&j->m->form[j->proc->valid.until_field]) > old->until)
		return true;
	return wrong(j, f->name, f->label, SAY_RENEW_EARLIER, f->label, judging_day(j, old->until));
}

static bool
names_item(const struct judging *j, int64_t id)
{
	for (size_t i = 0; i < j->proc->form_n; i++)
		for (size_t k = 0; j->m->form[i].kind == VALUE_ITEMS && k < j->m->form[i].n; k++)
			if (j->m->form[i].items[k] == id)
				return true;
	return false;
}

/* What the old one holds would be nobody's to bring back: it must stand in the new one. */
static bool
check_items(struct judging *j, const struct matter *old)
{
	for (size_t i = 0; i < j->facts.item_n; i++) {
		const struct item *it = &j->items[i];

		if (it->busy != old->id || names_item(j, it->id))
			continue;
		way_out(j, SAY_RENEW_ITEM_WAY_OUT);
		return refuse(
		    j, ERR_REFUSED, SAY_RENEW_ITEM, j->pol->registers[it->reg].label, judging_item(j, it));
	}
	return true;
}

bool
renewal_check(struct judging *j)
{
	const struct matter *old = j->facts.renewed;

	if (j->act->renews == 0)
		return true;
	if (!check_old(j, old) || !check_until(j, old) || !check_items(j, old))
		return false;
	j->m->of = old->id;
	return true;
}

/* --- decided ---------------------------------------------------------------------------------- */

/* What the old one holds passes on; what the new one does not name any more (it was corrected) is let go. */
static void
pass_items(struct judging *j, const struct matter *old)
{
	for (size_t i = 0; i < j->facts.item_n; i++) {
		struct item *it = &j->items[i];
		struct effect *e;

		if (it->busy != old->id)
			continue;
		it->busy = names_item(j, it->id) ? j->m->id : 0;
		e = judging_effect(j, EFFECT_HOLDS);
		e->item = it->id;
		e->matter = it->busy;
	}
}

/* Its last day is today, or an earlier one on which it ended by itself; what was left to do falls to the new one. */
void
renewal_settle(struct judging *j)
{
	const struct matter *old = renewed(j);
	struct effect *e;

	if (old == NULL || (old->state != MATTER_OPEN && old->state != MATTER_DONE))
		return;
	pass_items(j, old);
	e = judging_effect(j, EFFECT_END);
	e->matter = old->id;
	e->state = STR("done");
	if (old->until > j->now->day)
		e->until = day_iso(j->a, j->now->day);
}
