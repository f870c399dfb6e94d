/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/appoint.h"

static struct str
section_of(const struct judging *j, const struct appoint *p)
{
	const struct value *v = p->section == NONE ? NULL : &j->m->form[p->section];

	if (v)
		return v->kind == VALUE_STR ? v->s : STR("");
	return p->section_id.n ? p->section_id : j->m->section;
}

static struct str
person_of(const struct judging *j, const struct appoint *p)
{
	const struct value *v = p->person == NONE ? NULL : &j->m->form[p->person];

	return v == NULL ? j->m->applicant : v->kind == VALUE_STR ? v->s : STR("");
}

/* A post of the section that is of this kind; empty when it has none. */
static struct str
post_find(const struct town *t, struct str section, struct str kind)
{
	for (size_t i = 0; i < t->posts_n; i++)
		if (str_eq(t->posts[i].section, section) && str_eq(t->posts[i].kind, kind))
			return t->posts[i].id;
	return STR("");
}

static struct str
post_make(struct judging *j, struct str section, struct str kind)
{
	struct effect *e = judging_effect(j, EFFECT_POST);

	e->post = arena_fmt(j->a, "%.*s-%.*s", STR_ARG(section), STR_ARG(kind));
	e->section = section;
	e->kind = kind;
	return e->post;
}

static struct str
day_of_field(const struct judging *j, int field, struct str otherwise)
{
	day d = field == NONE ? DAY_NONE : value_day(&j->m->form[field]);

	return d == DAY_NONE ? otherwise : day_iso(j->a, d);
}

bool
appoint_fire(struct judging *j, const struct appoint *p)
{
	struct str section = section_of(j, p), person = person_of(j, p), kind = j->pol->posts[p->post].id,
	           post;
	const struct person *who = town_person(j->town, person);
	struct effect *e;

	if (town_section(j->town, section) == NULL)
		return refuse(j, ERR_REFUSED, SAY_NO_SECTION, judging_clip(section));
	if (who == NULL || !person_in_office(who, j->now->day))
		return refuse(
		    j, ERR_REFUSED, SAY_NOT_IN_OFFICE, who ? who->name : person, judging_day(j, j->now->day));
	post = post_find(j->town, section, kind);
	if (post.n == 0)
		post = post_make(j, section, kind);
	e = judging_effect(j, EFFECT_HOLD);
	e->person = person;
	e->post = post;
	e->from = day_of_field(j, p->from, day_iso(j->a, j->now->day));
	e->until = day_of_field(j, p->until, STR(""));
	e->flag = 1;
	return true;
}
