/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `run`: the town until Ctrl-C. */
#include <arpa/inet.h>
#include <stdio.h>

#include "base/num.h"
#include "cli/command.h"
#include "cli/home.h"
#include "cli/init_keys.h"
#include "cli/run.h"

#define LISTEN_DEFAULT "127.0.0.1:8400"

struct run_job {
	struct str listen;
};

static enum err
run_ready(void *context)
{
	const struct run_job *job = context;

	printf("http://%.*s/ で動いています。Ctrl-C で終わります。\n", STR_ARG(job->listen));
	fflush(stdout);
	return ERR_OK;
}

static void
run_tell(void *context, struct str line)
{
	(void)context;
	fprintf(stderr, "%.*s\n", STR_ARG(line));
}

/* --- where to listen ------------------------------------------------------------------ */

/* "127.0.0.1:8400" or "[::1]:8400": numbers only, a name could mean anything tomorrow. */
static bool
listen_read(struct arena *a, struct str listen, bool *loopback)
{
	size_t colon = listen.n;
	struct in6_addr six;
	struct in_addr four;
	struct str address;
	uint64_t port;

	while (colon > 0 && listen.p[colon - 1] != ':')
		colon--;
	if (colon == 0 || !num_u64(str_sub(listen, colon, listen.n), 1, 65535, &port))
		return false;
	address = str_sub(listen, 0, colon - 1);
	if (str_starts(address, STR("[")) && str_ends(address, STR("]"))) {
		address = arena_str(a, str_sub(address, 1, address.n - 1));
		if (inet_pton(AF_INET6, address.p, &six) != 1)
			return false;
		*loopback = IN6_IS_ADDR_LOOPBACK(&six);
		return true;
	}
	address = arena_str(a, address);
	if (inet_pton(AF_INET, address.p, &four) != 1)
		return false;
	*loopback = ntohl(four.s_addr) >> 24 == IN_LOOPBACKNET;
	return true;
}

/* Passwords would cross the network in the open. */
static enum err
listen_check(struct call *c, struct str listen, bool behind_tls)
{
	bool loopback = false;

	if (!listen_read(c->arena, listen, &loopback))
		return why_set(&c->why, ERR_MALFORMED,
		    "--listen の「%.*s」は 127.0.0.1:8400 や [::1]:8400 の形で書いてください。",
		    STR_ARG(listen));
	if (!loopback && !behind_tls)
		return why_set(&c->why, ERR_MALFORMED,
		    "「%.*s」はこのサーバの外から届くアドレスです。TLS を受け持つ中継を前に置き、--behind-tls を付けてください。",
		    STR_ARG(listen));
	return ERR_OK;
}

/* A town from before there were attachments gets their key now; its recovery password is shown this once. */
static enum err
blob_key_make(struct call *c, const struct home *home, struct str start)
{
	struct str recovery;
	enum err e = init_keys_blob(c->arena, home, start, &recovery, &c->why);

	if (e == ERR_OK && recovery.n)
		printf("添付ファイルの保管庫の鍵 keys/blob.key を作りました。\n"
		       "復旧用パスワード(添付ファイル用): %.*s\n"
		       "これは二度と表示されません。紙に書いて金庫に入れてください。\n\n",
		    STR_ARG(recovery));
	fflush(stdout); /* whatever comes next, this was seen */
	return e;
}

int
run_command(struct call *c)
{
	struct run_job job = {option_value(&c->given, "listen")};
	struct run_options o = {.behind_tls = option_given(&c->given, "behind-tls"),
	    .ready = run_ready,
	    .tell = run_tell,
	    .context = &job};
	struct str start = option_value(&c->given, "start-key");
	struct home home;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);

	if (job.listen.p == NULL)
		job.listen = STR(LISTEN_DEFAULT);
	if (e == ERR_OK)
		e = listen_check(c, job.listen, o.behind_tls);
	if (e == ERR_OK && start.p == NULL)
		e = home_start_key(c->arena, &home, &start, &c->why);
	if (e == ERR_OK)
		e = blob_key_make(c, &home, start);
	o.dir = home.dir;
	o.start_key = start;
	o.listen = job.listen;
	if (e == ERR_OK)
		e = run_town(&o, &c->why);
	return e == ERR_OK ? EXIT_OK : command_fail(c, e);
}
