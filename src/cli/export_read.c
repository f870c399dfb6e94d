/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/export_read.h"

#include "model/may_read.h"

void
export_reader_init(struct export_reader *r, struct arena *a)
{
	*r = (struct export_reader){.arena = a, .matters = map_new(a)};
}

static const struct policy *
reader_policy(struct export_reader *r, struct str hex)
{
	struct why why = {.arena = r->arena};

	if (r->last == NULL || !str_eq(hex, r->last_hex)) {
		r->last_hex = arena_str(r->arena, hex);
		if (view_policy(r->view, r->last_hex, &r->last, &why) != ERR_OK)
			r->last = NULL;
	}
	return r->last;
}

static bool
reader_asks(struct export_reader *r, struct arena *a, const struct person *who, day d, int64_t id)
{
	struct need_key key = {.kind = NEED_MATTER, .id = id};
	const struct policy *pol;
	struct facts facts = {0};
	struct str hex;

	if (store_matter_policy(r->view->store, a, id, &hex) != ERR_OK)
		return false;
	pol = reader_policy(r, hex);
	return pol != NULL && store_facts(r->view->store, a, pol, &key, 1, &facts) == ERR_OK &&
	       facts.matter != NULL && may_read_matter(pol, &r->view->town, who, d, facts.matter);
}

/* A matter has many entries; the answer is the same for all. */
static bool
reader_matter(struct export_reader *r, struct arena *a, const struct person *who, day d, int64_t id)
{
	struct str key = arena_fmt(r->arena, "%lld", (long long)id);
	const char *known = map_get(r->matters, key);
	char *answer = ARENA_NEW(r->arena, char);

	if (known != NULL)
		return *known != 0;
	*answer = reader_asks(r, a, who, d, id);
	map_put(r->matters, key, answer);
	return *answer != 0;
}

bool
export_reader_may(struct export_reader *r, struct arena *a, const struct entry *e)
{
	const struct person *who = r->person.n > 0 ? town_person(&r->view->town, r->person) : NULL;
	day d = day_of_time(r->view->last);
	struct json *subject;
	int64_t matter = 0;

	if (who == NULL || !person_in_office(who, d))
		return false;
	if (e->subject.n > 0 && json_read(a, e->subject, ENTRY_MAX, &subject, NULL) == ERR_OK)
		matter = json_get_int(subject, "matter", 0);
	return matter > 0 ? reader_matter(r, a, who, d, matter)
	                  : may_read_ledger(r->view->policy, &r->view->town, who, d);
}
