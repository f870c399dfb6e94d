/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who somebody is: log-ins, sessions, tokens, passwords. Answers web and gate
 * by proto/msg.def. Rules: a session ends after 30 minutes without use or 8
 * hours (on a shared PC 5 minutes or 2 hours); that of a station and a token do
 * not end by themselves; whoever guesses waits (delay.h); a new password ends
 * the person's sessions. A one-time code is good for a first or forgotten
 * password, or for a station to begin: once, and for some days only.
 *
 * ENDED carries the SHA-256 of the session (32 bytes): auth has no more of it.
 */
#ifndef AUTH_AUTH_H
#define AUTH_AUTH_H

#include "base/arena.h"
#include "base/err.h"
#include "os/loop.h"

enum {
	AUTH_IDLE = 30 * 60,
	AUTH_IDLE_SHARED = 5 * 60, /* seconds */
	AUTH_LONGEST = 8 * 3600,
	AUTH_LONGEST_SHARED = 2 * 3600,
	AUTH_CODE_PERSON = 30 * 24 * 3600, /* how long a code is good */
	AUTH_CODE_STATION = 24 * 3600,
	AUTH_SESSIONS = 20, /* of one person at a time; the one unused for longest makes room */
};

struct auth_options {
	struct str dir;
	int web, gate; /* descriptors, taken over; -1 = there is none */
	/* Seconds since the epoch; NULL = the machine's clock. */
	int64_t (*clock)(void *context);
	void *clock_context;
};

struct auth;

/* Opens the town's secrets and serves on `loop`, which it stops when a peer has gone. */
enum err auth_open(
    struct loop *loop, const struct auth_options *o, struct auth **out, struct why *why) MUST_USE;
void auth_close(struct auth **a);

#endif
