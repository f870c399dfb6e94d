/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sekimori-auth: who somebody is.
 *
 * Reads: log-in names, passwords and one-time codes from web; sessions and
 *        tokens to be looked up, from web and gate; passwords to be set and
 *        codes to be given, from gate.
 * Holds: DIR/secret/journal: the hashes of passwords, codes, tokens and
 *        sessions; it alone opens it.
 * Never: opens the ledger or the registers, listens, connects, or says to
 *        anybody what it holds.
 */
#include <stdio.h>

#include "auth/auth.h"
#include "os/channel.h"
#include "os/confine.h"
#include "os/file.h"
#include "os/inherit.h"
#include "os/signal.h"
#include "proto/msg.h"

enum { ARENA = 4 * 1024 * 1024 };

static void
on_signal(void *context, int events)
{
	(void)events;
	loop_stop(context);
}

static void
tell_ready(struct arena *a, int supervisor, struct str confined)
{
	struct msg m = {.type = MSG_READY, .READY = {STR("auth"), confined}};
	struct buf b = buf_on(a, MSG_MAX);
	struct channel *c;

	if (supervisor < 0 || !msg_write(&b, &m))
		return;
	c = channel_new(supervisor, MSG_MAX);
	channel_send(c, buf_str(&b));
	(void)!channel_flush(c); /* the channel stays: its end would say that we have gone */
}

/* The folder is made first: rights go with what is there. */
static enum err
auth_run(struct arena *a, const struct inherited *in, struct why *why)
{
	struct auth_options o = {.dir = in->dir, .web = in->web, .gate = in->gate};
	int signals = signal_open(false);
	struct loop *loop = loop_new();
	struct str confined;
	struct auth *auth;
	enum err e = file_mkdir(a, file_join(a, in->dir, STR("secret")), 0700, why);

	if (e)
		return e;
	confined = confine(a, CONFINE_AUTH, in->dir);
	e = auth_open(loop, &o, &auth, why);
	if (e)
		return e;
	loop_watch(loop, signals, LOOP_IN, on_signal, loop);
	tell_ready(a, in->supervisor, confined);
	loop_run(loop);
	auth_close(&auth);
	loop_free(&loop);
	return ERR_OK;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(ARENA);
	struct why why = {.arena = a};
	struct inherited in;

	if (inherit_read(argc, argv, &in, &why) == ERR_OK && auth_run(a, &in, &why) == ERR_OK)
		return 0;
	fprintf(stderr, "sekimori-auth: %.*s\n", STR_ARG(why_line(&why)));
	return 1;
}
