/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a town keeps its things: the paths under DIR. */
#ifndef CLI_HOME_H
#define CLI_HOME_H

#include "base/arena.h"
#include "base/err.h"

struct home {
	struct str dir;
	struct str db;         /* town.db: ledger and tables */
	struct str keys;       /* keys/ */
	struct str log_key;    /* keys/log.key: the log's seed, encrypted */
	struct str blob_key;   /* keys/blob.key: the key of the attachments, encrypted */
	struct str log_pub;    /* keys/log.pub: its verifier key */
	struct str start_key;  /* keys/start.key, when it was left inside */
	struct str start_path; /* keys/start.path: where it is, when it is outside */
	struct str blobs;      /* blobs/: the attachments */
	struct str events;     /* events/ */
	struct str run;        /* run/: lock and socket of a running gate */
	struct str sock;       /* run/gate.sock */
};

/* The paths; nothing is looked at. */
void home_at(struct arena *a, struct str dir, struct home *out);
/* The same for a town that exists. ERR_NOT_FOUND. */
enum err home_find(struct arena *a, struct str dir, struct home *out, struct why *why) MUST_USE;
/* The start key's path: inside, or where start.path says. */
enum err home_start_key(struct arena *a, const struct home *h, struct str *path, struct why *why) MUST_USE;
/* `path` as an absolute one. */
struct str home_absolute(struct arena *a, struct str path);
/* Removes a folder and everything in it that init has made. */
void home_remove(struct arena *a, struct str dir);

#endif
