/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Under which (role, section) a step could wait for a person: what he holds or
 * stands in for, and what comes up to him from below because nobody else is
 * there. For the list of today's work: the table of steps is asked once for
 * every seat.
 *
 * A row comes to him past others only when each of them is excluded from it: as
 * applicant, as the doer of what is to be confirmed, or as the person that the
 * step excepts. So each way upwards carries those whom it passes, and ends when
 * they are more than one row can exclude.
 */
#include "model/entitlement.h"
#include "model/judge.h"

enum { POSTS_MAX = 16, PASSED_MAX = 3 };

struct passed {
	const struct person *who[PASSED_MAX];
	size_t n;
};

struct seats {
	struct arena *a;
	const struct policy *pol;
	const struct town *town;
	const struct person *who;
	day d;
	int64_t time;
	int *extra;    /* by role: who else than the applicant a row of it can exclude */
	bool *astray;  /* by role: it confirms rows that stand under another section than its own */
	bool *decides; /* by role: what an applicant cannot do falls to it */
	bool *persons; /* by role: each of its holders has a row of his own */
	struct seat *list;
	size_t n, room;
};

/* --- the list ---------------------------------------------------------------------- */

static bool
same(const struct seat *s, const struct seat *t)
{
	return str_eq(s->role, t->role) && str_eq(s->section, t->section) &&
	       str_eq(s->only_applicant, t->only_applicant) && s->raised == t->raised && s->left == t->left;
}

static void
put(struct seats *s, struct seat seat)
{
	for (size_t i = 0; i < s->n; i++)
		if (same(&s->list[i], &seat)) {
			s->list[i].deputy = s->list[i].deputy && seat.deputy;
			return;
		}
	if (s->n == s->room) {
		size_t room = s->room ? s->room * 2 : 16;
		struct seat *more = arena_array(s->a, room, sizeof *more);

		for (size_t i = 0; i < s->n; i++)
			more[i] = s->list[i];
		s->list = more;
		s->room = room;
	}
	s->list[s->n++] = seat;
}

/* Rows that it confirms may stand under any section: then every one is asked. */
static void
put_everywhere(struct seats *s, struct seat seat)
{
	put(s, seat);
	seat.section = STR("");
	put(s, seat);
	for (size_t i = 0; i < s->town->sections_n; i++) {
		seat.section = s->town->sections[i].id;
		put(s, seat);
	}
}

static void
put_rows(struct seats *s, int role, struct seat seat)
{
	if (s->astray[role])
		put_everywhere(s, seat);
	else
		put(s, seat);
}

static bool
is_passed(const struct passed *p, const struct person *who)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->who[i] == who)
			return true;
	return false;
}

/* False when he would be one too many. */
static bool
pass(struct passed *p, const struct person *who)
{
	if (is_passed(p, who))
		return true;
	if (p->n == PASSED_MAX)
		return false;
	p->who[p->n++] = who;
	return true;
}

static void
add(struct seats *s, int role, struct str section, const struct passed *passed, bool deputy)
{
	struct seat seat = {.role = s->pol->roles[role].id, .section = section, .deputy = deputy};

	if (passed->n > 1 + (size_t)s->extra[role])
		return;
	if (passed->n == 1 && s->extra[role] == 0)
		seat.only_applicant = passed->who[0]->id;
	put_rows(s, role, seat);
}

/* The roles on the way down: a chain that bites its own tail comes up to nobody. */
struct way {
	int role;
	const struct way *above;
};

static bool
has_come_by(const struct way *way, int role)
{
	for (; way; way = way->above)
		if (way->role == role)
			return true;
	return false;
}

/* --- what comes up ------------------------------------------------------------------- */

static void below(
    struct seats *s, const struct way *way, struct str section, const struct passed *passed, bool deputy);

/* Everybody who holds the role there has to be passed; never he himself, who then acts there. */
static bool
pass_holders(const struct seats *s, int role, struct str section, struct passed *p, size_t *held)
{
	const struct person *h;

	*held = 0;
	for (size_t i = 0; i < s->town->posts_n; i++) {
		const struct post *post = &s->town->posts[i];

		if (!town_post_holds(s->town, s->pol, post, role, section))
			continue;
		for (size_t at = 0; (h = town_holder_next(s->town, post, s->d, &at)) != NULL; ++*held)
			if (h == s->who || !pass(p, h))
				return false;
	}
	return true;
}

/* Does what a role leaves come up to this one: as the next above, or as the one that decides the top's own matters? */
static bool
leads_to(const struct seats *s, int role, struct str section, int above)
{
	struct passed all = {.n = 0};
	size_t held;
	int up = town_role_above(s->town, s->pol, role, section, s->time);

	if (up != NONE || s->pol->roles[role].own_by != above)
		return up == above;
	return !pass_holders(s, role, section, &all, &held) || held > 0; /* not of a top that is vacant */
}

static void
below_there(struct seats *s, const struct way *above, int role, struct str section,
    const struct passed *passed, bool deputy)
{
	const struct way way = {role, above};
	struct passed more = *passed;
	size_t held;

	if (has_come_by(above, role) || !leads_to(s, role, section, above->role) ||
	    !pass_holders(s, role, section, &more, &held))
		return;
	add(s, role, section, &more, deputy);
	below(s, &way, section, &more, deputy);
}

static void
below(struct seats *s, const struct way *way, struct str section, const struct passed *passed, bool deputy)
{
	for (size_t r = 0; r < s->pol->roles_n; r++) {
		if (s->pol->roles[r].town || section.n) {
			below_there(
			    s, way, (int)r, s->pol->roles[r].town ? STR("") : section, passed, deputy);
			continue;
		}
		/* from a role of the town down into every section, and to those who belong to none */
		for (size_t i = 0; i < s->town->sections_n; i++)
			below_there(s, way, (int)r, s->town->sections[i].id, passed, deputy);
		below_there(s, way, (int)r, STR(""), passed, deputy);
	}
}

static void
at(struct seats *s, int role, struct str section, const struct passed *passed, bool deputy)
{
	const struct way way = {role, NULL};

	add(s, role, section, passed, deputy);
	below(s, &way, section, passed, deputy);
}

/* --- what he holds --------------------------------------------------------------------- */

static void
hold(struct seats *s, int role, struct str section)
{
	const struct passed nobody = {.n = 0};
	struct seat raised = {.role = s->pol->roles[role].id, .section = section, .raised = true};

	at(s, role, section, &nobody, false);
	put(s, raised);
	for (size_t r = 0; r < s->pol->roles_n; r++)
		if (s->astray[r] && !s->pol->roles[role].town) {
			put_everywhere(s, raised);
			return;
		}
}

/* Calls `one` for every section for which a post carries a role. */
static void
each_section(struct seats *s, const struct post *post, int role, void (*one)(struct seats *, int, struct str))
{
	const struct role *r = &s->pol->roles[role];

	if (!town_post_carries(s->pol, post, role))
		return;
	if (r->town)
		one(s, role, STR(""));
	else if (!r->below && post->section.n)
		one(s, role, post->section);
	for (size_t i = 0; !r->town && r->below && i < s->town->sections_n; i++)
		if (town_is_above(s->town, post->section, s->town->sections[i].id))
			one(s, role, s->town->sections[i].id);
}

static void
each_role(struct seats *s, const struct person *p, void (*one)(struct seats *, int, struct str))
{
	const struct post *posts[POSTS_MAX];
	size_t n = town_posts_of(s->town, p, s->d, posts, POSTS_MAX);

	for (size_t i = 0; i < n && i < POSTS_MAX; i++)
		for (size_t r = 0; r < s->pol->roles_n; r++)
			each_section(s, posts[i], (int)r, one);
}

/* --- what he stands in for ---------------------------------------------------------------- */

/* Everybody of the rank who is there has to be passed. */
static bool
pass_rank(const struct seats *s, const struct ranks *ranks, struct str section, struct passed *p)
{
	const struct person *h;

	for (size_t i = 0; i < s->town->posts_n; i++)
		for (size_t at = 0; ranks_takes(ranks, section, &s->town->posts[i]) &&
		                    (h = town_holder_next(s->town, &s->town->posts[i], s->d, &at)) != NULL;)
			if (!town_absent(s->town, h, s->d, NULL) && !pass(p, h))
				return false;
	return true;
}

/* He is of a rank all before which are away or passed. */
static bool
pass_ranks(const struct seats *s, int role, struct str section, struct passed *p)
{
	struct ranks ranks = ranks_of(s->pol, s->town, role, s->d);

	while (ranks_next(&ranks)) {
		if (ranks_has(&ranks, section, s->who, NULL))
			return true;
		if (!pass_rank(s, &ranks, section, p))
			return false;
	}
	return false;
}

/* Somebody who holds this is away: what waits for him there waits for who stands in, once nobody else is left. */
static void
stand_in(struct seats *s, int role, struct str section)
{
	struct passed passed = {.n = 0};
	const struct person *h;

	if (s->pol->roles[role].deputies == NONE)
		return;
	for (size_t i = 0; i < s->town->posts_n; i++)
		for (size_t at = 0; town_post_holds(s->town, s->pol, &s->town->posts[i], role, section) &&
		                    (h = town_holder_next(s->town, &s->town->posts[i], s->d, &at)) != NULL;)
			if (h == s->who || (!town_absent(s->town, h, s->d, NULL) && !pass(&passed, h)))
				return;
	if (pass_ranks(s, role, section, &passed))
		at(s, role, section, &passed, true);
}

static void
stand_ins(struct seats *s)
{
	if (town_absent(s->town, s->who, s->d, NULL))
		return;
	for (size_t i = 0; i < s->town->absences_n; i++) {
		const struct absence *a = &s->town->absences[i];

		if (a->from <= s->d && s->d <= a->until)
			each_role(s, &s->town->persons[a->person], stand_in);
	}
}

/* --- those without a section ------------------------------------------------------------------ */

static void
decide_for(struct seats *s, const struct person *applicant, bool deputy)
{
	for (size_t r = 0; r < s->pol->roles_n; r++) {
		struct passed passed = {.n = 0};

		if (s->pol->roles[r].town || (deputy && !pass_ranks(s, (int)r, STR(""), &passed)))
			continue;
		if (passed.n <= 1 + (size_t)s->extra[r])
			put_rows(s, (int)r,
			    (struct seat){.role = s->pol->roles[r].id,
			        .section = STR(""),
			        .only_applicant = applicant->id,
			        .deputy = deputy});
	}
}

static void
deciders(struct seats *s)
{
	bool there = !town_absent(s->town, s->who, s->d, NULL);

	for (size_t i = 0; i < s->town->persons_n; i++) {
		const struct person *p = &s->town->persons[i], *decider = town_person(s->town, p->decider);

		if (decider == s->who)
			decide_for(s, p, false);
		else if (there && decider && town_absent(s->town, decider, s->d, NULL))
			decide_for(s, p, true);
	}
}

/* --- what applicants cannot do ------------------------------------------------------------------- */

/* One seat for all of them: the table knows whose steps wait, and who has left. */
static void
left_behind(struct seats *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct seat *seat = &s->list[i];

		if (!seat->raised && s->decides[policy_role(s->pol, seat->role)]) {
			put(s, (struct seat){.role = STR(""), .section = STR(""), .left = true});
			return;
		}
	}
}

/* --- what the policy's steps ask --------------------------------------------------------------------- */

static bool
is_town(const struct policy *pol, const struct actor *by)
{
	return by->of == OF_TOWN || pol->roles[by->role].town;
}

static void
note_step(struct seats *s, const struct step *step)
{
	const struct actor *by = &step->by, *confirm = &step->confirmed_by;
	bool confirmed = step->confirmed && confirm->kind == ACTOR_ROLE;
	int more = step->except != NONE;

	if (by->kind == ACTOR_ROLE && s->extra[by->role] < more)
		s->extra[by->role] = more;
	if (confirmed && s->extra[confirm->role] < more + 1)
		s->extra[confirm->role] = more + 1;
	if (confirmed && by->kind == ACTOR_ROLE &&
	    (is_town(s->pol, by) != is_town(s->pol, confirm) ||
	        (!is_town(s->pol, by) && by->of != confirm->of)))
		s->astray[confirm->role] = true;
}

static void
note_policy(struct seats *s)
{
	s->extra = arena_array(s->a, s->pol->roles_n, sizeof *s->extra);
	s->astray = arena_array(s->a, s->pol->roles_n, sizeof *s->astray);
	s->decides = arena_array(s->a, s->pol->roles_n, sizeof *s->decides);
	s->persons = arena_array(s->a, s->pol->roles_n, sizeof *s->persons);
	for (size_t p = 0; p < s->pol->procedures_n; p++) {
		const struct procedure *proc = &s->pol->procedures[p];
		const struct actor *decider = entitlement_first_decider(proc);

		for (size_t i = 0; i < proc->step_n; i++) {
			const struct actor *by = &proc->steps[i].by;

			note_step(s, &proc->steps[i]);
			if (by->kind == ACTOR_ROLE && by->each_person)
				s->persons[by->role] = true;
		}
		if (decider && decider->kind == ACTOR_ROLE)
			s->decides[decider->role] = true;
		if (proc->form_by != NONE)
			s->decides[proc->form_by] = true;
	}
}

/* Rows that stand for him by name; what he held when they opened does not matter any more. */
static void
by_name(struct seats *s)
{
	struct str section = arena_fmt(s->a, "@%.*s", STR_ARG(s->who->id));

	for (size_t r = 0; r < s->pol->roles_n; r++)
		if (s->persons[r])
			put(s, (struct seat){.role = s->pol->roles[r].id, .section = section});
}

size_t
judge_seats(struct arena *a, const struct policy *pol, const struct town *town, const struct person *who,
    day d, struct seat **out)
{
	struct seats s = {.a = a, .pol = pol, .town = town, .who = who, .d = d, .time = town_setting_time(d)};

	note_policy(&s);
	each_role(&s, who, hold);
	stand_ins(&s);
	deciders(&s);
	left_behind(&s);
	by_name(&s);
	*out = s.list;
	return s.n;
}
