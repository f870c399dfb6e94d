/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Typed messages over a stream: u32 length (big-endian, of what follows, at
 * most MSG_MAX), u16 type, then the fields: int64 big-endian; bytes as u32
 * length and bytes. A message with anything missing or left over is refused.
 */
#ifndef PROTO_MSG_H
#define PROTO_MSG_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum { MSG_MAX = 1024 * 1024, MSG_HEAD = 4 };

enum msg_type {
#define MSG(name, from, to, fields) MSG_##name,
#include "proto/msg.def"
#undef MSG
	MSG_COUNT
};

#define I(name) int64_t name;
#define S(name) struct str name;
#define MSG(name, from, to, fields)                                                                          \
	struct msg_##name {                                                                                  \
		fields                                                                                       \
	};
#include "proto/msg.def"
#undef MSG
#undef I
#undef S

struct msg {
	enum msg_type type;
	union {
#define MSG(name, from, to, fields) struct msg_##name name;
#include "proto/msg.def"
#undef MSG
	};
};

/* Appends the whole frame. False (nothing appended) when it would be longer than MSG_MAX. */
bool msg_write(struct buf *out, const struct msg *m) MUST_USE;
/*
 * Length of the frame that begins at `bytes`, head included; 0 = not yet known; SIZE_MAX = refused (too
 * long).
 */
size_t msg_frame(struct str bytes);
/* Reads one whole frame; views into it. ERR_MALFORMED. */
enum err msg_read(struct str frame, struct msg *out) MUST_USE;
struct str msg_name(enum msg_type t);

#endif
