/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A bounded string builder on an arena. It remembers its first failure: no
 * call in between needs a test, and a text is never cut short unseen, because
 * the caller asks once, at buf_done().
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"
#include "base/str.h"

struct buf {
	struct arena *arena;
	char *p;
	size_t n, room, max;
	bool full;
};

/* An empty builder that takes at most `max` bytes. Nothing to free. */
struct buf buf_on(struct arena *arena, size_t max);

void buf_add(struct buf *b, struct str s);
void buf_char(struct buf *b, char c);
void buf_u64(struct buf *b, uint64_t v);
void buf_i64(struct buf *b, int64_t v);
void buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Lower-case hexadecimal of `n` bytes. */
void buf_hex(struct buf *b, const void *bytes, size_t n);

/* True when everything fitted. */
bool buf_done(const struct buf *b) MUST_USE;
/* What has been built so far; valid until the arena is reset. */
struct str buf_str(const struct buf *b);

#endif
