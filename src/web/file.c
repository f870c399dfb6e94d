/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 添付: one file sent by the script of a form or by a program, and the way out. */
#include "codec/json.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"

enum { ANSWER_MAX = 8 * 1024 };

/* --- in ------------------------------------------------------------------------------ */

static void
pair(struct json_out *o, const char *key, struct str value)
{
	json_key(o, key);
	json_str(o, value);
}

/* The file itself has gone to the gate before this runs (intake.h); what came of it is said. */
enum err
file_upload(struct request *rq)
{
	struct str value = form_get(&rq->form, STR("f.file"));
	struct buf b = buf_on(rq->page, ANSWER_MAX);
	struct json_out o = {.buf = &b};
	enum err e = rq->refused_n ? rq->refused[0].err : value.n ? ERR_OK : ERR_MALFORMED;

	json_open(&o, '{');
	if (e == ERR_OK) {
		pair(&o, "value", value);
		pair(&o, "file", PHRASE(rq->page, TEXT_FILE_NOW, label_file(rq->page, value)));
	} else {
		pair(&o, "why", rq->refused_n ? rq->refused[0].why : phrase(TEXT_UPLOAD_NONE));
	}
	json_close(&o, '}');
	rq->reply.type = STR("application/json");
	rq->reply.body = buf_str(&b);
	rq->reply.drawn = buf_done(&b);
	return e;
}

/* --- out ------------------------------------------------------------------------------ */

static enum err
fetched(struct request *rq)
{
	const struct ask *ask = rq->asks.ask;
	const struct msg_FETCHED *m = &ask->answer.FETCHED;
	enum err e = link_err(ask, m->err);
	struct outgo *out;

	if (e == ERR_NOT_FOUND)
		page_why(rq, TEXT_FILE_GONE, TEXT_FILE_GONE_TODO);
	if (e == ERR_CORRUPT)
		page_why(rq, TEXT_FILE_BROKEN, TEXT_FILE_GONE_TODO);
	if (e)
		return e;
	out = ARENA_NEW(rq->arena, struct outgo);
	*out = *(const struct outgo *)rq->kept;
	out->first = m->bytes;
	out->piece = m->piece;
	out->size = m->size;
	rq->reply.outgo = out;
	rq->reply.type = m->type;
	rq->reply.file = m->name;
	rq->reply.drawn = true;
	return ERR_OK;
}

enum err
file_fetch(struct request *rq)
{
	struct outgo *out = ARENA_NEW(rq->arena, struct outgo);
	struct ask *ask;
	int64_t id;
	enum err e = request_id(rq, 0, &id);

	if (e)
		return e;
	*out = (struct outgo){.id = arena_str(rq->arena, rq->part[1])};
	if (rq->item)
		out->item = id;
	else
		out->matter = id;
	rq->kept = out;
	ask = request_ask(rq, 1, fetched);
	ask->question = (struct msg){.type = MSG_FETCH,
	    .FETCH = {.session = rq->session,
	        .ip = rq->ip,
	        .matter = out->matter,
	        .item = out->item,
	        .id = out->id}};
	return ERR_OK;
}
