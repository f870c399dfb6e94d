/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/town.h"

#include "base/die.h"
#include "base/num.h"

/* --- indexes ------------------------------------------------------------------ */

static void
index_people(struct arena *a, struct town *t)
{
	t->person_by_id = map_new(a);
	t->person_by_login = map_new(a);
	for (size_t i = 0; i < t->persons_n; i++) {
		map_put(t->person_by_id, t->persons[i].id, &t->persons[i]);
		if (t->persons[i].login.n)
			map_put(t->person_by_login, t->persons[i].login, &t->persons[i]);
	}
}

static void
index_places(struct arena *a, struct town *t)
{
	t->section_by_id = map_new(a);
	for (size_t i = 0; i < t->sections_n; i++)
		map_put(t->section_by_id, t->sections[i].id, &t->sections[i]);
	t->post_by_id = map_new(a);
	for (size_t i = 0; i < t->posts_n; i++)
		map_put(t->post_by_id, t->posts[i].id, &t->posts[i]);
}

/* The numbers 0 .. n-1 in the order of their groups, those of one group as they stand: of g, order[first[g]..first[g+1]). */
static void
index_groups(struct arena *a, const int *group, size_t n, size_t groups, int **order, int **firsts)
{
	int *first = arena_array(a, groups + 2, sizeof *first);

	*order = arena_array(a, n, sizeof **order);
	for (size_t i = 0; i < n; i++)
		first[group[i] + 2]++;
	for (size_t g = 2; g < groups + 2; g++)
		first[g] += first[g - 1];
	for (size_t i = 0; i < n; i++)
		(*order)[first[group[i] + 1]++] = (int)i;
	*firsts = first;
}

static void
index_holdings(struct arena *a, struct town *t)
{
	int *group = arena_array(a, t->holdings_n, sizeof *group);

	for (size_t i = 0; i < t->holdings_n; i++)
		group[i] = t->holdings[i].person;
	index_groups(a, group, t->holdings_n, t->persons_n, &t->holdings_of, &t->holdings_first);
	for (size_t i = 0; i < t->holdings_n; i++)
		group[i] = t->holdings[i].post;
	index_groups(a, group, t->holdings_n, t->posts_n, &t->holders_of, &t->holders_first);
}

static void
index_absences(struct arena *a, struct town *t)
{
	int *group = arena_array(a, t->absences_n, sizeof *group);

	for (size_t i = 0; i < t->absences_n; i++)
		group[i] = t->absences[i].person;
	index_groups(a, group, t->absences_n, t->persons_n, &t->absences_of, &t->absences_first);
}

void
town_index(struct arena *a, struct town *t)
{
	index_people(a, t);
	index_places(a, t);
	index_holdings(a, t);
	index_absences(a, t);
	t->roles_of = NULL;
}

const struct section *
town_section(const struct town *t, struct str id)
{
	return id.n ? map_get(t->section_by_id, id) : NULL;
}

const struct post *
town_post(const struct town *t, struct str id)
{
	return id.n ? map_get(t->post_by_id, id) : NULL;
}

const struct person *
town_person(const struct town *t, struct str id)
{
	return id.n ? map_get(t->person_by_id, id) : NULL;
}

/* --- on a day ----------------------------------------------------------------- */

/* Nobody out of office holds anything, and no outsider and no station. */
static bool
may_hold(const struct person *p, day d)
{
	return person_in_office(p, d) && p->kind != PERSON_OUTSIDER && p->kind != PERSON_STATION;
}

static bool
is_in_force(const struct holding *h, day d)
{
	return d >= h->from && (h->until == DAY_NONE || d <= h->until);
}

/* The holdings of a person that are in force on a day, one after the other: *at is 0 at first; NULL at the end. */
static const struct holding *
holding_next(const struct town *t, const struct person *p, day d, size_t *at)
{
	size_t who = (size_t)(p - t->persons);
	int first, end;

	must(who < t->persons_n);
	first = t->holdings_first[who];
	end = t->holdings_first[who + 1];
	if (!may_hold(p, d))
		return NULL;
	while (first + (int)*at < end) {
		const struct holding *h = &t->holdings[t->holdings_of[first + (int)(*at)++]];

		if (is_in_force(h, d))
			return h;
	}
	return NULL;
}

const struct person *
town_holder_next(const struct town *t, const struct post *post, day d, size_t *at)
{
	size_t which = (size_t)(post - t->posts);
	int first, end;

	must(which < t->posts_n);
	first = t->holders_first[which];
	end = t->holders_first[which + 1];
	while (first + (int)*at < end) {
		const struct holding *h = &t->holdings[t->holders_of[first + (int)(*at)++]];

		if (is_in_force(h, d) && may_hold(&t->persons[h->person], d))
			return &t->persons[h->person];
	}
	return NULL;
}

size_t
town_posts_of(const struct town *t, const struct person *p, day d, const struct post **out, size_t max)
{
	const struct holding *h;
	size_t n = 0;

	/* the main one first */
	for (int concurrent = 0; concurrent < 2; concurrent++)
		for (size_t at = 0; (h = holding_next(t, p, d, &at)) != NULL;)
			if (h->concurrent == (concurrent == 1)) {
				if (n < max)
					out[n] = &t->posts[h->post];
				n++;
			}
	return n;
}

const struct post *
town_main_post(const struct town *t, const struct person *p, day d)
{
	const struct post *post;

	return town_posts_of(t, p, d, &post, 1) ? post : NULL;
}

bool
town_has_post(const struct town *t, const struct person *p, const struct post *post, day d)
{
	const struct holding *h;

	for (size_t at = 0; (h = holding_next(t, p, d, &at)) != NULL;)
		if (&t->posts[h->post] == post)
			return true;
	return false;
}

bool
town_absent(const struct town *t, const struct person *p, day d, const struct absence **out)
{
	size_t who = (size_t)(p - t->persons);

	must(who < t->persons_n);
	for (int i = t->absences_first[who]; i < t->absences_first[who + 1]; i++) {
		const struct absence *a = &t->absences[t->absences_of[i]];

		if (d < a->from || d > a->until)
			continue;
		if (out)
			*out = a;
		return true;
	}
	return false;
}

/* --- sections ----------------------------------------------------------------- */

enum { SECTIONS_DEEP = 16 }; /* a tree that bites its own tail is left after so many */

bool
town_is_above(const struct town *t, struct str above, struct str section)
{
	for (int i = 0; above.n && section.n && i < SECTIONS_DEEP; i++) {
		const struct section *s = town_section(t, section);

		if (str_eq(above, section))
			return true;
		section = s ? s->up : STR("");
	}
	return false;
}

struct str
town_organ(const struct town *t, struct str section)
{
	const struct section *s = town_section(t, section);

	for (int i = 0; s && i < SECTIONS_DEEP; i++) {
		if (s->organ.n)
			return s->organ;
		s = town_section(t, s->up);
	}
	return STR("");
}

/* --- roles -------------------------------------------------------------------- */

/* A setting that names a role; one that names none that there is counts as its default. */
static int
role_of_setting(const struct town *t, const struct policy *pol, int setting, int64_t time)
{
	int role = policy_role(pol, town_setting(t, pol, setting, time, NULL));

	return role != NONE ? role : policy_role(pol, pol->settings[setting].otherwise);
}

int
town_role_above(const struct town *t, const struct policy *pol, int role, struct str section, int64_t time)
{
	const struct role *r = &pol->roles[role];
	int organ = r->town ? NONE : policy_organ(pol, town_organ(t, section)), up = NONE;

	if (organ != NONE && pol->organs[organ].up != role)
		up = pol->organs[organ].up;
	if (up == NONE && r->up_setting != NONE)
		up = role_of_setting(t, pol, r->up_setting, time);
	return up != NONE ? up : r->up;
}

bool
town_post_carries(const struct policy *pol, const struct post *post, int role)
{
	const struct role *r = &pol->roles[role];

	if (r->everyone)
		return true;
	for (size_t i = 0; i < r->held_by_n; i++) {
		const struct held_by *h = &r->held_by[i];

		if ((h->post == NONE || str_eq(post->kind, pol->posts[h->post].id)) &&
		    (h->section.n == 0 || str_eq(post->section, h->section)))
			return true;
	}
	return false;
}

static void
posts_name(struct arena *a, struct town *t, const struct policy *pol)
{
	for (size_t i = 0; i < t->posts_n; i++) {
		struct post *p = &t->posts[i];
		const struct section *s = town_section(t, p->section);
		int kind = p->label.n ? NONE : policy_post(pol, p->kind);

		if (kind != NONE)
			p->label = arena_fmt(
			    a, "%.*s%.*s", STR_ARG(s ? s->label : STR("")), STR_ARG(pol->posts[kind].label));
	}
}

void
town_take_policy(struct arena *a, struct town *t, const struct policy *pol)
{
	size_t n = 0;

	posts_name(a, t, pol);
	t->carriers = arena_array(a, pol->roles_n * t->posts_n, sizeof *t->carriers);
	t->carriers_first = arena_array(a, pol->roles_n + 1, sizeof *t->carriers_first);
	for (size_t r = 0; r < pol->roles_n; r++) {
		for (size_t i = 0; i < t->posts_n; i++)
			if (town_post_carries(pol, &t->posts[i], (int)r))
				t->carriers[n++] = (int)i;
		t->carriers_first[r + 1] = (int)n;
	}
	t->roles_of = pol;
}

const struct post *
town_post_next(const struct town *t, const struct policy *pol, int role, struct str section, size_t *at)
{
	const struct role *r = &pol->roles[role];

	if (t->roles_of != pol) {
		while (*at < t->posts_n)
			if (town_post_holds(t, pol, &t->posts[(*at)++], role, section))
				return &t->posts[*at - 1];
		return NULL;
	}
	while (t->carriers_first[role] + (int)*at < t->carriers_first[role + 1]) {
		const struct post *p = &t->posts[t->carriers[t->carriers_first[role] + (int)(*at)++]];

		if (r->town || (r->below ? town_is_above(t, p->section, section)
		                         : section.n && str_eq(p->section, section)))
			return p;
	}
	return NULL;
}

bool
town_post_holds(
    const struct town *t, const struct policy *pol, const struct post *post, int role, struct str section)
{
	const struct role *r = &pol->roles[role];

	if (!town_post_carries(pol, post, role))
		return false;
	if (r->town)
		return true;
	return r->below ? town_is_above(t, post->section, section)
	                : section.n && str_eq(post->section, section);
}

bool
town_holds(const struct town *t, const struct policy *pol, const struct person *p, int role,
    struct str section, day d, const struct post **by)
{
	const struct holding *h;

	for (size_t at = 0; (h = holding_next(t, p, d, &at)) != NULL;) {
		const struct post *post = &t->posts[h->post];

		if (!town_post_holds(t, pol, post, role, section))
			continue;
		if (by)
			*by = post;
		return true;
	}
	return false;
}

bool
town_holds_anywhere(const struct town *t, const struct policy *pol, const struct person *p, int role, day d,
    const struct post **by)
{
	const struct holding *h;

	for (size_t at = 0; (h = holding_next(t, p, d, &at)) != NULL;) {
		if (!town_post_carries(pol, &t->posts[h->post], role))
			continue;
		if (by)
			*by = &t->posts[h->post];
		return true;
	}
	return false;
}

size_t
town_holders(const struct town *t, const struct policy *pol, int role, struct str section, day d,
    const struct person **out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < t->persons_n; i++) {
		if (!town_holds(t, pol, &t->persons[i], role, section, d, NULL))
			continue;
		if (n < max)
			out[n] = &t->persons[i];
		n++;
	}
	return n;
}

/* --- settings ----------------------------------------------------------------- */

/* The last decision before `time` for the town (`of` empty), a section or an item; NULL when there is none. */
static const struct decided *
decided_last(const struct town *t, const struct policy *pol, int setting, struct str of, int64_t time)
{
	const struct decided *last = NULL;

	for (size_t i = 0; i < t->settings_n; i++) {
		const struct decided *s = &t->settings[i];

		if (s->time <= time && (last == NULL || s->time >= last->time) && str_eq(s->of, of) &&
		    str_eq(s->setting, pol->settings[setting].id))
			last = s;
	}
	return last;
}

struct str
town_setting(const struct town *t, const struct policy *pol, int setting, int64_t time, bool *decided)
{
	const struct decided *last = decided_last(t, pol, setting, STR(""), time);

	if (decided)
		*decided = last != NULL;
	return last ? last->value : pol->settings[setting].otherwise;
}

/* An erased body, and what takes a section's own value back, leave an empty text: then the town's counts. */
struct str
town_setting_of(
    const struct town *t, const struct policy *pol, int setting, struct str of, int64_t time, bool *own)
{
	const struct decided *last = of.n ? decided_last(t, pol, setting, of, time) : NULL;
	bool is = last != NULL && last->value.n > 0;

	if (own)
		*own = is;
	return is ? last->value : town_setting(t, pol, setting, time, NULL);
}

int64_t
town_setting_number(const struct town *t, const struct policy *pol, int setting, int64_t time)
{
	return town_setting_number_of(t, pol, setting, STR(""), time);
}

int64_t
town_setting_number_of(
    const struct town *t, const struct policy *pol, int setting, struct str of, int64_t time)
{
	int64_t n;

	/* an erased body leaves an empty text: then the default counts */
	return num_i64(town_setting_of(t, pol, setting, of, time, NULL), 0, INT64_MAX, &n)
	           ? n
	           : pol->settings[setting].number;
}

int64_t
town_setting_time(day d)
{
	return day_begin(d + 1) - 1;
}
