/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/route.h"

#include "model/judge.h"
#include "model/may_read.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/phrase.h"

enum { READERS_MAX = 4096 };

static const struct route routes[] = {
#define ROUTE(method, pattern, handler, login, reads)                                                        \
	{METHOD_##method, {pattern, sizeof(pattern) - 1}, handler, login, reads},
#include "web/route.def"
#undef ROUTE
};

static bool
route_matches(struct str pattern, struct str path, struct str part[REQUEST_PARTS])
{
	struct str want, have;
	size_t n = 0;

	pattern = str_sub(pattern, 1, pattern.n);
	path = str_sub(path, 1, path.n);
	for (;;) {
		bool more = str_cut(&pattern, '/', &want);

		if (more != str_cut(&path, '/', &have))
			return false;
		if (!more)
			return true;
		if (str_eq(want, STR("{}")) && have.n)
			part[n++] = have;
		else if (!str_eq(want, have))
			return false;
	}
}

const struct route *
route_find(enum method method, struct str path, struct str part[REQUEST_PARTS])
{
	for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
		if (routes[i].method == method && route_matches(routes[i].pattern, path, part))
			return &routes[i];
	return NULL;
}

bool
route_is_open(const struct route *r)
{
	return r->login == LOGIN_NONE || r->login == LOGIN_CODE;
}

enum err
route_admit(struct request *rq)
{
	enum route_login login = rq->route->login;
	bool station = request_is_station(rq);

	if (login == LOGIN_CODE)
		return ERR_OK;
	if (station != (login == LOGIN_STATION) && rq->who) {
		page_why(rq, station ? TEXT_STATION_ONLY : TEXT_STATION_NOT_HERE,
		    station ? TEXT_STATION_ONLY_TODO : TEXT_STATION_NOT_HERE_TODO);
		return ERR_FORBIDDEN;
	}
	if (login == LOGIN_NONE || rq->who)
		return ERR_OK;
	/* of a station that has ended nothing is left to refuse */
	return rq->known && login != LOGIN_STATION ? ERR_FORBIDDEN : ERR_LOGGED_OUT;
}

static enum err
item_load(struct request *rq, int64_t id)
{
	const struct need_key key = {.kind = NEED_ITEM, .id = id};
	enum err e = store_facts(rq->desk->store, rq->page, rq->policy, &key, 1, &rq->facts);

	if (e != ERR_OK)
		return e;
	rq->item = facts_item(&rq->facts, id);
	return rq->item ? ERR_OK : ERR_NOT_FOUND;
}

static bool
may_read(const struct request *rq)
{
	const struct town *t = &rq->desk->town;

	switch (rq->route->reads) {
	case READS_OWN:
		return true;
	case READS_MATTER:
		return may_read_matter(rq->policy, t, rq->who, rq->desk->today, rq->facts.matter);
	case READS_ITEM:
		return may_read_item(rq->policy, t, rq->who, rq->desk->today, rq->item);
	case READS_LEDGER:
		return may_read_ledger(rq->policy, t, rq->who, rq->desk->today);
	}
	return false;
}

/* Names those who may, so that one knows whom to ask. */
static void
say_who_may(struct request *rq)
{
	bool item = rq->route->reads == READS_ITEM;
	const struct policy *p = rq->policy;
	const struct reader *own =
	    item ? p->registers[rq->item->reg].readers : p->procedures[rq->facts.matter->procedure].readers;
	size_t n =
	    item ? p->registers[rq->item->reg].reader_n : p->procedures[rq->facts.matter->procedure].reader_n;
	struct str section = label_section(rq->desk, item ? rq->item->section : rq->facts.matter->section);
	const struct reader *r = n ? own : p->readers;
	struct buf b = buf_on(rq->page, READERS_MAX);

	for (size_t i = 0, all = n ? n : p->readers_n; i < all; i++) {
		struct str role = p->roles[r[i].role].label;

		if (i)
			buf_add(&b, phrase(TEXT_LIST_COMMA));
		buf_add(&b, r[i].owner && !p->roles[r[i].role].town
		                ? PHRASE(rq->page, TEXT_READ_OF_OWNER, role, section)
		                : role);
	}
	rq->why.text = PHRASE(rq->page, item ? TEXT_READ_ONLY_ITEM : TEXT_READ_ONLY, buf_str(&b));
}

enum err
route_check(struct request *rq)
{
	enum err e = ERR_OK;
	int64_t id;

	rq->policy = rq->desk->policy;
	if (rq->route->reads == READS_MATTER || rq->route->reads == READS_ITEM) {
		e = request_id(rq, 0, &id);
		if (e == ERR_OK)
			e = rq->route->reads == READS_MATTER
			        ? desk_matter(rq->desk, id, &rq->policy, &rq->facts)
			        : item_load(rq, id);
	}
	if (e != ERR_OK || may_read(rq))
		return e;
	if (rq->route->reads != READS_LEDGER)
		say_who_may(rq);
	link_record(rq->web->link, rq->session, rq->ip, STR("read.refused"), rq->head.path);
	return ERR_FORBIDDEN;
}
