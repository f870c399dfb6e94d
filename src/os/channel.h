/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A stream of messages over a socket: for a loop (never blocks) or for a
 * caller that asks and waits. One thread at a time.
 */
#ifndef OS_CHANNEL_H
#define OS_CHANNEL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct channel;

/*
 * Takes the descriptor (a socket) over. Frames are as proto/msg.h says: u32
 * length, of at most `max_frame`, then that many bytes; they are handed over
 * with the length in front. Bytes that have gone through are wiped.
 */
struct channel *channel_new(int fd, size_t max_frame);
void channel_free(struct channel **c);
int channel_fd(const struct channel *c);

/* Queues a whole frame (copied). A peer that lets 64 MiB pile up counts as gone. */
void channel_send(struct channel *c, struct str frame);
/* Writes what the socket takes. ERR_CLOSED when the peer has gone. */
enum err channel_flush(struct channel *c) MUST_USE;
bool channel_has_output(const struct channel *c);
/*
 * Reads what is there. ERR_CLOSED at the end, once what came before it has been read; ERR_TOO_LARGE for a
 * frame beyond the limit.
 */
enum err channel_fill(struct channel *c) MUST_USE;
/* The next whole frame that has been read, or false. Valid until the next channel_fill. */
bool channel_next(struct channel *c, struct str *frame);
/*
 * Blocks: flushes, then reads until one whole frame is there, at most `ms` (-1: for ever): ERR_BUSY when it
 * is late.
 */
enum err channel_wait(struct channel *c, int ms, struct str *frame) MUST_USE;

#endif
