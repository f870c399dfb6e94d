/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* msg.def three times over: how long a message is, its writer, its reader. */
#include "proto/msg.h"

#include <string.h>

#include "base/die.h"

enum { TYPE_SIZE = 2, INT_SIZE = 8, LENGTH_SIZE = 4 };

/* --- sizes: SIZE_MAX once it cannot be sent ---------------------------------- */

static size_t
size_with(size_t size, size_t more)
{
	return size > MSG_MAX || more > MSG_MAX - size ? SIZE_MAX : size + more;
}

static size_t
size_with_str(size_t size, struct str s)
{
	return size_with(size_with(size, LENGTH_SIZE), s.n);
}

static size_t
msg_size(const struct msg *m)
{
	size_t size = TYPE_SIZE;

	must(m->type < MSG_COUNT);
	switch (m->type) {
#define I(name) size = size_with(size, INT_SIZE);
#define S(name) size = size_with_str(size, p->name);
#define MSG(name, from, to, fields)                                                                          \
	case MSG_##name: {                                                                                   \
		const struct msg_##name *p = &m->name;                                                       \
		(void)p; /* not every message has bytes */                                                   \
		fields return size;                                                                          \
	}
#include "proto/msg.def"
#undef MSG
#undef I
#undef S
	case MSG_COUNT:
		break;
	}
	return SIZE_MAX;
}

/* --- writing ------------------------------------------------------------------ */

static void
put_uint(struct buf *out, uint64_t v, unsigned bytes)
{
	while (bytes--)
		buf_char(out, (char)(v >> bytes * 8 & 0xff));
}

static void
put_str(struct buf *out, struct str s)
{
	put_uint(out, s.n, LENGTH_SIZE);
	buf_add(out, s);
}

static void
put_fields(struct buf *out, const struct msg *m)
{
	switch (m->type) {
#define I(name) put_uint(out, (uint64_t)p->name, INT_SIZE);
#define S(name) put_str(out, p->name);
#define MSG(name, from, to, fields)                                                                          \
	case MSG_##name: {                                                                                   \
		const struct msg_##name *p = &m->name;                                                       \
		fields return;                                                                               \
	}
#include "proto/msg.def"
#undef MSG
#undef I
#undef S
	case MSG_COUNT:
		break;
	}
}

bool
msg_write(struct buf *out, const struct msg *m)
{
	size_t size = msg_size(m);

	if (size > MSG_MAX || out->full || out->max - out->n < MSG_HEAD + size)
		return false;
	put_uint(out, size, MSG_HEAD);
	put_uint(out, (uint64_t)m->type, TYPE_SIZE);
	put_fields(out, m);
	return buf_done(out);
}

/* --- reading ------------------------------------------------------------------ */

static bool
take_uint(struct str *in, unsigned bytes, uint64_t *out)
{
	uint64_t v = 0;

	if (in->n < bytes)
		return false;
	for (unsigned i = 0; i < bytes; i++)
		v = v << 8 | (unsigned char)in->p[i];
	*in = (struct str){in->p + bytes, in->n - bytes};
	*out = v;
	return true;
}

static bool
take_int(struct str *in, int64_t *out)
{
	uint64_t v;

	if (!take_uint(in, INT_SIZE, &v))
		return false;
	memcpy(out, &v, sizeof v); /* two's complement, without a cast that may trap */
	return true;
}

static bool
take_str(struct str *in, struct str *out)
{
	uint64_t n;

	if (!take_uint(in, LENGTH_SIZE, &n) || n > in->n)
		return false;
	*out = (struct str){in->p, (size_t)n};
	*in = (struct str){in->p + n, in->n - (size_t)n};
	return true;
}

static bool
take_fields(struct str *in, struct msg *m)
{
	switch (m->type) {
#define I(name) &&take_int(in, &p->name)
#define S(name) &&take_str(in, &p->name)
#define MSG(name, from, to, fields)                                                                          \
	case MSG_##name: {                                                                                   \
		struct msg_##name *p = &m->name;                                                             \
		return true fields;                                                                          \
	}
#include "proto/msg.def"
#undef MSG
#undef I
#undef S
	case MSG_COUNT:
		break;
	}
	return false;
}

size_t
msg_frame(struct str bytes)
{
	uint64_t n;

	if (!take_uint(&bytes, MSG_HEAD, &n))
		return 0;
	return n > MSG_MAX ? SIZE_MAX : (size_t)n + MSG_HEAD;
}

enum err
msg_read(struct str frame, struct msg *out)
{
	uint64_t type;

	if (msg_frame(frame) != frame.n)
		return ERR_MALFORMED;
	frame = str_sub(frame, MSG_HEAD, frame.n);
	if (!take_uint(&frame, TYPE_SIZE, &type) || type >= MSG_COUNT)
		return ERR_MALFORMED;
	*out = (struct msg){.type = (enum msg_type)type};
	return take_fields(&frame, out) && frame.n == 0 ? ERR_OK : ERR_MALFORMED;
}

struct str
msg_name(enum msg_type t)
{
	static const char *const names[] = {
#define MSG(name, from, to, fields) [MSG_##name] = #name,
#include "proto/msg.def"
#undef MSG
	};

	must(t < MSG_COUNT);
	return str_of(names[t]);
}
