/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "roster/staff_change.h"

static bool
is_over(day until, day d)
{
	return until != DAY_NONE && until < d;
}

size_t
staff_holdings(
    struct arena *a, const struct town *t, const struct person *p, day from, const struct holding ***out)
{
	size_t at = (size_t)(p - t->persons), n = 0;
	int first = t->holdings_first[at], end = t->holdings_first[at + 1];

	*out = arena_array(a, (size_t)(end - first) + 1, sizeof **out);
	for (int concurrent = 0; concurrent < 2; concurrent++)
		for (int i = first; i < end; i++) {
			const struct holding *h = &t->holdings[t->holdings_of[i]];

			if (h->concurrent == (concurrent == 1) && !is_over(h->until, from) &&
			    (h->until == DAY_NONE || h->until >= h->from))
				(*out)[n++] = h;
		}
	return n;
}

static day
later(day a, day b)
{
	return a > b ? a : b;
}

/* Does he hold the same from that day on? Since when he has held it before makes no difference. */
static bool
same_posts(struct arena *a, const struct town *x, const struct person *p, const struct town *y,
    const struct person *q, day d)
{
	const struct holding **h, **g;
	size_t n = staff_holdings(a, x, p, d, &h), m = staff_holdings(a, y, q, d, &g);

	for (size_t i = 0; i < n; i++) {
		bool found = false;

		for (size_t k = 0; k < m && !found; k++)
			found = str_eq(x->posts[h[i]->post].id, y->posts[g[k]->post].id) &&
			        h[i]->concurrent == g[k]->concurrent && h[i]->until == g[k]->until &&
			        later(h[i]->from, d) == later(g[k]->from, d);
		if (!found)
			return false;
	}
	return n == m;
}

static bool
same_names(const struct person *p, const struct person *q)
{
	return str_eq(p->name, q->name) && str_eq(p->kana, q->kana) && str_eq(p->login, q->login);
}

static bool
is_staff(const struct person *p, day d)
{
	return p && p->kind == PERSON_STAFF && !is_over(p->until, d) && p->until >= p->from;
}

static enum staff_change_kind
change_of(struct arena *a, const struct town *before, const struct person *was, const struct town *after,
    const struct person *now, day d)
{
	bool there = is_staff(was, d);

	if (!is_staff(now, d))
		return STAFF_LEAVING;
	if (!there)
		return STAFF_NEW;
	if (was->until != now->until || later(was->from, d) != later(now->from, d) ||
	    !same_posts(a, before, was, after, now, d))
		return STAFF_MOVED;
	return same_names(was, now) ? STAFF_UNCHANGED : STAFF_RENAMED;
}

size_t
staff_changes(struct arena *a, const struct town *before, const struct town *after, day effective,
    struct staff_change **out)
{
	size_t n = 0;

	*out = arena_array(a, after->persons_n + 1, sizeof **out);
	for (size_t i = 0; i < after->persons_n; i++) {
		const struct person *now = &after->persons[i], *was = town_person(before, now->id);

		if (!is_staff(was, effective) && !is_staff(now, effective))
			continue;
		(*out)[n++] = (struct staff_change){
		    .kind = change_of(a, before, was, after, now, effective), .was = was, .now = now};
	}
	return n;
}
