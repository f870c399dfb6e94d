/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sekimori-gate: every change of a town goes through here.
 *
 * Reads: acts over inherited descriptors and DIR/run/gate.sock; answers of auth
 *        and seal.
 * Holds: the only writable town.db; the events files.
 * Never: listens on the network, holds the signing key, sees a password hash.
 */
#include <stdio.h>

#include "base/fold.h"
#include "crypto/hash.h"
#include "gate/gate.h"
#include "os/argument.h"
#include "os/confine.h"
#include "os/file.h"

/* Libraries that open files at their first use do so before the doors close. */
static struct str
confine_gate(struct arena *a, struct str dir)
{
	const struct confine_path paths[] = {
	    {dir, CONFINE_WRITE},
	};

	(void)hash_of(STR(""));
	(void)fold_key(a, STR("関守"));
	return confine_program(a, CONFINE_GATE, paths, sizeof paths / sizeof *paths);
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(4 * 1024 * 1024);
	struct gate_options o = {.web = -1, .auth = -1, .seal = -1, .supervisor = -1};
	const struct argument table[] = {
	    {"--dir", &o.dir, NULL, NULL},
	    {"--fd-web", NULL, &o.web, NULL},
	    {"--fd-auth", NULL, &o.auth, NULL},
	    {"--fd-seal", NULL, &o.seal, NULL},
	    {"--fd-supervisor", NULL, &o.supervisor, NULL},
	};
	struct why why = {.arena = a};

	argument_read(argc, argv, table, sizeof table / sizeof *table);
	o.confined = confine_gate(a, o.dir);
	if (gate_run(&o, &why) == ERR_OK)
		return 0;
	fprintf(stderr, "sekimori-gate: %.*s\n", STR_ARG(why_line(&why)));
	return 1;
}
