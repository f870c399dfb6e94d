/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "os/loop.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/die.h"

enum { LOOP_ARENA = 4 * 1024 * 1024, LOOP_ROOM_FIRST = 16 };

struct watch {
	int fd; /* -1: forgotten, its place is closed up after the round */
	int events;
	loop_ready *ready;
	void *context;
};

struct timer {
	int64_t at;
	loop_tick *tick;
	void *context;
};

struct loop {
	struct arena *arena;
	struct watch *watches;
	struct pollfd *polls; /* as many as watches, made anew for each round */
	size_t n_watches, room;
	struct timer *timers;
	size_t n_timers, timer_room;
	loop_tick *round;
	void *round_context;
	bool stopped;
};

struct loop *
loop_new(void)
{
	struct arena *a = arena_new(LOOP_ARENA);
	struct loop *l = ARENA_NEW(a, struct loop);

	l->arena = a;
	return l;
}

void
loop_free(struct loop **lp)
{
	struct arena *a = *lp ? (*lp)->arena : NULL;

	arena_free(&a);
	*lp = NULL;
}

static struct watch *
watch_of(struct loop *l, int fd)
{
	for (size_t i = 0; i < l->n_watches; i++)
		if (l->watches[i].fd == fd)
			return &l->watches[i];
	return NULL;
}

/* Doubles; what it leaves behind in the arena is never more than what it holds. */
static void
watch_grow(struct loop *l)
{
	struct watch *old = l->watches;

	l->room = l->room ? l->room * 2 : LOOP_ROOM_FIRST;
	l->watches = arena_array(l->arena, l->room, sizeof *l->watches);
	l->polls = arena_array(l->arena, l->room, sizeof *l->polls);
	if (l->n_watches)
		memcpy(l->watches, old, l->n_watches * sizeof *old);
}

void
loop_watch(struct loop *l, int fd, int events, loop_ready *ready, void *context)
{
	must(fd >= 0 && watch_of(l, fd) == NULL);
	if (l->n_watches == l->room)
		watch_grow(l);
	l->watches[l->n_watches++] = (struct watch){fd, events, ready, context};
}

void
loop_change(struct loop *l, int fd, int events)
{
	struct watch *w = watch_of(l, fd);

	must(w != NULL);
	w->events = events;
}

void
loop_forget(struct loop *l, int fd)
{
	struct watch *w = watch_of(l, fd);

	if (w != NULL)
		w->fd = -1;
}

static void
timer_drop(struct loop *l, loop_tick *tick, void *context)
{
	for (size_t i = 0; i < l->n_timers; i++)
		if (l->timers[i].tick == tick && l->timers[i].context == context) {
			l->timers[i] = l->timers[--l->n_timers];
			return;
		}
}

static void
timer_grow(struct loop *l)
{
	struct timer *old = l->timers;

	l->timer_room = l->timer_room ? l->timer_room * 2 : LOOP_ROOM_FIRST;
	l->timers = arena_array(l->arena, l->timer_room, sizeof *l->timers);
	if (l->n_timers)
		memcpy(l->timers, old, l->n_timers * sizeof *old);
}

void
loop_after(struct loop *l, int64_t ms, loop_tick *tick, void *context)
{
	timer_drop(l, tick, context);
	if (ms < 0)
		return;
	if (l->n_timers == l->timer_room)
		timer_grow(l);
	l->timers[l->n_timers++] = (struct timer){loop_monotonic() + ms, tick, context};
}

void
loop_round(struct loop *l, loop_tick *tick, void *context)
{
	l->round = tick;
	l->round_context = context;
}

static struct timer *
timer_first(struct loop *l)
{
	struct timer *first = NULL;

	for (size_t i = 0; i < l->n_timers; i++)
		if (first == NULL || l->timers[i].at < first->at)
			first = &l->timers[i];
	return first;
}

static void
timers_run(struct loop *l)
{
	int64_t now = loop_monotonic();
	struct timer *t, due;

	/* each timer at most once a round, or one that re-arms itself at once starves the descriptors */
	for (size_t left = l->n_timers; left && !l->stopped; left--) {
		t = timer_first(l);
		if (t == NULL || t->at > now)
			return;
		due = *t;
		*t = l->timers[--l->n_timers];
		due.tick(due.context);
	}
}

static int
timers_wait(struct loop *l)
{
	struct timer *t = timer_first(l);
	int64_t ms;

	if (t == NULL)
		return -1;
	ms = t->at - loop_monotonic();
	if (ms < 0)
		return 0;
	return ms > 3600 * 1000 ? 3600 * 1000 : (int)ms;
}

/* Closes the gaps that loop_forget left; writes the list for poll(2). */
static void
polls_make(struct loop *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n_watches; i++)
		if (l->watches[i].fd >= 0)
			l->watches[n++] = l->watches[i];
	l->n_watches = n;
	for (size_t i = 0; i < n; i++) {
		const struct watch *w = &l->watches[i];

		l->polls[i] = (struct pollfd){
		    .fd = w->events ? w->fd : -1, /* else a hang-up that nobody asked about would spin */
		    .events =
		        (short)((w->events & LOOP_IN ? POLLIN : 0) | (w->events & LOOP_OUT ? POLLOUT : 0)),
		};
	}
}

/* A hang-up or an error is told as whatever was asked for: the next read or write meets it. */
static int
polls_events(const struct pollfd *p)
{
	int events = 0;

	if (p->revents & (POLLHUP | POLLERR | POLLNVAL))
		return (p->events & POLLIN ? LOOP_IN : 0) | (p->events & POLLOUT ? LOOP_OUT : 0);
	if (p->revents & POLLIN)
		events |= LOOP_IN;
	if (p->revents & POLLOUT)
		events |= LOOP_OUT;
	return events;
}

static void
polls_run(struct loop *l, size_t n)
{
	for (size_t i = 0; i < n && !l->stopped; i++) {
		struct pollfd p = l->polls[i]; /* a callback may grow the list */
		struct watch w = l->watches[i];

		/* forgotten meanwhile; a new watch of the same number stands beyond n */
		if (p.revents && w.fd >= 0)
			w.ready(w.context, polls_events(&p));
	}
}

void
loop_run(struct loop *l)
{
	int n;

	l->stopped = false;
	while (!l->stopped) {
		polls_make(l);
		n = poll(l->polls, l->n_watches, timers_wait(l));
		if (n < 0 && errno != EINTR)
			die("poll");
		if (n > 0)
			polls_run(l, l->n_watches);
		timers_run(l);
		if (l->round)
			l->round(l->round_context);
	}
}

void
loop_stop(struct loop *l)
{
	l->stopped = true;
}

int64_t
loop_monotonic(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
loop_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec;
}
