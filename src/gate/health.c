/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How the machine fares, written once a minute into the table `local`, where
 * pages and `status` read it. Nothing of it is evidence: what cannot be written
 * now is written the next time.
 */
#include "gate/inside.h"

#include <string.h>

#include "os/file.h"
#include "store/health.h"

enum { JUMP = CLOCK_PATIENCE /* seconds by which a clock that runs may leave the monotonic one */ };

/* The machine's clock against one that nobody can set: how far it was set ahead since the operator last looked. */
static int64_t
clock_drift(const struct gate *g)
{
	return loop_clock() - loop_monotonic() / 1000 - g->clock_base;
}

void
health_clock_fine(struct gate *g)
{
	g->clock_base = loop_clock() - loop_monotonic() / 1000;
}

struct str
health_clock(struct gate *g)
{
	int64_t time;
	enum err e = moment_now(g, &time);

	if (e)
		return STR("behind");
	if (g->clock_confirmed)
		return STR("confirmed");
	return clock_drift(g) > JUMP ? STR("ahead") : STR("ok");
}

static void
health_gather(struct gate *g, struct health *h)
{
	struct str db = file_join(g->scratch, g->dir, STR("town.db"));

	*h = (struct health){.seen = loop_clock(),
	    .started = g->started,
	    .entries = (int64_t)store_tree(g->store)->size,
	    .checkpoint_time = g->note_time,
	    .checkpoint_size = (int64_t)g->note_size,
	    .db_size = file_size(g->scratch, db),
	    .wal_size = file_size(g->scratch, file_join(g->scratch, g->dir, STR("town.db-wal"))),
	    .clock = health_clock(g),
	    .programs = g->programs};
	/* what is not known stays as it was */
	(void)!file_space(g->scratch, g->dir, &h->disk_free, &h->disk_size);
}

static enum err
health_keep(struct gate *g, const struct health *h)
{
	enum err e = store_begin(g->store);

	if (e)
		return e;
	return store_finish(g->store, health_write(g->store, g->scratch, h));
}

void
health_tick(void *gate)
{
	struct gate *g = gate;
	struct health h;

	health_gather(g, &h);
	(void)!health_keep(g, &h);
	arena_reset(g->scratch);
	loop_after(g->loop, HEALTH_EVERY * 1000, health_tick, g);
}

/* Room for the lines of a handful of programs; a longer text is none of the supervisor's. */
void
health_programs(struct gate *g, const struct msg *m)
{
	enum { PROGRAMS_ROOM = 4096 };
	struct str lines = str_sub(m->PROGRAMS.lines, 0, PROGRAMS_ROOM);
	struct health h;

	if (g->programs_room == NULL)
		g->programs_room = arena_alloc(g->home, PROGRAMS_ROOM);
	if (lines.n)
		memcpy(g->programs_room, lines.p, lines.n);
	g->programs = (struct str){g->programs_room, lines.n};
	health_gather(g, &h);
	(void)!health_keep(g, &h);
}

void
health_on_backup(struct gate *g, struct client *c, const struct msg *msg)
{
	const struct msg_BACKUP *m = &msg->BACKUP;
	struct health h = {.backup_time = loop_clock(),
	    .backup_size = m->size,
	    .backup_entries = m->entries,
	    .backup_file = m->path};
	enum err e = health_keep(g, &h);

	talk_done(g, c, m->request, e, e ? STR("控えを取ったことを書き留められませんでした。") : STR(""));
}
