/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/policy.h"

/* The lists are short (a few hundred at most) and looked up by id only at the edges. */
#define INDEX(noun, list)                                                                                    \
	int policy_##noun(const struct policy *p, struct str id)                                             \
	{                                                                                                    \
		for (size_t i = 0; i < p->list##_n; i++)                                                     \
			if (str_eq(p->list[i].id, id))                                                       \
				return (int)i;                                                               \
		return NONE;                                                                                 \
	}
INDEX(duty, duties)
INDEX(role, roles)
INDEX(post, posts)
INDEX(organ, organs)
INDEX(class, classes)
INDEX(setting, settings)
INDEX(register, registers)
INDEX(procedure, procedures)
INDEX(board, boards)
INDEX(measure, measures)

int
policy_alarm(const struct policy *p)
{
	for (size_t i = 0; i < p->procedures_n; i++)
		if (p->procedures[i].alarm.n)
			return (int)i;
	return NONE;
}

int
policy_post_of_title(const struct policy *p, struct str title)
{
	int otherwise = NONE;

	for (size_t i = 0; i < p->posts_n; i++) {
		const struct post_kind *k = &p->posts[i];

		for (size_t t = 0; t < k->titles.n; t++)
			if (str_eq(k->titles.s[t], title))
				return (int)i;
		if (k->otherwise)
			otherwise = (int)i;
	}
	return otherwise;
}
