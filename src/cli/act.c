/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `act`: the acts of a file, one after the other, to the gate. */
#include <stdio.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/num.h"
#include "cli/command.h"
#include "cli/link.h"
#include "os/file.h"

enum { ACT_FILE = 64 * 1024 * 1024, ACT_LINES = 100000 };

struct act_line {
	struct str text;
	int64_t clock; /* of a {"clock":…} line, else 0 */
};

struct act_list {
	struct act_line *lines;
	size_t n;
};

/* Everything from standard input; a file has its own reader. */
static enum err
stdin_read(struct arena *a, struct str *out, struct why *why)
{
	struct buf b = buf_on(a, ACT_FILE);
	char piece[65536];
	ssize_t n;

	while ((n = read(STDIN_FILENO, piece, sizeof piece)) > 0)
		buf_add(&b, (struct str){piece, (size_t)n});
	if (n < 0 || !buf_done(&b))
		return why_set(
		    why, n < 0 ? ERR_IO : ERR_TOO_LARGE, "標準入力を読めません(64 MiB までです)。");
	*out = buf_str(&b);
	return ERR_OK;
}

/* "2026-04-01T09:00" as it is in Tokyo. */
static bool
clock_read(struct str s, int64_t *out)
{
	uint64_t hour, minute;
	day d;

	if (s.n != 16 || s.p[10] != 'T' || s.p[13] != ':' || !day_parse_iso(str_sub(s, 0, 10), &d) ||
	    !num_u64(str_sub(s, 11, 13), 0, 23, &hour) || !num_u64(str_sub(s, 14, 16), 0, 59, &minute))
		return false;
	*out = day_begin(d) + (int64_t)(hour * 3600 + minute * 60);
	return true;
}

static enum err
line_read(struct arena *a, struct str text, struct act_line *out, struct why *why)
{
	struct json *tree;
	const struct json *clock;
	enum err e = json_read(a, text, ACT_MAX, &tree, why);

	*out = (struct act_line){text, 0};
	if (e != ERR_OK)
		return e;
	if (tree->kind != JSON_MAP)
		return why_set(why, ERR_MALFORMED, "行為は {…} の形で書いてください。");
	clock = json_get(tree, "clock");
	if (clock == NULL)
		return ERR_OK;
	if (tree->count != 1 || clock->kind != JSON_STR || !clock_read(clock->s, &out->clock))
		return why_set(
		    why, ERR_MALFORMED, "時計は {\"clock\":\"2026-04-01T09:00\"} の形で書いてください。");
	return ERR_OK;
}

/* One act over several lines, or one on each line. Nothing is sent before all of it could be read. */
static enum err
list_read(struct arena *a, struct str file, struct str text, struct act_list *out, struct why *why)
{
	struct act_line whole;
	struct why ignored = {.arena = a};
	struct str line;
	size_t at = 0;

	out->lines = arena_array(a, ACT_LINES, sizeof *out->lines);
	out->n = 0;
	if (str_trim(text).n > 0 && str_trim(text).n <= ACT_MAX &&
	    line_read(a, str_trim(text), &whole, &ignored) == ERR_OK) {
		out->lines[out->n++] = whole;
		return ERR_OK;
	}
	while (str_cut(&text, '\n', &line)) {
		at++;
		line = str_trim(line);
		if (line.n == 0)
			continue;
		if (out->n == ACT_LINES)
			return why_set(why, ERR_TOO_LARGE, "一度に %d 行までです。", ACT_LINES);
		if (line_read(a, line, &out->lines[out->n++], why) != ERR_OK) {
			why->file = file;
			why->line = at;
			return ERR_MALFORMED;
		}
	}
	return out->n > 0 ? ERR_OK
	                  : why_set(why, ERR_MALFORMED, "「%.*s」に行為がありません。", STR_ARG(file));
}

static enum err
clock_send(struct link *l, int64_t time, struct str *answer, struct why *why)
{
	struct msg ask = {.type = MSG_CLOCK, .CLOCK = {.time = time}}, got;
	enum err e = link_ask(l, &ask, MSG_DONE, &got, why);

	if (e != ERR_OK)
		return e;
	*answer = got.DONE.err == ERR_OK ? STR("{\"allowed\":true}") : STR("{\"allowed\":false}");
	return (enum err)got.DONE.err;
}

/* 1 outweighs 2 outweighs 0: a malformed line is what has to be mended first. */
static int
worse(int a, int b)
{
	if (a == EXIT_FAILED || b == EXIT_FAILED)
		return EXIT_FAILED;
	return a > b ? a : b;
}

/* What is to be sent, as whom, and how it went. */
struct act_job {
	struct why *why;
	const struct act_list *list;
	struct str token, login;
	int code;
};

static enum err
list_send(struct link *l, void *context)
{
	struct act_job *job = context;

	for (size_t i = 0; i < job->list->n; i++) {
		const struct act_line *line = &job->list->lines[i];
		struct str answer = {NULL, 0};
		enum err e = line->clock != 0
		                 ? clock_send(l, line->clock, &answer, job->why)
		                 : link_act(l, job->token, job->login, line->text, &answer, job->why);

		if (answer.p == NULL)
			return e;
		printf("%.*s\n", STR_ARG(answer));
		job->code = worse(job->code, err_exit(e));
	}
	return ERR_OK;
}

static enum err
job_read(struct call *c, struct act_job *job, struct act_list *list)
{
	struct str path = command_word(c, 1), token = option_value(&c->given, "token"), text = STR("");
	enum err e;

	*job = (struct act_job){&c->why, list, token, option_value(&c->given, "as"), EXIT_OK};
	if ((token.p == NULL) == (job->login.p == NULL))
		return why_set(&c->why, ERR_MALFORMED,
		    "誰の行為かを --token FILE で示してください(演習用・試験用の町では --as LOGIN も使えます)。");
	if (token.p != NULL && (e = link_token(c->arena, token, &job->token, &c->why)) != ERR_OK)
		return e;
	e = str_eq(path, STR("-")) ? stdin_read(c->arena, &text, &c->why)
	                           : file_read(c->arena, path, ACT_FILE, &text, &c->why);
	return e == ERR_OK ? list_read(c->arena, path, text, list, &c->why) : e;
}

int
act_command(struct call *c)
{
	struct act_list list;
	struct act_job job;
	struct home home;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);

	if (e == ERR_OK)
		e = job_read(c, &job, &list);
	if (e != ERR_OK)
		return command_fail(c, e);
	e = link_with(c->arena, &home, list_send, &job, &c->why);
	return e == ERR_OK ? job.code : command_fail(c, e);
}
