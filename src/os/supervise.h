/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Keeps a set of programs that talk to each other alive. The sockets between
 * them are made here and handed over at the start; when one program ends, all
 * are stopped and started again. That is cheaper than it sounds (half a second,
 * nothing acknowledged is lost, sessions are durable) and there is one way to
 * come up only, the one that is used every day.
 */
#ifndef OS_SUPERVISE_H
#define OS_SUPERVISE_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/str.h"
#include "os/loop.h"

enum { PROGRAMS_MAX = 8, PROGRAM_PAIRS_MAX = 16, PROGRAM_ARGS_MAX = 16 };

struct program {
	const char *name;
	const char *path;
	const char *args[PROGRAM_ARGS_MAX]; /* after argv[0], NULL at the end */
	bool last;                          /* started when all others are ready */
};

/*
 * Two programs that talk: a gets "--fd-B N", b gets "--fd-A N". Each program
 * also gets "--fd-supervisor N". A pair with a program that is not in the set
 * is passed over.
 */
struct program_pair {
	const char *a, *b;
};

struct supervise_plan {
	const struct program *programs; /* in the order in which they are stopped */
	size_t n;
	const struct program_pair *pairs;
	size_t n_pairs;
};

enum program_state { PROGRAM_DOWN, PROGRAM_STARTING, PROGRAM_READY, PROGRAM_STOPPING };

struct program_status {
	enum program_state state;
	pid_t pid;    /* 0 = down */
	int restarts; /* of the set, because of this program */
	int ended;    /* how it last ended, as waitpid tells */
};

struct supervise;

struct supervise_calls {
	/* A frame from a program. Who knows what "ready" looks like answers with supervise_ready. */
	void (*frame)(void *context, size_t program, struct str frame);
	/* All programs are ready; called again after every restart. */
	void (*ready)(void *context);
	/* `program` ended without being asked to; the set will be started again in `ms`, or not (-1). */
	void (*ended)(void *context, size_t program, int64_t ms);
	/* Something in supervise_status is different. */
	void (*changed)(void *context);
	/* Nothing runs any more and nothing will. */
	void (*stopped)(void *context);
	void *context;
};

/* The plan and what it points to outlive the supervisor. */
struct supervise *supervise_new(
    struct loop *loop, const struct supervise_plan *plan, const struct supervise_calls *calls);
/* Kills what still runs. */
void supervise_free(struct supervise **s);
/* Starts the programs side by side, and those that are `last` once the others are ready. */
void supervise_start(struct supervise *s);
void supervise_ready(struct supervise *s, size_t program);
/* A frame to a program that is ready; to others it is dropped. */
void supervise_send(struct supervise *s, size_t program, struct str frame);
/* After SIGCHLD. */
void supervise_reap(struct supervise *s);
/* Stops all in order, SIGTERM first; called again, or after 5 s: SIGKILL. Ends with calls->stopped. */
void supervise_stop(struct supervise *s);
struct program_status supervise_status(const struct supervise *s, size_t program);

#endif
