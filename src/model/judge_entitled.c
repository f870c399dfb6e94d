/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may, asked ahead by pages: the rules of entitlement.c. */
#include "model/entitlement.h"
#include "model/judge.h"
#include "model/say.h"

static bool
is_waiting(const struct matter *m, const struct opened *o)
{
	return m->state == MATTER_OPEN && (o->state == STEP_OPEN || o->state == STEP_UNCONFIRMED);
}

bool
judge_entitled(const struct policy *pol, const struct town *town, const struct matter *m,
    const struct opened *o, const struct person *who, day d, const struct post **by)
{
	struct claim c;

	if (who == NULL || !is_waiting(m, o))
		return false;
	c = entitlement_of_row(pol, town, m, o, d);
	return entitlement_has(pol, town, &c, d, who, NULL, by);
}

size_t
judge_entitled_all(const struct policy *pol, const struct town *town, const struct matter *m,
    const struct opened *o, day d, const struct person **out, size_t max)
{
	struct claim c = entitlement_of_row(pol, town, m, o, d);

	return entitlement_all(pol, town, &c, d, out, max);
}

/* --- held by nobody ------------------------------------------------------------------- */

/* Those of `who` who are away, each until when; empty when one of them is there. */
static struct str
away_until(struct arena *a, const struct town *town, const struct person *const *who, size_t n, day d)
{
	enum { NAMES = 3 };
	struct str names[NAMES];
	const struct absence *away;

	for (size_t i = 0; i < n; i++) {
		if (!town_absent(town, who[i], d, &away))
			return STR("");
		if (i < NAMES)
			names[i] = say(a, SAY_AWAY_UNTIL, who[i]->name, day_wareki(a, away->until));
	}
	return n > NAMES
	           ? say(a, SAY_AND_OTHERS, say_join(a, names, NAMES, "、"), arena_fmt(a, "%zu", n - NAMES))
	           : say_join(a, names, n, "、");
}

/* Does anybody hold the role, or one above it? Then it is their own matter that is in the way. */
static bool
is_held_by_anybody(const struct policy *pol, const struct town *town, const struct claim *c, day d)
{
	int role = c->role;

	for (size_t i = 0; role != NONE && i < pol->roles_n; i++) {
		if (town_holders(town, pol, role, c->section, d, NULL, 0))
			return true;
		role = town_role_above(town, pol, role, c->section, town_setting_time(d));
	}
	return false;
}

/* Nobody is entitled at all. */
static struct str
why_nobody(struct arena *a, const struct policy *pol, const struct town *town, const struct claim *c, day d)
{
	const struct person *p;

	if (c->role != NONE)
		return say(a,
		    is_held_by_anybody(pol, town, c, d) ? SAY_HELD_BY_THEMSELVES : SAY_HELD_BY_NOBODY,
		    pol->roles[c->role].label);
	p = town_person(town, c->person);
	if (p && p->kind == PERSON_STATION)
		return say(a, SAY_HELD_BY_STATION, p->name);
	return p ? say(a, SAY_HELD_BY_LEFT, p->name) : say(a, SAY_HELD_BY_CLOCK);
}

struct str
judge_held_by_nobody(struct arena *a, const struct policy *pol, const struct town *town,
    const struct matter *m, const struct opened *o, day d)
{
	const struct person **who;
	struct claim c;
	struct str away;
	size_t n;

	if (!is_waiting(m, o))
		return STR("");
	c = entitlement_of_row(pol, town, m, o, d);
	who = arena_array(a, town->persons_n, sizeof *who);
	n = entitlement_all(pol, town, &c, d, who, town->persons_n);
	if (n == 0)
		return why_nobody(a, pol, town, &c, d);
	away = away_until(a, town, who, n, d);
	if (away.n == 0)
		return STR("");
	return c.role == NONE ? say(a, SAY_HELD_BY_ABSENT, away)
	                      : say(a, SAY_HELD_BY_AWAY, pol->roles[c.role].label, away);
}

/* --- starting -------------------------------------------------------------------------- */

/* The post by which he may start it: the one he names, or the first that fits. */
static bool
may_start_as(const struct policy *pol, const struct procedure *p, const struct post *post)
{
	for (size_t i = 0; i < p->start_n; i++)
		if (town_post_carries(pol, post, p->start[i]))
			return true;
	return false;
}

const struct post *
judge_start_post(
    const struct policy *pol, const struct town *town, int procedure, const struct person *who, day d)
{
	enum { POSTS = 16 };
	const struct post *posts[POSTS];
	size_t n = town_posts_of(town, who, d, posts, POSTS);

	for (size_t i = 0; i < n && i < POSTS; i++)
		if (may_start_as(pol, &pol->procedures[procedure], posts[i]))
			return posts[i];
	return NULL;
}

bool
judge_may_start_as(const struct policy *pol, int procedure, const struct post *post)
{
	return may_start_as(pol, &pol->procedures[procedure], post);
}

bool
judge_may_start_postless(
    const struct policy *pol, const struct town *town, int procedure, const struct person *who, day d)
{
	const struct procedure *p = &pol->procedures[procedure];

	if (who->kind != PERSON_STAFF || who->decider.n == 0 || !person_in_office(who, d) ||
	    town_main_post(town, who, d) != NULL)
		return false;
	for (size_t i = 0; i < p->start_n; i++)
		if (pol->roles[p->start[i]].everyone)
			return true;
	return false;
}

bool
judge_may_start(
    const struct policy *pol, const struct town *town, int procedure, const struct person *who, day d)
{
	return who != NULL && (judge_start_post(pol, town, procedure, who, d) != NULL ||
	                          judge_may_start_postless(pol, town, procedure, who, d));
}
