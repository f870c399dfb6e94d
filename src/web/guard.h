/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Slow clients. libmicrohttpd's time-out counts inactivity, so one byte every
 * two seconds holds a connection for ever; this watchdog counts from the
 * beginning of a request and shuts the socket when a deadline passes.
 */
#ifndef WEB_GUARD_H
#define WEB_GUARD_H

#include "base/arena.h"

enum guard_phase {
	GUARD_FREE,
	GUARD_HEAD, /* waiting for a request and its head: 20 s */
	GUARD_BODY, /* for its body: 60 s */
	GUARD_WORK, /* answering, sending: 120 s */
	GUARD_PHASES
};

struct guard;
struct guarded; /* one connection */

/* For at most `max` connections; starts the watchdog's thread. */
struct guard *guard_start(size_t max);
/* NULL when there are too many. */
struct guarded *guard_enter(struct guard *g, int fd);
void guard_leave(struct guard *g, struct guarded *c);
/* The connection enters this phase now. NULL is harmless. */
void guard_phase(struct guarded *c, enum guard_phase phase);

#endif
