/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gate/inside.h"

#include <unistd.h>

#include "base/die.h"
#include "os/file.h"
#include "os/signal.h"
#include "os/socket.h"
#include "store/narrow.h"

enum { HOME_ROOM = 64 * 1024 * 1024, SCRATCH_ROOM = 64 * 1024 * 1024, PATIENCE_MS = 2000 };

static void
signal_ready(void *context, int events)
{
	struct gate *g = context;

	(void)events;
	if (signal_take(g->signals))
		loop_stop(g->loop);
}

/* Days begin and steps become late although nobody asks: the round looks every second. */
static void
tick(void *context)
{
	struct gate *g = context;

	g->tick = true;
	loop_after(g->loop, TICK_MS, tick, g);
}

/* What judge refused the clock is seen by whoever reads the events. */
static void
clock_refused(void *gate, const struct act *act, struct str json)
{
	struct gate *g = gate;
	struct event v = {.time = moment_clock(g),
	    .what = STR("clock.refused"),
	    .channel = act_channel_word(CHANNEL_CLOCK),
	    .act = act_word(act->kind),
	    .subject = act->id,
	    .detail = json};
	enum err e = events_add(g->events, g->scratch, &v);

	if (e && e != ERR_FULL)
		die("the events file cannot be written");
}

/* What is narrow is opened and closed here and nowhere else. */
static void
narrow_begin_with(struct gate *g)
{
	unsigned char key[ENCRYPT_KEY];

	if (g->blobs == NULL)
		return;
	blobs_narrow_key(g->blobs, key);
	narrow_town_key(g->store, key);
	secret_wipe(key, sizeof key);
}

static enum err
gate_open(struct gate *g, const struct gate_options *o, struct why *why)
{
	struct arena *a = g->home;
	enum err e;

	g->blobs = o->blobs;
	if ((e = store_open(file_join(a, o->dir, STR("town.db")).p, STORE_WRITE, &g->store, why)))
		return e;
	narrow_begin_with(g);
	if ((e = engine_new(g->store, &g->engine, why)) ||
	    (e = events_open(a, file_join(a, o->dir, STR("events")), &g->events, why)) ||
	    (e = batch_catch_up(g, why)))
		return e;
	engine_on_refusal(g->engine, clock_refused, g);
	engine_blobs(g->engine, g->blobs);
	if (g->blobs)
		blobs_tidy(g->blobs, a);
	if (store_tree(g->store)->size == 0)
		return why_set(
		    why, ERR_CORRUPT, "台帳に記載がありません。sekimori init で作り直してください。");
	return socket_listen(a, file_join(a, o->dir, STR("run/gate.sock")), &g->listener, why);
}

static void
gate_ready(struct gate *g, const struct gate_options *o)
{
	if (g->supervisor == NULL)
		return;
	talk_queue(g->supervisor, g, &(struct msg){.type = MSG_READY, .READY = {STR("gate"), o->confined}});
	while (channel_has_output(g->supervisor))
		if (channel_flush(g->supervisor))
			return;
}

/* Batches on their way are sealed and answered before the end. */
static void
gate_drain(struct gate *g)
{
	int64_t end = loop_monotonic() + PATIENCE_MS;
	struct str frame;
	struct msg m;

	while (g->flights_n && loop_monotonic() < end) {
		if (channel_wait(g->seal, PATIENCE_MS, &frame) || msg_read(frame, &m) || m.type != MSG_SEALED)
			return;
		batch_sealed(g, &m.SEALED);
	}
	for (size_t i = 0; i < CLIENTS_MAX && g->clients[i]; i++)
		if (g->clients[i]->channel)
			(void)!channel_flush(g->clients[i]->channel);
	batch_idle(g);
}

/* Questions that nobody waits for any more. */
static void
queue_end(struct gate *g, struct queue *q)
{
	struct pending *p;

	while ((p = queue_take(q)))
		pending_free(g, p);
}

static void
memory_end(struct gate *g)
{
	queue_end(g, &g->waiting);
	queue_end(g, &g->ready);
	for (size_t i = 0; i < g->flights_n; i++)
		queue_end(g, &g->flights[i].answers);
	for (struct pending *p = g->spare, *next; p; p = next) {
		struct arena *arena = p->arena;

		next = p->next;
		arena_free(&arena);
	}
	for (size_t i = 0; i < CLIENTS_MAX && g->clients[i]; i++)
		channel_free(&g->clients[i]->channel);
	channel_free(&g->auth);
	channel_free(&g->seal);
	channel_free(&g->supervisor);
	arena_free(&g->scratch);
}

static void
gate_close(struct gate *g, const struct gate_options *o)
{
	(void)unlink(file_join(g->scratch, o->dir, STR("run/gate.sock")).p);
	engine_free(&g->engine);
	store_close(&g->store);
	loop_free(&g->loop);
	memory_end(g);
}

enum err
gate_run(const struct gate_options *o, struct why *why)
{
	struct arena *home = arena_new(HOME_ROOM);
	struct gate *g = ARENA_NEW(home, struct gate);
	enum err e;

	*g = (struct gate){.home = home,
	    .scratch = arena_new(SCRATCH_ROOM),
	    .loop = loop_new(),
	    .dir = o->dir,
	    .who = who_new(home),
	    .auth = channel_new(o->auth, MSG_MAX),
	    .seal = channel_new(o->seal, MSG_MAX),
	    .supervisor = o->supervisor >= 0 ? channel_new(o->supervisor, MSG_MAX) : NULL};
	g->signals = o->signals;
	g->started = loop_clock();
	health_clock_fine(g);
	talk_peers(g, o);
	if ((e = gate_open(g, o, why)) == ERR_OK) {
		moment_start(g);
		g->tick = true;
		talk_clients(g, o);
		loop_watch(g->loop, g->signals, LOOP_IN, signal_ready, g);
		loop_round(g->loop, batch_round, g);
		loop_after(g->loop, TICK_MS, tick, g);
		loop_after(g->loop, IDLE_MS, batch_idle, g);
		loop_after(g->loop, 0, health_tick, g);
		gate_ready(g, o);
		loop_run(g->loop);
		gate_drain(g);
	}
	gate_close(g, o);
	arena_free(&home);
	return e;
}
