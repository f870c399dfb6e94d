/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which handler answers what, and what is checked before it runs: route.def. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "web/request.h"

/* Where a station may go is LOGIN_CODE and LOGIN_STATION: every other route refuses it. */
enum route_login {
	LOGIN_NONE,   /* anybody */
	LOGIN_PAGE,   /* a session; without one the log-in page comes first */
	LOGIN_API,    /* a session or a token; without one an error in JSON */
	LOGIN_CODE,   /* anybody and any device: where a code makes a browser a station */
	LOGIN_STATION /* a station's session; without one the page for the code comes first */
};

enum route_reads {
	READS_OWN,    /* what is one's own, or asked of may_read row by row */
	READS_MATTER, /* part 0 is a matter: rq->facts is loaded and may be read */
	READS_ITEM,   /* part 0 is an item: rq->item likewise */
	READS_LEDGER  /* the whole ledger */
};

struct route {
	enum method method;
	struct str pattern; /* {} stands for one segment */
	handler *handler;
	enum route_login login;
	enum route_reads reads;
};

/* The route of a method and path, with what stood at its {}; NULL when there is none. */
const struct route *route_find(enum method method, struct str path, struct str part[REQUEST_PARTS]);
/* Is it open to whom nobody knows? Its forms carry the mark of no session. */
bool route_is_open(const struct route *r);
/* May this session come here at all? */
enum err route_admit(struct request *rq) MUST_USE;
/* Loads what the route reads and asks may_read; a refusal is reported to the gate. */
enum err route_check(struct request *rq) MUST_USE;

#endif
