/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/reading.h"

#include "web/label.h"
#include "web/page.h"

static bool
stands_beside(const struct setting *s, const struct str *clauses, size_t n)
{
	for (size_t i = 0; i < s->clauses.n; i++)
		for (size_t k = 0; k < n; k++)
			if (str_eq(s->clauses.s[i], clauses[k]))
				return true;
	return false;
}

size_t
reading_of_clauses(struct request *rq, const struct policy *p, const struct str *clauses, size_t n,
    const struct view_reading **out)
{
	struct view_reading *list = PAGE_LIST(rq, struct view_reading, p->settings_n);
	size_t found = 0;

	for (size_t i = 0; i < p->settings_n; i++) {
		const struct setting *s = &p->settings[i];
		bool decided;

		if (!s->reading || !stands_beside(s, clauses, n))
			continue;
		list[found] = (struct view_reading){.label = s->label,
		    .clauses = label_clauses(rq->page, &s->clauses),
		    .href = arena_fmt(rq->page, "/setting/%.*s", STR_ARG(s->id)),
		    .say = town_setting(&rq->desk->town, p, (int)i, desk_now(rq->desk), &decided)};
		list[found++].decided = decided;
	}
	*out = list;
	return found;
}
