/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/reply.h"

#include "base/die.h"

static const struct {
	const char *name, *value;
} always[] = {
    {"Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"X-Frame-Options", "DENY"}, /* for what does not know frame-ancestors */
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
};

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
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		header_add(r, always[i].name, always[i].value);
	return r;
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
	struct MHD_Response *r = response_new(p->body.p ? p->body : STR(""), MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result;

	header_put(r, rq->page, "Content-Type", p->type.n ? p->type : STR("text/html; charset=utf-8"));
	header_add(r, "Cache-Control", "no-store");
	header_put(r, rq->page, "Location", p->location);
	header_put(r, rq->page, "Set-Cookie", p->cookie);
	if (p->file.n)
		header_put(r, rq->page, "Content-Disposition",
		    arena_fmt(rq->page, "attachment; filename=\"%.*s\"", STR_ARG(p->file)));
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
