/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/workers.h"

#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/die.h"
#include "base/secret.h"

/* Job numbers in the order they came; never more than JOBS_MAX. */
struct line {
	size_t numbers[JOBS_MAX];
	size_t first, n;
};

struct workers {
	struct loop *loop;
	workers_done *done;
	void *context;
	struct secret *passwords; /* of all jobs */
	struct job jobs[JOBS_MAX];
	bool taken[JOBS_MAX];
	pthread_t threads[WORKERS];
	pthread_mutex_t lock; /* holds what follows */
	pthread_cond_t work;
	struct line waiting, finished;
	bool stopping;
	int wake; /* eventfd: something is finished */
};

static void
line_put(struct line *l, size_t number)
{
	must(l->n < JOBS_MAX);
	l->numbers[(l->first + l->n++) % JOBS_MAX] = number;
}

static bool
line_take(struct line *l, size_t *number)
{
	if (l->n == 0)
		return false;
	*number = l->numbers[l->first];
	l->first = (l->first + 1) % JOBS_MAX;
	l->n--;
	return true;
}

static void
job_do(struct job *j)
{
	if (j->checks)
		j->matches = password_matches((struct str){(const char *)j->check, j->check_n},
		    (struct str){j->encoded, strlen(j->encoded)});
	if (j->makes && (!j->checks || j->matches))
		password_hash((struct str){(const char *)j->make, j->make_n}, j->encoded);
}

static void *
worker(void *arg)
{
	struct workers *w = arg;
	uint64_t one = 1;
	size_t number;

	pthread_mutex_lock(&w->lock);
	while (!w->stopping) {
		if (!line_take(&w->waiting, &number)) {
			pthread_cond_wait(&w->work, &w->lock);
			continue;
		}
		pthread_mutex_unlock(&w->lock);
		job_do(&w->jobs[number]);
		pthread_mutex_lock(&w->lock);
		line_put(&w->finished, number);
		if (write(w->wake, &one, sizeof one) != (ssize_t)sizeof one)
			die("eventfd");
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static void
job_wipe(struct workers *w, size_t number)
{
	struct job *j = &w->jobs[number];
	unsigned char *room = secret_bytes(w->passwords) + number * 2 * PASSWORD_MAX;

	secret_wipe(room, 2 * PASSWORD_MAX);
	*j = (struct job){.number = number, .check = room, .make = room + PASSWORD_MAX};
}

static void
workers_ready(void *context, int events)
{
	struct workers *w = context;
	uint64_t count;
	size_t number;
	bool some;

	(void)events;
	(void)!read(w->wake, &count, sizeof count);
	for (;;) {
		pthread_mutex_lock(&w->lock);
		some = line_take(&w->finished, &number);
		pthread_mutex_unlock(&w->lock);
		if (!some)
			return;
		w->done(w->context, &w->jobs[number]);
		job_wipe(w, number);
		w->taken[number] = false;
	}
}

struct workers *
workers_new(struct arena *home, struct loop *loop, workers_done *done, void *context)
{
	struct workers *w = ARENA_NEW(home, struct workers);

	w->loop = loop;
	w->done = done;
	w->context = context;
	w->passwords = secret_new(JOBS_MAX * 2 * PASSWORD_MAX);
	w->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->wake < 0 || pthread_mutex_init(&w->lock, NULL) != 0 || pthread_cond_init(&w->work, NULL) != 0)
		die("cannot make worker threads");
	for (size_t i = 0; i < JOBS_MAX; i++)
		job_wipe(w, i);
	for (size_t i = 0; i < WORKERS; i++)
		if (pthread_create(&w->threads[i], NULL, worker, w) != 0)
			die("cannot make worker threads");
	loop_watch(loop, w->wake, LOOP_IN, workers_ready, w);
	return w;
}

void
workers_free(struct workers **wp)
{
	struct workers *w = *wp;

	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_broadcast(&w->work);
	pthread_mutex_unlock(&w->lock);
	for (size_t i = 0; i < WORKERS; i++)
		pthread_join(w->threads[i], NULL);
	loop_forget(w->loop, w->wake);
	close(w->wake);
	secret_free(&w->passwords);
	pthread_cond_destroy(&w->work);
	pthread_mutex_destroy(&w->lock);
	*wp = NULL;
}

struct job *
workers_take(struct workers *w)
{
	for (size_t i = 0; i < JOBS_MAX; i++)
		if (!w->taken[i]) {
			w->taken[i] = true;
			return &w->jobs[i];
		}
	return NULL;
}

void
workers_start(struct workers *w, struct job *job)
{
	pthread_mutex_lock(&w->lock);
	line_put(&w->waiting, job->number);
	pthread_cond_signal(&w->work);
	pthread_mutex_unlock(&w->lock);
}
