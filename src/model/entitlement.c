/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/entitlement.h"

static const struct actor *
first_decider(const struct procedure *p)
{
	for (size_t i = 0; i < p->step_n; i++)
		if (p->steps[i].kind == STEP_DECIDE)
			return &p->steps[i].by;
	return NULL;
}

static bool
has_left(const struct town *town, struct str id, day d)
{
	const struct person *p = town_person(town, id);

	return p == NULL || !person_in_office(p, d);
}

static struct claim
claim_of_role(
    const struct policy *pol, const struct actor *by, const struct matter *m, struct str row_section)
{
	struct claim c = {.role = by->role, .raised = NONE};

	if (by->of == OF_TOWN || pol->roles[by->role].town)
		c.section = STR("");
	else
		c.section = by->of == OF_APPLICANT ? m->section : row_section;
	return c;
}

struct claim
entitlement_of_row(
    const struct policy *pol, const struct town *town, const struct matter *m, const struct opened *o, day d)
{
	const struct procedure *p = &pol->procedures[m->procedure];
	const struct step *s = &p->steps[o->step];
	bool confirm = o->state == STEP_UNCONFIRMED;
	const struct actor *by = confirm ? &s->confirmed_by : &s->by;
	struct claim c;

	if (by->kind == ACTOR_APPLICANT && has_left(town, m->applicant, d) && first_decider(p))
		by = first_decider(p); /* what he took on still has to end: those who let him see to it */
	if (by->kind == ACTOR_APPLICANT)
		return (struct claim){.role = NONE, .raised = NONE, .person = m->applicant};
	c = claim_of_role(pol, by, m, o->section);
	if (confirm || s->kind == STEP_DECIDE)
		c.not_a = m->applicant;
	if (confirm)
		c.not_b = o->person;
	return c;
}

struct claim
entitlement_of_revoke(const struct policy *pol, const struct matter *m)
{
	const struct actor by = {
	    .kind = ACTOR_ROLE, .role = pol->procedures[m->procedure].valid.revoke_by, .of = OF_APPLICANT};
	struct claim c = claim_of_role(pol, &by, m, STR(""));

	c.not_a = m->applicant;
	return c;
}

static bool
is_excluded(const struct claim *c, const struct person *p)
{
	return str_eq(c->not_a, p->id) || str_eq(c->not_b, p->id);
}

static bool
has_other_holder(const struct policy *pol, const struct town *town, const struct claim *c, int role, day d)
{
	for (size_t i = 0; i < town->persons_n; i++)
		if (!is_excluded(c, &town->persons[i]) &&
		    town_holds(town, pol, &town->persons[i], role, c->section, d, NULL))
			return true;
	return false;
}

int
entitlement_level(const struct policy *pol, const struct town *town, const struct claim *c, day d)
{
	int role = c->role;

	/* a chain that bites its own tail is left after one round */
	for (size_t i = 0; role != NONE && i < pol->roles_n; i++) {
		if (has_other_holder(pol, town, c, role, d))
			return role;
		role = pol->roles[role].up;
	}
	return NONE;
}

static bool
is_himself(
    const struct town *town, const struct claim *c, day d, const struct person *who, const struct post **by)
{
	if (!str_eq(who->id, c->person) || !person_in_office(who, d))
		return false;
	if (by)
		*by = town_main_post(town, who, d);
	return true;
}

/* At a level that is known: so that a list of persons asks for it once. */
static bool
holds_level(const struct policy *pol, const struct town *town, const struct claim *c, int level, day d,
    const struct person *who, const struct post **by)
{
	return level != NONE && !is_excluded(c, who) && town_holds(town, pol, who, level, c->section, d, by);
}

bool
entitlement_has(const struct policy *pol, const struct town *town, const struct claim *c, day d,
    const struct person *who, const struct post *as, const struct post **by)
{
	const struct post *held = NULL;
	int level;

	if (by)
		*by = NULL;
	if (c->role == NONE) {
		if (!is_himself(town, c, d, who, by))
			return false;
		if (as && by)
			*by = as;
		return as == NULL || town_has_post(town, who, as, d);
	}
	level = entitlement_level(pol, town, c, d);
	if (!holds_level(pol, town, c, level, d, who, &held))
		return false;
	if (as && !(town_has_post(town, who, as, d) && town_post_holds(pol, as, level, c->section)))
		return false;
	if (by)
		*by = as ? as : held;
	return true;
}

static size_t
himself(const struct town *town, const struct claim *c, day d, const struct person **out, size_t max)
{
	const struct person *p = town_person(town, c->person);

	if (p == NULL || !person_in_office(p, d))
		return 0;
	if (max > 0)
		out[0] = p;
	return 1;
}

size_t
entitlement_all(const struct policy *pol, const struct town *town, const struct claim *c, day d,
    const struct person **out, size_t max)
{
	int level;
	size_t n = 0;

	if (c->role == NONE)
		return himself(town, c, d, out, max);
	level = entitlement_level(pol, town, c, d);
	for (size_t i = 0; level != NONE && i < town->persons_n; i++) {
		if (!holds_level(pol, town, c, level, d, &town->persons[i], NULL))
			continue;
		if (n < max)
			out[n] = &town->persons[i];
		n++;
	}
	return n;
}
