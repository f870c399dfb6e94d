/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Password hashing is slow on purpose, so it is done beside the loop: two
 * threads, a bounded number of jobs. Passwords stand in locked memory and are
 * wiped when the job has been told.
 */
#ifndef AUTH_WORKERS_H
#define AUTH_WORKERS_H

#include "base/arena.h"
#include "crypto/password.h"
#include "os/loop.h"

enum { WORKERS = 2, JOBS_MAX = 64 };

/*
 * First checks `check` against `encoded`, if it is given; then, unless that
 * failed, hashes `make` into `encoded`, if it is given.
 */
struct job {
	size_t number;               /* 0..JOBS_MAX-1: for the caller's own notes on it */
	unsigned char *check, *make; /* room for PASSWORD_MAX bytes each */
	size_t check_n, make_n;
	bool checks, makes;
	char encoded[PASSWORD_HASH]; /* NUL-terminated */
	bool matches;
};

struct workers;
/* In the loop's thread; the job is free again when it returns. */
typedef void workers_done(void *context, const struct job *job);

struct workers *workers_new(struct arena *home, struct loop *loop, workers_done *done, void *context);
/* Waits for the jobs that are being done; drops the others. */
void workers_free(struct workers **w);
/* An empty job to be filled, or NULL: too many. It is always followed by workers_start. */
struct job *workers_take(struct workers *w);
void workers_start(struct workers *w, struct job *job);

#endif
