/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `clock`: the operator has looked at a clock that went back, and says that it is right now. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/link.h"
#include "os/file.h"

static enum err
clock_confirm(struct link *l, void *context)
{
	struct call *c = context;
	struct msg ask = {.type = MSG_CLOCK, .CLOCK = {.time = 0}}, got;
	enum err e = link_ask(l, &ask, MSG_DONE, &got, &c->why);

	if (e == ERR_OK && got.DONE.err != ERR_OK)
		return why_set(&c->why, (enum err)got.DONE.err, "%.*s", STR_ARG(got.DONE.why));
	return e;
}

int
clock_command(struct call *c)
{
	struct home home;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);

	if (e == ERR_OK && !option_given(&c->given, "confirm"))
		e = why_set(
		    &c->why, ERR_MALFORMED, "サーバの時計を確かめて直し、--confirm を付けてください。");
	/* it is the running gate that waits; one started for this command would be told in vain */
	if (e == ERR_OK && !file_exists(home.sock))
		e = why_set(&c->why, ERR_CLOSED, "町が動いていません。動かしてから確認してください。");
	if (e == ERR_OK)
		e = link_with(c->arena, &home, clock_confirm, c, &c->why);
	if (e != ERR_OK)
		return command_fail(c, e);
	printf("時計を確認しました。記録を再開します。\n");
	return EXIT_OK;
}
