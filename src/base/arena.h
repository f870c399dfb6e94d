/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Memory for one request, message or record: allocated piece by piece, given
 * back all at once. Nothing allocated from an arena is freed by itself.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/str.h"

struct arena;

/* A new arena that holds at most `cap` bytes in all. Ends with arena_free. */
struct arena *arena_new(size_t cap);
/* Frees the arena and everything in it; nulls *a; NULL is harmless. */
void arena_free(struct arena **a);
/* Gives back everything allocated, keeps the first block for the next use. */
void arena_reset(struct arena *a);
/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *a);

/*
 * `n` zeroed bytes, aligned for any type. An arena past its cap is a machine
 * without memory for this request: it dies, so the result is never NULL.
 * Sizes that a peer chooses are bounded by the codecs before they come here.
 */
void *arena_alloc(struct arena *a, size_t n) __attribute__((returns_nonnull));
/* `n` elements of `size` bytes, with the product checked. */
void *arena_array(struct arena *a, size_t n, size_t size) __attribute__((returns_nonnull));
/* A copy of `s` in the arena; a NUL stands after it for C libraries. */
struct str arena_str(struct arena *a, struct str s);
/* A formatted string in the arena, NUL-terminated. */
struct str arena_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct str arena_vfmt(struct arena *a, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))

#endif
