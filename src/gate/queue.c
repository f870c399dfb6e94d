/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gate/inside.h"

void
queue_add(struct queue *q, struct pending *p)
{
	if (q->last == NULL)
		q->last = &q->first;
	p->next = NULL;
	*q->last = p;
	q->last = &p->next;
	q->n++;
}

static struct pending *
queue_cut(struct queue *q, struct pending **at)
{
	struct pending *p = *at;

	*at = p->next;
	if (*at == NULL)
		q->last = at;
	q->n--;
	p->next = NULL;
	return p;
}

struct pending *
queue_take(struct queue *q)
{
	return q->first ? queue_cut(q, &q->first) : NULL;
}

struct pending *
queue_take_asked(struct queue *q, int64_t asked)
{
	for (struct pending **at = &q->first; *at; at = &(*at)->next)
		if ((*at)->asked == asked)
			return queue_cut(q, at);
	return NULL;
}

/* Arenas of answered questions are used again: a busy gate asks the system for nothing. */
struct pending *
pending_new(struct gate *g, struct client *c, int64_t request, enum msg_type type)
{
	struct arena *arena;
	struct pending *p;

	if (g->spare) {
		arena = g->spare->arena;
		g->spare = g->spare->next;
		arena_reset(arena);
	} else {
		arena = arena_new(PENDING_ROOM);
	}
	p = ARENA_NEW(arena, struct pending);
	p->arena = arena;
	p->client = c;
	p->generation = c->generation;
	p->request = request;
	p->type = type;
	return p;
}

void
pending_free(struct gate *g, struct pending *p)
{
	p->next = g->spare;
	g->spare = p;
}
