/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The supervisor over three programs that do nothing but live: this one, started anew with --child. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "os/channel.h"
#include "os/inherit.h"
#include "os/signal.h"
#include "os/socket.h"
#include "os/supervise.h"

enum { WEB, GATE, SEAL, PROGRAMS };

struct world {
	struct loop *loop;
	struct supervise *s;
	int signals;
	int frames, readies, ends;
	size_t order[64], last;
	int64_t ms;
	bool stopped;
	int stop_when; /* readies */
	int kill_with, kill_times;
	int tell; /* where on_ready_tell writes the pids */
	pid_t pids[PROGRAMS];
};

static const struct program programs[PROGRAMS] = {
	{.name = "web", .path = "/proc/self/exe", .args = {"--dir", "child"}, .last = true},
	{.name = "gate", .path = "/proc/self/exe", .args = {"--dir", "child"}},
	{.name = "seal", .path = "/proc/self/exe", .args = {"--dir", "child"}},
};
static const struct program_pair pairs[] = {{"web", "gate"}, {"gate", "seal"}, {"web", "nobody"}};
static const struct supervise_plan plan = {programs, PROGRAMS, pairs, 3};

/* Says that it is ready, then waits for a peer to go. */
static int
child(int argc, char **argv)
{
	struct inherited in;
	char c;
	int peer;

	if (inherit_read(argc, argv, &in, NULL) != ERR_OK || in.supervisor < 0 || in.auth >= 0)
		return 3;
	if ((in.web >= 0) + (in.gate >= 0) + (in.seal >= 0) == 0)
		return 4;
	for (int fd = 3; fd < 64; fd++) /* nothing is inherited but what is named */
		if (fcntl(fd, F_GETFD) >= 0 && fd != in.supervisor && fd != in.web && fd != in.gate && fd != in.seal)
			return 5;
	if (send(in.supervisor, "\0\0\0\1!", 5, 0) != 5)
		return 6;
	peer = in.gate >= 0 ? in.gate : in.seal;
	return recv(peer, &c, 1, 0) == 0 ? 0 : 7;
}

static void
on_frame(void *context, size_t program, struct str frame)
{
	struct world *w = context;

	assert_int_equal(frame.n, 5);
	w->order[w->frames++ % 64] = program;
	supervise_ready(w->s, program);
}

static void
on_ready(void *context)
{
	struct world *w = context;

	w->readies++;
	for (size_t i = 0; i < PROGRAMS; i++)
		w->pids[i] = supervise_status(w->s, i).pid;
	if (w->kill_times > 0) {
		w->kill_times--;
		kill(w->pids[GATE], w->kill_with);
	}
	if (w->readies == w->stop_when)
		supervise_stop(w->s);
}

static void
on_ended(void *context, size_t program, int64_t ms)
{
	struct world *w = context;

	w->ends++;
	w->last = program;
	w->ms = ms;
	assert_int_equal(program, GATE); /* the one that was killed is named, not one that noticed */
}

static void
on_stopped(void *context)
{
	struct world *w = context;

	w->stopped = true;
	loop_stop(w->loop);
}

static void
on_signal(void *context, int events)
{
	struct world *w = context;

	(void)events;
	while (signal_take(w->signals))
		supervise_reap(w->s);
}

static void
on_late(void *context)
{
	(void)context;
	fail_msg("the programs did not come up or down in time");
}

static void
run(struct world *w, const struct supervise_plan *p)
{
	const struct supervise_calls calls = {on_frame, on_ready, on_ended, NULL, on_stopped, w};

	w->loop = loop_new();
	w->signals = signal_open(true);
	w->s = supervise_new(w->loop, p, &calls);
	loop_watch(w->loop, w->signals, LOOP_IN, on_signal, w);
	loop_after(w->loop, 20000, on_late, w);
	supervise_start(w->s);
	loop_run(w->loop);
	assert_true(w->stopped);
	for (size_t i = 0; i < p->n; i++)
		assert_int_equal(supervise_status(w->s, i).pid, 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
	supervise_free(&w->s);
	signal_close(&w->signals);
	loop_free(&w->loop);
}

static void
b_up_and_down(void **state)
{
	struct world w = {.stop_when = 1};

	(void)state;
	run(&w, &plan);
	assert_int_equal(w.frames, 3);
	assert_int_equal(w.order[2], WEB);
	assert_int_equal(w.ends, 0);
}

static void
c_one_is_killed_all_come_back(void **state)
{
	struct world w = {.stop_when = 6, .kill_with = SIGKILL, .kill_times = 5};
	int64_t from = loop_monotonic();

	(void)state;
	run(&w, &plan);
	assert_int_equal(w.readies, 6); /* also more than three times a minute: somebody else's doing */
	assert_int_equal(w.ends, 5);
	assert_int_equal(w.last, GATE);
	assert_int_equal(w.ms, 200);
	assert_true(loop_monotonic() - from < 10000);
}

static void
c_three_crashes_and_it_stays_down(void **state)
{
	struct world w = {.kill_with = SIGABRT, .kill_times = 99};

	(void)state;
	run(&w, &plan);
	assert_int_equal(w.readies, 3);
	assert_int_equal(w.ends, 3);
	assert_int_equal(w.last, GATE);
	assert_int_equal(w.ms, -1);
}

static void
f_what_cannot_start_is_not_tried_again(void **state)
{
	static const struct program broken[PROGRAMS] = {
		{.name = "web", .path = "/proc/self/exe", .args = {"--dir", "child"}, .last = true},
		{.name = "gate", .path = "/nowhere/at/all"},
		{.name = "seal", .path = "/proc/self/exe", .args = {"--dir", "child"}},
	};
	const struct supervise_plan p = {broken, PROGRAMS, pairs, 3};
	struct world w = {0};

	(void)state;
	run(&w, &p);
	assert_int_equal(w.readies, 0);
	assert_int_equal(w.ends, 1);
	assert_int_equal(w.last, GATE);
	assert_int_equal(w.ms, -1);
}

static void
on_ready_tell(void *context)
{
	struct world *w = context;

	on_ready(w);
	if (write(w->tell, w->pids, sizeof w->pids) != (ssize_t)sizeof w->pids)
		_exit(1);
}

/* The supervisor itself is killed: nobody stays behind. */
static void
f_no_orphans(void **state)
{
	struct world w = {0};
	const struct supervise_calls calls = {on_frame, on_ready_tell, on_ended, NULL, on_stopped, &w};
	int ends[2], status;
	pid_t pid;

	(void)state;
	socket_pair(ends);
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		w.tell = ends[1];
		w.loop = loop_new();
		w.s = supervise_new(w.loop, &plan, &calls);
		supervise_start(w.s);
		loop_run(w.loop);
		_exit(0);
	}
	assert_int_equal(recv(ends[0], w.pids, sizeof w.pids, MSG_WAITALL), sizeof w.pids);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	for (int i = 0; i < PROGRAMS; i++)
		for (int tries = 0; kill(w.pids[i], 0) == 0; tries++) {
			char path[64], line[256] = "";
			FILE *f;

			/* killed, but nobody in this container may be there to reap it */
			snprintf(path, sizeof path, "/proc/%d/stat", (int)w.pids[i]);
			f = fopen(path, "r");
			if (f == NULL || fgets(line, sizeof line, f) == NULL || strstr(line, ") Z "))
				tries = -1;
			if (f)
				fclose(f);
			if (tries < 0)
				break;
			assert_true(tries < 200);
			usleep(10000);
		}
	close(ends[0]);
	close(ends[1]);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_up_and_down),
		cmocka_unit_test(c_one_is_killed_all_come_back),
		cmocka_unit_test(c_three_crashes_and_it_stays_down),
		cmocka_unit_test(f_what_cannot_start_is_not_tried_again),
		cmocka_unit_test(f_no_orphans),
	};

	if (argc > 2 && strcmp(argv[1], "--dir") == 0 && strcmp(argv[2], "child") == 0)
		return child(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
