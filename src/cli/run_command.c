/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `run`: the town until Ctrl-C. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/home.h"
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
	if (e == ERR_OK && start.p == NULL)
		e = home_start_key(c->arena, &home, &start, &c->why);
	o.dir = home.dir;
	o.start_key = start;
	o.listen = job.listen;
	if (e == ERR_OK)
		e = run_town(&o, &c->why);
	return e == ERR_OK ? EXIT_OK : command_fail(c, e);
}
