/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The gate as a server: questions come in from web and commands, are judged in
 * batches of one transaction each, sealed, and only then answered.
 */
#ifndef GATE_GATE_H
#define GATE_GATE_H

#include "base/arena.h"
#include "base/err.h"

struct blobs;

struct gate_options {
	struct str dir;
	int web, auth, seal, supervisor; /* descriptors; web may be -1 */
	int signals;                     /* of signal_open: a confined program opens none */
	struct blobs *blobs;             /* the store of attachments, open; or NULL. Stays the caller's */
	struct str confined;             /* how far this process is confined, in words */
};

/*
 * Opens the town, brings seal and ledger together, tells the supervisor that it
 * is ready and serves until SIGTERM. ERR_CORRUPT when the seal is ahead of the
 * ledger or disagrees with it: *why names what is lost.
 */
enum err gate_run(const struct gate_options *options, struct why *why) MUST_USE;

#endif
