/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Under which (role, section) a step could wait for a person: what he holds,
 * and what comes up to him from below because nobody else is there. For the
 * list of today's work: the table of steps is asked once for every seat.
 */
#include "model/judge.h"

enum { CHAIN_MAX = 16, POSTS_MAX = 16 };

struct seats {
	struct arena *a;
	const struct policy *pol;
	const struct town *town;
	const struct person *who;
	day d;
	struct seat *list;
	size_t n, room;
};

static bool
same(const struct seat *s, const struct seat *t)
{
	return str_eq(s->role, t->role) && str_eq(s->section, t->section) &&
	       str_eq(s->only_applicant, t->only_applicant);
}

static void
add(struct seats *s, struct seat seat)
{
	for (size_t i = 0; i < s->n; i++)
		if (same(&s->list[i], &seat))
			return;
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

static void below(struct seats *s, int role, struct str section, struct str only, int depth);

/*
 * The role below, there: held by nobody, everything comes up; held by one
 * person, his own matters do. `only` is whose matters come up that far.
 */
static void
below_there(struct seats *s, int role, struct str section, struct str only, int depth)
{
	const struct person *holder = NULL;
	size_t n = town_holders(s->town, s->pol, role, section, s->d, &holder, 1);

	if (n > 1 || (n == 1 && holder == s->who) || (n == 1 && only.n && !str_eq(only, holder->id)))
		return;
	if (n == 1)
		only = holder->id;
	add(s, (struct seat){s->pol->roles[role].id, section, only, false});
	below(s, role, section, only, depth + 1);
}

static void
below(struct seats *s, int role, struct str section, struct str only, int depth)
{
	for (size_t r = 0; depth < CHAIN_MAX && r < s->pol->roles_n; r++) {
		if (s->pol->roles[r].up != role)
			continue;
		if (s->pol->roles[r].town || section.n) {
			below_there(s, (int)r, s->pol->roles[r].town ? STR("") : section, only, depth);
			continue;
		}
		/* from a role of the town down into every section, and to those who belong to none */
		for (size_t i = 0; i < s->town->sections_n; i++)
			below_there(s, (int)r, s->town->sections[i].id, only, depth);
		below_there(s, (int)r, STR(""), only, depth);
	}
}

size_t
judge_seats(struct arena *a, const struct policy *pol, const struct town *town, const struct person *who,
    day d, struct seat **out)
{
	struct seats s = {.a = a, .pol = pol, .town = town, .who = who, .d = d};
	const struct post *posts[POSTS_MAX];
	size_t n = town_posts_of(town, who, d, posts, POSTS_MAX);

	for (size_t p = 0; p < n && p < POSTS_MAX; p++) {
		for (size_t r = 0; r < pol->roles_n; r++) {
			struct str section = pol->roles[r].town ? STR("") : posts[p]->section;

			if (!town_post_holds(town, pol, posts[p], (int)r, section))
				continue;
			add(&s, (struct seat){pol->roles[r].id, section, STR(""), false});
			below(&s, (int)r, section, STR(""), 0);
		}
	}
	*out = s.list;
	return s.n;
}
