/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/num.h"

/* gcc says it with a macro, clang with a feature */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISON
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define POISON
#endif

#ifdef POISON
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n)   ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

enum { BLOCK_FIRST = 64 * 1024 };

struct block {
	struct block *next;
	size_t size, used;
	alignas(max_align_t) char bytes[];
};

struct arena {
	size_t cap;
	size_t taken; /* by all blocks */
	size_t given; /* to callers */
	struct block *first, *last;
};

static struct block *
block_new(size_t size)
{
	struct block *b = malloc(sizeof *b + size);

	if (b == NULL)
		die("out of memory");
	b->next = NULL;
	b->size = size;
	b->used = 0;
	ASAN_POISON_MEMORY_REGION(b->bytes, size);
	return b;
}

static void
block_free(struct block *b)
{
	ASAN_UNPOISON_MEMORY_REGION(b->bytes, b->size);
	free(b);
}

struct arena *
arena_new(size_t cap)
{
	struct arena *a = calloc(1, sizeof *a);

	if (a == NULL)
		die("out of memory");
	a->cap = cap;
	a->taken = cap < BLOCK_FIRST ? cap : BLOCK_FIRST;
	a->first = a->last = block_new(a->taken);
	return a;
}

void
arena_free(struct arena **ap)
{
	struct arena *a = *ap;

	if (a == NULL)
		return;
	for (struct block *b = a->first, *next; b; b = next) {
		next = b->next;
		block_free(b);
	}
	free(a);
	*ap = NULL;
}

void
arena_reset(struct arena *a)
{
	for (struct block *b = a->first->next, *next; b; b = next) {
		next = b->next;
		block_free(b);
	}
	a->last = a->first;
	a->first->next = NULL;
	a->first->used = 0;
	a->taken = a->first->size;
	a->given = 0;
	ASAN_POISON_MEMORY_REGION(a->first->bytes, a->first->size);
}

size_t
arena_used(const struct arena *a)
{
	return a->given;
}

static void
arena_grow(struct arena *a, size_t need)
{
	size_t size = a->last->size * 2;

	if (size < need)
		size = need;
	if (size > a->cap - a->taken)
		size = a->cap - a->taken;
	if (size < need)
		die("arena full: %zu of %zu bytes taken, %zu more wanted", a->taken, a->cap, need);
	a->last->next = block_new(size);
	a->last = a->last->next;
	a->taken += size;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	const size_t align = alignof(max_align_t);
	size_t room;
	void *p;

	if (!size_add(n, align - 1, &room))
		die("arena: size overflow");
	room &= ~(align - 1);
	if (room > a->last->size - a->last->used)
		arena_grow(a, room);
	p = a->last->bytes + a->last->used;
	a->last->used += room;
	a->given += room;
	ASAN_UNPOISON_MEMORY_REGION(p, n);
	return memset(p, 0, n);
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	size_t total;

	if (!size_mul(n, size, &total))
		die("arena: size overflow");
	return arena_alloc(a, total);
}

struct str
arena_str(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct str){p, s.n};
}

struct str
arena_vfmt(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	int n;
	char *p;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	must(n >= 0);
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return (struct str){p, (size_t)n};
}

struct str
arena_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	struct str s;

	va_start(ap, fmt);
	s = arena_vfmt(a, fmt, ap);
	va_end(ap);
	return s;
}
