/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/reply.h"

#include <string.h>

#include "base/die.h"
#include "web/outgo.h"

static const struct {
	const char *name, *value;
} always[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"X-Frame-Options", "DENY"}, /* for what does not know frame-ancestors */
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
};

static const char page_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/* Somebody's file, whatever is in it. */
static const char file_policy[] = "default-src 'none'; sandbox; frame-ancestors 'none'";

static void
header_add(struct MHD_Response *r, const char *name, const char *value)
{
	if (MHD_add_response_header(r, name, value) != MHD_YES)
		must(false && "a header that is none");
}

static void
header_put(struct MHD_Response *r, struct arena *a, const char *name, struct str value)
{
	if (value.n)
		header_add(r, name, arena_str(a, value).p);
}

static void
headers_begin(struct MHD_Response *r, const char *policy)
{
	header_add(r, "Content-Security-Policy", policy);
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		header_add(r, always[i].name, always[i].value);
}

static struct MHD_Response *
response_new(struct str body, enum MHD_ResponseMemoryMode mode)
{
	union { /* libmicrohttpd's parameter is not const; it does not write */
		const char *in;
		void *out;
	} bytes = {.in = body.p};
	struct MHD_Response *r = MHD_create_response_from_buffer(body.n, bytes.out, mode);

	if (r == NULL)
		die("no memory for a response");
	headers_begin(r, page_policy);
	return r;
}

/* RFC 6266: in ASCII for what knows no better, and as it is, escaped (RFC 8187). */
static struct str
disposition(struct arena *a, struct str name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	struct buf b = buf_on(a, 5 * name.n + 128);
	bool ascii = true;

	buf_add(&b, STR("attachment; filename=\""));
	for (size_t i = 0; i < name.n; i++) {
		bool fits = name.p[i] && strchr(plain, name.p[i]);

		buf_char(&b, fits ? name.p[i] : '_');
		ascii = ascii && fits;
	}
	buf_char(&b, '"');
	if (!ascii)
		buf_add(&b, STR("; filename*=UTF-8''"));
	for (size_t i = 0; i < name.n && !ascii; i++)
		if (name.p[i] && strchr(plain, name.p[i]))
			buf_char(&b, name.p[i]);
		else
			buf_fmt(&b, "%%%02X", (unsigned char)name.p[i]);
	return buf_str(&b);
}

static unsigned
status_of(const struct request *rq, enum err e)
{
	return e == ERR_OK && rq->reply.location.n ? MHD_HTTP_SEE_OTHER : (unsigned)err_http(e);
}

enum MHD_Result
reply_send(struct MHD_Connection *c, const struct request *rq, enum err e)
{
	const struct reply *p = &rq->reply;
	struct MHD_Response *r;
	enum MHD_Result result;

	if (p->outgo && e == ERR_OK) {
		r = outgo_response(c, rq);
		headers_begin(r, file_policy);
	} else {
		r = response_new(p->body.p ? p->body : STR(""), MHD_RESPMEM_MUST_COPY);
	}
	header_put(r, rq->page, "Content-Type", p->type.n ? p->type : STR("text/html; charset=utf-8"));
	header_add(r, "Cache-Control", "no-store");
	header_put(r, rq->page, "Location", p->location);
	header_put(r, rq->page, "Set-Cookie", p->cookie);
	if (p->file.n)
		header_put(r, rq->page, "Content-Disposition", disposition(rq->page, p->file));
	result = MHD_queue_response(c, status_of(rq, e), r);
	MHD_destroy_response(r);
	return result;
}

enum MHD_Result
reply_asset(struct MHD_Connection *c, const struct asset *x)
{
	return MHD_queue_response(c, (unsigned)err_http(ERR_OK), x->response);
}

void
reply_assets(struct asset_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		struct asset *x = &set->all[i];

		x->response = response_new(x->bytes, MHD_RESPMEM_PERSISTENT);
		header_add(x->response, "Content-Type", x->type.p);
		header_add(x->response, "Cache-Control", "public, max-age=31536000, immutable");
	}
}
