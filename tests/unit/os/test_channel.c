/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "os/channel.h"
#include "os/socket.h"

enum { FRAME_MAX = 1 << 20 };

struct pair {
	struct arena *arena;
	struct channel *a, *b;
};

static int
setup(void **state)
{
	static struct pair p; /* cmocka runs one test at a time */
	int ends[2];

	socket_pair(ends);
	p.arena = arena_new(16 << 20);
	p.a = channel_new(ends[0], FRAME_MAX);
	p.b = channel_new(ends[1], FRAME_MAX);
	*state = &p;
	return 0;
}

static int
teardown(void **state)
{
	struct pair *p = *state;

	channel_free(&p->a);
	channel_free(&p->b);
	arena_free(&p->arena);
	return 0;
}

/* A frame of `n` bytes behind its head, each `fill`. */
static struct str
frame_of(struct arena *a, size_t n, int fill)
{
	char *p = arena_alloc(a, n + 4);

	p[0] = (char)(n >> 24);
	p[1] = (char)(n >> 16);
	p[2] = (char)(n >> 8);
	p[3] = (char)n;
	memset(p + 4, fill, n);
	return (struct str){p, n + 4};
}

static void
b_frames_in_order(void **state)
{
	struct pair *p = *state;
	struct str got;

	for (int i = 0; i < 100; i++)
		channel_send(p->a, frame_of(p->arena, (size_t)i, i));
	assert_true(channel_has_output(p->a));
	assert_int_equal(channel_flush(p->a), ERR_OK);
	assert_false(channel_has_output(p->a));
	assert_int_equal(channel_fill(p->b), ERR_OK);
	for (int i = 0; i < 100; i++) {
		assert_true(channel_next(p->b, &got));
		assert_true(str_eq(got, frame_of(p->arena, (size_t)i, i)));
	}
	assert_false(channel_next(p->b, &got));
}

/* More than a socket takes at once, and frames of the greatest length. */
static void
c_long_frames(void **state)
{
	struct pair *p = *state;
	struct str got, big = frame_of(p->arena, FRAME_MAX, 'x');
	int seen = 0;

	for (int i = 0; i < 5; i++)
		channel_send(p->a, big);
	while (seen < 5) {
		assert_int_equal(channel_flush(p->a), ERR_OK);
		assert_int_equal(channel_fill(p->b), ERR_OK);
		while (channel_next(p->b, &got)) {
			assert_true(str_eq(got, big));
			seen++;
		}
	}
	assert_false(channel_has_output(p->a));
}

static void
c_byte_by_byte(void **state)
{
	struct pair *p = *state;
	struct str got, f = frame_of(p->arena, 10, 'y');

	for (size_t i = 0; i < f.n; i++) {
		assert_int_equal(channel_fill(p->b), ERR_OK);
		assert_false(channel_next(p->b, &got));
		assert_int_equal(send(channel_fd(p->a), f.p + i, 1, 0), 1);
	}
	assert_int_equal(channel_fill(p->b), ERR_OK);
	assert_true(channel_next(p->b, &got));
	assert_true(str_eq(got, f));
}

static void
f_too_long_is_refused(void **state)
{
	struct pair *p = *state;
	static const char head[] = {0, 0x10, 0, 1};

	channel_send(p->a, frame_of(p->arena, 3, 'z')); /* a good one before it changes nothing */
	assert_int_equal(channel_flush(p->a), ERR_OK);
	assert_int_equal(send(channel_fd(p->a), head, sizeof head, 0), sizeof head);
	assert_int_equal(channel_fill(p->b), ERR_TOO_LARGE);
	assert_int_equal(channel_fill(p->b), ERR_TOO_LARGE);
}

static void
c_the_last_frames_of_a_peer_that_left(void **state)
{
	struct pair *p = *state;
	struct str got;

	channel_send(p->a, frame_of(p->arena, 3, 'z'));
	assert_int_equal(channel_flush(p->a), ERR_OK);
	channel_free(&p->a);
	assert_int_equal(channel_fill(p->b), ERR_OK);
	assert_true(channel_next(p->b, &got));
	assert_int_equal(channel_fill(p->b), ERR_CLOSED);
	channel_send(p->b, frame_of(p->arena, 3, 'z'));
	assert_int_equal(channel_flush(p->b), ERR_CLOSED); /* and no SIGPIPE */
}

static void
b_wait(void **state)
{
	struct pair *p = *state;
	struct str got;

	assert_int_equal(channel_wait(p->b, 30, &got), ERR_BUSY);
	channel_send(p->a, frame_of(p->arena, 3, '1'));
	channel_send(p->a, frame_of(p->arena, 3, '2'));
	assert_int_equal(channel_flush(p->a), ERR_OK);
	assert_int_equal(channel_wait(p->b, 0, &got), ERR_OK);
	assert_int_equal(got.p[4], '1');
	assert_int_equal(channel_wait(p->b, -1, &got), ERR_OK);
	assert_int_equal(got.p[4], '2');
	channel_free(&p->a);
	assert_int_equal(channel_wait(p->b, -1, &got), ERR_CLOSED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(b_frames_in_order),
		TEST(c_long_frames),
		TEST(c_byte_by_byte),
		TEST(f_too_long_is_refused),
		TEST(c_the_last_frames_of_a_peer_that_left),
		TEST(b_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
