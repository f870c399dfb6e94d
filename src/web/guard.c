/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/guard.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>

#include "base/die.h"
#include "os/loop.h"

enum { ARENA_OWN = 128 * 1024 };

/* `until` is written by the connection's thread and read by the watchdog. */
struct guarded {
	int fd;
	bool taken;
	atomic_llong until;
};

struct guard {
	pthread_mutex_t
	    lock; /* for fd and taken: a socket must not be closed between the look and the shutdown */
	struct guarded *all;
	size_t n;
};

static void *
guard_thread(void *context)
{
	struct guard *g = context;

	for (;;) {
		int64_t now;

		nanosleep(&(struct timespec){.tv_nsec = 500 * 1000 * 1000}, NULL);
		now = loop_monotonic();
		pthread_mutex_lock(&g->lock);
		for (size_t i = 0; i < g->n; i++)
			if (g->all[i].taken &&
			    atomic_load_explicit(&g->all[i].until, memory_order_relaxed) < now)
				shutdown(g->all[i].fd, SHUT_RDWR);
		pthread_mutex_unlock(&g->lock);
	}
	return NULL;
}

struct guard *
guard_start(size_t max)
{
	struct arena *a = arena_new(2 * max * sizeof(struct guarded) + ARENA_OWN);
	struct guard *g = ARENA_NEW(a, struct guard);
	pthread_t thread;

	g->all = arena_array(a, max, sizeof *g->all);
	g->n = max;
	if (pthread_mutex_init(&g->lock, NULL) != 0 || pthread_create(&thread, NULL, guard_thread, g) != 0)
		die("thread");
	pthread_detach(thread);
	return g;
}

struct guarded *
guard_enter(struct guard *g, int fd)
{
	struct guarded *c = NULL;

	pthread_mutex_lock(&g->lock);
	for (size_t i = 0; i < g->n && c == NULL; i++)
		if (!g->all[i].taken)
			c = &g->all[i];
	if (c) {
		guard_phase(c, GUARD_HEAD);
		c->taken = true;
		c->fd = fd;
	}
	pthread_mutex_unlock(&g->lock);
	return c;
}

void
guard_leave(struct guard *g, struct guarded *c)
{
	pthread_mutex_lock(&g->lock);
	c->taken = false;
	pthread_mutex_unlock(&g->lock);
}

void
guard_phase(struct guarded *c, enum guard_phase phase)
{
	static const int64_t ms[GUARD_PHASES] = {
	    [GUARD_HEAD] = 20 * 1000,
	    [GUARD_BODY] = 60 * 1000,
	    [GUARD_WORK] = 120 * 1000,
	};

	if (c)
		atomic_store_explicit(&c->until, loop_monotonic() + ms[phase], memory_order_relaxed);
}
