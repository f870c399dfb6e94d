/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/link.h"

#include <time.h>

#include "base/die.h"
#include "cli/run.h"
#include "os/channel.h"
#include "os/file.h"
#include "os/socket.h"

enum {
	LINK_WAIT = 60 * 1000, /* ms: a staff list of 3,000 rows is one act */
	LINK_TRIES = 50,       /* five a second */
	TOKEN_BYTES = 4096
};

struct link {
	struct arena *arena;
	const struct home *home; /* to link again by; NULL when that was done already */
	struct channel *channel;
	int64_t requests;
};

/* A command's work, waiting for a gate. */
struct link_job {
	struct arena *arena;
	const struct home *home;
	link_work *work;
	void *context;
	struct why *why;
	bool begun;
};

static enum err
job_do(struct link_job *job, int fd)
{
	struct link l = {job->arena, job->home, channel_new(fd, MSG_MAX + MSG_HEAD), 0};
	enum err e;

	job->begun = true;
	e = job->work(&l, job->context);
	channel_free(&l.channel);
	return e;
}

/* The programs started for this command are ready. */
static enum err
job_ready(void *context)
{
	struct link_job *job = context;
	int fd;
	enum err e = socket_connect(job->arena, job->home->sock, &fd, job->why);

	return e == ERR_OK ? job_do(job, fd) : e;
}

static enum err
job_try(struct link_job *job)
{
	struct run_options o = {
	    .dir = job->home->dir, .without_web = true, .quiet = true, .work = job_ready, .context = job};
	struct why ignored = {.arena = job->arena};
	int fd;
	enum err e = socket_connect(job->arena, job->home->sock, &fd, &ignored);

	if (e == ERR_OK)
		return job_do(job, fd);
	e = home_start_key(job->arena, job->home, &o.start_key, job->why);
	return e == ERR_OK ? run_town(&o, job->why) : e;
}

enum err
link_with(struct arena *a, const struct home *h, link_work *work, void *context, struct why *why)
{
	const struct timespec moment = {0, 200 * 1000 * 1000};
	struct link_job job = {a, h, work, context, why, false};
	enum err e = job_try(&job);

	/* a town that is just coming up, or another command's: soon it listens, or is gone */
	for (int i = 0; i < LINK_TRIES && e == ERR_BUSY && !job.begun; i++) {
		nanosleep(&moment, NULL);
		e = job_try(&job);
	}
	return e;
}

/* Every question and its answer begin with the number of the question. */
static int64_t *
link_request(struct msg *m)
{
	switch (m->type) {
	case MSG_ACT:
		return &m->ACT.request;
	case MSG_AS:
		return &m->AS.request;
	case MSG_RECORD:
		return &m->RECORD.request;
	case MSG_STATUS:
		return &m->STATUS.request;
	case MSG_PASSWD:
		return &m->PASSWD.request;
	case MSG_TOKEN:
		return &m->TOKEN.request;
	case MSG_CODES:
		return &m->CODES.request;
	case MSG_BACKUP:
		return &m->BACKUP.request;
	case MSG_CLOCK:
		return &m->CLOCK.request;
	case MSG_ANSWER:
		return &m->ANSWER.request;
	case MSG_RECORDED:
		return &m->RECORDED.request;
	case MSG_STATUS_IS:
		return &m->STATUS_IS.request;
	case MSG_TOKEN_IS:
		return &m->TOKEN_IS.request;
	case MSG_CODES_ARE:
		return &m->CODES_ARE.request;
	case MSG_DONE:
		return &m->DONE.request;
	default:
		return NULL;
	}
}

static enum err
link_wait(struct link *l, enum msg_type answer, struct msg *out, struct why *why)
{
	struct str frame;
	enum err e;

	do {
		e = channel_wait(l->channel, LINK_WAIT, &frame);
		if (e != ERR_OK)
			return why_set(why, e, "門が答えません。sekimori status で様子を確かめてください。");
		frame = arena_str(l->arena, frame);
		if (msg_read(frame, out) != ERR_OK)
			return why_set(
			    why, ERR_MALFORMED, "門の答えが読めません。プログラムの版が違うかもしれません。");
	} while (out->type != answer || *link_request(out) != l->requests);
	return ERR_OK;
}

static enum err
ask_once(struct link *l, struct msg *question, enum msg_type answer, struct msg *out, struct why *why)
{
	struct buf b = buf_on(l->arena, MSG_MAX + MSG_HEAD);
	int64_t *request = link_request(question);

	must(request != NULL);
	*request = ++l->requests;
	if (!msg_write(&b, question))
		return why_set(why, ERR_TOO_LARGE, "一度に送れる大きさ(1 MiB)を超えています。");
	channel_send(l->channel, buf_str(&b));
	return link_wait(l, answer, out, why);
}

/* A question whose gate went away before it answered. */
struct ask {
	struct msg *question;
	enum msg_type answer;
	struct msg *out;
	struct why *why;
};

static enum err
ask_again(struct link *l, void *context)
{
	struct ask *a = context;

	l->home = NULL;
	return ask_once(l, a->question, a->answer, a->out, a->why);
}

enum err
link_ask(struct link *l, struct msg *question, enum msg_type answer, struct msg *out, struct why *why)
{
	struct ask again = {question, answer, out, why};
	enum err e = ask_once(l, question, answer, out, why);

	/*
	 * It was restarted, or it was another command's and ended with that. Every
	 * question may be asked twice: an act has its id, the others say what shall be.
	 */
	if (e == ERR_CLOSED && l->home != NULL)
		return link_with(l->arena, l->home, ask_again, &again, why);
	return e;
}

enum err
link_act(
    struct link *l, struct str token, struct str login, struct str act, struct str *answer, struct why *why)
{
	struct msg ask = {.type = MSG_AS, .AS = {.login = login, .act = act}}, got = {0};
	enum err e;

	if (token.p != NULL)
		ask = (struct msg){.type = MSG_ACT,
		    .ACT = {.channel = CHANNEL_CONSOLE, .session = token, .ip = STR(""), .act = act}};
	e = link_ask(l, &ask, MSG_ANSWER, &got, why);
	if (e != ERR_OK)
		return e;
	*answer = got.ANSWER.json;
	return (enum err)got.ANSWER.err;
}

enum err
link_token(struct arena *a, struct str path, struct str *token, struct why *why)
{
	enum err e = file_read(a, path, TOKEN_BYTES, token, why);

	if (e != ERR_OK)
		return e;
	*token = str_trim(*token);
	if (token->n == 0 || str_find(*token, STR("\n")) != SIZE_MAX)
		return why_set(why, ERR_MALFORMED,
		    "「%.*s」はトークンのファイルではありません(1行だけのはずです)。", STR_ARG(path));
	return ERR_OK;
}
