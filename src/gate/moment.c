/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gate/inside.h"

int64_t
moment_clock(const struct gate *g)
{
	return loop_clock() + g->offset;
}

/* A demo or test town whose clock was moved ahead stays ahead over a restart. */
void
moment_start(struct gate *g)
{
	int64_t last = store_last_time(g->store);

	g->since = last;
	if (engine_town(g->engine)->kind != TOWN_REAL && last > loop_clock())
		g->offset = last - loop_clock();
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
