/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/num.h"
#include "gate/inside.h"
#include "query.h"

#define DOWN_KEY   "down" /* in `local`: since when nobody was there, while that is still being told */
#define OFFSET_KEY "clock-offset" /* in `local`, of a test town: its clock less the machine's */

int64_t
moment_clock(const struct gate *g)
{
	return loop_clock() + g->offset;
}

/* A town that was caught up with only in part is still caught up with from the same moment. */
static int64_t
number_kept(struct gate *g, struct str key, int64_t least)
{
	struct q_local_get_out row;
	int64_t n;

	if (q_local_get(g->store, g->scratch, &(struct q_local_get_in){key}, &row) ||
	    !num_i64(row.value, least, INT64_MAX, &n))
		return 0;
	return n;
}

/* A demo or test town whose clock was moved ahead stays ahead over a restart; a test town may have begun in the past. */
void
moment_start(struct gate *g)
{
	int64_t last = store_last_time(g->store);

	g->since = number_kept(g, STR(DOWN_KEY), 0);
	g->since_kept = g->since != 0;
	if (g->since == 0)
		g->since = last;
	if (engine_town(g->engine)->kind == TOWN_TEST)
		g->offset = number_kept(g, STR(OFFSET_KEY), INT64_MIN);
	if (engine_town(g->engine)->kind != TOWN_REAL && last > moment_clock(g))
		g->offset = last - loop_clock();
}

enum err
moment_caught_up(struct gate *g, bool all)
{
	struct q_local_put_in in = {STR(DOWN_KEY), STR("")};

	g->since_next = all ? 0 : g->since;
	if (g->since_next == 0 && !g->since_kept)
		return ERR_OK;
	in.value = arena_fmt(g->scratch, "%lld", (long long)g->since_next);
	return q_local_put(g->store, &in);
}

/*
 * An entry's time never goes back. A clock that is a little behind is waited
 * for: its seconds are given the last entry's time. One that is far behind is
 * somebody's mistake or deed: acts are refused until the operator has looked.
 */
enum err
moment_now(struct gate *g, int64_t *time)
{
	int64_t last = store_last_time(g->store);
	int64_t now = moment_clock(g);

	*time = now > last ? now : last;
	if (now + CLOCK_PATIENCE >= last) {
		g->clock_confirmed = false;
		return ERR_OK;
	}
	return g->clock_confirmed ? ERR_OK : ERR_BUSY;
}

/* Is there a day to begin, or a step that has become late? */
bool
moment_due(struct gate *g)
{
	int64_t time;

	if (!g->tick)
		return false;
	g->tick = moment_now(g, &time) == ERR_OK && engine_due(g->engine, g->scratch, time);
	return g->tick;
}
