/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/intake.h"

#include <string.h>

#include "web/page.h"
#include "web/route.h"

enum { WINDOW = 96 * 1024 };

/* Where the part goes that is being read. */
enum way { WAY_TEXT, WAY_LIST, WAY_STREAM, WAY_NOWHERE };
/* What the gate was asked last. */
enum asked { ASKED_NOTHING, ASKED_BEGIN, ASKED_PIECE, ASKED_LAST };

struct intake {
	struct request *rq;
	struct parts parts;
	char *window, *piece;
	size_t from, to; /* of the window: not read yet */
	size_t piece_n, kept;
	struct multipart out;
	enum way way;
	struct upload part; /* its names; bytes of a text or list in `bytes` */
	struct buf bytes;
	enum asked asked;
	int64_t upload;
	enum err err;
};

struct intake *
intake_new(struct request *rq)
{
	struct intake *in = ARENA_NEW(rq->arena, struct intake);

	in->rq = rq;
	if (!parts_begin(rq->arena, rq->head.type, &rq->why, &in->parts))
		return NULL;
	in->window = arena_alloc(rq->arena, WINDOW);
	in->out.form.pairs = arena_array(rq->arena, 2 * PARTS_MAX, sizeof *in->out.form.pairs);
	in->out.files = arena_array(rq->arena, PARTS_MAX, sizeof *in->out.files);
	return in;
}

size_t
intake_add(struct intake *in, struct str bytes)
{
	size_t n;

	if (in->err)
		return bytes.n; /* it is read to its end, so that the browser hears what was wrong */
	memmove(in->window, in->window + in->from, in->to - in->from);
	in->to -= in->from;
	in->from = 0;
	n = WINDOW - in->to < bytes.n ? WINDOW - in->to : bytes.n;
	memcpy(in->window + in->to, bytes.p, n);
	in->to += n;
	return n;
}

/* --- the gate ------------------------------------------------------------------------- */

static bool
ask_begin(struct intake *in)
{
	struct request *rq = in->rq;
	struct ask *ask = request_ask(rq, 1, NULL);

	ask->question = (struct msg){
	    .type = MSG_UPLOAD, .UPLOAD = {.session = rq->session, .ip = rq->ip, .name = in->part.file}};
	in->asked = ASKED_BEGIN;
	return true;
}

static bool
ask_piece(struct intake *in, bool last)
{
	struct ask *ask = request_ask(in->rq, 1, NULL);

	ask->question = (struct msg){.type = MSG_PIECE,
	    .PIECE = {.upload = in->upload, .state = last, .bytes = {in->piece, in->piece_n}}};
	in->asked = last ? ASKED_LAST : ASKED_PIECE;
	return true;
}

/* "f.NAME.file" -> "f.NAME" */
static struct str
field_of(const struct intake *in)
{
	return str_sub(in->part.field, 0, in->part.field.n - STR(".file").n);
}

static void
pair_set(struct intake *in, struct str name, struct str value)
{
	struct form *f = &in->out.form;

	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->pairs[i].name, name)) {
			f->pairs[i].value = value;
			return;
		}
	f->pairs[f->n++] = (struct form_pair){name, value};
}

/* The gate's sentence stands at the field; the rest of the file is passed over. */
static void
upload_failed(struct intake *in, enum err e, struct str why)
{
	struct request *rq = in->rq;
	struct refused_file *r = arena_array(rq->arena, rq->refused_n + 1, sizeof *r);

	if (e == ERR_LOGGED_OUT) {
		in->err = e;
		return;
	}
	for (size_t i = 0; i < rq->refused_n; i++)
		r[i] = rq->refused[i];
	r[rq->refused_n] = (struct refused_file){field_of(in), why.n ? why : phrase(TEXT_FILE_FAILED), e};
	rq->refused = r;
	rq->refused_n++;
	pair_set(in, field_of(in), STR(""));
	in->way = WAY_NOWHERE;
}

static void
gate_answered(struct intake *in)
{
	const struct ask *ask = in->rq->asks.ask;
	const struct msg_UPLOADED *m = &ask->answer.UPLOADED;
	enum err e = link_err(ask, m->err);
	enum asked asked = in->asked;

	in->asked = ASKED_NOTHING;
	in->piece_n = 0;
	if (e)
		upload_failed(in, e, ask->err ? STR("") : m->why);
	else if (asked == ASKED_BEGIN)
		in->upload = m->upload;
	else if (asked == ASKED_LAST)
		pair_set(in, field_of(in), m->value);
	if (e || asked == ASKED_LAST)
		in->upload = 0;
}

/* --- parts -------------------------------------------------------------------------------- */

static bool
is_streamed(struct str name)
{
	return str_starts(name, STR("f.")) && str_ends(name, STR(".file")) && name.n > 7;
}

/* The mark of the form must have come by then: nothing is stored for a page of somebody else's. */
static bool
may_stream(const struct intake *in)
{
	const struct request *rq = in->rq;

	if (!hygiene_same_origin(&rq->head, rq->web->behind_tls))
		return false;
	if (rq->route->login == LOGIN_API)
		return rq->head.authorization.p != NULL;
	return rq->session.n &&
	       csrf_matches(&rq->web->csrf, rq->session, form_get(&in->out.form, STR("csrf")));
}

static bool
part_begun(struct intake *in, const struct upload *part)
{
	struct arena *a = in->rq->arena;

	in->part = (struct upload){arena_str(a, part->field), arena_str(a, part->file), STR("")};
	in->way = in->parts.is_file ? WAY_LIST : WAY_TEXT;
	in->bytes = buf_on(a, BODY_MAX);
	if (!in->parts.is_file || !is_streamed(part->field))
		return false;
	in->way = WAY_NOWHERE; /* none was chosen */
	if (part->file.n == 0)
		return false;
	if (!may_stream(in)) {
		page_why(in->rq, TEXT_ERR_CSRF, TEXT_ERR_CSRF_TODO);
		in->err = ERR_FORBIDDEN;
		return false;
	}
	if (in->piece == NULL)
		in->piece = arena_alloc(a, INTAKE_PIECE + WINDOW);
	in->piece_n = 0;
	in->way = WAY_STREAM;
	return ask_begin(in);
}

static bool
part_more(struct intake *in, struct str bytes)
{
	if (in->way == WAY_NOWHERE)
		return false;
	if (in->way == WAY_STREAM) {
		memcpy(in->piece + in->piece_n, bytes.p, bytes.n);
		in->piece_n += bytes.n;
		return in->piece_n >= INTAKE_PIECE ? ask_piece(in, false) : false;
	}
	in->kept += bytes.n;
	if (in->kept > BODY_MAX)
		in->err = ERR_TOO_LARGE;
	else
		buf_add(&in->bytes, bytes);
	return false;
}

static bool
part_ended(struct intake *in)
{
	struct str bytes = in->bytes.n ? buf_str(&in->bytes) : STR("");

	switch (in->way) {
	case WAY_TEXT:
		in->err = parts_value_check(bytes, &in->rq->why);
		in->out.form.pairs[in->out.form.n++] = (struct form_pair){in->part.field, bytes};
		break;
	case WAY_LIST:
		in->part.bytes = bytes;
		in->out.files[in->out.files_n++] = in->part;
		break;
	case WAY_STREAM:
		return ask_piece(in, true);
	case WAY_NOWHERE:
		break;
	}
	return false;
}

bool
intake_go(struct intake *in, bool all)
{
	bool asked = false;

	if (in->asked != ASKED_NOTHING)
		gate_answered(in);
	while (in->err == ERR_OK && !asked) {
		struct str rest = {in->window + in->from, in->to - in->from};
		struct upload part = {.bytes = STR("")};
		enum parts_event v = parts_next(&in->parts, &rest, &part);

		in->from = in->to - rest.n;
		if (v == PARTS_MORE)
			break;
		if (v == PARTS_BAD)
			in->err = in->parts.err;
		asked = v == PARTS_BEGIN  ? part_begun(in, &part)
		        : v == PARTS_DATA ? part_more(in, part.bytes)
		        : v == PARTS_END  ? part_ended(in)
		                          : false;
	}
	if (all && !asked && in->err == ERR_OK)
		in->err = parts_end(&in->parts, (struct str){in->window + in->from, in->to - in->from});
	return asked;
}

enum err
intake_end(struct intake *in, struct form *form, struct multipart *files)
{
	*files = in->out;
	*form = in->out.form;
	return in->err;
}

void
intake_drop(struct intake *in)
{
	if (in->upload)
		link_give_up(in->rq->web->link, in->upload);
}
