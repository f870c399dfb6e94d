/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/run.h"

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "codec/json.h"
#include "os/file.h"
#include "os/loop.h"
#include "os/signal.h"
#include "os/supervise.h"
#include "proto/msg.h"
#include "store/store.h"

enum {
	RUN_ARENA = 1024 * 1024,
	SCRATCH_ARENA = 256 * 1024,
	CONFINED_MAX = 256,
	FALLS_MAX = 64, /* of one program: with three in a minute the run ends */
	FALLS_COUNT = 24 * 3600,
	TELL_MS = 10 * 60 * 1000, /* a restart of yesterday stops counting without anything happening */
};

/* The programs of a town: web goes first and comes last. */
enum { WEB, GATE, AUTH, SEAL, PROGRAM_COUNT };
static const char *const names[PROGRAM_COUNT] = {
    [WEB] = "web",
    [GATE] = "gate",
    [AUTH] = "auth",
    [SEAL] = "seal",
};

static const struct program_pair pairs[] = {
    {"web", "gate"},
    {"web", "auth"},
    {"gate", "auth"},
    {"gate", "seal"},
};

static const char *const state_words[] = {
    [PROGRAM_DOWN] = "down",
    [PROGRAM_STARTING] = "starting",
    [PROGRAM_READY] = "ready",
    [PROGRAM_STOPPING] = "stopping",
};

struct run {
	struct arena *arena, *scratch;
	const struct run_options *options;
	struct str dir, start_key, folder; /* absolute; folder = DIR/run */
	struct program programs[PROGRAM_COUNT];
	size_t n, first; /* programs in use: those from `first` on */
	struct supervise_plan plan;
	struct supervise *supervise;
	struct loop *loop;
	int signals, lock;
	bool up; /* `ready` has been called */
	enum err result;
	struct why *why;
	enum program_state seen[PROGRAM_COUNT];  /* as last told */
	int64_t since[PROGRAM_COUNT];            /* in this state */
	int64_t falls[PROGRAM_COUNT][FALLS_MAX]; /* when it ended unasked, a ring */
	size_t falls_n[PROGRAM_COUNT];
	char confined[PROGRAM_COUNT][CONFINED_MAX];
	size_t confined_n[PROGRAM_COUNT];
};

/* --- what is started how ------------------------------------------------------------ */

/* The folder of our own program: the others lie beside it. */
static enum err
run_folder(struct run *r, struct str *out)
{
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe);

	while (n > 0 && exe[n - 1] != '/')
		n--;
	if (n <= 0)
		return why_set(r->why, ERR_IO, "プログラムの置き場所が分かりません（/proc/self/exe）");
	*out = arena_str(r->arena, (struct str){exe, (size_t)n});
	return ERR_OK;
}

static void
program_arg(struct program *p, const char *word)
{
	size_t n = 0;

	while (p->args[n])
		n++;
	p->args[n] = word;
}

static void
program_option(struct program *p, const char *name, struct str value)
{
	program_arg(p, name);
	program_arg(p, value.p);
}

static enum err
run_plan(struct run *r)
{
	const struct run_options *o = r->options;
	struct str bin = STR("");
	enum err e = run_folder(r, &bin);

	if (e)
		return e;
	for (size_t i = 0; i < PROGRAM_COUNT; i++) {
		struct program *p = &r->programs[i];

		p->name = names[i];
		p->path = arena_fmt(r->arena, "%.*ssekimori-%s", STR_ARG(bin), names[i]).p;
		program_option(p, "--dir", r->dir);
	}
	program_option(&r->programs[SEAL], "--start-key", r->start_key);
	program_option(&r->programs[GATE], "--start-key", r->start_key);
	r->programs[WEB].last = true; /* it reads the tables that gate opens */
	program_option(&r->programs[WEB], "--listen", arena_str(r->arena, o->listen));
	if (o->behind_tls)
		program_arg(&r->programs[WEB], "--behind-tls");
	r->first = o->without_web ? GATE : WEB;
	r->n = PROGRAM_COUNT - r->first;
	r->plan = (struct supervise_plan){r->programs + r->first, r->n, pairs, sizeof pairs / sizeof *pairs};
	return ERR_OK;
}

static struct str
absolute(struct arena *a, struct str path)
{
	char real[PATH_MAX];

	return realpath(arena_str(a, path).p, real) ? arena_str(a, str_of(real)) : arena_str(a, path);
}

/* --- programs.json -------------------------------------------------------------------- */

static void
program_json(const struct run *r, size_t i, struct json_out *o)
{
	struct program_status s = supervise_status(r->supervise, i);

	json_open(o, '{');
	json_key(o, "name");
	json_str(o, str_of(r->plan.programs[i].name));
	json_key(o, "state");
	json_str(o, str_of(state_words[s.state]));
	json_key(o, "pid");
	json_int(o, s.pid);
	json_key(o, "restarts");
	json_int(o, s.restarts);
	json_key(o, "confined");
	json_str(o, (struct str){r->confined[i], r->confined_n[i]});
	json_close(o, '}');
}

static void
programs_write(struct run *r)
{
	struct buf b = buf_on(r->scratch, 64 * 1024);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	json_key(&o, "supervisor");
	json_int(&o, getpid());
	json_key(&o, "programs");
	json_open(&o, '[');
	for (size_t i = 0; i < r->n; i++)
		program_json(r, i, &o);
	json_close(&o, ']');
	json_close(&o, '}');
	/* for eyes only: a town whose disk is full still runs */
	(void)!file_write(
	    r->scratch, file_join(r->scratch, r->folder, STR("programs.json")), buf_str(&b), 0600, NULL);
}

static int64_t
falls_count(const struct run *r, size_t program)
{
	int64_t now = loop_clock(), n = 0;

	for (size_t i = 0; i < FALLS_MAX && i < r->falls_n[program]; i++)
		n += now - r->falls[program][i] < FALLS_COUNT;
	return n;
}

/* The gate keeps it for the page of health: web reads no file of ours. */
static void
programs_tell(struct run *r)
{
	struct buf lines = buf_on(r->scratch, 4096), frame = buf_on(r->scratch, 8192);
	struct msg m = {.type = MSG_PROGRAMS};
	size_t gate = GATE - r->first;

	for (size_t i = 0; i < r->n; i++)
		buf_fmt(&lines, "%s %s %lld %lld\n", r->plan.programs[i].name,
		    state_words[supervise_status(r->supervise, i).state], (long long)r->since[i],
		    (long long)falls_count(r, i));
	m.PROGRAMS.lines = buf_str(&lines);
	if (msg_write(&frame, &m))
		supervise_send(r->supervise, gate, buf_str(&frame));
}

static void
run_changed(void *context)
{
	struct run *r = context;

	for (size_t i = 0; i < r->n; i++) {
		enum program_state now = supervise_status(r->supervise, i).state;

		if (now != r->seen[i] || r->since[i] == 0)
			r->since[i] = loop_clock();
		r->seen[i] = now;
	}
	arena_reset(r->scratch);
	programs_write(r);
	programs_tell(r);
}

static void
tell_tick(void *context)
{
	struct run *r = context;

	arena_reset(r->scratch);
	programs_tell(r);
	loop_after(r->loop, TELL_MS, tell_tick, r);
}

/* --- news --------------------------------------------------------------------------------- */

static void
run_tell(struct run *r, struct str line)
{
	if (r->options->tell && !r->options->quiet)
		r->options->tell(r->options->context, line);
}

static struct str
ended_how(struct arena *a, int ended)
{
	if (WIFSIGNALED(ended) && WTERMSIG(ended) == SIGSYS)
		return STR("許されていないシステムコール");
	if (WIFSIGNALED(ended))
		return arena_fmt(a, "シグナル %d", WTERMSIG(ended));
	return arena_fmt(a, "終了コード %d", WEXITSTATUS(ended));
}

static void
run_ended(void *context, size_t program, int64_t ms)
{
	struct run *r = context;
	struct program_status s = supervise_status(r->supervise, program);
	const char *name = r->plan.programs[program].name;
	struct str how = ended_how(r->scratch, s.ended);

	r->falls[program][r->falls_n[program]++ % FALLS_MAX] = loop_clock();
	if (ms >= 0) {
		run_tell(r,
		    arena_fmt(r->scratch, "%s が止まりました（%.*s）。%lld.%lld 秒後に全体を起動し直します。",
		        name, STR_ARG(how), (long long)ms / 1000, (long long)ms % 1000 / 100));
		return;
	}
	r->result = why_set(r->why, ERR_CLOSED,
	    r->up ? "%s が1分間に3回止まったため、町を止めました（%.*s）"
	          : "%s を起動できませんでした（%.*s）",
	    name, STR_ARG(how));
}

static void
confined_keep(struct run *r, size_t program, struct str words)
{
	words = str_sub(words, 0, CONFINED_MAX);
	r->confined_n[program] = words.n;
	if (words.n)
		memcpy(r->confined[program], words.p, words.n);
}

static void
run_frame(void *context, size_t program, struct str frame)
{
	struct run *r = context;
	struct msg m;

	if (msg_read(frame, &m) != ERR_OK || m.type != MSG_READY)
		return;
	confined_keep(r, program, m.READY.confined);
	supervise_ready(r->supervise, program);
}

static void
run_ready(void *context)
{
	struct run *r = context;
	const struct run_options *o = r->options;

	if (r->up) {
		run_tell(r, STR("起動し直しました。"));
		return;
	}
	r->up = true;
	if (o->ready)
		r->result = o->ready(o->context);
	if (r->result == ERR_OK && o->work)
		r->result = o->work(o->context);
	if (r->result != ERR_OK || o->work)
		supervise_stop(r->supervise);
}

static void
run_stopped(void *context)
{
	struct run *r = context;

	loop_stop(r->loop);
}

static void
run_signal(void *context, int events)
{
	struct run *r = context;
	int number;

	(void)events;
	while ((number = signal_take(r->signals)) != 0) {
		if (number == SIGCHLD)
			supervise_reap(r->supervise);
		else
			supervise_stop(r->supervise);
	}
}

/* --- the run --------------------------------------------------------------------------------- */

static enum err
run_lock(struct run *r)
{
	struct why detail = {.arena = r->arena};
	enum err e = file_mkdir(r->arena, r->folder, 0700, r->why);

	if (e)
		return e;
	e = file_lock(r->arena, file_join(r->arena, r->folder, STR("lock")), &r->lock, &detail);
	if (e == ERR_BUSY)
		return why_set(r->why, e, "この町はもう動いています（%.*s）", STR_ARG(r->dir));
	if (e)
		return why_set(r->why, e, "%.*s", STR_ARG(why_line(&detail)));
	return ERR_OK;
}

/* The lock's file goes while the lock is held; file_lock does not take one whose name is gone. */
static void
run_unlock(struct run *r)
{
	static const char *const left[] = {"programs.json", "gate.sock", "lock"};

	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		unlink(file_join(r->arena, r->folder, str_of(left[i])).p);
	close(r->lock);
}

static void
run_loop(struct run *r)
{
	const struct supervise_calls calls = {run_frame, run_ready, run_ended, run_changed, run_stopped, r};

	r->loop = loop_new();
	r->signals = signal_open(true);
	r->supervise = supervise_new(r->loop, &r->plan, &calls);
	loop_watch(r->loop, r->signals, LOOP_IN, run_signal, r);
	supervise_start(r->supervise);
	loop_after(r->loop, TELL_MS, tell_tick, r);
	loop_run(r->loop);
	supervise_free(&r->supervise);
	signal_close(&r->signals);
	loop_free(&r->loop);
}

/*
 * A backup that was put in the place of town.db is one file alone. The gate,
 * once confined, can make none beside it, so they are made here.
 */
static enum err
run_wake(struct run *r)
{
	struct str db = file_join(r->arena, r->dir, STR("town.db"));
	struct store *store;
	enum err e;

	if (file_exists(arena_fmt(r->arena, "%.*s-wal", STR_ARG(db))) &&
	    file_exists(arena_fmt(r->arena, "%.*s-shm", STR_ARG(db))))
		return ERR_OK;
	e = store_open(arena_str(r->arena, db).p, STORE_WRITE, &store, r->why);
	if (e == ERR_OK)
		store_close(&store);
	return e;
}

enum err
run_town(const struct run_options *o, struct why *why)
{
	struct arena *a = arena_new(RUN_ARENA);
	struct run *r = ARENA_NEW(a, struct run);
	enum err e;

	r->arena = a;
	r->scratch = arena_new(SCRATCH_ARENA);
	r->options = o;
	r->why = why;
	r->dir = absolute(a, o->dir);
	r->folder = file_join(a, r->dir, STR("run"));
	r->start_key =
	    absolute(a, o->start_key.n ? o->start_key : file_join(a, r->dir, STR("keys/start.key")));
	e = run_plan(r);
	if (e == ERR_OK)
		e = run_lock(r);
	if (e == ERR_OK) {
		e = run_wake(r);
		if (e == ERR_OK) {
			run_loop(r);
			e = r->result;
		}
		run_unlock(r);
	}
	arena_free(&r->scratch);
	arena_free(&a);
	return e;
}
