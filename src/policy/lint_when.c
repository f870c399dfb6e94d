/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Steps that nobody can reach: all that must hold for one, with all that must
 * hold for the earlier steps it asks about, leaves some field no value.
 */
#include "policy/finding.h"
#include "policy/lint.h"

enum { CLAUSES_MAX = 64 };

/* Everything that must hold: alternatives (struct when), each of them needed. */
struct needed {
	const struct when *clause[CLAUSES_MAX];
	size_t n;
};

static bool
asks_about(const struct condition *c)
{
	return c->what == COND_PERMITTED || c->what == COND_REFUSED || c->what == COND_TYPED ||
	       c->what == COND_ROWS || (c->what == COND_FILLED && c->step != NONE);
}

/* A step of which something earlier is asked can only come when that one came. */
static void
needed_gather(const struct procedure *r, size_t step, struct needed *out)
{
	const struct step *s = &r->steps[step];

	for (size_t i = 0; i < s->when_n && out->n < CLAUSES_MAX; i++) {
		const struct when *w = &s->when[i];

		out->clause[out->n++] = w;
		if (w->n == 1 && asks_about(&w->any[0]) && w->any[0].step != NONE &&
		    (size_t)w->any[0].step < step)
			needed_gather(r, (size_t)w->any[0].step, out);
	}
}

/* Of one value: what two conditions say about it must agree. Of any of several items, each may hold of another. */
static bool
is_of_one_value(const struct condition *c)
{
	switch (c->what) {
	case COND_FIELD:
		return c->path.leaf.n == 0 && c->path.field != NONE;
	case COND_MAX:
	case COND_MIN:
	case COND_ALL:
	case COND_TYPED:
		return true;
	default:
		return false;
	}
}

static bool
is_same(const struct condition *a, const struct condition *b)
{
	return a->what == b->what && a->step == b->step && a->typed == b->typed &&
	       a->path.field == b->path.field && str_eq(a->path.link_name, b->path.link_name) &&
	       str_eq(a->path.leaf, b->path.leaf);
}

/* Does this clause say something about nothing but that value? */
static bool
is_only_about(const struct when *w, const struct condition *c)
{
	for (size_t i = 0; i < w->n; i++)
		if (!is_same(&w->any[i], c))
			return false;
	return w->n > 0;
}

static bool
clause_takes(const struct when *w, struct str value)
{
	for (size_t i = 0; i < w->n; i++)
		for (size_t k = 0; k < w->any[i].in.n; k++)
			if (str_eq(w->any[i].in.s[k], value))
				return true;
	return false;
}

/* Is there a value that every clause about it takes? `c` is of one of those clauses. */
static bool
word_is_left(const struct needed *all, const struct when *own, const struct condition *c)
{
	for (size_t i = 0; i < own->n; i++)
		for (size_t k = 0; k < own->any[i].in.n; k++) {
			bool taken = true;

			for (size_t w = 0; w < all->n && taken; w++)
				taken = !is_only_about(all->clause[w], c) ||
				        clause_takes(all->clause[w], own->any[i].in.s[k]);
			if (taken)
				return true;
		}
	return false;
}

static bool
number_is_left(const struct needed *all, const struct condition *c)
{
	int64_t least = INT64_MIN, most = INT64_MAX;

	for (size_t w = 0; w < all->n; w++) {
		const struct when *clause = all->clause[w];

		if (clause->n != 1 || !is_only_about(clause, c))
			continue;
		least = clause->any[0].at_least > least ? clause->any[0].at_least : least;
		most = clause->any[0].at_most < most ? clause->any[0].at_most : most;
	}
	return least <= most;
}

/* permitted and refused of one decision. */
static bool
is_both(const struct needed *all, const struct condition *c)
{
	for (size_t w = 0; c->what == COND_PERMITTED && w < all->n; w++)
		if (all->clause[w]->n == 1 && all->clause[w]->any[0].what == COND_REFUSED &&
		    all->clause[w]->any[0].step == c->step)
			return true;
	return false;
}

static bool
clause_is_possible(const struct needed *all, const struct when *w)
{
	const struct condition *c = w->n ? &w->any[0] : NULL;

	if (c == NULL)
		return true; /* its fault is said already */
	if (w->n == 1 && is_both(all, c))
		return false;
	if (!is_of_one_value(c) || !is_only_about(w, c))
		return true;
	return c->in.n ? word_is_left(all, w, c) : number_is_left(all, c);
}

void
lint_when(const struct procedure *r, struct lint *lint)
{
	for (size_t i = 0; i < r->step_n; i++) {
		struct needed all = {.n = 0};
		bool possible = true;

		needed_gather(r, i, &all);
		for (size_t w = 0; w < all.n && possible; w++)
			possible = clause_is_possible(&all, all.clause[w]);
		if (!possible)
			finding_add(lint, r->steps[i].at,
			    "手続「%.*s」の段階「%.*s」は、条件（when）が互いに食い違い、決して来ません。",
			    STR_ARG(r->id), STR_ARG(r->steps[i].name));
	}
}
