/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One thread, many descriptors, timers: poll(2) behind callbacks with their own context. */
#ifndef OS_LOOP_H
#define OS_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct loop;
enum { LOOP_IN = 1, LOOP_OUT = 2 };
typedef void loop_ready(void *context, int events);
typedef void loop_tick(void *context);

struct loop *loop_new(void);
void loop_free(struct loop **l);
/* Calls `ready` when the descriptor is; the context is the caller's and outlives the watch. */
void loop_watch(struct loop *l, int fd, int events, loop_ready *ready, void *context);
void loop_change(struct loop *l, int fd, int events);
/* To be called before the descriptor is closed; harmless for one that is not watched. */
void loop_forget(struct loop *l, int fd);
/*
 * After `ms` milliseconds, once. The same tick and context replace an earlier one; ms < 0 only takes that
 * away.
 */
void loop_after(struct loop *l, int64_t ms, loop_tick *tick, void *context);
/* Called once after every round of ready descriptors: where a batch is committed. */
void loop_round(struct loop *l, loop_tick *tick, void *context);
/* Runs until loop_stop. */
void loop_run(struct loop *l);
void loop_stop(struct loop *l);
/* Milliseconds of the monotonic clock; seconds since the epoch of the real one. */
int64_t loop_monotonic(void);
int64_t loop_clock(void);

#endif
