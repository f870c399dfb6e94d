/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "os/loop.h"
#include "os/socket.h"

struct world {
	struct loop *loop;
	int a[2], b[2];
	int ready, ticks, rounds;
};

static void
tick_stop(void *context)
{
	struct world *w = context;

	loop_stop(w->loop);
}

static void
tick_count(void *context)
{
	struct world *w = context;

	w->ticks++;
	loop_after(w->loop, 0, tick_count, w);
}

static void
round_count(void *context)
{
	struct world *w = context;

	w->rounds++;
}

static void
ready_read(void *context, int events)
{
	struct world *w = context;
	char c;

	assert_int_equal(events, LOOP_IN);
	assert_int_equal(read(w->a[0], &c, 1), 1);
	w->ready++;
	loop_stop(w->loop);
}

static void
b_ready_tick_round(void **state)
{
	struct world w = {.loop = loop_new()};

	(void)state;
	socket_pair(w.a);
	loop_watch(w.loop, w.a[0], LOOP_IN, ready_read, &w);
	loop_round(w.loop, round_count, &w);
	assert_int_equal(write(w.a[1], "x", 1), 1);
	loop_run(w.loop);
	assert_int_equal(w.ready, 1);
	assert_int_equal(w.rounds, 1);
	loop_after(w.loop, 20, tick_stop, &w);
	loop_after(w.loop, 0, tick_count, &w); /* one that always wants to run starves nobody */
	loop_run(w.loop);
	assert_true(w.ticks > 1);
	loop_after(w.loop, -1, tick_count, &w);
	w.ticks = 0;
	loop_after(w.loop, 5000, tick_stop, &w);
	loop_after(w.loop, 10, tick_stop, &w); /* replaces it */
	loop_run(w.loop);
	assert_int_equal(w.ticks, 0);
	loop_free(&w.loop);
	close(w.a[0]);
	close(w.a[1]);
}

/* Both descriptors are ready; whichever comes first forgets the other. */
static void
ready_forget(void *context, int events)
{
	struct world *w = context;

	(void)events;
	w->ready++;
	loop_forget(w->loop, w->a[0]);
	loop_forget(w->loop, w->b[0]);
	loop_after(w->loop, 10, tick_stop, w);
}

static void
c_forgotten_in_the_same_round(void **state)
{
	struct world w = {.loop = loop_new()};

	(void)state;
	socket_pair(w.a);
	socket_pair(w.b);
	assert_int_equal(write(w.a[1], "x", 1), 1);
	assert_int_equal(write(w.b[1], "x", 1), 1);
	loop_watch(w.loop, w.a[0], LOOP_IN, ready_forget, &w);
	loop_watch(w.loop, w.b[0], LOOP_IN, ready_forget, &w);
	loop_run(w.loop);
	assert_int_equal(w.ready, 1);
	loop_free(&w.loop);
	for (int i = 0; i < 2; i++) {
		close(w.a[i]);
		close(w.b[i]);
	}
}

static void
ready_stop(void *context, int events)
{
	struct world *w = context;

	(void)events;
	w->ready++;
	loop_stop(w->loop);
}

/* Many watches made from within a callback: the lists grow under the round. */
static void
ready_grow(void *context, int events)
{
	struct world *w = context;
	int fd;

	(void)events;
	loop_forget(w->loop, w->a[0]);
	for (int i = 0; i < 40; i++) {
		fd = dup(w->b[0]);
		assert_true(fd >= 0);
		loop_watch(w->loop, fd, 0, ready_stop, w);
	}
	w->ready++;
	loop_after(w->loop, 10, tick_stop, w);
}

static void
c_grown_in_a_round(void **state)
{
	struct world w = {.loop = loop_new()};
	int last;

	(void)state;
	socket_pair(w.a);
	socket_pair(w.b);
	assert_int_equal(write(w.a[1], "x", 1), 1);
	loop_watch(w.loop, w.a[0], LOOP_IN, ready_grow, &w);
	loop_watch(w.loop, w.b[0], 0, ready_stop, &w);
	close(w.b[1]); /* a hang-up that nobody asked about does not spin and is not told */
	loop_run(w.loop);
	assert_int_equal(w.ready, 1);
	loop_change(w.loop, w.b[0], LOOP_IN);
	loop_run(w.loop);
	assert_int_equal(w.ready, 2);
	loop_free(&w.loop);
	last = dup(w.a[0]);
	for (int fd = w.a[0]; fd <= last; fd++)
		close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_ready_tick_round),
		cmocka_unit_test(c_forgotten_in_the_same_round),
		cmocka_unit_test(c_grown_in_a_round),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
