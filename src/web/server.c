/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/die.h"
#include "base/num.h"
#include "base/secret.h"
#include "os/loop.h"
#include "web/cookie.h"
#include "web/guard.h"
#include "web/intake.h"
#include "web/page.h"
#include "web/reply.h"
#include "web/route.h"

enum { REQUEST_CAP = 16 * 1024 * 1024, IP_MAX = 64 };

enum stage { STAGE_BODY, STAGE_WHO, STAGE_RUN, STAGE_THEN };

/* A request that cannot be answered at once: it has a body, or waits for an answer. */
struct visit {
	struct request rq; /* first: what is handed around */
	struct MHD_Connection *connection;
	enum stage stage;
	struct buf body;
	struct intake *intake; /* of a form that may bring files; else NULL */
};

/* --- reading the head ------------------------------------------------------------------- */

struct collect {
	struct arena *a;
	struct header *headers;
	size_t n, seen;
	struct buf query;
};

static enum MHD_Result
collect_header(void *context, enum MHD_ValueKind kind, const char *name, size_t name_n, const char *value,
    size_t value_n)
{
	struct collect *c = context;

	(void)kind;
	c->seen++;
	if (c->n < HEADERS_MAX + 1)
		c->headers[c->n++] = (struct header){{name, name_n}, {value, value_n}};
	return MHD_YES;
}

/* libmicrohttpd has split the query and turned + into space; it is put together again for one strict reader. */
static enum MHD_Result
collect_query(void *context, enum MHD_ValueKind kind, const char *name, size_t name_n, const char *value,
    size_t value_n)
{
	struct collect *c = context;
	struct str part[2] = {{name, name_n}, {value, value_n}};

	(void)kind;
	if (c->query.n)
		buf_char(&c->query, '&');
	for (size_t p = 0; p < 2; p++) {
		for (size_t i = 0; i < part[p].n; i++)
			buf_char(&c->query, part[p].p[i] == ' ' ? '+' : part[p].p[i]);
		if (p == 0)
			buf_char(&c->query, '=');
	}
	return MHD_YES;
}

/* Nothing is decoded behind our back: paths are compared as they came. */
static size_t
unescape_nothing(void *context, struct MHD_Connection *c, char *s)
{
	(void)context;
	(void)c;
	return strlen(s);
}

static struct str
peer_address(struct arena *a, struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char text[IP_MAX];

	if (info == NULL || getnameinfo(info->client_addr,
	                        info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
	                                                                 : sizeof(struct sockaddr_in),
	                        text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0)
		return STR("?");
	return arena_str(a, str_of(text));
}

/* Behind a TLS proxy the proxy knows: what it added last. */
static struct str
client_address(struct request *rq, struct MHD_Connection *c)
{
	struct str list = rq->head.forwarded, part, last = {NULL, 0};

	if (!rq->web->behind_tls || list.p == NULL)
		return peer_address(rq->arena, c);
	while (str_cut(&list, ',', &part))
		last = str_trim(part);
	return last.n && last.n < IP_MAX ? arena_str(rq->arena, last) : peer_address(rq->arena, c);
}

static void
session_read(struct request *rq)
{
	struct str bearer = STR("Bearer ");

	if (rq->route && rq->route->login == LOGIN_API && rq->head.authorization.p) {
		if (str_starts(rq->head.authorization, bearer))
			rq->session =
			    str_trim(str_sub(rq->head.authorization, bearer.n, rq->head.authorization.n));
		return;
	}
	rq->session = cookie_session(rq->arena, rq->head.cookie, rq->web->behind_tls);
}

static enum err
head_read(
    struct request *rq, struct MHD_Connection *c, const char *url, const char *method, const char *version)
{
	struct collect all = {.a = rq->arena, .query = buf_on(rq->arena, 8 * 1024)};
	struct head_raw raw = {.method = str_of(method), .path = str_of(url), .version = str_of(version)};
	enum err e;

	rq->why.arena = rq->arena;
	all.headers = arena_array(rq->arena, HEADERS_MAX + 1, sizeof *all.headers);
	MHD_get_connection_values_n(c, MHD_HEADER_KIND, collect_header, &all);
	raw.headers = all.headers;
	raw.n = all.n;
	e = hygiene_check(&raw, &rq->head, &rq->why);
	rq->ip = client_address(rq, c);
	if (e != ERR_OK)
		return e;
	MHD_get_connection_values_n(c, MHD_GET_ARGUMENT_KIND, collect_query, &all);
	if (!buf_done(&all.query))
		return ERR_TOO_LARGE;
	e = form_decode(rq->arena, buf_str(&all.query), &rq->query, &rq->why);
	rq->route = e == ERR_OK ? route_find(rq->head.method, rq->head.path, rq->part) : NULL;
	session_read(rq);
	return e == ERR_OK && rq->route == NULL ? ERR_NOT_FOUND : e;
}

/* --- running a handler ----------------------------------------------------------------------- */

static void
who_resolve(struct request *rq)
{
	const struct person *p = rq->known ? town_person(&rq->desk->town, str_of(rq->is.person)) : NULL;

	rq->who = p && person_in_office(p, rq->desk->today) ? p : NULL;
}

/* The gate's answer: the key of this matter, for this request. */
static enum err
narrow_answered(struct request *rq)
{
	const struct ask *ask = rq->asks.ask;
	const struct msg_READ_IS *m = &ask->answer.READ_IS;
	enum err e = link_err(ask, m->err);

	if (e == ERR_OK && m->key.n != NARROW_KEY)
		e = ERR_MALFORMED;
	if (e)
		return e;
	memcpy(rq->narrow_key, m->key.p, NARROW_KEY);
	secret_wipe((void *)(uintptr_t)m->key.p, m->key.n);
	rq->narrow_matter = rq->facts.matter->id;
	narrow_matter_key(rq->desk->store, rq->narrow_matter, rq->narrow_key);
	rq->facts = (struct facts){0}; /* they are read again, with what was closed */
	e = route_check(rq);
	return e == ERR_OK ? rq->narrow(rq) : e;
}

static bool
narrow_waits(const struct request *rq)
{
	return rq->route->reads == READS_MATTER && rq->narrow_matter == 0 &&
	       rq->policy->procedures[rq->facts.matter->procedure].narrow;
}

static enum err
handler_run(struct request *rq, handler *run)
{
	struct ask *ask;
	enum err e;

	if (rq->narrow_matter)
		narrow_matter_key(rq->desk->store, rq->narrow_matter, rq->narrow_key);
	e = route_admit(rq);
	if (e == ERR_OK)
		e = route_check(rq);
	if (e == ERR_OK && run != narrow_answered && narrow_waits(rq)) {
		rq->narrow = run;
		ask = request_ask(rq, 1, narrow_answered);
		ask->question = (struct msg){.type = MSG_READ,
		    .READ = {.session = rq->session, .ip = rq->ip, .matter = rq->facts.matter->id}};
		return ERR_OK;
	}
	return e == ERR_OK ? run(rq) : e;
}

/* A page at this desk. `e` is a failure from before, which then is all there is to show. */
static enum MHD_Result
desk_run(struct request *rq, struct desk *k, struct MHD_Connection *c, handler *run, enum err e)
{
	enum err begun = desk_begin(k);

	rq->desk = k;
	rq->page = k->page;
	rq->why.arena = k->page;
	rq->then = NULL;
	rq->reply = (struct reply){0};
	rq->facts = (struct facts){0};
	if (begun != ERR_OK) {
		rq->desk = NULL;
		e = begun;
	} else {
		who_resolve(rq);
		if (e == ERR_OK)
			e = handler_run(rq, run);
	}
	if (rq->then == NULL && !rq->reply.drawn)
		e = page_error(rq, e);
	narrow_forget(k->store);
	if (begun == ERR_OK)
		desk_end(k);
	if (rq->then)
		return MHD_YES;
	return reply_send(c, rq, e);
}

static struct guarded *
guarded_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static void
visit_wake(void *context)
{
	struct visit *v = context;

	MHD_resume_connection(v->connection);
}

static enum MHD_Result
visit_wait(struct visit *v, enum stage next)
{
	v->stage = next;
	v->rq.asks.done = visit_wake;
	v->rq.asks.context = v;
	MHD_suspend_connection(v->connection);
	link_send(v->rq.web->link, &v->rq.asks);
	return MHD_YES;
}

static enum MHD_Result
visit_run(struct visit *v, handler *run, enum err e)
{
	struct request *rq = &v->rq;
	struct desk *k = desk_take(rq->web->desks);
	enum MHD_Result result = desk_run(rq, k, v->connection, run, e);

	rq->desk = NULL;
	rq->page = NULL;
	desk_put(rq->web->desks, k);
	return rq->then && result == MHD_YES ? visit_wait(v, STAGE_THEN) : result;
}

/* --- before the handler: body, origin, session -------------------------------------------------- */

static bool
type_is(struct str type, struct str want)
{
	struct str name;

	return str_cut(&type, ';', &name) && str_eq(str_trim(name), want);
}

/* Where people, or programs in their name, are logged in, files may come. */
static bool
takes_files(const struct request *rq)
{
	return rq->head.multipart && rq->route &&
	       (rq->route->login == LOGIN_PAGE || rq->route->login == LOGIN_API);
}

static enum err
body_read(struct visit *v)
{
	struct request *rq = &v->rq;
	bool api = rq->route->login == LOGIN_API;

	if (rq->head.method != METHOD_POST)
		return ERR_OK;
	if (v->intake && !hygiene_same_origin(&rq->head, rq->web->behind_tls))
		return ERR_FORBIDDEN;
	if (v->intake)
		return intake_end(v->intake, &rq->form, &rq->files);
	if (!buf_done(&v->body) || v->body.n != rq->head.length)
		return ERR_TOO_LARGE;
	rq->body = buf_str(&v->body);
	if (!hygiene_same_origin(&rq->head, rq->web->behind_tls))
		return ERR_FORBIDDEN;
	if (api)
		return type_is(rq->head.type, STR("application/json")) ? ERR_OK : ERR_MALFORMED;
	if (!type_is(rq->head.type, STR("application/x-www-form-urlencoded")))
		return ERR_MALFORMED;
	return form_decode(rq->arena, rq->body, &rq->form, &rq->why);
}

/* A bearer token is no cookie: no other site can make a browser send it. */
static bool
csrf_good(const struct request *rq)
{
	struct str session = route_is_open(rq->route) ? STR("") : rq->session;

	if (rq->head.method != METHOD_POST)
		return true;
	if (rq->route->login == LOGIN_API)
		return rq->head.authorization.p != NULL;
	return csrf_matches(&rq->web->csrf, session, form_get(&rq->form, STR("csrf")));
}

static enum MHD_Result
visit_ready(struct visit *v)
{
	struct request *rq = &v->rq;

	v->stage = STAGE_RUN;
	if (!route_is_open(rq->route) && !rq->known)
		return visit_run(v, rq->route->handler, ERR_LOGGED_OUT);
	if (!csrf_good(rq)) {
		page_why(rq, TEXT_ERR_CSRF, TEXT_ERR_CSRF_TODO);
		return visit_run(v, rq->route->handler, ERR_FORBIDDEN);
	}
	return visit_run(v, rq->route->handler, ERR_OK);
}

static enum MHD_Result
visit_ask_who(struct visit *v)
{
	struct request *rq = &v->rq;
	struct ask *ask;

	if (rq->session.n == 0)
		return visit_ready(v);
	rq->known = who_find(rq->web->who, rq->session, loop_monotonic(), &rq->is);
	if (rq->known)
		return visit_ready(v);
	ask = request_ask(rq, 1, NULL);
	ask->question = (struct msg){.type = MSG_WHO, .WHO = {.session = rq->session}};
	return visit_wait(v, STAGE_WHO);
}

static enum MHD_Result
visit_who_answered(struct visit *v)
{
	struct request *rq = &v->rq;
	const struct ask *ask = rq->asks.ask;
	const struct msg_WHO_IS *is = &ask->answer.WHO_IS;

	if (ask->err != ERR_OK)
		return route_is_open(rq->route) ? visit_ready(v) : visit_run(v, rq->route->handler, ask->err);
	if (is->err == ERR_OK && is->person.n < WHO_PERSON_MAX) {
		rq->known = true;
		rq->is = (struct who_is){.token = is->token == 1, .shared = is->shared == 1};
		memcpy(rq->is.person, is->person.p, is->person.n);
		who_keep(
		    rq->web->who, rq->session, loop_monotonic(), is->person, rq->is.token, rq->is.shared);
	}
	return visit_ready(v);
}

static enum MHD_Result
visit_go(struct visit *v)
{
	enum err e;

	switch (v->stage) {
	case STAGE_BODY:
		guard_phase(guarded_of(v->connection), GUARD_WORK);
		e = body_read(v);
		return e == ERR_OK ? visit_ask_who(v) : visit_run(v, v->rq.route->handler, e);
	case STAGE_WHO:
		return visit_who_answered(v);
	case STAGE_THEN:
		return visit_run(v, v->rq.then, ERR_OK);
	case STAGE_RUN:
		break;
	}
	return MHD_NO;
}

/* --- libmicrohttpd's side ------------------------------------------------------------------------ */

/* Answered with what is known now: an open page, a failure, or a GET of somebody known. */
static enum MHD_Result
answer_now(struct request *rq, struct desk *k, struct MHD_Connection *c, enum err e)
{
	guard_phase(guarded_of(c), GUARD_WORK);
	return desk_run(rq, k, c, rq->route ? rq->route->handler : NULL, e);
}

static bool
can_answer_now(struct request *rq, enum err e)
{
	if (e != ERR_OK)
		return true;
	if (rq->head.method != METHOD_GET)
		return false;
	if (rq->session.n == 0)
		return true;
	rq->known = who_find(rq->web->who, rq->session, loop_monotonic(), &rq->is);
	return rq->known;
}

static enum MHD_Result
visit_begin(struct web *web, struct MHD_Connection *c, const char *url, const char *method,
    const char *version, void **state)
{
	struct arena *a = arena_new(REQUEST_CAP);
	struct visit *v = ARENA_NEW(a, struct visit);
	enum err e;

	v->rq.web = web;
	v->rq.arena = a;
	v->connection = c;
	v->body = buf_on(a, BODY_MAX);
	e = head_read(&v->rq, c, url, method, version);
	must(e == ERR_OK); /* the same head was good a moment ago */
	*state = v;
	if (takes_files(&v->rq))
		v->intake =
		    intake_new(&v->rq); /* without a boundary it is a body that no form is read from */
	if (v->rq.head.method == METHOD_POST)
		guard_phase(guarded_of(c), GUARD_BODY);
	else
		return visit_go(v);
	return MHD_YES;
}

/* What the gate is asked meanwhile: no more is read from the browser until it has answered. */
static enum MHD_Result
intake_wait(struct visit *v)
{
	guard_phase(guarded_of(v->connection), GUARD_BODY);
	return visit_wait(v, STAGE_BODY);
}

/* Some of a form with files; *size becomes what was not taken yet. */
static enum MHD_Result
visit_take(struct visit *v, const char *data, size_t *size)
{
	bool all = *size == 0;
	size_t taken;

	/* first what was left when the gate was asked */
	if (intake_go(v->intake, all))
		return intake_wait(v);
	if (all)
		return visit_go(v);
	taken = intake_add(v->intake, (struct str){data, *size});
	*size -= taken;
	return intake_go(v->intake, false) ? intake_wait(v) : MHD_YES;
}

static const struct asset *
asset_asked(const struct web *web, const char *url)
{
	struct str path = str_of(url), folder = STR("/static/");

	return str_starts(path, folder) ? asset_find(web->assets, str_sub(path, folder.n, path.n)) : NULL;
}

/* Before a byte of it is taken: may a form with files come here, and from there? */
static bool
files_welcome(const struct request *rq)
{
	return takes_files(rq) && rq->session.n && hygiene_same_origin(&rq->head, rq->web->behind_tls);
}

/* Answered at once when it can be; else it becomes a visit. */
static enum MHD_Result
request_begin(struct web *web, struct MHD_Connection *c, const char *url, const char *method,
    const char *version, void **state)
{
	struct request rq = {.web = web};
	struct desk *k = desk_take(web->desks);
	enum MHD_Result result = MHD_YES;
	enum err e;
	bool now;

	rq.arena = k->page;
	e = head_read(&rq, c, url, method, version);
	if (e == ERR_OK && rq.head.length > BODY_MAX && !files_welcome(&rq))
		e = ERR_TOO_LARGE;
	now = can_answer_now(&rq, e);
	if (now)
		result = answer_now(&rq, k, c, e);
	now = now && rq.then == NULL; /* it asks the gate something: that needs a visit */
	desk_put(web->desks, k);
	return now ? result : visit_begin(web, c, url, method, version, state);
}

static bool
has_no_body(const char *method)
{
	return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

/*
 * Called first with the head alone. An answer given then ends the connection,
 * which is right for a POST that is refused, and wasted on a GET: that one is
 * marked as begun by the context itself and answered when it is called again.
 */
static enum MHD_Result
on_request(void *context, struct MHD_Connection *c, const char *url, const char *method, const char *version,
    const char *data, size_t *size, void **state)
{
	struct visit *v = *state;
	const struct asset *asset;

	if (v == NULL && has_no_body(method)) {
		*state = context;
		return MHD_YES;
	}
	if (v == NULL)
		return request_begin(context, c, url, method, version, state);
	if (*state == context) {
		if (*size > 0) {
			*size = 0; /* a body that nobody asked for: the head will be refused for it */
			return MHD_YES;
		}
		*state = NULL;
		asset = asset_asked(context, url);
		return asset ? reply_asset(c, asset) : request_begin(context, c, url, method, version, state);
	}
	if (v->intake && v->stage == STAGE_BODY)
		return visit_take(v, data, size);
	if (*size == 0)
		return visit_go(v);
	buf_add(&v->body, (struct str){data, *size});
	*size = 0;
	return MHD_YES;
}

static void
on_completed(void *context, struct MHD_Connection *c, void **state, enum MHD_RequestTerminationCode how)
{
	struct visit *v = *state;

	(void)how;
	if (v && *state != context) {
		struct arena *a = v->rq.arena;

		if (v->intake)
			intake_drop(v->intake);
		secret_wipe(v->rq.narrow_key, NARROW_KEY);
		arena_free(&a);
	}
	*state = NULL;
	guard_phase(guarded_of(c), GUARD_HEAD);
}

static void
on_connection(
    void *context, struct MHD_Connection *c, void **socket, enum MHD_ConnectionNotificationCode what)
{
	struct web *web = context;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);

	if (what == MHD_CONNECTION_NOTIFY_STARTED)
		*socket = guard_enter(web->guard, info->connect_fd);
	else if (*socket)
		guard_leave(web->guard, *socket);
}

/* Its own messages are about clients that hang up: not worth a line. */
static void
log_nothing(void *context, const char *fmt, va_list ap)
{
	(void)context;
	(void)fmt;
	(void)ap;
}

enum err
server_start(struct web *web, int fd, struct why *why)
{
	unsigned per_ip = web->behind_tls ? 0 : SERVER_PER_IP;
	struct MHD_Daemon *d;

	web->guard = guard_start(SERVER_CONNECTIONS);
	d = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
	    NULL, NULL, on_request, web, MHD_OPTION_EXTERNAL_LOGGER, log_nothing, NULL,
	    MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)SERVER_THREADS,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)SERVER_CONNECTIONS, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
	    per_ip, MHD_OPTION_CONNECTION_TIMEOUT, 30u, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)32 * 1024,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK, unescape_nothing, NULL,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, web, MHD_OPTION_NOTIFY_CONNECTION, on_connection, web,
	    MHD_OPTION_END);
	return d ? ERR_OK : phrase_why(why, ERR_IO, TEXT_WEB_NO_SERVER);
}

/* "ADDRESS:PORT", the address perhaps in brackets. */
static bool
listen_read(struct str s, char host[IP_MAX], char port[8])
{
	size_t colon = s.n;
	struct str h;
	uint64_t n;

	while (colon > 0 && s.p[colon - 1] != ':')
		colon--;
	if (colon < 2 || !num_u64(str_sub(s, colon, s.n), 1, 65535, &n) || s.n - colon > 5)
		return false;
	h = str_sub(s, 0, colon - 1);
	if (h.n >= 2 && h.p[0] == '[' && h.p[h.n - 1] == ']')
		h = str_sub(h, 1, h.n - 1);
	if (h.n >= IP_MAX)
		return false;
	memcpy(host, h.p, h.n);
	host[h.n] = 0;
	memcpy(port, s.p + colon, s.n - colon);
	port[s.n - colon] = 0;
	return true;
}

enum err
server_listen(struct str listen_at, int *fd, struct why *why)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV},
	                *ai;
	char host[IP_MAX], port[8];
	int one = 1;
	bool good;

	if (!listen_read(listen_at, host, port) || getaddrinfo(host, port, &hints, &ai) != 0)
		return phrase_why(why, ERR_MALFORMED, TEXT_WEB_BAD_LISTEN);
	*fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	good = *fd >= 0 && setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
	       bind(*fd, ai->ai_addr, ai->ai_addrlen) == 0 && listen(*fd, 511) == 0;
	freeaddrinfo(ai);
	return good ? ERR_OK : phrase_why(why, ERR_IO, TEXT_WEB_NO_LISTEN);
}
