/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `passwd`: asks without echo, twice; a pipe gives it as its first line. */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/link.h"
#include "crypto/password.h"

enum { LINE_MAX_BYTES = 1024 };

/* One line without its end; false when there is none or it is too long. */
static bool
line_read(char *to, size_t room, size_t *n)
{
	char c;
	ssize_t got;

	*n = 0;
	while ((got = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n') {
		if (*n == room)
			return false;
		to[(*n)++] = c;
	}
	if (*n > 0 && to[*n - 1] == '\r')
		--*n;
	return got == 1 || *n > 0;
}

static bool
ask_hidden(const char *prompt, char *to, size_t room, size_t *n)
{
	struct termios was, quiet;
	bool fine;

	if (tcgetattr(STDIN_FILENO, &was) != 0)
		return line_read(to, room, n);
	quiet = was;
	quiet.c_lflag &= (tcflag_t)~ECHO;
	fprintf(stderr, "%s: ", prompt);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	fine = line_read(to, room, n);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
	fputc('\n', stderr);
	return fine;
}

static enum err
password_ask(struct secret *into, size_t *n, struct why *why)
{
	char *first = (char *)secret_bytes(into), *second = first + LINE_MAX_BYTES;
	size_t again;

	if (!ask_hidden("新しいパスワード", first, LINE_MAX_BYTES, n))
		return why_set(why, ERR_MALFORMED, "パスワードが読めません。");
	if (isatty(STDIN_FILENO) && (!ask_hidden("もう一度", second, LINE_MAX_BYTES, &again) || again != *n ||
	                                !secret_equal(first, second, *n)))
		return why_set(why, ERR_MALFORMED, "二度の入力が違います。");
	if (*n < PASSWORD_MIN || *n > PASSWORD_MAX || !utf8_valid((struct str){first, *n}))
		return why_set(why, ERR_MALFORMED, "パスワードは %d バイト以上 %d バイトまでです。",
		    PASSWORD_MIN, PASSWORD_MAX);
	return ERR_OK;
}

struct passwd_job {
	struct call *call;
	struct str secret;
};

static enum err
password_send(struct link *l, void *context)
{
	struct passwd_job *job = context;
	struct why *why = &job->call->why;
	struct msg ask = {.type = MSG_PASSWD,
	               .PASSWD = {.login = command_word(job->call, 1), .secret = job->secret}},
	           got;
	enum err e = link_ask(l, &ask, MSG_DONE, &got, why);

	if (e == ERR_OK && got.DONE.err != ERR_OK)
		return why_set(why, (enum err)got.DONE.err, "%.*s", STR_ARG(got.DONE.why));
	return e;
}

int
passwd_command(struct call *c)
{
	struct passwd_job job = {.call = c};
	struct secret *secret = secret_new((size_t)2 * LINE_MAX_BYTES);
	struct home home;
	size_t n = 0;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);

	if (e == ERR_OK)
		e = password_ask(secret, &n, &c->why);
	job.secret = (struct str){(const char *)secret_bytes(secret), n};
	if (e == ERR_OK)
		e = link_with(c->arena, &home, password_send, &job, &c->why);
	secret_free(&secret);
	if (e != ERR_OK)
		return command_fail(c, e);
	printf("「%.*s」のパスワードを決めました。\n", STR_ARG(command_word(c, 1)));
	return EXIT_OK;
}
