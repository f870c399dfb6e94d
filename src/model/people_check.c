/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A staff list as a whole: what no single row can tell, but the town as it would be. */
#include "base/die.h"
#include "model/outlook.h"
#include "model/people.h"
#include "model/permission.h"

struct outlook {
	struct roster *r;
	struct town t; /* with the effects in it */
};

/* --- two in one post ------------------------------------------------------------------------ */

/* The first day from which both are in force, not before `from`; DAY_NEVER when there is none. */
static day
both_from(const struct town *t, const struct holding *a, const struct holding *b, day from)
{
	const day firsts[] = {a->from, b->from, t->persons[a->person].from, t->persons[b->person].from};
	const day lasts[] = {a->until, b->until, t->persons[a->person].until, t->persons[b->person].until};
	day last = DAY_NEVER;

	for (size_t i = 0; i < 4; i++) {
		if (firsts[i] > from)
			from = firsts[i];
		if (lasts[i] != DAY_NONE && lasts[i] < last)
			last = lasts[i];
	}
	return from <= last ? from : DAY_NEVER;
}

static bool
is_single(const struct policy *pol, const struct post *post)
{
	int kind = policy_post(pol, post->kind);

	return kind != NONE && pol->posts[kind].single;
}

static bool
check_pair(struct outlook *o, const struct holding *mine, const struct holding *other)
{
	const struct post *a = &o->t.posts[mine->post], *b = &o->t.posts[other->post];
	struct judging *j = o->r->j;
	day from = both_from(&o->t, mine, other, o->r->effective);

	if (from == DAY_NEVER)
		return true;
	if (mine->person == other->person && a == b) {
		way_out(j, SAY_HOLD_TWICE_WAY_OUT);
		return refuse(j, ERR_REFUSED, SAY_HOLD_TWICE, o->t.persons[mine->person].name,
		    judging_post(a), judging_day(j, from));
	}
	if (mine->person == other->person || mine->concurrent || other->concurrent || !is_single(j->pol, a) ||
	    !str_eq(a->kind, b->kind) || !str_eq(a->section, b->section))
		return true;
	way_out(j, SAY_TWO_HOLDERS_WAY_OUT);
	return refuse(j, ERR_REFUSED, SAY_TWO_HOLDERS, judging_post(a), o->t.persons[other->person].name,
	    o->t.persons[mine->person].name, judging_day(j, from));
}

/* The holding that an effect has left. */
static const struct holding *
holding_of(const struct town *t, const struct effect *e)
{
	const struct person *p = town_person(t, e->person);
	int first = t->holdings_first[p - t->persons], end = t->holdings_first[p - t->persons + 1];
	day from;

	if (!day_parse_iso(e->from, &from))
		from = DAY_NONE;
	for (int i = first; i < end; i++) {
		const struct holding *h = &t->holdings[t->holdings_of[i]];

		if (h->from == from && str_eq(t->posts[h->post].id, e->post))
			return h;
	}
	return NULL;
}

/* Of what the list touches: what stood before is left alone. */
static bool
check_holding(struct outlook *o, const struct effect *e)
{
	const struct holding *mine = holding_of(&o->t, e);
	const struct person *p;

	must(mine != NULL);
	p = &o->t.persons[mine->person];
	if (p->kind == PERSON_OUTSIDER && mine->from <= mine->until && mine->until >= o->r->effective)
		return refuse(
		    o->r->j, ERR_REFUSED, SAY_OUTSIDER_POST, p->name, judging_post(&o->t.posts[mine->post]));
	for (size_t i = 0; i < o->t.holdings_n; i++) {
		const struct holding *other = &o->t.holdings[i];

		if (other != mine && !check_pair(o, mine, other))
			return false;
	}
	return true;
}

/* --- persons and sections ------------------------------------------------------------------------ */

static bool
check_outsider(struct outlook *o, const struct effect *e)
{
	const struct person *p = town_person(&o->t, e->person);
	int first = o->t.holdings_first[p - o->t.persons], end = o->t.holdings_first[p - o->t.persons + 1];
	struct judging *j = o->r->j;

	if (p->kind != PERSON_OUTSIDER)
		return true;
	if (p->login.n)
		return refuse(j, ERR_REFUSED, SAY_OUTSIDER_LOGIN, p->name);
	for (int i = first; i < end; i++) {
		const struct holding *h = &o->t.holdings[o->t.holdings_of[i]];

		if (h->from <= h->until && h->until >= o->r->effective)
			return refuse(
			    j, ERR_REFUSED, SAY_OUTSIDER_POST, p->name, judging_post(&o->t.posts[h->post]));
	}
	return true;
}

static bool
check_section(struct outlook *o, const struct effect *e)
{
	enum { DEEP = 16 };
	const struct section *s = town_section(&o->t, e->section);

	for (int i = 0; i < DEEP; i++) {
		if (s == NULL || s->up.n == 0)
			return true;
		s = town_section(&o->t, s->up);
	}
	return refuse(
	    o->r->j, ERR_REFUSED, SAY_SECTION_RING, people_word(outlook_part(o->r->body, e->ref), "label"));
}

static bool
check_effect(struct outlook *o, const struct effect *e)
{
	switch (e->what) {
	case EFFECT_HOLD:
		return check_holding(o, e);
	case EFFECT_PERSON:
		return check_outsider(o, e);
	case EFFECT_SECTION:
		return check_section(o, e);
	default:
		return true;
	}
}

/* --- who is left ------------------------------------------------------------------------------------- */

static bool
is_administered(const struct judging *j, const struct town *t, day d)
{
	for (size_t i = 0; i < t->persons_n; i++) {
		const struct person *p = &t->persons[i];

		if (p->kind == PERSON_INSTALLER && person_in_office(p, d))
			return true;
		if (p->login.n && permission_has(j->pol, t, act_word(ACT_PEOPLE), p, NULL, NULL, d, NULL))
			return true;
	}
	return false;
}

static bool
check_left(struct outlook *o, day d)
{
	struct judging *j = o->r->j;

	if (is_administered(j, &o->t, d) || !is_administered(j, j->town, d))
		return true;
	way_out(j, SAY_NOBODY_LEFT_WAY_OUT);
	return refuse(j, ERR_REFUSED, SAY_NOBODY_LEFT, judging_day(j, d));
}

/* On the day from which it counts, and after each end that it names. */
static bool
check_administrators(struct outlook *o)
{
	const struct json *ends = json_get(o->r->body, "ends");
	day today = o->r->j->now->day, d = o->r->effective, until;

	if (!check_left(o, d > today ? d : today))
		return false;
	for (const struct json *v = ends ? ends->first : NULL; v; v = v->next)
		if (day_parse(people_word(v, "until"), &until) && until >= today && !check_left(o, until + 1))
			return false;
	if (json_get(o->r->body, "post") && people_word(o->r->body, "from").n == 0 &&
	    day_parse(people_word(o->r->body, "until"), &until) && until >= today)
		return check_left(o, until + 1);
	return true;
}

bool
people_check(struct roster *r)
{
	const struct effects *fx = &r->j->out->effects;
	struct outlook o = {.r = r};

	outlook_make(r->j->a, r->j->town, fx, r->body, &o.t);
	for (size_t i = 0; i < fx->n; i++)
		if (!check_effect(&o, &fx->e[i]))
			return false;
	return check_administrators(&o);
}
