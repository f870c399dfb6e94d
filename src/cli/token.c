/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `token`: a person's token into a file that only the caller reads. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/link.h"
#include "os/file.h"

struct token_job {
	struct call *call;
	struct str token;
};

static enum err
token_ask(struct link *l, void *context)
{
	struct token_job *job = context;
	struct why *why = &job->call->why;
	struct msg ask = {.type = MSG_TOKEN, .TOKEN = {.login = command_word(job->call, 1)}}, got;
	enum err e = link_ask(l, &ask, MSG_TOKEN_IS, &got, why);

	if (e == ERR_OK && got.TOKEN_IS.err != ERR_OK)
		return why_set(why, (enum err)got.TOKEN_IS.err, "%.*s", STR_ARG(got.TOKEN_IS.why));
	if (e == ERR_OK)
		job->token = got.TOKEN_IS.token;
	return e;
}

int
token_command(struct call *c)
{
	struct token_job job = {.call = c};
	struct str out = command_word(c, 2);
	struct home home;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);

	if (e == ERR_OK && file_exists(out))
		e = why_set(&c->why, ERR_CONFLICT, "「%.*s」がすでにあります。別の名前にしてください。",
		    STR_ARG(out));
	if (e == ERR_OK)
		e = link_with(c->arena, &home, token_ask, &job, &c->why);
	if (e == ERR_OK)
		e = file_write(
		    c->arena, out, arena_fmt(c->arena, "%.*s\n", STR_ARG(job.token)), 0600, &c->why);
	if (e != ERR_OK)
		return command_fail(c, e);
	printf("トークンを「%.*s」に書きました。本人のほかに見せないでください。\n", STR_ARG(out));
	return EXIT_OK;
}
