/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/outgo.h"

#include <string.h>

#include "base/die.h"
#include "web/guard.h"

enum { OWN = 4 * 1024 * 1024, PIECE_ROOM = 4 * 1024 * 1024, BLOCK = 64 * 1024 };

/* It outlives the request by as long as the last bytes need. */
struct outgoing {
	struct arena *arena, *piece; /* for its life; for the piece that is going */
	struct MHD_Connection *connection;
	struct link *link;
	struct str session, ip;
	struct outgo file;
	struct str rest; /* of the piece */
	struct asks asks;
	struct ask ask;
	bool asked;
};

static void
wake(void *context)
{
	struct outgoing *o = context;

	MHD_resume_connection(o->connection);
}

static ssize_t
next_ask(struct outgoing *o)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(o->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	if (info)
		guard_phase(info->socket_context, GUARD_WORK); /* it has taken what there was */
	arena_reset(o->piece);
	o->ask = (struct ask){.question = {.type = MSG_FETCH,
	                          .FETCH = {.session = o->session,
	                              .ip = o->ip,
	                              .matter = o->file.matter,
	                              .item = o->file.item,
	                              .id = o->file.id,
	                              .piece = o->file.piece}}};
	o->asks = (struct asks){.arena = o->piece, .ask = &o->ask, .n = 1, .done = wake, .context = o};
	o->asked = true;
	MHD_suspend_connection(o->connection);
	link_send(o->link, &o->asks);
	return 0;
}

/* Who may not read any more, or a piece that is not as it was: the browser sees a download that broke off. */
static bool
next_take(struct outgoing *o)
{
	const struct msg_FETCHED *m = &o->ask.answer.FETCHED;

	o->asked = false;
	if (link_err(&o->ask, m->err) || m->bytes.n == 0)
		return false;
	o->rest = m->bytes;
	o->file.piece = m->piece;
	return true;
}

static ssize_t
read_more(void *context, uint64_t at, char *buf, size_t max)
{
	struct outgoing *o = context;
	size_t n;

	(void)at;
	if (o->asked && !next_take(o))
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (o->rest.n == 0 && o->file.piece == 0)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (o->rest.n == 0)
		return next_ask(o);
	n = o->rest.n < max ? o->rest.n : max;
	memcpy(buf, o->rest.p, n);
	o->rest = str_sub(o->rest, n, o->rest.n);
	return (ssize_t)n;
}

static void
outgoing_free(void *context)
{
	struct outgoing *o = context;
	struct arena *a = o->arena;

	arena_free(&o->piece);
	arena_free(&a);
}

struct MHD_Response *
outgo_response(struct MHD_Connection *c, const struct request *rq)
{
	struct arena *a = arena_new(OWN);
	struct outgoing *o = ARENA_NEW(a, struct outgoing);
	struct MHD_Response *r;

	*o = (struct outgoing){.arena = a,
	    .piece = arena_new(PIECE_ROOM),
	    .connection = c,
	    .link = rq->web->link,
	    .session = arena_str(a, rq->session),
	    .ip = arena_str(a, rq->ip),
	    .file = *rq->reply.outgo};
	o->file.id = arena_str(a, o->file.id);
	o->rest = arena_str(a, o->file.first);
	r = MHD_create_response_from_callback((uint64_t)o->file.size, BLOCK, read_more, o, outgoing_free);
	if (r == NULL)
		die("no memory for a response");
	return r;
}
