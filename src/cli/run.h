/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Runs the programs of one town: which there are, who talks to whom, with
 * which words each is started. Holds DIR/run/lock; keeps DIR/run/programs.json
 * (supervisor's pid; name, state, pid, restarts, confinement of each) as it is.
 */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "base/arena.h"
#include "base/err.h"

struct run_options {
	struct str dir;       /* of a town that exists */
	struct str start_key; /* path; empty = DIR/keys/start.key */
	struct str listen;    /* ADDRESS:PORT for web */
	bool behind_tls;
	bool without_web; /* gate, auth and seal only: for a command's own duration */
	bool quiet;       /* `tell` is not called */
	/* All programs are ready, for the first time. What it returns other than ERR_OK ends the run. */
	enum err (*ready)(void *context);
	/* With it, the run ends when it returns, and returns the same: for a command's own duration. */
	enum err (*work)(void *context);
	/* News for the operator, one line in Japanese: a program ended, starts again. */
	void (*tell)(void *context, struct str line);
	void *context;
};

/*
 * Starts the town and runs it until SIGINT, SIGTERM or SIGHUP (ERR_OK), until
 * `work` has returned, or until it cannot go on: ERR_BUSY when it runs already,
 * ERR_CLOSED when a program failed at its start or three times in a minute.
 * Afterwards no program, no lock and no file of this run is left. Prints
 * nothing itself; the programs' own errors go to standard error.
 */
enum err run_town(const struct run_options *o, struct why *why) MUST_USE;

#endif
