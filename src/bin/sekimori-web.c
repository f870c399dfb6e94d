/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sekimori-web: what a person sees.
 *
 * Reads: HTTP from anybody who reaches its port; answers of gate and auth.
 * Holds: town.db opened to read; pages and sentences, compiled in; for a minute
 *        at most, whose session is whose.
 * Never: writes the database, holds a secret key, decides: it asks judge which buttons
 *        to show and sends acts to the gate, as the session that came with them.
 */
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/fold.h"
#include "codec/csv.h"
#include "os/channel.h"
#include "os/confine.h"
#include "os/file.h"
#include "os/inherit.h"
#include "os/signal.h"
#include "proto/msg.h"
#include "web/asset.h"
#include "web/phrase.h"
#include "web/rehearsal.h"
#include "web/reply.h"
#include "web/server.h"

enum { ARENA = 64 * 1024 * 1024, OPEN_TRIES = 60, TURN_MS = 500, KEY_MAX = 1024 };

static void
pause_ms(long ms)
{
	nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

/* "share" beside the program in a build, beside "lib" when installed. */
static enum err
assets_read(struct arena *a, struct asset_set *out, struct why *why)
{
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe);
	enum err e;

	while (n > 0 && exe[n - 1] != '/')
		n--;
	e = asset_read(a, arena_fmt(a, "%.*sshare", n > 0 ? (int)n : 0, exe), out, why);
	if (e != ERR_OK)
		e = asset_read(
		    a, arena_fmt(a, "%.*s../../share/sekimori", n > 0 ? (int)n : 0, exe), out, why);
	return e;
}

/* The gate makes the file's companions; it may be a moment behind. */
static enum err
town_open(struct arena *a, struct str dir, struct desks **out, struct why *why)
{
	enum err e = ERR_IO;

	for (int i = 0; i < OPEN_TRIES && e != ERR_OK; i++) {
		if (i)
			pause_ms(TURN_MS);
		e = desks_open(a, dir, SERVER_THREADS, out, why);
	}
	return e;
}

static void
tell_ready(struct arena *a, int supervisor, struct str confined)
{
	struct msg m = {.type = MSG_READY, .READY = {STR("web"), confined}};
	struct buf b = buf_on(a, MSG_MAX);
	struct channel *c;

	if (supervisor < 0 || !msg_write(&b, &m))
		return;
	c = channel_new(supervisor, MSG_MAX);
	channel_send(c, buf_str(&b));
	(void)!channel_flush(c); /* the channel stays: its end would say that we have gone */
}

/* Until a signal, or the supervisor has gone (0), or gate or auth have: then somebody starts us again (1). */
static int
wait_for_end(struct web *web, int signals, int supervisor)
{
	struct pollfd p[] = {{.fd = signals, .events = POLLIN}, {.fd = supervisor}};

	while (poll(p, 2, TURN_MS) <= 0 || (p[0].revents == 0 && p[1].revents == 0))
		if (link_is_closed(web->link)) {
			pause_ms(2 * TURN_MS); /* for the pages that say so */
			return 1;
		}
	return 0;
}

static enum err
web_run(struct arena *a, const struct inherited *in, int *result, struct why *why)
{
	struct web *web = ARENA_NEW(a, struct web);
	int listener, signals = signal_open(false);
	struct str confined;
	enum err e = server_listen(in->listen, &listener, why);

	web->behind_tls = in->behind_tls;
	web->assets = ARENA_NEW(a, struct asset_set);
	if (e == ERR_OK)
		e = assets_read(a, web->assets, why);
	if (e == ERR_OK)
		e = file_read(
		    a, arena_fmt(a, "%.*s/keys/log.pub", STR_ARG(in->dir)), KEY_MAX, &web->log_pub, why);
	if (e != ERR_OK)
		return e;
	csrf_init(&web->csrf);
	/* libraries that open files at their first use do so before the doors close */
	(void)csrf_token(&web->csrf, a, STR(""));
	(void)fold_key(a, STR("関守"));
	csv_prepare();
	confined = confine(a, CONFINE_WEB, in->dir);
	e = town_open(a, in->dir, &web->desks, why);
	if (e != ERR_OK)
		return e;
	web->rehearsal = rehearsal_new(a, in->dir);
	web->who = who_new(a);
	web->link = link_start(in->gate, in->auth, web->who);
	reply_assets(web->assets);
	e = server_start(web, listener, why);
	if (e != ERR_OK)
		return e;
	tell_ready(a, in->supervisor, confined);
	*result = wait_for_end(web, signals, in->supervisor);
	return ERR_OK;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(ARENA);
	struct why why = {.arena = a};
	struct inherited in;
	int result = 1;

	if (inherit_read(argc, argv, &in, &why) == ERR_OK && web_run(a, &in, &result, &why) == ERR_OK)
		_exit(result); /* threads are at work: nothing is torn down under them */
	fprintf(stderr, "sekimori-web: %.*s\n", STR_ARG(why_line(&why)));
	return 1;
}
