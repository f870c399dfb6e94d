/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "os/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/die.h"
#include "base/num.h"
#include "base/secret.h"
#include "os/loop.h"

enum {
	HEAD = 4,
	PIPE_FIRST = 16 * 1024,
	PIPE_KEEP = 256 * 1024, /* a pipe that grew beyond this is given back when empty */
	OUT_MAX = 64 * 1024 * 1024,
	ARENA_OWN = 64 * 1024, /* an arena's first block, which a longer piece cannot use */
};

/*
 * Bytes on their way: taken off at `from`, added at `to`. They may be
 * passwords, so what has been taken off is wiped before its place is used again.
 */
struct pipe {
	struct arena *arena;
	char *p;
	size_t from, to, room;
};

struct channel {
	struct arena *arena;
	int fd;
	size_t max_frame;
	bool broken; /* the peer let OUT_MAX bytes pile up */
	struct pipe in, out;
};

static void
pipe_wipe(struct pipe *p)
{
	if (p->p)
		secret_wipe(p->p, p->to);
	arena_free(&p->arena);
	*p = (struct pipe){0};
}

/* Moves what waits to the front and makes room for `n` more bytes behind it. */
static void
pipe_reserve(struct pipe *p, size_t n)
{
	size_t waiting = p->to - p->from, need, room = p->room ? p->room : PIPE_FIRST;
	struct pipe next;

	must(size_add(waiting, n, &need));
	if (need <= p->room - p->from)
		return;
	while (room < need)
		room *= 2;
	if (room > p->room) {
		next = (struct pipe){.arena = arena_new(room + ARENA_OWN), .to = waiting, .room = room};
		next.p = arena_alloc(next.arena, room);
		if (waiting)
			memcpy(next.p, p->p + p->from, waiting);
		pipe_wipe(p);
		*p = next;
		return;
	}
	memmove(p->p, p->p + p->from, waiting);
	secret_wipe(p->p + waiting, p->to - waiting);
	p->from = 0;
	p->to = waiting;
}

/* Forgets what has been taken off, once nothing waits. */
static void
pipe_settle(struct pipe *p)
{
	if (p->from < p->to || p->to == 0)
		return;
	if (p->room > PIPE_KEEP) {
		pipe_wipe(p);
		return;
	}
	secret_wipe(p->p, p->to);
	p->from = p->to = 0;
}

struct channel *
channel_new(int fd, size_t max_frame)
{
	struct arena *a = arena_new(sizeof(struct channel) + 64);
	struct channel *c = ARENA_NEW(a, struct channel);
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
		die("channel on descriptor %d", fd);
	c->arena = a;
	c->fd = fd;
	c->max_frame = max_frame;
	return c;
}

void
channel_free(struct channel **cp)
{
	struct channel *c = *cp;
	struct arena *a;

	if (c == NULL)
		return;
	a = c->arena;
	pipe_wipe(&c->in);
	pipe_wipe(&c->out);
	close(c->fd);
	arena_free(&a);
	*cp = NULL;
}

int
channel_fd(const struct channel *c)
{
	return c->fd;
}

void
channel_send(struct channel *c, struct str frame)
{
	if (c->broken || frame.n > OUT_MAX - (c->out.to - c->out.from)) {
		c->broken = true;
		return;
	}
	pipe_reserve(&c->out, frame.n);
	memcpy(c->out.p + c->out.to, frame.p, frame.n);
	c->out.to += frame.n;
}

enum err
channel_flush(struct channel *c)
{
	struct pipe *p = &c->out;
	ssize_t n;

	if (c->broken)
		return ERR_CLOSED;
	while (p->from < p->to) {
		n = send(c->fd, p->p + p->from, p->to - p->from, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return ERR_OK;
		if (n < 0)
			return ERR_CLOSED;
		p->from += (size_t)n;
	}
	pipe_settle(p);
	return ERR_OK;
}

bool
channel_has_output(const struct channel *c)
{
	return c->out.from < c->out.to;
}

static size_t
head_at(const struct channel *c, size_t at)
{
	const unsigned char *p = (const unsigned char *)c->in.p + at;

	return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

/*
 * Passes over the whole frames that wait. *want: how many bytes the first one
 * that is not whole still lacks, as far as is known. False for one too long.
 */
static bool
frames_measure(const struct channel *c, size_t *want)
{
	size_t at = c->in.from, n;

	for (;;) {
		if (c->in.to - at < HEAD) {
			*want = HEAD - (c->in.to - at);
			return true;
		}
		n = head_at(c, at);
		if (n > c->max_frame)
			return false;
		if (c->in.to - at - HEAD < n) {
			*want = n - (c->in.to - at - HEAD);
			return true;
		}
		at += HEAD + n;
	}
}

enum err
channel_fill(struct channel *c)
{
	bool some = false;
	size_t want;
	ssize_t n;

	pipe_settle(&c->in);
	/* what a peer can make us hold is bounded: one frame and what came with it */
	while (c->in.to - c->in.from <= c->max_frame) {
		if (!frames_measure(c, &want))
			return ERR_TOO_LARGE;
		pipe_reserve(&c->in, want < PIPE_FIRST / 2 ? PIPE_FIRST / 2 : want);
		n = recv(c->fd, c->in.p + c->in.to, c->in.room - c->in.to, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return ERR_OK;
		/* the frames first; the end is still there next time */
		if (n <= 0)
			return some ? ERR_OK : ERR_CLOSED;
		c->in.to += (size_t)n;
		some = true;
	}
	return frames_measure(c, &want) ? ERR_OK : ERR_TOO_LARGE;
}

bool
channel_next(struct channel *c, struct str *frame)
{
	size_t waiting = c->in.to - c->in.from, n;

	if (waiting < HEAD)
		return false;
	n = head_at(c, c->in.from);
	if (n > c->max_frame || waiting - HEAD < n)
		return false;
	*frame = (struct str){c->in.p + c->in.from, HEAD + n};
	c->in.from += HEAD + n;
	return true;
}

/* Waits until the socket can be read (or written, with output waiting). */
static enum err
channel_poll(const struct channel *c, int64_t until)
{
	struct pollfd p = {.fd = c->fd, .events = POLLIN};
	int64_t left = until < 0 ? -1 : until - loop_monotonic();
	int n;

	if (channel_has_output(c))
		p.events |= POLLOUT;
	if (until >= 0 && left < 0)
		left = 0;
	n = poll(&p, 1, (int)left);
	if (n < 0 && errno != EINTR)
		die("poll");
	return n == 0 ? ERR_BUSY : ERR_OK;
}

enum err
channel_wait(struct channel *c, int ms, struct str *frame)
{
	int64_t until = ms < 0 ? -1 : loop_monotonic() + ms;
	enum err e, late = ERR_OK;

	for (;;) {
		e = channel_flush(c);
		if (e)
			return e;
		if (channel_next(c, frame))
			return ERR_OK;
		if (late)
			return late;
		late = channel_poll(c, until);
		e = channel_fill(c);
		if (e)
			return e;
	}
}
