/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/request.h"

#include <string.h>

#include "base/num.h"
#include "model/may_read.h"
#include "proto/act.h"

bool
request_is_station(const struct request *rq)
{
	return rq->who && rq->who->kind == PERSON_STATION;
}

struct ask *
request_ask(struct request *rq, size_t n, handler *then)
{
	rq->asks = (struct asks){.arena = rq->arena, .n = n};
	rq->asks.ask = arena_array(rq->arena, n, sizeof *rq->asks.ask);
	rq->then = then;
	return rq->asks.ask;
}

void
request_ask_act(const struct request *rq, struct ask *ask, struct str act_json)
{
	enum act_channel channel = request_is_station(rq) ? CHANNEL_STATION
	                           : rq->is.token         ? CHANNEL_API
	                                                  : CHANNEL_WEB;

	ask->question = (struct msg){.type = MSG_ACT,
	    .ACT = {
	        .channel = channel,
	        .session = rq->session,
	        .ip = rq->ip,
	        .act = act_json,
	    }};
}

enum err
request_goto(struct request *rq, struct str path)
{
	rq->reply.location = arena_str(rq->page, path);
	rq->reply.drawn = true;
	return ERR_OK;
}

enum err
request_id(const struct request *rq, size_t part, int64_t *out)
{
	return num_i64(rq->part[part], 0, INT64_MAX, out) ? ERR_OK : ERR_NOT_FOUND;
}

/* Browsers send CR LF; pages and the ledger keep LF. */
static struct str
line_ends(struct arena *a, struct str s)
{
	struct buf b = buf_on(a, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r')
			buf_char(&b, s.p[i]);
	return buf_str(&b);
}

struct str
request_typed(const struct request *rq, struct str name)
{
	struct str s = form_get(&rq->form, name);

	if (s.p == NULL)
		return STR("");
	return memchr(s.p, '\r', s.n) ? line_ends(rq->arena, s) : s;
}

struct str
request_queried(const struct request *rq, struct str name)
{
	struct str s = form_get(&rq->query, name);

	return s.p ? s : STR("");
}

struct str
request_file(const struct request *rq, struct str name)
{
	const struct upload *f = multipart_file(&rq->files, name);

	return f && f->file.n ? f->bytes : (struct str){NULL, 0};
}

bool
request_reads_matter(const struct request *rq, int64_t id)
{
	const struct policy *p;
	struct facts facts = {0};

	return desk_matter(rq->desk, id, &p, &facts) == ERR_OK &&
	       may_read_matter(p, &rq->desk->town, rq->who, rq->desk->today, facts.matter);
}
