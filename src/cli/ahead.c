/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/ahead.h"

#include <pthread.h>

#include "base/die.h"
#include "ledger/tree.h"

/* Small slots: what the thread has just read is still near when the audit reads it. */
enum {
	SLOTS = 16,
	ROWS = 256,
	SLOT_FULL = 192 << 10, /* bytes of entries after which the next slot is begun */
	SLOT_ROOM = 64 << 20,  /* one broken row may be large */
};

struct slot {
	struct arena *arena;
	struct ahead_row *rows;
	size_t n;
	bool last;
};

struct ahead {
	struct arena *home;
	struct store *store; /* the thread's */
	pthread_t thread;
	struct slot slots[SLOTS];
	size_t at;            /* next row of the slot in hand: the reader's */
	pthread_mutex_t lock; /* holds what follows */
	pthread_cond_t moved;
	size_t filled, taken; /* slots, ever; in hand is the one after those taken */
	bool stop;
};

/* --- the thread ----------------------------------------------------------------------- */

static void
slot_fill(struct slot *s, struct q_cursor *c)
{
	arena_reset(s->arena);
	s->rows = arena_array(s->arena, ROWS, sizeof *s->rows);
	s->n = 0;
	s->last = false;
	while (s->n < ROWS && arena_used(s->arena) < SLOT_FULL) {
		struct ahead_row *r = &s->rows[s->n];

		s->last = !q_cli_ledger_entries_next(c, s->arena, &r->row);
		if (s->last)
			return;
		r->leaf = tree_leaf(r->row.bytes);
		s->n++;
	}
}

/* A slot that is free; NULL when nobody wants any more. */
static struct slot *
slot_free(struct ahead *a)
{
	struct slot *s;

	must(pthread_mutex_lock(&a->lock) == 0);
	while (!a->stop && a->filled - a->taken == SLOTS)
		must(pthread_cond_wait(&a->moved, &a->lock) == 0);
	s = a->stop ? NULL : &a->slots[a->filled % SLOTS];
	must(pthread_mutex_unlock(&a->lock) == 0);
	return s;
}

static void *
run(void *arg)
{
	struct ahead *a = arg;
	struct q_cursor c = q_cli_ledger_entries_open(a->store);
	struct slot *s;
	bool last = false;

	while (!last && (s = slot_free(a)) != NULL) {
		slot_fill(s, &c);
		last = s->last;
		must(pthread_mutex_lock(&a->lock) == 0);
		a->filled++;
		must(pthread_cond_signal(&a->moved) == 0);
		must(pthread_mutex_unlock(&a->lock) == 0);
	}
	(void)!q_cursor_end(&c); /* what it could not read, the audit misses */
	hash_forget();
	return NULL;
}

/* --- its reader ------------------------------------------------------------------------- */

enum err
ahead_open(struct store *s, struct ahead **out, struct why *why)
{
	struct arena *home = arena_new(sizeof(struct ahead) + 1024);
	struct ahead *a = ARENA_NEW(home, struct ahead);

	*a = (struct ahead){.home = home, .store = s};
	for (int i = 0; i < SLOTS; i++)
		a->slots[i].arena = arena_new(SLOT_ROOM);
	must(pthread_mutex_init(&a->lock, NULL) == 0 && pthread_cond_init(&a->moved, NULL) == 0);
	*out = a;
	if (pthread_create(&a->thread, NULL, run, a) == 0)
		return ERR_OK;
	a->stop = true;
	a->store = NULL;
	ahead_close(out);
	return why_set(why, ERR_IO, "証跡を読む糸を始められません。");
}

/* The slot in hand goes back, and the next one is waited for. */
static void
slot_next(struct ahead *a, bool give)
{
	must(pthread_mutex_lock(&a->lock) == 0);
	if (give) {
		a->taken++;
		must(pthread_cond_signal(&a->moved) == 0);
	}
	while (a->filled == a->taken)
		must(pthread_cond_wait(&a->moved, &a->lock) == 0);
	must(pthread_mutex_unlock(&a->lock) == 0);
	a->at = 0;
}

const struct ahead_row *
ahead_next(struct ahead *a)
{
	struct slot *s = &a->slots[a->taken % SLOTS];

	if (a->at == 0)
		slot_next(a, false);
	while (a->at == s->n) {
		if (s->last)
			return NULL;
		slot_next(a, true);
		s = &a->slots[a->taken % SLOTS];
	}
	return &s->rows[a->at++];
}

void
ahead_close(struct ahead **ap)
{
	struct ahead *a = *ap;
	struct arena *home;

	if (a == NULL)
		return;
	home = a->home;
	if (a->store != NULL) {
		must(pthread_mutex_lock(&a->lock) == 0);
		a->stop = true;
		must(pthread_cond_signal(&a->moved) == 0);
		must(pthread_mutex_unlock(&a->lock) == 0);
		must(pthread_join(a->thread, NULL) == 0);
	}
	must(pthread_cond_destroy(&a->moved) == 0 && pthread_mutex_destroy(&a->lock) == 0);
	for (int i = 0; i < SLOTS; i++)
		arena_free(&a->slots[i].arena);
	arena_free(&home);
	*ap = NULL;
}
