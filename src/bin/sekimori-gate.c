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
#include "os/confine.h"
#include "os/inherit.h"
#include "os/signal.h"

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(4 * 1024 * 1024);
	struct inherited in;
	struct gate_options o;
	struct why why = {.arena = a};
	enum err e;

	if (inherit_read(argc, argv, &in, &why) == ERR_OK) {
		o = (struct gate_options){
		    in.dir, in.web, in.auth, in.seal, in.supervisor, signal_open(false), STR("")};
		/* libraries that open files at their first use do so before the doors close */
		(void)hash_of(STR(""));
		(void)fold_key(a, STR("関守"));
		o.confined = confine(a, CONFINE_GATE, in.dir);
		if ((e = gate_run(&o, &why)) == ERR_OK)
			return 0;
	}
	fprintf(stderr, "sekimori-gate: %.*s\n", STR_ARG(why_line(&why)));
	return 1;
}
