/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files on their way in and out. A file comes in pieces, each answered before
 * the next is sent, so that nothing piles up; it goes out in pieces that are
 * asked for one by one, each time by a reader who may read then.
 */
#include "gate/inside.h"

#include "gate/blobs.h"
#include "store/narrow.h"

enum { TOGETHER = 4 /* pieces in one answer */, UPLOAD_IDLE_MS = 5 * 60 * 1000 };

static void
uploaded(struct gate *g, struct client *c, int64_t request, enum err e, int64_t upload, struct str value,
    struct str why)
{
	talk_send(c->channel, g,
	    &(struct msg){.type = MSG_UPLOADED,
	        .UPLOADED = {.request = request, .err = e, .upload = upload, .value = value, .why = why}});
}

/* --- in ------------------------------------------------------------------------------------ */

static void
upload_end(struct upload *u)
{
	blobs_upload_free(&u->draft);
	*u = (struct upload){0};
}

void
attach_forget(struct gate *g, const struct client *c)
{
	for (size_t i = 0; i < UPLOADS_MAX; i++)
		if (g->uploads[i].draft && g->uploads[i].client == c)
			upload_end(&g->uploads[i]);
}

/* A place for one more; what nobody has gone on with for minutes gives way. */
static struct upload *
upload_place(struct gate *g)
{
	int64_t now = loop_monotonic();

	for (size_t i = 0; i < UPLOADS_MAX; i++) {
		struct upload *u = &g->uploads[i];

		if (u->draft && u->touched + UPLOAD_IDLE_MS < now)
			upload_end(u);
		if (u->draft == NULL)
			return u;
	}
	return NULL;
}

void
attach_on_upload(struct gate *g, struct client *c, const struct msg *m)
{
	struct pending *p = pending_new(g, c, m->UPLOAD.request, MSG_UPLOAD);

	p->session = arena_str(p->arena, m->UPLOAD.session);
	p->ip = arena_str(p->arena, m->UPLOAD.ip);
	p->detail = arena_str(p->arena, m->UPLOAD.name);
	talk_ask_who(g, p);
}

static enum err
upload_begin(struct gate *g, struct pending *p, int64_t *number, struct why *why)
{
	struct upload *u = upload_place(g);
	enum err e;

	if (g->blobs == NULL)
		return why_set(why, ERR_REFUSED,
		    "この町にはまだファイルの保管庫がありません。管理者が sekimori run で起動し直すと作られます。");
	if (u == NULL)
		return why_set(why, ERR_BUSY, "いま混み合っています。少し待って、もう一度送ってください。");
	if ((e = blobs_upload(g->blobs, p->arena, p->person, p->detail, &u->draft, why)))
		return e;
	u->client = p->client;
	u->number = *number = ++g->uploads_made;
	u->touched = loop_monotonic();
	return ERR_OK;
}

void
attach_begin(struct gate *g, struct pending *p)
{
	struct why why = {.arena = p->arena};
	int64_t number = 0;
	enum err e = upload_begin(g, p, &number, &why);

	if (talk_there(p))
		uploaded(g, p->client, p->request, e, number, STR(""), e ? why.text : STR(""));
	pending_free(g, p);
}

void
attach_on_piece(struct gate *g, struct client *c, const struct msg *m)
{
	struct why why = {.arena = g->scratch};
	struct str value = STR("");
	struct upload *u = NULL;
	enum err e = ERR_OK;

	for (size_t i = 0; i < UPLOADS_MAX; i++)
		if (g->uploads[i].draft && g->uploads[i].client == c &&
		    g->uploads[i].number == m->PIECE.upload)
			u = &g->uploads[i];
	if (u == NULL) {
		e = why_set(
		    &why, ERR_NOT_FOUND, "ファイルの受け取りが途中で切れました。もう一度送ってください。");
	} else if (m->PIECE.state != 2) {
		e = m->PIECE.bytes.n ? blobs_upload_add(u->draft, g->scratch, m->PIECE.bytes, &why) : ERR_OK;
		if (e == ERR_OK && m->PIECE.state == 1)
			e = blobs_upload_end(u->draft, g->scratch, &value, &why);
		u->touched = loop_monotonic();
	}
	if (u && (e || m->PIECE.state))
		upload_end(u);
	uploaded(g, c, m->PIECE.request, e, m->PIECE.upload, value, e ? why.text : STR(""));
	arena_reset(g->scratch); /* many may come in one round */
}

/* --- out ----------------------------------------------------------------------------------- */

void
attach_on_fetch(struct gate *g, struct client *c, const struct msg *m)
{
	struct pending *p = pending_new(g, c, m->FETCH.request, MSG_FETCH);

	p->session = arena_str(p->arena, m->FETCH.session);
	p->ip = arena_str(p->arena, m->FETCH.ip);
	p->detail = arena_str(p->arena, m->FETCH.id);
	p->matter = m->FETCH.matter;
	p->item = m->FETCH.item;
	p->piece = m->FETCH.piece;
	talk_ask_who(g, p);
}

/* Nobody reads what leaves no trace. */
static enum err
fetch_record(struct gate *g, struct pending *p, bool may, struct str file)
{
	struct event v = {.time = moment_clock(g),
	    .what = may ? STR("read") : STR("read.refused"),
	    .person = p->person,
	    .ip = p->ip,
	    .channel = act_channel_word(p->channel),
	    .detail = file};
	enum err e;

	v.subject = arena_fmt(
	    p->arena, p->item > 0 ? "item %lld" : "%lld", (long long)(p->item > 0 ? p->item : p->matter));
	e = events_add(g->events, p->arena, &v);
	events_sync(g->events);
	return e;
}

static enum err
fetch_may(struct gate *g, struct pending *p)
{
	day today = day_of_time(moment_clock(g));

	return p->item > 0
	           ? engine_reads_item(g->engine, p->arena, p->person, p->item, p->detail, today, &p->matter)
	           : engine_reads_matter(g->engine, p->arena, p->person, p->matter, today);
}

static enum err
pieces_read(struct pending *p, const struct blob_reading *r, struct msg_FETCHED *out)
{
	struct buf b = buf_on(p->arena, TOGETHER * BLOB_PIECE);
	uint64_t at = (uint64_t)p->piece, all = blob_reading_pieces(r);
	struct str piece;
	enum err e = p->piece < 0 || at >= all ? ERR_NOT_FOUND : ERR_OK;

	for (int i = 0; e == ERR_OK && i < TOGETHER && at < all; i++, at++)
		if ((e = blob_reading_piece(r, p->arena, at, &piece)) == ERR_OK)
			buf_add(&b, piece);
	out->bytes = buf_str(&b);
	out->piece = at < all ? (int64_t)at : 0;
	out->size = (int64_t)r->about.size;
	out->name = r->about.name;
	out->type = sniff_type(r->about.kind, r->about.name);
	return e;
}

static enum err
fetch(struct gate *g, struct pending *p, struct msg_FETCHED *out)
{
	struct blob_reading r;
	enum err e = fetch_may(g, p);

	if (e == ERR_FORBIDDEN)
		(void)!fetch_record(g, p, false, p->detail);
	if (e)
		return e;
	if (g->blobs == NULL)
		return ERR_NOT_FOUND;
	if ((e = blobs_read(g->blobs, p->arena, p->matter, p->detail, &r)))
		return e;
	e = pieces_read(p, &r, out);
	if (e == ERR_OK && p->piece == 0)
		e = fetch_record(g, p, true,
		    engine_is_narrow(g->engine, p->arena, p->matter)
		        ? p->detail /* its name is narrow too */
		        : arena_fmt(p->arena, "%.*s %.*s", STR_ARG(p->detail), STR_ARG(r.about.name)));
	blob_reading_end(&r);
	return e;
}

void
attach_fetch(struct gate *g, struct pending *p)
{
	struct msg m = {.type = MSG_FETCHED, .FETCHED = {.request = p->request}};

	m.FETCHED.err = fetch(g, p, &m.FETCHED);
	if (m.FETCHED.err)
		m.FETCHED.bytes = STR("");
	if (talk_there(p))
		talk_send(p->client->channel, g, &m);
	pending_free(g, p);
	arena_reset(g->scratch); /* as above */
}

/* --- what is narrow ------------------------------------------------------------------------- */

void
attach_on_read(struct gate *g, struct client *c, const struct msg *m)
{
	struct pending *p = pending_new(g, c, m->READ.request, MSG_READ);

	p->session = arena_str(p->arena, m->READ.session);
	p->ip = arena_str(p->arena, m->READ.ip);
	p->matter = m->READ.matter;
	talk_ask_who(g, p);
}

static void
read_answer(struct gate *g, struct pending *p, enum err e, struct str key)
{
	struct msg m = {.type = MSG_READ_IS, .READ_IS = {.request = p->request, .err = e, .key = key}};

	if (talk_there(p))
		talk_send(p->client->channel, g, &m);
	pending_free(g, p);
}

void
attach_read(struct gate *g, struct pending *p)
{
	unsigned char key[NARROW_KEY];
	enum err e = fetch_may(g, p);

	if (e == ERR_OK && !narrow_key_of(g->store, p->matter, key))
		e = ERR_NOT_FOUND;
	if (e == ERR_OK || e == ERR_FORBIDDEN) {
		enum err kept = fetch_record(g, p, e == ERR_OK, STR(""));

		e = e ? e : kept;
	}
	read_answer(g, p, e, e ? STR("") : (struct str){(const char *)key, sizeof key});
	secret_wipe(key, sizeof key);
}

void
attach_unknown(struct gate *g, struct pending *p)
{
	struct msg m = {.type = MSG_FETCHED, .FETCHED = {.request = p->request, .err = ERR_LOGGED_OUT}};

	if (p->type == MSG_READ) {
		read_answer(g, p, ERR_LOGGED_OUT, STR(""));
		return;
	}
	if (talk_there(p) && p->type == MSG_FETCH)
		talk_send(p->client->channel, g, &m);
	else if (talk_there(p))
		uploaded(g, p->client, p->request, ERR_LOGGED_OUT, 0, STR(""),
		    STR("ログインしていないか、時間切れでログアウトしました。"));
	pending_free(g, p);
}

void
attach_settle(struct gate *g, bool committed)
{
	if (g->blobs)
		blobs_settle(g->blobs, committed);
}

/* --- what is left over -------------------------------------------------------------------------- */

void
attach_sweep(struct gate *g)
{
	size_t n = g->blobs ? blobs_sweep(g->blobs, g->scratch, loop_clock()) : 0;
	struct event v = {.time = moment_clock(g), .what = STR("blob.removed")};

	if (n == 0)
		return;
	v.detail = arena_fmt(g->scratch, "%zu", n);
	(void)!events_add(g->events, g->scratch, &v); /* a full disk has got room just now */
	events_sync(g->events);
}
