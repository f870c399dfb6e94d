/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One request on its way through a handler. A handler draws a page or names
 * where to go, and returns an err; the status comes from err.def. One that asks
 * gate or auth something says so with request_ask and names who goes on when
 * the answers are there: nothing of the desk lives that long, only `arena` does.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "codec/multipart.h"
#include "model/case.h"
#include "store/narrow.h"
#include "web/csrf.h"
#include "web/desk.h"
#include "web/hygiene.h"
#include "web/link.h"
#include "web/who.h"

enum { REQUEST_PARTS = 3, PAGE_MAX = 8 * 1024 * 1024 };

struct request;
typedef enum err handler(struct request *rq);

/* What all requests share; set up at the start, read-only afterwards. */
struct web {
	bool behind_tls;
	struct csrf csrf;
	struct desks *desks;
	struct who *who;
	struct link *link;
	struct guard *guard;
	struct asset_set *assets;
	struct rehearsal *rehearsal;
	struct str log_pub; /* the key that checkpoints are verified with, for people to carry away */
};

/* A file that the gate did not take: at which input ("f.NAME"), and why. */
struct refused_file {
	struct str name, why;
	enum err err;
};

/* A file on its way out: the gate is asked for it piece by piece. */
struct outgo {
	int64_t matter, item; /* item > 0: of an item */
	struct str id, first; /* which; its first bytes */
	int64_t piece, size;  /* the next to ask for, 0 = none; bytes in all */
};

struct reply {
	struct str body, type;
	struct str location;       /* go there instead (303) */
	struct str cookie;         /* Set-Cookie */
	struct str file;           /* a download, under this name */
	const struct outgo *outgo; /* the body, instead of `body` */
	bool drawn;
};

struct request {
	struct web *web;
	struct arena *arena; /* lives as long as the request */
	struct head head;
	struct str ip;
	const struct route *route;
	struct str part[REQUEST_PARTS]; /* what stood at the {} of the route */
	struct form query, form;
	struct multipart files; /* of a form that takes files */
	handler *narrow;        /* goes on once the gate has said whether what is narrow may be read */
	unsigned char narrow_key[NARROW_KEY];
	int64_t narrow_matter; /* whose key it is, 0 = none */
	bool asks_files;       /* a form on this page takes files */
	const struct refused_file *refused;
	size_t refused_n;
	struct str body;    /* of the API, as it came */
	struct str session; /* or token; empty when there is none */
	struct who_is is;   /* who that is, once known */
	bool known;
	struct asks asks; /* what was asked, and the answers */
	handler *then;    /* goes on when they are there */
	void *kept;       /* what the first half hands to the second */
	/* while a handler runs */
	struct desk *desk;
	struct arena *page; /* = desk->page */
	const struct person *who;
	struct facts facts;          /* of a route that reads a matter or an item */
	const struct policy *policy; /* under which that began; else the one in force */
	const struct item *item;
	struct reply reply;
	struct why why;     /* of a failure that the handler returns */
	struct str way_out; /* what to do instead */
};

/* Is it a station that asks, rather than a person? */
bool request_is_station(const struct request *rq);
/* `n` questions; the handler then returns ERR_OK and `then` is called with the answers. */
struct ask *request_ask(struct request *rq, size_t n, handler *then);
/* A question to the gate: this act, as the person or station logged in. */
void request_ask_act(const struct request *rq, struct ask *ask, struct str act_json);
/* After the answer: go to this path of ours (303). */
enum err request_goto(struct request *rq, struct str path);
/* The number that stands in the path. ERR_NOT_FOUND when it is none. */
enum err request_id(const struct request *rq, size_t part, int64_t *out);
/* May whoever is logged in read this matter? */
bool request_reads_matter(const struct request *rq, int64_t id);
/* A value of the form, never NULL. */
struct str request_typed(const struct request *rq, struct str name);
struct str request_queried(const struct request *rq, struct str name);
/* The bytes of a file that was chosen; p is NULL when none was. */
struct str request_file(const struct request *rq, struct str name);

#endif
