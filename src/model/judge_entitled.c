/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may, asked ahead by pages: the rules of entitlement.c. */
#include "model/entitlement.h"
#include "model/judge.h"

bool
judge_entitled(const struct policy *pol, const struct town *town, const struct matter *m,
    const struct opened *o, const struct person *who, day d, const struct post **by)
{
	struct claim c;

	if (who == NULL || m->state != MATTER_OPEN || (o->state != STEP_OPEN && o->state != STEP_UNCONFIRMED))
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
judge_may_start(
    const struct policy *pol, const struct town *town, int procedure, const struct person *who, day d)
{
	return who != NULL && judge_start_post(pol, town, procedure, who, d) != NULL;
}
