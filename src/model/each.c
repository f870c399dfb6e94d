/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/each.h"

#include "model/entitlement.h"
#include "model/route.h"

struct str
each_person(struct str section)
{
	return section.n && section.p[0] == '@' ? str_sub(section, 1, section.n) : STR("");
}

static bool
is_asked(const struct reach *r, const struct actor *by, const struct person *p)
{
	if (p->kind != PERSON_STAFF || !person_in_office(p, r->day))
		return false;
	if (by->of == OF_TOWN)
		return town_holds_anywhere(r->town, r->pol, p, by->role, r->day, NULL);
	return town_holds(r->town, r->pol, p, by->role, r->m->section, r->day, NULL);
}

size_t
each_rows(struct arena *a, const struct reach *r, size_t step, struct opened **out)
{
	const struct step *s = &r->pol->procedures[r->m->procedure].steps[step];
	size_t n = 0;

	*out = arena_array(a, r->town->persons_n, sizeof **out);
	for (size_t i = 0; i < r->town->persons_n; i++) {
		const struct person *p = &r->town->persons[i];

		if (is_asked(r, &s->by, p))
			(*out)[n++] = (struct opened){.step = (int)step,
			    .section = arena_fmt(a, "@%.*s", STR_ARG(p->id)),
			    .state = STEP_OPEN,
			    .day = DAY_NONE,
			    .raised = NONE};
	}
	return n;
}

static int64_t
wanted(const struct reach *r, const struct step *s)
{
	switch (s->enough) {
	case ENOUGH_ALL:
		break;
	case ENOUGH_ONE:
		return 1;
	case ENOUGH_NONE:
		return 0;
	case ENOUGH_NUMBER:
		return s->enough_n;
	case ENOUGH_SETTING:
		return town_setting_number(r->town, r->pol, s->enough_setting, town_setting_time(r->day));
	}
	return INT64_MAX;
}

bool
each_suffices(const struct reach *r, int step)
{
	const struct step *s = &r->pol->procedures[r->m->procedure].steps[step];
	int64_t done = 0, waiting = 0;

	for (size_t i = 0; i < r->m->opened_n; i++) {
		const struct opened *o = &r->m->opened[i];
		struct str person = each_person(o->section);

		if (o->step != step || o->state == STEP_PAST)
			continue;
		if (!route_is_waiting(o))
			done++;
		else if (person.n == 0 || !entitlement_cannot_act(r->town, person, r->day))
			waiting++;
	}
	return waiting == 0 || ((s->by.each || s->by.each_person) && done >= wanted(r, s));
}
