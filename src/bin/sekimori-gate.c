/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sekimori-gate: every change of a town goes through here.
 *
 * Reads: acts over inherited descriptors and DIR/run/gate.sock; answers of auth
 *        and seal.
 * Holds: the only writable town.db; the events files; the key of the blobs.
 * Never: listens on the network, holds the signing key, sees a password hash.
 */
#include <stdio.h>

#include "base/fold.h"
#include "crypto/hash.h"
#include "gate/blobs.h"
#include "gate/gate.h"
#include "os/confine.h"
#include "os/file.h"
#include "os/inherit.h"
#include "os/signal.h"

/* The key is read before the doors close. A town from before there were attachments has none: then nothing is taken in. */
static enum err
blobs_begin(struct arena *a, const struct inherited *in, struct blobs **out, struct why *why)
{
	struct secret *key = NULL;
	enum err e = file_mkdir(a, file_join(a, in->dir, STR("blobs")), 0700, why);

	*out = NULL;
	if (e || !file_exists(file_join(a, in->dir, STR("keys/blob.key"))))
		return e;
	e = blobs_key(a, in->dir, in->start_key, &key, why);
	if (e == ERR_OK)
		*out = blobs_open(in->dir, key);
	secret_free(&key);
	return e;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(4 * 1024 * 1024);
	struct inherited in;
	struct gate_options o;
	struct why why = {.arena = a};
	struct blobs *blobs = NULL;
	enum err e;

	if (inherit_read(argc, argv, &in, &why) == ERR_OK && blobs_begin(a, &in, &blobs, &why) == ERR_OK) {
		o = (struct gate_options){
		    in.dir, in.web, in.auth, in.seal, in.supervisor, signal_open(false), blobs, STR("")};
		/* libraries that open files at their first use do so before the doors close */
		(void)hash_of(STR(""));
		(void)fold_key(a, STR("関守"));
		o.confined = confine(a, CONFINE_GATE, in.dir);
		e = gate_run(&o, &why);
		blobs_close(&blobs);
		if (e == ERR_OK)
			return 0;
	}
	fprintf(stderr, "sekimori-gate: %.*s\n", STR_ARG(why_line(&why)));
	return 1;
}
