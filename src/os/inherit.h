/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a program is given by the supervisor: words and descriptors on its
 * command line, one table for all programs. What is not given is empty or -1.
 */
#ifndef OS_INHERIT_H
#define OS_INHERIT_H

#include "base/err.h"

struct inherited {
	struct str dir;       /* the town's folder, absolute */
	struct str start_key; /* seal, gate: the file that opens its key */
	struct str listen;    /* web: ADDRESS:PORT */
	bool behind_tls;      /* web */
	int supervisor, web, gate, auth, seal;
};

/* ERR_MALFORMED for a word that is not in the table, or a descriptor that is not open. */
enum err inherit_read(int argc, char **argv, struct inherited *out, struct why *why) MUST_USE;

#endif
