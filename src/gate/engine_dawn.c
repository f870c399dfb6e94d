/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a day begins: rounds, and events that come with its date. They are
 * listed once and made over as many ticks as it takes; after a restart they are
 * listed again, and those whose id is there are passed over. That all of a day
 * has been begun is noted beside the ledger, so that nothing is asked again.
 */
#include "gate/engine_inside.h"
#include "model/round.h"
#include "query.h"

#define DAWN_KEY "dawn" /* in `local`: the last day all of whose rounds have been begun */

enum { DAWN_ROOM = 256 * 1024 * 1024 };

void
engine_dawn_forget(struct engine *e)
{
	arena_free(&e->dawn.arena);
	e->dawn = (struct dawn){.day = DAY_NONE};
}

enum err
engine_dawn_skip(struct engine *e, struct arena *a, day d)
{
	return q_local_put(e->store, &(struct q_local_put_in){STR(DAWN_KEY), day_iso(a, d)});
}

/* Listed, and every one made or refused. */
static bool
is_over(const struct engine *e, day d)
{
	return e->dawn.day == d && e->dawn.at == e->dawn.list.n;
}

bool
engine_dawn_waits(struct engine *e, struct arena *a, day d)
{
	struct q_local_get_out row;
	day noted;

	if (is_over(e, d))
		return false;
	return q_local_get(e->store, a, &(struct q_local_get_in){STR(DAWN_KEY)}, &row) ||
	       !day_parse_iso(row.value, &noted) || noted < d;
}

/* --- the list ---------------------------------------------------------------------------- */

static bool
asks_for_items(const struct policy *pol, int reg)
{
	for (size_t p = 0; p < pol->procedures_n; p++) {
		const struct procedure *proc = &pol->procedures[p];

		for (size_t i = 0; i < proc->round_n; i++)
			if (proc->rounds[i].each == EACH_ITEM && proc->rounds[i].reg == reg)
				return true;
		for (size_t i = 0; i < proc->trigger_n; i++)
			if (proc->triggers[i].event == EVENT_ITEM_DUE && event_is_of(&proc->triggers[i], reg))
				return true;
	}
	return false;
}

static enum err
dawn_list(struct engine *e, day d, day today)
{
	struct dawn *w = &e->dawn;
	struct item *items = NULL;
	size_t n = 0;
	enum err err = ERR_OK;

	engine_dawn_forget(e);
	w->arena = arena_new(DAWN_ROOM);
	for (size_t r = 0; r < e->policy->registers_n && err == ERR_OK; r++)
		if (asks_for_items(e->policy, (int)r))
			err = store_items(e->store, w->arena, e->policy, (int)r, &items, &n);
	if (err)
		return err;
	round_list(w->arena, e->policy, &e->town, d, today, items, n, &w->list);
	event_list(w->arena, e->policy, &e->town, d, today, items, n, &w->list);
	w->day = d;
	return ERR_OK;
}

enum err
engine_dawn(struct engine *e, struct arena *a, day d, int64_t time, size_t max, size_t *made, bool *all)
{
	enum err err = ERR_OK;

	*all = !engine_dawn_waits(e, a, d);
	if (*all)
		return ERR_OK;
	/* what an opening changes in the town makes the list anew */
	while (err == ERR_OK && *made < max && !is_over(e, d)) {
		bool done;

		if (e->dawn.day != d) {
			err = dawn_list(e, d, day_of_time(time));
			continue;
		}
		arena_reset(e->work);
		err = engine_open(e, e->work, &e->dawn.list.o[e->dawn.at++], time, &done);
		*made += done && err == ERR_OK;
	}
	*all = err == ERR_OK && is_over(e, d);
	return *all ? engine_dawn_skip(e, a, d) : err;
}
