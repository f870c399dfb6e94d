/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/permission.h"

enum { POSTS_MAX = 16 };

static const struct act_rule *
rule_of(const struct policy *pol, struct str act)
{
	for (size_t i = 0; i < pol->acts_n; i++)
		if (str_eq(pol->acts[i].act, act))
			return &pol->acts[i];
	return NULL;
}

/* Does this post carry the role over the person: for the town, or for a section of one of his posts? */
static bool
reaches(const struct policy *pol, const struct town *town, const struct post *post, int role,
    const struct person *about, day d)
{
	const struct post *posts[POSTS_MAX];
	size_t n = about ? town_posts_of(town, about, d, posts, POSTS_MAX) : 0;

	if (!town_post_carries(pol, post, role))
		return false;
	if (n == 0 || pol->roles[role].town)
		return true;
	for (size_t i = 0; i < n && i < POSTS_MAX; i++)
		if (town_post_holds(town, pol, post, role, posts[i]->section))
			return true;
	return false;
}

bool
permission_has(const struct policy *pol, const struct town *town, struct str act, const struct person *who,
    const struct person *about, const struct post *as, day d, const struct post **by)
{
	const struct act_rule *rule = rule_of(pol, act);
	const struct post *posts[POSTS_MAX];
	size_t n = town_posts_of(town, who, d, posts, POSTS_MAX);

	for (size_t r = 0; rule && r < rule->n; r++)
		for (size_t i = 0; i < n && i < POSTS_MAX; i++) {
			if ((as && posts[i] != as) || !reaches(pol, town, posts[i], rule->roles[r], about, d))
				continue;
			if (by)
				*by = posts[i];
			return true;
		}
	return false;
}

static struct str
role_labels(const struct judging *j, const struct act_rule *rule)
{
	struct str *labels = arena_array(j->a, rule->n, sizeof *labels);

	for (size_t i = 0; i < rule->n; i++)
		labels[i] = j->pol->roles[rule->roles[i]].label;
	return say_join(j->a, labels, rule->n, "、");
}

bool
permission_check(struct judging *j, struct str act, struct str label, const struct person *about)
{
	const struct act_rule *rule = rule_of(j->pol, act);
	const struct post *by;

	if (permission_has(j->pol, j->town, act, j->sender, about, j->as, j->now->day, &by)) {
		j->out->post = by->id;
		return true;
	}
	if (rule == NULL || rule->n == 0)
		return refuse(j, ERR_REFUSED, SAY_ACT_NO_RULE, label);
	return refuse(j, ERR_REFUSED, SAY_ACT_NOT_ALLOWED, label, role_labels(j, rule));
}
