/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/rehearsal.h"

#include <pthread.h>

#include "base/die.h"
#include "os/file.h"
#include "os/loop.h"
#include "rehearsal/telling.h"
#include "web/label.h"
#include "web/page.h"

enum { KEPT_ROOM = 16 << 20, TOWN_ROOM = 64 << 20, LINE_ROOM = 1 << 20, WHY_MAX = 1024 };

struct kept {
	int64_t matter;
	struct str procedure, line;
};

struct rehearsal {
	pthread_mutex_t lock;
	struct str path; /* of town.db */
	enum { REHEARSAL_NONE, REHEARSAL_RUNS, REHEARSAL_DONE, REHEARSAL_FAILED } state;
	struct arena *policy_arena, *arena; /* of the last one */
	struct policy *policy;
	struct str person, why;
	int64_t began, ended;
	struct kept *kept;
	size_t kept_n, matters;
	struct retrial_count count;
	/* the thread's own */
	struct arena *line;
	struct telling words;
};

struct rehearsal *
rehearsal_new(struct arena *a, struct str dir)
{
	struct rehearsal *r = ARENA_NEW(a, struct rehearsal);

	r->path = arena_str(a, file_join(a, dir, STR("town.db")));
	if (pthread_mutex_init(&r->lock, NULL) != 0)
		die("mutex");
	return r;
}

/* --- the thread -------------------------------------------------------------------------- */

static bool
is_known(const struct rehearsal *r, int64_t matter)
{
	for (size_t i = r->kept_n; i-- > 0;)
		if (r->kept[i].matter == matter)
			return true;
	return false;
}

static void
finding_keep(void *arg, const struct retrial_finding *f)
{
	struct rehearsal *r = arg;
	int procedure = policy_procedure(r->policy, f->procedure);

	if (r->kept_n == REHEARSAL_KEPT)
		return;
	arena_reset(r->line);
	r->matters += !is_known(r, f->matter);
	r->kept[r->kept_n].line = arena_str(r->arena, telling_line(r->line, &r->words, f));
	r->kept[r->kept_n].matter = f->matter;
	r->kept[r->kept_n++].procedure =
	    arena_str(r->arena, procedure == NONE ? f->procedure : r->policy->procedures[procedure].label);
}

static enum err
run_on(struct rehearsal *r, struct store *s, struct retrial_count *count, struct why *why)
{
	struct arena *room = arena_new(TOWN_ROOM);
	struct town town;
	enum err e = store_snapshot(s);

	if (e == ERR_OK) {
		e = store_town(s, room, &town);
		r->words = (struct telling){r->policy, &town};
		if (e == ERR_OK)
			e = retrial_run(s, r->policy, finding_keep, r, count, why);
		store_snapshot_end(s);
	}
	arena_free(&room);
	return e;
}

/* Only this thread writes what is kept; who asks meanwhile reads the state alone. */
static void *
run(void *arg)
{
	struct rehearsal *r = arg;
	struct arena *a = arena_new(LINE_ROOM);
	struct why why = {.arena = a};
	struct retrial_count count = {0};
	struct store *s = NULL;
	enum err e = store_open(r->path.p, STORE_READ, &s, &why);

	r->line = arena_new(LINE_ROOM);
	if (e == ERR_OK)
		e = run_on(r, s, &count, &why);
	store_close(&s);
	pthread_mutex_lock(&r->lock);
	r->count = count;
	r->state = e == ERR_OK ? REHEARSAL_DONE : REHEARSAL_FAILED;
	r->why = e == ERR_OK ? STR("") : arena_str(r->arena, why_line(&why));
	r->ended = loop_clock();
	pthread_mutex_unlock(&r->lock);
	arena_free(&r->line);
	arena_free(&a);
	return NULL;
}

/* --- for the page ------------------------------------------------------------------------ */

/* All that belongs to the last one goes. */
static void
clear(struct rehearsal *r)
{
	if (r->arena) {
		arena_free(&r->arena);
		arena_free(&r->policy_arena);
	}
	r->arena = arena_new(KEPT_ROOM);
	r->policy_arena = arena_new(POLICY_ARENA);
	r->kept = arena_array(r->arena, REHEARSAL_KEPT, sizeof *r->kept);
	r->kept_n = r->matters = 0;
	r->count = (struct retrial_count){0};
	r->why = STR("");
	r->policy = NULL;
}

static enum err
thread_start(struct rehearsal *r)
{
	pthread_attr_t detached;
	pthread_t t;
	int failed = pthread_attr_init(&detached);

	if (failed == 0) {
		failed = pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
		if (failed == 0)
			failed = pthread_create(&t, &detached, run, r);
		pthread_attr_destroy(&detached);
	}
	return failed ? ERR_BUSY : ERR_OK;
}

enum err
rehearsal_begin(struct rehearsal *r, const struct policy_file *files, size_t n, struct str person,
    int64_t now, struct lint *lint)
{
	enum err e;

	pthread_mutex_lock(&r->lock);
	if (r->state == REHEARSAL_RUNS) {
		pthread_mutex_unlock(&r->lock);
		return ERR_BUSY;
	}
	clear(r);
	r->state = REHEARSAL_NONE;
	e = policy_load(r->policy_arena, files, n, &r->policy, lint);
	if (e == ERR_OK) {
		r->person = arena_str(r->arena, person);
		r->began = now;
		r->state = REHEARSAL_RUNS;
		e = thread_start(r);
		if (e != ERR_OK)
			r->state = REHEARSAL_NONE;
	}
	pthread_mutex_unlock(&r->lock);
	return e;
}

/* The findings of one matter, which lie apart when others came between, as one. */
static void
matters_show(const struct rehearsal *r, struct request *rq, struct view_rehearsal *out)
{
	struct view_rehearsed *list = PAGE_LIST(rq, struct view_rehearsed, r->kept_n);
	bool *shown = PAGE_LIST(rq, bool, r->kept_n);

	for (size_t i = 0; i < r->kept_n; i++) {
		struct view_rehearsed *v = &list[out->matters_n];
		struct str *lines;

		if (shown[i])
			continue;
		lines = PAGE_LIST(rq, struct str, r->kept_n - i);
		*v =
		    (struct view_rehearsed){.label = PHRASE(rq->page, TEXT_MATTER_NAMED, r->kept[i].procedure,
		                                arena_fmt(rq->page, "%lld", (long long)r->kept[i].matter)),
		        .lines = lines};
		if (r->kept[i].matter > 0)
			v->href = label_path(rq->page, STR("/matter/"), r->kept[i].matter);
		for (size_t k = i; k < r->kept_n; k++)
			if (r->kept[k].matter == r->kept[i].matter) {
				lines[v->lines_n++] = arena_str(rq->page, r->kept[k].line);
				shown[k] = true;
			}
		out->matters_n++;
	}
	out->matters = list;
}

void
rehearsal_show(struct rehearsal *r, struct request *rq, struct view_rehearsal *out)
{
	pthread_mutex_lock(&r->lock);
	out->runs = r->state == REHEARSAL_RUNS;
	out->done = r->state == REHEARSAL_DONE;
	out->failed = r->state == REHEARSAL_FAILED;
	if (r->state != REHEARSAL_NONE) {
		out->who = label_person(rq->desk, arena_str(rq->page, r->person));
		out->when = label_time(rq->page, r->began);
	}
	if (out->failed)
		out->why = arena_str(rq->page, r->why);
	if (out->done) {
		matters_show(r, rq, out);
		out->judged = (int64_t)r->count.judged;
		out->different = (int64_t)r->count.different;
		out->passed = (int64_t)r->count.passed;
		out->count = (int64_t)r->matters;
		out->cut = r->count.different > r->kept_n;
	}
	pthread_mutex_unlock(&r->lock);
}
