/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/buf.h"

#include <stdarg.h>
#include <string.h>

struct buf
buf_on(struct arena *arena, size_t max)
{
	return (struct buf){.arena = arena, .max = max};
}

static char *
buf_reserve(struct buf *b, size_t n)
{
	size_t room;
	char *p;

	if (b->full || n > b->max - b->n) {
		b->full = true;
		return NULL;
	}
	if (n > b->room - b->n) {
		room = b->room ? b->room * 2 : 256;
		if (room < b->n + n)
			room = b->n + n;
		if (room > b->max)
			room = b->max;
		p = arena_alloc(b->arena, room);
		if (b->n)
			memcpy(p, b->p, b->n);
		b->p = p;
		b->room = room;
	}
	p = b->p + b->n;
	b->n += n;
	return p;
}

void
buf_add(struct buf *b, struct str s)
{
	char *p = s.n ? buf_reserve(b, s.n) : NULL;

	if (p)
		memcpy(p, s.p, s.n);
}

void
buf_char(struct buf *b, char c)
{
	char *p = buf_reserve(b, 1);

	if (p)
		*p = c;
}

void
buf_u64(struct buf *b, uint64_t v)
{
	char digits[20];
	size_t at = sizeof digits;

	do
		digits[--at] = (char)('0' + v % 10);
	while (v /= 10);
	buf_add(b, (struct str){digits + at, sizeof digits - at});
}

void
buf_i64(struct buf *b, int64_t v)
{
	if (v < 0)
		buf_char(b, '-');
	buf_u64(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_add(b, arena_vfmt(b->arena, fmt, ap));
	va_end(ap);
}

void
buf_hex(struct buf *b, const void *bytes, size_t n)
{
	static const char digit[] = "0123456789abcdef";
	const unsigned char *in = bytes;

	for (size_t i = 0; i < n; i++) {
		buf_char(b, digit[in[i] >> 4]);
		buf_char(b, digit[in[i] & 15]);
	}
}

bool
buf_done(const struct buf *b)
{
	return !b->full;
}

struct str
buf_str(const struct buf *b)
{
	return (struct str){b->p ? b->p : "", b->n};
}
