/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/vacancy.h"

#include "model/entitlement.h"
#include "web/page.h"

enum { WHO_MAX = 2, ROOM = 4096 };

static bool
is_held(const struct town *t, const struct post *post, day d)
{
	for (size_t i = 0; i < t->holdings_n; i++) {
		const struct holding *h = &t->holdings[i];
		const struct person *p = &t->persons[h->person];

		if (&t->posts[h->post] == post && town_has_post(t, p, post, d))
			return true;
	}
	return false;
}

static struct claim
claim_of(const struct policy *pol, int role, struct str section)
{
	return (struct claim){.role = role,
	    .section = pol->roles[role].town ? STR("") : section,
	    .raised = NONE,
	    .deputies = true};
}

/* "例示 副一（統括情報セキュリティ責任者）", or that there is nobody. */
static struct str
instead_of(struct request *rq, const struct town *t, int role, struct str section, day d)
{
	const struct policy *pol = rq->desk->policy;
	struct claim c = claim_of(pol, role, section);
	const struct person *who[WHO_MAX];
	size_t n = entitlement_all(pol, t, &c, d, who, WHO_MAX);
	int level = entitlement_level(pol, t, &c, d);
	struct str name;

	if (n == 0 || level == NONE)
		return phrase(TEXT_VACANCY_NOBODY);
	name = n == 1
	           ? who[0]->name
	           : PHRASE(rq->page, TEXT_TODAY_AND_OTHERS, who[0]->name, arena_fmt(rq->page, "%zu", n - 1));
	return PHRASE(rq->page, TEXT_VACANCY_INSTEAD, name, pol->roles[level].label);
}

/* Roles that end with the same people are one line. */
static void
instead_add(
    struct request *rq, struct view_vacancy *v, struct view_pair *pairs, struct str role, struct str who)
{
	for (size_t i = 0; i < v->instead_n; i++)
		if (str_eq(pairs[i].value, who)) {
			struct buf b = buf_on(rq->page, ROOM);

			buf_add(&b, pairs[i].label);
			buf_add(&b, phrase(TEXT_LIST_COMMA));
			buf_add(&b, role);
			pairs[i].label = buf_str(&b);
			return;
		}
	pairs[v->instead_n++] = (struct view_pair){.label = role, .value = who};
}

/* The roles of this post that nobody else in its section holds either; none: nothing is missing. */
static struct view_vacancy
vacancy_of(struct request *rq, const struct town *t, const struct post *post, day d)
{
	const struct policy *pol = rq->desk->policy;
	struct view_pair *pairs = PAGE_LIST(rq, struct view_pair, pol->roles_n);
	struct view_vacancy v = {.post = post->label, .instead = pairs};

	for (size_t r = 0; r < pol->roles_n; r++) {
		struct str section = pol->roles[r].town ? STR("") : post->section;

		if (pol->roles[r].everyone || !town_post_carries(pol, post, (int)r) ||
		    town_holders(t, pol, (int)r, section, d, NULL, 0) > 0)
			continue;
		instead_add(rq, &v, pairs, pol->roles[r].label, instead_of(rq, t, (int)r, post->section, d));
	}
	return v;
}

size_t
vacancy_list(struct request *rq, const struct town *t, struct str section, day d, struct view_vacancy **out)
{
	struct view_vacancy *list = PAGE_LIST(rq, struct view_vacancy, t->posts_n);
	size_t n = 0;

	for (size_t i = 0; i < t->posts_n; i++) {
		if (!str_eq(t->posts[i].section, section) || is_held(t, &t->posts[i], d))
			continue;
		list[n] = vacancy_of(rq, t, &t->posts[i], d);
		n += list[n].instead_n > 0;
	}
	*out = list;
	return n;
}
