/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/entitlement.h"

#include "model/due.h"
#include "model/each.h"

/* --- claims ------------------------------------------------------------------------ */

const struct actor *
entitlement_first_decider(const struct procedure *p)
{
	for (size_t i = 0; i < p->step_n; i++)
		if (p->steps[i].kind == STEP_DECIDE)
			return &p->steps[i].by;
	return NULL;
}

/* For a station that has ended others of its kind press the button. */
bool
entitlement_cannot_act(const struct town *town, struct str id, day d)
{
	const struct person *p = town_person(town, id);

	if (p && p->kind == PERSON_STATION)
		return false;
	return p == NULL || p->kind == PERSON_OUTSIDER || !person_in_office(p, d);
}

/* Is this the decider of one who belongs to no section, and is he in office? */
static struct str
decider_of(const struct town *town, const struct matter *m, day d)
{
	const struct person *applicant = town_person(town, m->applicant);
	const struct person *decider = applicant ? town_person(town, applicant->decider) : NULL;

	return decider && decider->kind == PERSON_STAFF && person_in_office(decider, d) ? decider->id
	                                                                                : STR("");
}

static struct claim
claim_of_role(const struct policy *pol, const struct town *town, const struct actor *by,
    const struct matter *m, struct str row_section, day d)
{
	struct claim c = {.role = by->role, .raised = NONE};

	if (by->of == OF_TOWN || pol->roles[by->role].town)
		c.section = STR("");
	else
		c.section = by->of == OF_APPLICANT ? m->section : row_section;
	if (by->of == OF_APPLICANT && !pol->roles[by->role].town && m->section.n == 0)
		c.person = decider_of(town, m, d);
	return c;
}

/* Whose turn it is; what the applicant would do falls to others where he cannot. */
static const struct actor *
actor_of(const struct town *town, const struct procedure *p, const struct step *s, const struct matter *m,
    bool confirm, day d, struct actor *form_by)
{
	const struct actor *by = confirm ? &s->confirmed_by : &s->by;
	const struct actor *decider = entitlement_first_decider(p);

	*form_by = (struct actor){.kind = ACTOR_APPLICANT, .of = OF_APPLICANT};
	if (s->kind == STEP_FORM)
		by = form_by;
	if (by->kind != ACTOR_APPLICANT || !entitlement_cannot_act(town, m->applicant, d))
		return by;
	if (m->applicant.n == 0 && p->form_by != NONE) { /* the clock began it */
		form_by->kind = ACTOR_ROLE;
		form_by->role = p->form_by;
		return form_by;
	}
	return decider ? decider : by; /* what he took on still has to end: those who let him see to it */
}

static bool
says_yes(const struct policy *pol, const struct town *town, const struct matter *m, int setting, day d)
{
	int64_t time = town_setting_time(d);
	char room[DUE_SCOPE];
	struct str value =
	    town_setting_of(town, pol, setting, due_scope(pol, town, m, setting, time, room), time, NULL);

	return str_eq(value.n ? value : pol->settings[setting].otherwise, STR("yes"));
}

struct claim
entitlement_of_row(
    const struct policy *pol, const struct town *town, const struct matter *m, const struct opened *o, day d)
{
	const struct procedure *p = &pol->procedures[m->procedure];
	const struct step *s = &p->steps[o->step];
	bool confirm = o->state == STEP_UNCONFIRMED;
	struct actor form_by;
	const struct actor *by = actor_of(town, p, s, m, confirm, d, &form_by);
	struct str person = each_person(o->section);
	struct claim c;

	if (person.n && !confirm) /* his own, and nobody's in his stead */
		return (struct claim){.role = NONE, .raised = NONE, .person = person};
	if (by->kind == ACTOR_APPLICANT)
		return (struct claim){.role = NONE, .raised = o->raised, .person = m->applicant};
	c = claim_of_role(pol, town, by, m, o->section, d);
	c.deputies = s->deputy_setting != NONE ? says_yes(pol, town, m, s->deputy_setting, d) : s->deputy;
	c.raised = o->raised;
	if (confirm || s->kind == STEP_DECIDE)
		c.not_a = m->applicant;
	if (confirm)
		c.not_b = o->person;
	if (s->except != NONE && m->form[s->except].kind == VALUE_STR)
		c.not_c = m->form[s->except].s;
	return c;
}

struct claim
entitlement_of_revoke(const struct policy *pol, const struct town *town, const struct matter *m, day d)
{
	const struct actor by = {
	    .kind = ACTOR_ROLE, .role = pol->procedures[m->procedure].valid.revoke_by, .of = OF_APPLICANT};
	struct claim c = claim_of_role(pol, town, &by, m, STR(""), d);

	c.not_a = m->applicant;
	return c;
}

/* --- the level ------------------------------------------------------------------------ */

/* Where a claim stands on a day. */
struct level {
	int role;          /* NONE: nobody, up to the top */
	bool own;          /* the role that decides the top's own matters */
	bool decider;      /* not the role's holders, but the person that the claim names */
	bool away;         /* all who hold it are away, and others may stand in */
	struct ranks rank; /* who does; kind empty = nobody */
};

static bool
is_excluded(const struct claim *c, const struct person *p)
{
	return str_eq(c->not_a, p->id) || str_eq(c->not_b, p->id) || str_eq(c->not_c, p->id);
}

static bool
holds_level(const struct policy *pol, const struct town *town, const struct claim *c, const struct level *l,
    day d, const struct person *who, const struct post **by)
{
	if (l->role == NONE || is_excluded(c, who))
		return false;
	if (!l->decider)
		return town_holds(town, pol, who, l->role, c->section, d, by);
	if (!str_eq(who->id, c->person) || !person_in_office(who, d))
		return false;
	if (by)
		*by = town_main_post(town, who, d);
	return true;
}

/* Does anybody hold the level and, when it is asked, is he there? */
static bool
is_held_by_one(const struct policy *pol, const struct town *town, const struct claim *c,
    const struct level *l, day d, bool there)
{
	const struct person *p = l->decider ? town_person(town, c->person) : NULL;
	const struct post *post;

	if (l->decider)
		return p && holds_level(pol, town, c, l, d, p, NULL) &&
		       !(there && town_absent(town, p, d, NULL));
	for (size_t next = 0; (post = town_post_next(town, pol, l->role, c->section, &next)) != NULL;)
		for (size_t at = 0; (p = town_holder_next(town, post, d, &at)) != NULL;)
			if (!is_excluded(c, p) && !(there && town_absent(town, p, d, NULL)))
				return true;
	return false;
}

static bool
is_held(
    const struct policy *pol, const struct town *town, const struct claim *c, const struct level *l, day d)
{
	return is_held_by_one(pol, town, c, l, d, false);
}

/* The role, this or one above it, at which somebody else than the excluded is there. */
static struct level
find_level(const struct policy *pol, const struct town *town, const struct claim *c, day d)
{
	struct level l = {.role = c->role, .decider = c->person.n > 0};

	if (l.decider && is_held(pol, town, c, &l, d))
		return l;
	l.decider = false;
	/* a chain that bites its own tail is left after one round */
	for (size_t i = 0; i < pol->roles_n; i++) {
		const struct role *r = &pol->roles[l.role];
		int up;

		if (is_held(pol, town, c, &l, d))
			return l;
		up = town_role_above(town, pol, l.role, c->section, town_setting_time(d));
		if (up == NONE) {
			/* the top: vacant, or its holder's own matter */
			if (r->own_by == NONE || town_holders(town, pol, l.role, c->section, d, NULL, 0) == 0)
				break;
			l = (struct level){.role = r->own_by, .own = true};
			if (is_held(pol, town, c, &l, d))
				return l;
			break;
		}
		l.role = up;
	}
	return (struct level){.role = NONE};
}

/* --- who stands in ----------------------------------------------------------------------- */

struct ranks
ranks_of(const struct policy *pol, const struct town *town, int role, day d)
{
	int setting = pol->roles[role].deputies;

	return (struct ranks){.pol = pol,
	    .town = town,
	    .role = role,
	    .d = d,
	    .left = setting == NONE ? STR("") : town_setting(town, pol, setting, town_setting_time(d), NULL)};
}

bool
ranks_next(struct ranks *r)
{
	struct str rank;

	r->kind = r->section = STR("");
	while (r->kind.n == 0 && str_cut(&r->left, ',', &rank)) {
		rank = str_trim(rank);
		(void)str_cut(&rank, '@', &r->kind);
		r->section = rank.n ? rank : STR("");
	}
	return r->kind.n > 0;
}

bool
ranks_takes(const struct ranks *r, struct str section, const struct post *post)
{
	if (!str_eq(post->kind, r->kind))
		return false;
	if (r->section.n)
		return str_eq(post->section, r->section);
	return r->pol->roles[r->role].town || town_is_above(r->town, post->section, section);
}

const struct post *
ranks_has(const struct ranks *r, struct str section, const struct person *who, const struct post *as)
{
	enum { POSTS_MAX = 16 };
	const struct post *posts[POSTS_MAX];
	size_t n = town_posts_of(r->town, who, r->d, posts, POSTS_MAX);

	for (size_t i = 0; i < n && i < POSTS_MAX; i++)
		if ((as == NULL || posts[i] == as) && ranks_takes(r, section, posts[i]))
			return posts[i];
	return NULL;
}

static bool
may_stand_in(const struct town *town, const struct claim *c, const struct person *who, day d)
{
	return !is_excluded(c, who) && !town_absent(town, who, d, NULL);
}

static bool
is_rank_there(const struct town *town, const struct claim *c, const struct ranks *r)
{
	const struct person *p;

	for (size_t i = 0; i < town->posts_n; i++)
		for (size_t at = 0; ranks_takes(r, c->section, &town->posts[i]) &&
		                    (p = town_holder_next(town, &town->posts[i], r->d, &at)) != NULL;)
			if (may_stand_in(town, c, p, r->d))
				return true;
	return false;
}

/* The first rank in order of which anybody is there. A deputy of a deputy is nobody: ranks are posts, and that is all. */
static struct ranks
find_rank(const struct policy *pol, const struct town *town, const struct claim *c, int role, day d)
{
	struct ranks r = ranks_of(pol, town, role, d);

	while (ranks_next(&r))
		if (is_rank_there(town, c, &r))
			return r;
	return r;
}

static struct level
level_of(const struct policy *pol, const struct town *town, const struct claim *c, day d)
{
	struct level l = find_level(pol, town, c, d);

	if (l.role != NONE && c->deputies && !is_held_by_one(pol, town, c, &l, d, true)) {
		l.away = true;
		l.rank = find_rank(pol, town, c, l.role, d);
	}
	return l;
}

int
entitlement_level(const struct policy *pol, const struct town *town, const struct claim *c, day d)
{
	return c->role == NONE ? NONE : find_level(pol, town, c, d).role;
}

bool
entitlement_is_own(
    const struct policy *pol, const struct town *town, const struct claim *c, day d, int *inform)
{
	const struct person *applicant = town_person(town, c->not_a);
	int top = c->role;
	struct level l;

	if (c->role == NONE)
		return false;
	l = find_level(pol, town, c, d);
	for (size_t i = 0; i < pol->roles_n; i++) {
		int up = town_role_above(town, pol, top, c->section, town_setting_time(d));

		if (up == NONE)
			break;
		top = up;
	}
	*inform = pol->roles[top].own_inform;
	/* the way up may meet the role that decides it before the top */
	return l.own || (l.role != NONE && l.role == pol->roles[top].own_by && applicant &&
	                    town_holds(town, pol, applicant, top, c->section, d, NULL));
}

/* --- one person ----------------------------------------------------------------------------- */

/* The person himself; what begins at a station ends at any station of the same procedure. */
static bool
is_himself(const struct town *town, const struct claim *c, day d, const struct person *who)
{
	const struct person *p = town_person(town, c->person);

	if (p == NULL || !person_in_office(who, d))
		return false;
	if (p->kind == PERSON_STATION)
		return who->kind == PERSON_STATION && str_eq(who->procedure, p->procedure);
	return who == p && p->kind != PERSON_OUTSIDER;
}

/* The post by which: the one he names when it carries this, else the one found. */
static bool
by_post(const struct policy *pol, const struct town *town, const struct claim *c, const struct level *l,
    day d, const struct person *who, const struct post *as, const struct post *held, const struct post **by)
{
	if (as && !(town_has_post(town, who, as, d) &&
	              (l->decider || town_post_holds(town, pol, as, l->role, c->section))))
		return false;
	*by = as ? as : held;
	return true;
}

static enum standing
standing_at(const struct policy *pol, const struct town *town, const struct claim *c, const struct level *l,
    day d, const struct person *who, const struct post *as, const struct post **by)
{
	const struct level raised = {.role = c->raised};
	const struct post *held = NULL;

	*by = NULL;
	if (c->role == NONE && is_himself(town, c, d, who)) {
		if (as && !town_has_post(town, who, as, d))
			return STANDING_NONE;
		*by = as ? as : town_main_post(town, who, d);
		return STANDING_OWN;
	}
	if (holds_level(pol, town, c, l, d, who, &held) && by_post(pol, town, c, l, d, who, as, held, by))
		return STANDING_OWN;
	if (l->rank.kind.n && may_stand_in(town, c, who, d) &&
	    (*by = ranks_has(&l->rank, c->section, who, as)) != NULL)
		return STANDING_DEPUTY;
	if (holds_level(pol, town, c, &raised, d, who, &held) &&
	    by_post(pol, town, c, &raised, d, who, as, held, by))
		return STANDING_RAISED;
	return STANDING_NONE;
}

enum standing
entitlement_standing(const struct policy *pol, const struct town *town, const struct claim *c, day d,
    const struct person *who, const struct post *as, const struct post **by)
{
	const struct level l = c->role == NONE ? (struct level){.role = NONE} : level_of(pol, town, c, d);
	const struct post *post;
	enum standing s = standing_at(pol, town, c, &l, d, who, as, &post);

	if (by)
		*by = post;
	return s;
}

bool
entitlement_has(const struct policy *pol, const struct town *town, const struct claim *c, day d,
    const struct person *who, const struct post *as, const struct post **by)
{
	return entitlement_standing(pol, town, c, d, who, as, by) != STANDING_NONE;
}

bool
entitlement_above(const struct policy *pol, const struct town *town, const struct claim *c, day d,
    const struct person *who, int *role)
{
	struct level l;

	if (c->role == NONE || entitlement_has(pol, town, c, d, who, NULL, NULL))
		return false;
	l = find_level(pol, town, c, d);
	l.decider = false;
	/* the next one above that anybody holds */
	for (size_t i = 0; !l.own && l.role != NONE && i < pol->roles_n; i++) {
		l.role = town_role_above(town, pol, l.role, c->section, town_setting_time(d));
		if (l.role == NONE || !is_held(pol, town, c, &l, d))
			continue;
		*role = l.role;
		return holds_level(pol, town, c, &l, d, who, NULL);
	}
	return false;
}

/* --- some of them ------------------------------------------------------------------------------- */

/* A few persons in the order of the staff, each once. */
enum { SOME_MAX = 48 };

struct some {
	const struct person *who[SOME_MAX];
	size_t n;
};

static bool
some_add(struct some *s, const struct person *p)
{
	size_t at = s->n;

	for (size_t i = 0; p && i < s->n; i++)
		if (s->who[i] == p)
			return true;
	if (p == NULL || s->n == SOME_MAX)
		return p == NULL;
	for (; at > 0 && s->who[at - 1] > p; at--)
		s->who[at] = s->who[at - 1];
	s->who[at] = p;
	s->n++;
	return true;
}

static bool
some_add_holders(struct some *s, const struct town *town, const struct post *post, day d)
{
	const struct person *p;

	for (size_t at = 0; (p = town_holder_next(town, post, d, &at)) != NULL;)
		if (!some_add(s, p))
			return false;
	return true;
}

/* --- all of them -------------------------------------------------------------------------------- */

size_t
entitlement_away(const struct policy *pol, const struct town *town, const struct claim *c, day d,
    const struct person **out, size_t max)
{
	struct level l;
	size_t n = 0;

	if (c->role == NONE)
		return 0;
	l = level_of(pol, town, c, d);
	for (size_t i = 0; l.away && i < town->persons_n; i++) {
		if (!holds_level(pol, town, c, &l, d, &town->persons[i], NULL))
			continue;
		if (n < max)
			out[n] = &town->persons[i];
		n++;
	}
	return n;
}

/* Everybody who could be entitled, in the order of the staff, each once; false when they are too many to list. */
static bool
candidates(const struct policy *pol, const struct town *town, const struct claim *c, const struct level *l,
    day d, struct some *out)
{
	const struct post *post;

	const struct person *named = town_person(town, c->person);

	out->n = 0;
	if (c->role == NONE && named && named->kind == PERSON_STATION)
		return false; /* every station of its kind */
	if (c->role == NONE || l->decider)
		(void)some_add(out, named);
	for (size_t i = 0; i < 2; i++) {
		int role = i ? c->raised : l->role;

		for (size_t at = 0;
		     role != NONE && (post = town_post_next(town, pol, role, c->section, &at));)
			if (!some_add_holders(out, town, post, d))
				return false;
	}
	for (size_t i = 0; l->rank.kind.n && i < town->posts_n; i++)
		if (ranks_takes(&l->rank, c->section, &town->posts[i]) &&
		    !some_add_holders(out, town, &town->posts[i], d))
			return false;
	return true;
}

size_t
entitlement_all(const struct policy *pol, const struct town *town, const struct claim *c, day d,
    const struct person **out, size_t max)
{
	const struct level l = c->role == NONE ? (struct level){.role = NONE} : level_of(pol, town, c, d);
	struct some some;
	bool listed = candidates(pol, town, c, &l, d, &some);
	size_t of = listed ? some.n : town->persons_n, n = 0;
	const struct post *by;

	/* holders first, then who stands in, then who is above */
	for (int s = STANDING_OWN; s <= STANDING_RAISED; s++) {
		if ((s == STANDING_DEPUTY && l.rank.kind.n == 0) ||
		    (s == STANDING_RAISED && c->raised == NONE))
			continue;
		for (size_t i = 0; i < of; i++) {
			const struct person *who = listed ? some.who[i] : &town->persons[i];

			if ((int)standing_at(pol, town, c, &l, d, who, NULL, &by) != s)
				continue;
			if (n < max)
				out[n] = who;
			n++;
		}
	}
	return n;
}
