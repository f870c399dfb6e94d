/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How the machine fares, as the gate last wrote it: health.def. */
#ifndef STORE_HEALTH_H
#define STORE_HEALTH_H

#include "store/store.h"

struct health {
#define NUMBER(name, key) int64_t name;
#define TEXT(name, key)   struct str name;
#include "store/health.def"
#undef NUMBER
#undef TEXT
};

enum {
	HEALTH_EVERY = 60,             /* seconds between two writings */
	HEALTH_STALE = 5 * 60,         /* older than this: the gate does not run, or cannot write */
	HEALTH_BACKUP = 8 * 24 * 3600, /* a backup older than this is missed */
	HEALTH_DISK = 10,              /* percent free: below it is red */
};

/* What is wrong, as a set: one list for the page, for `status` and for everybody's first page. */
enum health_fault {
	HEALTH_NOT_WRITTEN = 1 << 0,
	HEALTH_DISK_LOW = 1 << 1,
	HEALTH_NO_BACKUP = 1 << 2,  /* never, or too long ago */
	HEALTH_CLOCK = 1 << 3,      /* anything but ok */
	HEALTH_PROGRAM = 1 << 4,    /* one does not run, or was started again in the last 24 hours */
	HEALTH_NOT_SEALED = 1 << 5, /* entries wait for their seal */
};

/* A line of `programs`. */
struct health_program {
	struct str name, state; /* web; ready, starting … */
	int64_t since, restarts;
};

/* What is not in the table is 0 or empty. Texts in the arena. */
enum err health_read(struct store *s, struct arena *a, struct health *out) MUST_USE;
/* Everything that is not 0 or empty. Between store_begin and store_commit. */
enum err health_write(struct store *s, struct arena *a, const struct health *h) MUST_USE;
/* Takes the first line off *lines; false at the end. What is no such line is passed over. */
bool health_program(struct str *lines, struct health_program *out);
/* The faults at `now` (by the machine's clock). */
unsigned health_faults(const struct health *h, int64_t now);

#endif
