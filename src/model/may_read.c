/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/may_read.h"

#include "model/judge.h"
#include "model/notice.h"

enum { POSTS_MAX = 16 };

struct readers {
	const struct reader *r;
	size_t n;
};

/* What a register or procedure says, else the policy's default. */
static struct readers
readers_of(const struct policy *pol, int reg, int procedure)
{
	if (reg != NONE && pol->registers[reg].reader_n)
		return (struct readers){pol->registers[reg].readers, pol->registers[reg].reader_n};
	if (procedure != NONE && pol->procedures[procedure].reader_n)
		return (struct readers){
		    pol->procedures[procedure].readers, pol->procedures[procedure].reader_n};
	return (struct readers){pol->readers, pol->readers_n};
}

static void
scope_add(struct scope *s, struct str section)
{
	if (section.n && !scope_has(s, section))
		s->sections[s->n++] = section;
}

/* The sections of his posts that carry the role; a role of the town opens them all. */
static void
scope_add_role(const struct policy *pol, const struct reader *r, const struct post *post, struct scope *s)
{
	if (!town_post_carries(pol, post, r->role))
		return;
	if (!r->owner || pol->roles[r->role].town)
		s->all = true;
	else
		scope_add(s, post->section);
}

void
may_read_scope(struct arena *a, const struct policy *pol, const struct town *town, const struct person *who,
    day d, int reg, int procedure, struct scope *out)
{
	struct readers readers = readers_of(pol, reg, procedure);
	const struct post *posts[POSTS_MAX];
	size_t n = who ? town_posts_of(town, who, d, posts, POSTS_MAX) : 0;

	*out = (struct scope){.sections = arena_array(a, POSTS_MAX, sizeof *out->sections)};
	for (size_t p = 0; p < n && p < POSTS_MAX; p++)
		for (size_t r = 0; r < readers.n; r++)
			scope_add_role(pol, &readers.r[r], posts[p], out);
}

/* Is one of the readers this person, for this section? */
static bool
is_reader(const struct policy *pol, const struct town *town, const struct person *who, day d,
    struct readers readers, struct str section)
{
	for (size_t i = 0; i < readers.n; i++) {
		const struct reader *r = &readers.r[i];

		if (r->owner ? town_holds(town, pol, who, r->role, section, d, NULL)
		             : town_holds_anywhere(town, pol, who, r->role, d, NULL))
			return true;
	}
	return false;
}

bool
may_read_item(const struct policy *pol, const struct town *town, const struct person *who, day d,
    const struct item *item)
{
	return who && is_reader(pol, town, who, d, readers_of(pol, item->reg, NONE), item->section);
}

/* He decided or did one of its steps, in whichever round, or may do one now; or was told of it. */
static bool
has_part(const struct policy *pol, const struct town *town, const struct person *who, day d,
    const struct matter *m)
{
	for (size_t i = 0; i < m->opened_n; i++)
		if (str_eq(m->opened[i].person, who->id) ||
		    judge_entitled(pol, town, m, &m->opened[i], who, d, NULL))
			return true;
	for (size_t i = 0; i < m->notices_n; i++)
		if (notice_is_to(pol, town, &m->notices[i], who, d))
			return true;
	return false;
}

bool
may_read_matter(const struct policy *pol, const struct town *town, const struct person *who, day d,
    const struct matter *m)
{
	if (who == NULL || !person_in_office(who, d))
		return false;
	if (who->kind == PERSON_STATION) /* it shows who is inside now, to whoever stands before it */
		return m->state == MATTER_OPEN && str_eq(who->procedure, pol->procedures[m->procedure].id);
	return str_eq(m->applicant, who->id) ||
	       is_reader(pol, town, who, d, readers_of(pol, NONE, m->procedure), m->section) ||
	       has_part(pol, town, who, d, m);
}

bool
may_read_ledger(const struct policy *pol, const struct town *town, const struct person *who, day d)
{
	for (size_t i = 0; who && i < pol->readers_n; i++)
		if (!pol->readers[i].owner &&
		    town_holds_anywhere(town, pol, who, pol->readers[i].role, d, NULL))
			return true;
	return false;
}
