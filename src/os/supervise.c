/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "os/supervise.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "os/channel.h"
#include "os/socket.h"
#include "os/spawn.h"

enum {
	FRAME_MAX = 64 * 1024,
	PATIENCE_MS = 5000, /* between SIGTERM and SIGKILL */
	BACK_OFF_FIRST_MS = 200,
	BACK_OFF_LAST_MS = 30 * 1000,
	BACK_OFF_CALM_MS = 600 * 1000, /* so long without a crash, and it begins anew */
	CRASHES = 3,
	CRASHES_WITHIN_MS = 60 * 1000,
	ARGV_MAX = 1 + PROGRAM_ARGS_MAX + 2 * (PROGRAM_PAIRS_MAX + 1) + 1,
};

enum phase { PHASE_DOWN, PHASE_STARTING, PHASE_UP, PHASE_STOPPING, PHASE_WAITING };

struct child {
	struct supervise *owner;
	size_t number;
	struct program_status status;
	bool died, asked, killed; /* in this run of the set; asked to end, killed: by us */
	struct channel *channel;
	int64_t crashes[CRASHES]; /* when, newest first */
};

struct supervise {
	struct arena *arena;
	struct loop *loop;
	const struct supervise_plan *plan;
	struct supervise_calls calls;
	enum phase phase;
	bool ending; /* do not start again */
	bool was_up; /* all have been ready once */
	int64_t back_off, crashed;
	struct child children[PROGRAMS_MAX];
	int ends[PROGRAM_PAIRS_MAX][2]; /* not yet handed over; -1 */
};

static void stop_next(struct supervise *s);
static void start_tick(void *context);
static void kill_tick(void *context);

static void
changed(struct supervise *s)
{
	if (s->calls.changed)
		s->calls.changed(s->calls.context);
}

struct supervise *
supervise_new(struct loop *loop, const struct supervise_plan *plan, const struct supervise_calls *calls)
{
	struct arena *a = arena_new(sizeof(struct supervise) + 64);
	struct supervise *s = ARENA_NEW(a, struct supervise);

	must(plan->n <= PROGRAMS_MAX && plan->n_pairs <= PROGRAM_PAIRS_MAX);
	s->arena = a;
	s->loop = loop;
	s->plan = plan;
	s->calls = *calls;
	for (size_t i = 0; i < PROGRAM_PAIRS_MAX; i++)
		s->ends[i][0] = s->ends[i][1] = -1;
	for (size_t i = 0; i < plan->n; i++) {
		s->children[i].owner = s;
		s->children[i].number = i;
	}
	return s;
}

static void
ends_close(struct supervise *s)
{
	for (size_t i = 0; i < PROGRAM_PAIRS_MAX; i++)
		for (int side = 0; side < 2; side++) {
			if (s->ends[i][side] >= 0)
				close(s->ends[i][side]);
			s->ends[i][side] = -1;
		}
}

static void
child_hang_up(struct child *c)
{
	if (c->channel == NULL)
		return;
	loop_forget(c->owner->loop, channel_fd(c->channel));
	channel_free(&c->channel);
}

void
supervise_free(struct supervise **sp)
{
	struct supervise *s = *sp;
	struct arena *a;

	if (s == NULL)
		return;
	for (size_t i = 0; i < s->plan->n; i++) {
		struct child *c = &s->children[i];

		if (c->status.pid > 0 && kill(c->status.pid, SIGKILL) == 0)
			waitpid(c->status.pid, NULL, 0);
		child_hang_up(c);
	}
	ends_close(s);
	loop_after(s->loop, -1, start_tick, s);
	loop_after(s->loop, -1, kill_tick, s);
	a = s->arena;
	arena_free(&a);
	*sp = NULL;
}

struct program_status
supervise_status(const struct supervise *s, size_t program)
{
	must(program < s->plan->n);
	return s->children[program].status;
}

/* --- starting ---------------------------------------------------------------------- */

static size_t
program_number(const struct supervise *s, const char *name)
{
	for (size_t i = 0; i < s->plan->n; i++)
		if (strcmp(s->plan->programs[i].name, name) == 0)
			return i;
	return SIZE_MAX;
}

static void
ends_make(struct supervise *s)
{
	for (size_t i = 0; i < s->plan->n_pairs; i++)
		if (program_number(s, s->plan->pairs[i].a) != SIZE_MAX &&
		    program_number(s, s->plan->pairs[i].b) != SIZE_MAX)
			socket_pair(s->ends[i]);
}

/* A program's command line and descriptors, as they grow. */
struct line {
	struct arena *arena;
	const char *argv[ARGV_MAX];
	size_t argc;
	int fds[PROGRAM_PAIRS_MAX + 1];
	size_t n_fds;
};

static void
line_fd(struct line *l, const char *peer, int fd)
{
	l->argv[l->argc++] = arena_fmt(l->arena, "--fd-%s", peer).p;
	l->argv[l->argc++] = arena_fmt(l->arena, "%d", SPAWN_FD + (int)l->n_fds).p;
	l->fds[l->n_fds++] = fd;
}

static void
line_make(struct supervise *s, const struct program *p, int supervisor, struct line *l)
{
	l->argv[l->argc++] = p->path;
	for (size_t i = 0; i < PROGRAM_ARGS_MAX && p->args[i]; i++)
		l->argv[l->argc++] = p->args[i];
	line_fd(l, "supervisor", supervisor);
	for (size_t i = 0; i < s->plan->n_pairs; i++) {
		const struct program_pair *pair = &s->plan->pairs[i];

		if (s->ends[i][0] >= 0 && strcmp(pair->a, p->name) == 0)
			line_fd(l, pair->b, s->ends[i][0]);
		if (s->ends[i][1] >= 0 && strcmp(pair->b, p->name) == 0)
			line_fd(l, pair->a, s->ends[i][1]);
	}
}

/* What a program has been given we no longer hold, or its peer would not see it end. */
static void
line_handed_over(struct supervise *s, const struct line *l)
{
	for (size_t i = 0; i < l->n_fds; i++)
		close(l->fds[i]);
	for (size_t i = 0; i < PROGRAM_PAIRS_MAX; i++)
		for (int side = 0; side < 2; side++)
			for (size_t k = 0; k < l->n_fds; k++)
				if (s->ends[i][side] == l->fds[k])
					s->ends[i][side] = -1;
}

static void
child_readable(void *context, int events)
{
	struct child *c = context;
	struct supervise *s = c->owner;
	enum err e = channel_fill(c->channel);
	struct str frame;

	(void)events;
	while (c->channel && channel_next(c->channel, &frame))
		s->calls.frame(s->calls.context, c->number, frame);
	if (e) /* its end is told by SIGCHLD */
		child_hang_up(c);
}

static void
child_start(struct supervise *s, struct child *c)
{
	struct line l = {.arena = arena_new(16 * 1024)};
	int ends[2];

	socket_pair(ends);
	line_make(s, &s->plan->programs[c->number], ends[1], &l);
	c->status.pid = spawn_program(l.argv[0], l.argv, l.fds, l.n_fds);
	c->status.state = PROGRAM_STARTING;
	c->died = c->asked = c->killed = false;
	line_handed_over(s, &l);
	c->channel = channel_new(ends[0], FRAME_MAX);
	loop_watch(s->loop, ends[0], LOOP_IN, child_readable, c);
	arena_free(&l.arena);
	changed(s);
}

/* Are all programs of this kind ready? */
static bool
kind_is_ready(const struct supervise *s, bool last)
{
	for (size_t i = 0; i < s->plan->n; i++)
		if (s->plan->programs[i].last == last && s->children[i].status.state != PROGRAM_READY)
			return false;
	return true;
}

static void
kind_start(struct supervise *s, bool last)
{
	for (size_t i = s->plan->n; i-- > 0;)
		if (s->plan->programs[i].last == last && s->children[i].status.state == PROGRAM_DOWN)
			child_start(s, &s->children[i]);
}

/* What can be started now is; when nothing is left to wait for, the set is up. */
static void
start_next(struct supervise *s)
{
	kind_start(s, false);
	if (!kind_is_ready(s, false))
		return;
	kind_start(s, true);
	if (!kind_is_ready(s, true))
		return;
	s->phase = PHASE_UP;
	s->was_up = true;
	if (s->calls.ready)
		s->calls.ready(s->calls.context);
}

void
supervise_start(struct supervise *s)
{
	must(s->phase == PHASE_DOWN || s->phase == PHASE_WAITING);
	s->phase = PHASE_STARTING;
	ends_make(s);
	start_next(s);
}

static void
start_tick(void *context)
{
	supervise_start(context);
}

void
supervise_ready(struct supervise *s, size_t program)
{
	struct child *c = &s->children[program];

	must(program < s->plan->n);
	if (s->phase != PHASE_STARTING || c->status.state != PROGRAM_STARTING)
		return;
	c->status.state = PROGRAM_READY;
	changed(s);
	start_next(s);
}

/* --- ends and what follows ----------------------------------------------------------- */

/* How much a program's end explains the others': who lost a peer ends quietly with 0. */
static int
child_blame(const struct child *c)
{
	int ended = c->status.ended;

	if (!c->died || c->killed)
		return 0;
	/* its peers may have noticed before we did, and then we asked a dead one to end */
	if (WIFSIGNALED(ended) && !(c->asked && WTERMSIG(ended) == SIGTERM))
		return WTERMSIG(ended) == SIGKILL ? 4 : 3;
	if (c->asked)
		return 0;
	return WIFEXITED(ended) && WEXITSTATUS(ended) == 0 ? 1 : 2;
}

static struct child *
culprit_find(struct supervise *s)
{
	struct child *worst = NULL;

	for (size_t i = 0; i < s->plan->n; i++)
		if (child_blame(&s->children[i]) > (worst ? child_blame(worst) : 0))
			worst = &s->children[i];
	return worst;
}

/* Three crashes within a minute: trying again would only hide it. */
static bool
crashes_too_often(struct child *c, int64_t now)
{
	memmove(c->crashes + 1, c->crashes, sizeof c->crashes - sizeof *c->crashes);
	c->crashes[0] = now;
	return c->crashes[CRASHES - 1] && now - c->crashes[CRASHES - 1] < CRASHES_WITHIN_MS;
}

/* How long to wait before the next start; -1 = there is none. */
static int64_t
pause_of(struct supervise *s, struct child *c)
{
	int64_t now = loop_monotonic();

	if (s->ending)
		return -1;
	/* SIGKILL is somebody else's doing (an operator, the machine short of memory), not a fault to count
	 */
	if (WIFSIGNALED(c->status.ended) && WTERMSIG(c->status.ended) == SIGKILL)
		return BACK_OFF_FIRST_MS;
	/* what fails before it has ever worked will fail again, and says why on its own */
	if (!s->was_up || crashes_too_often(c, now))
		return -1;
	if (s->back_off == 0 || now - s->crashed > BACK_OFF_CALM_MS)
		s->back_off = BACK_OFF_FIRST_MS;
	else if ((s->back_off *= 2) > BACK_OFF_LAST_MS)
		s->back_off = BACK_OFF_LAST_MS;
	s->crashed = now;
	return s->back_off;
}

static void
all_down(struct supervise *s)
{
	struct child *c = culprit_find(s);
	int64_t ms = c ? pause_of(s, c) : -1;

	loop_after(s->loop, -1, kill_tick, s);
	ends_close(s);
	if (c && !s->ending) {
		c->status.restarts += ms >= 0;
		s->calls.ended(s->calls.context, c->number, ms);
	}
	for (size_t i = 0; i < s->plan->n; i++)
		s->children[i].died = false;
	s->phase = ms >= 0 ? PHASE_WAITING : PHASE_DOWN;
	changed(s);
	if (ms >= 0)
		loop_after(s->loop, ms, start_tick, s);
	else
		s->calls.stopped(s->calls.context);
}

static void
kill_tick(void *context)
{
	struct supervise *s = context;

	for (size_t i = 0; i < s->plan->n; i++)
		if (s->children[i].status.pid > 0) {
			s->children[i].killed = true;
			kill(s->children[i].status.pid, SIGKILL);
		}
}

/* One after the other, so that who still has to say something finds its peer. */
static void
stop_next(struct supervise *s)
{
	for (size_t i = 0; i < s->plan->n; i++) {
		struct child *c = &s->children[i];

		if (c->status.pid == 0)
			continue;
		if (c->status.state != PROGRAM_STOPPING) {
			c->status.state = PROGRAM_STOPPING;
			c->asked = true;
			kill(c->status.pid, SIGTERM);
			loop_after(s->loop, PATIENCE_MS, kill_tick, s);
			changed(s);
		}
		return;
	}
	all_down(s);
}

static bool
child_reap(struct child *c)
{
	if (c->status.pid == 0 || waitpid(c->status.pid, &c->status.ended, WNOHANG) != c->status.pid)
		return false;
	c->status.pid = 0;
	c->status.state = PROGRAM_DOWN;
	c->died = true;
	child_hang_up(c);
	return true;
}

void
supervise_send(struct supervise *s, size_t program, struct str frame)
{
	struct child *c = &s->children[program];

	if (c->channel == NULL || c->status.state != PROGRAM_READY)
		return;
	channel_send(c->channel, frame);
	(void)!channel_flush(c->channel); /* a program that has gone is told of by SIGCHLD */
}

void
supervise_reap(struct supervise *s)
{
	bool some = false;

	for (size_t i = 0; i < s->plan->n; i++)
		some |= child_reap(&s->children[i]);
	if (!some)
		return;
	changed(s);
	s->phase = PHASE_STOPPING;
	stop_next(s);
}

void
supervise_stop(struct supervise *s)
{
	if (s->ending && s->phase == PHASE_STOPPING) {
		kill_tick(s);
		return;
	}
	s->ending = true;
	loop_after(s->loop, -1, start_tick, s);
	if (s->phase == PHASE_STOPPING)
		return;
	s->phase = PHASE_STOPPING;
	stop_next(s);
}
