/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may close a row, said a second time in loops over everybody: entitlement.c is held against it. */
#ifndef TEST_MODEL_PLAIN_H
#define TEST_MODEL_PLAIN_H

#include "fixture.h"
#include "model/entitlement.h"

enum { PEOPLE = 16 };

struct plain {
	const struct world *w;
	const struct matter *m;
	const struct opened *o;
	int role; /* NONE: the applicant */
	struct str section, not [3];
	bool deputies;
	enum standing who[PEOPLE];
};

static inline struct str
plain_setting(const struct world *w, int setting)
{
	struct str value = w->pol->settings[setting].otherwise;
	int64_t best = INT64_MIN;

	for (size_t i = 0; i < w->town.settings_n; i++) {
		const struct decided *s = &w->town.settings[i];

		if (str_eq(s->setting, w->pol->settings[setting].id) && day_of_time(s->time) <= w->now.day &&
		    s->time >= best) {
			best = s->time;
			value = s->value;
		}
	}
	return value;
}

static inline bool
plain_in_office(const struct world *w, size_t p)
{
	return w->town.persons[p].until >= w->now.day;
}

static inline bool
plain_away(const struct world *w, size_t p)
{
	for (size_t i = 0; i < w->town.absences_n; i++)
		if ((size_t)w->town.absences[i].person == p && w->town.absences[i].from <= w->now.day &&
		    w->town.absences[i].until >= w->now.day)
			return true;
	return false;
}

/* Is `above` the section itself, or above it? */
static inline bool
plain_above(const struct world *w, struct str above, struct str section)
{
	for (size_t i = 0; i < w->town.sections_n; i++)
		if (section.n && str_eq(w->town.sections[i].id, section))
			return str_eq(above, section) || plain_above(w, above, w->town.sections[i].up);
	return false;
}

/* The posts of a person today, one after the other. */
static inline const struct post *
plain_post(const struct world *w, size_t p, size_t *at)
{
	const struct person *who = &w->town.persons[p];

	while (*at < w->town.holdings_n) {
		const struct holding *h = &w->town.holdings[(*at)++];

		if ((size_t)h->person == p && plain_in_office(w, p) && who->kind == PERSON_STAFF &&
		    h->from <= w->now.day && w->now.day <= h->until)
			return &w->town.posts[h->post];
	}
	return NULL;
}

static inline bool
plain_carries(const struct world *w, const struct post *post, int role)
{
	const struct role *r = &w->pol->roles[role];
	bool yes = r->everyone;

	for (size_t i = 0; i < r->held_by_n; i++)
		if (str_eq(post->kind, w->pol->posts[r->held_by[i].post].id) &&
		    (r->held_by[i].section.n == 0 || str_eq(r->held_by[i].section, post->section)))
			yes = true;
	return yes;
}

static inline bool
plain_holds(const struct world *w, size_t p, int role, struct str section)
{
	const struct role *r = &w->pol->roles[role];
	const struct post *post;

	for (size_t at = 0; (post = plain_post(w, p, &at)) != NULL;)
		if (plain_carries(w, post, role) &&
		    (r->town || (section.n && (r->below ? plain_above(w, post->section, section)
		                                        : str_eq(post->section, section)))))
			return true;
	return false;
}

static inline struct str
plain_organ(const struct world *w, struct str section)
{
	for (size_t i = 0; i < w->town.sections_n; i++)
		if (section.n && str_eq(w->town.sections[i].id, section))
			return w->town.sections[i].organ.n ? w->town.sections[i].organ
			                                   : plain_organ(w, w->town.sections[i].up);
	return STR("");
}

static inline int
plain_up(const struct world *w, int role, struct str section)
{
	const struct role *r = &w->pol->roles[role];
	struct str organ = r->town ? STR("") : plain_organ(w, section);

	for (size_t i = 0; i < w->pol->organs_n; i++)
		if (str_eq(w->pol->organs[i].id, organ) && w->pol->organs[i].up != NONE &&
		    w->pol->organs[i].up != role)
			return w->pol->organs[i].up;
	if (r->up_setting != NONE)
		return policy_role(w->pol, plain_setting(w, r->up_setting));
	return r->up;
}

static inline bool
plain_excluded(const struct plain *x, size_t p)
{
	for (size_t i = 0; i < 3; i++)
		if (x->not [i].n && str_eq(x->not [i], x -> w -> town.persons[p].id))
			return true;
	return false;
}

/* Marks who holds the role and is not excluded; how many. */
static inline size_t
plain_mark(struct plain *x, int role)
{
	size_t n = 0;

	for (size_t p = 0; p < x->w->town.persons_n; p++)
		if (!plain_excluded(x, p) && plain_holds(x->w, p, role, x->section)) {
			x->who[p] = STANDING_OWN;
			n++;
		}
	return n;
}

/* The first rank of which anybody is there and not excluded. */
static inline void
plain_deputies(struct plain *x, int role)
{
	struct str ranks = STR(""), rank;
	size_t there = 0;

	if (x->w->pol->roles[role].deputies != NONE)
		ranks = plain_setting(x->w, x->w->pol->roles[role].deputies);
	while (there == 0 && str_cut(&ranks, ',', &rank)) {
		struct str section = str_trim(rank), kind;

		(void)str_cut(&section, '@', &kind);
		for (size_t p = 0; p < x->w->town.persons_n; p++) {
			const struct post *post;

			for (size_t at = 0; (post = plain_post(x->w, p, &at)) != NULL;)
				if (!plain_away(x->w, p) && !plain_excluded(x, p) &&
				    str_eq(post->kind, kind) &&
				    (section.n ? str_eq(post->section, section)
				        : x->w->pol->roles[role].town
				            ? true
				            : plain_above(x->w, post->section, x->section))) {
					x->who[p] = STANDING_DEPUTY;
					there++;
				}
		}
	}
}

static inline bool
plain_all_away(const struct plain *x)
{
	for (size_t p = 0; p < x->w->town.persons_n; p++)
		if (x->who[p] == STANDING_OWN && !plain_away(x->w, p))
			return false;
	return true;
}

/* One without a section: his decider, when he is in office and not excluded. */
static inline bool
plain_decider(struct plain *x)
{
	struct str decider = STR("");

	for (size_t p = 0; p < x->w->town.persons_n; p++)
		if (str_eq(x->w->town.persons[p].id, x->m->applicant))
			decider = x->w->town.persons[p].decider;
	for (size_t p = 0; p < x->w->town.persons_n; p++)
		if (decider.n && str_eq(x->w->town.persons[p].id, decider) && plain_in_office(x->w, p) &&
		    x->w->town.persons[p].kind == PERSON_STAFF && !plain_excluded(x, p)) {
			x->who[p] = STANDING_OWN;
			return true;
		}
	return false;
}

/* Whoever it was taken on by, or escalated to, beside those whose turn it is. */
static inline void
plain_raised(struct plain *x)
{
	for (size_t p = 0; p < x->w->town.persons_n; p++)
		if (x->o->raised != NONE && x->who[p] == STANDING_NONE && !plain_excluded(x, p) &&
		    plain_holds(x->w, p, x->o->raised, x->section))
			x->who[p] = STANDING_RAISED;
}

static inline void
plain_role(struct plain *x, const struct actor *by)
{
	int role = by->role, top = NONE;
	bool found = by->of == OF_APPLICANT && !x->w->pol->roles[role].town && x->m->section.n == 0 &&
	             plain_decider(x);

	x->role = role;
	for (size_t i = 0; !found && i < x->w->pol->roles_n && role != NONE; i++) {
		found = plain_mark(x, role) > 0;
		if (!found) {
			top = role;
			role = plain_up(x->w, role, x->section);
		}
	}
	if (!found && role == NONE && x->w->pol->roles[top].own_by != NONE) {
		bool himself = false;

		for (size_t p = 0; p < x->w->town.persons_n; p++)
			himself = himself || plain_holds(x->w, p, top, x->section);
		role = x->w->pol->roles[top].own_by;
		found = himself && plain_mark(x, role) > 0;
	}
	if (found && x->deputies && plain_all_away(x))
		plain_deputies(x, role);
	plain_raised(x);
}

/* True when it is his own to do. */
static inline bool
plain_applicant(struct plain *x)
{
	for (size_t p = 0; p < x->w->town.persons_n; p++) {
		const struct person *a = &x->w->town.persons[p];

		if (!str_eq(a->id, x->m->applicant))
			continue;
		for (size_t q = 0; a->kind == PERSON_STATION && q < x->w->town.persons_n; q++)
			if (x->w->town.persons[q].kind == PERSON_STATION && plain_in_office(x->w, q) &&
			    str_eq(x->w->town.persons[q].procedure, a->procedure))
				x->who[q] = STANDING_OWN;
		if (a->kind == PERSON_STAFF && plain_in_office(x->w, p))
			x->who[p] = STANDING_OWN;
		return a->kind == PERSON_STATION || x->who[p] == STANDING_OWN;
	}
	return false;
}

static inline void
plain_row(struct plain *x)
{
	const struct procedure *p = &x->w->pol->procedures[x->m->procedure];
	const struct step *s = &p->steps[x->o->step];
	bool confirm = x->o->state == STEP_UNCONFIRMED;
	const struct actor *by = confirm ? &s->confirmed_by : &s->by;
	struct actor form_by = {.kind = ACTOR_ROLE, .role = p->form_by, .of = OF_APPLICANT};

	if (by->kind == ACTOR_APPLICANT) {
		if (plain_applicant(x)) {
			plain_raised(x);
			return;
		}
		by = NULL;
		for (size_t i = 0; i < p->step_n && by == NULL; i++)
			if (p->steps[i].kind == STEP_DECIDE)
				by = &p->steps[i].by;
		if (x->m->applicant.n == 0 && p->form_by != NONE)
			by = &form_by;
	}
	if (by == NULL) {
		plain_raised(x);
		return;
	}
	if (confirm || s->kind == STEP_DECIDE)
		x->not [0] = x->m->applicant;
	if (confirm)
		x->not [1] = x->o->person;
	if (s->except != NONE)
		x->not [2] = x->m->form[s->except].s;
	x->deputies = s->deputy_setting == NONE ? s->deputy
	                                        : str_eq(plain_setting(x->w, s->deputy_setting), STR("yes"));
	x->section = by->of == OF_TOWN || x->w->pol->roles[by->role].town ? STR("")
	             : by->of == OF_APPLICANT                             ? x->m->section
	                                                                  : x->o->section;
	plain_role(x, by);
}

#endif
