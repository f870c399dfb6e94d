/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A station: the code that makes a browser one, its start, and what it says when something was recorded. */
#include "base/fold.h"
#include "os/loop.h"
#include "query.h"
#include "web/cookie.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/stay.h"
#include "web/stored.h"
#include "web/tablet.h"

enum { CODE_MAX = 64, CARD_MAX = 64, SHOWN_INSIDE = 24 };

/* --- the code ---------------------------------------------------------------------------- */

static enum err
code_draw(struct request *rq, struct str error, int64_t wait)
{
	struct view_station_code v = {.error = error, .wait = wait};

	v.ended = rq->session.n > 0 && !rq->known && error.n == 0;
	v.tablet = tablet_frame(rq, phrase(TEXT_STATION_CODE_TITLE), TABLET_START);
	PAGE_DRAW(rq, station_code, &v);
	return ERR_OK;
}

static enum err
code_answered(struct request *rq)
{
	const struct ask *ask = rq->asks.ask;
	const struct msg_LOGGED_IN *m = &ask->answer.LOGGED_IN;
	enum err e = link_err(ask, m->err);

	if (e == ERR_OK) {
		/* whoever was logged in here is not any more: the device is nobody now */
		if (rq->known)
			link_logout(rq->web->link, rq->session);
		rq->reply.cookie = cookie_set_lasting(rq->page, m->session, rq->web->behind_tls);
		return request_goto(rq, STR("/station"));
	}
	if (e == ERR_SLOW_DOWN || e == ERR_FORBIDDEN || e == ERR_REFUSED)
		(void)!code_draw(rq, m->why.n ? m->why : phrase(TEXT_STATION_CODE_WRONG), m->wait);
	return e;
}

enum err
station_claim(struct request *rq)
{
	/* as people type it on glass: full width, blanks at the ends */
	struct str code = str_trim(fold_width(rq->arena, request_typed(rq, STR("code"))));
	struct ask *ask;

	if (request_is_station(rq))
		return request_goto(rq, STR("/station"));
	if (code.n == 0 || code.n > CODE_MAX) {
		(void)!code_draw(rq, phrase(TEXT_STATION_CODE_EMPTY), 0);
		return ERR_MALFORMED;
	}
	ask = request_ask(rq, 1, code_answered);
	ask->question = (struct msg){.type = MSG_CLAIM, .CLAIM = {.code = code, .ip = rq->ip}};
	return ERR_OK;
}

/* --- the start ---------------------------------------------------------------------------- */

static enum err
start_draw(struct request *rq, const struct way *w, struct str error)
{
	struct view_station_start v = {.error = error, .procedure = w->proc->label};
	int64_t now = loop_clock();
	struct stay *stays;
	struct view_stay *shown;
	size_t n;
	enum err e = stay_all(rq, w, &stays, &n);

	if (e != ERR_OK)
		return e;
	shown = PAGE_LIST(rq, struct view_stay, SHOWN_INSIDE);
	for (size_t i = 0; i < n && i < SHOWN_INSIDE; i++)
		shown[v.inside_n++] = (struct view_stay){
		    .name = stays[i].name, .since = stay_when(rq, stays[i].since), .late = stays[i].late};
	v.inside = shown;
	v.inside_count = (int64_t)n;
	v.tablet = tablet_frame(rq, w->proc->label, TABLET_START);
	v.day = label_day(rq->page, day_of_time(now));
	v.time = str_sub(way_moment(rq->page, now), sizeof "2026-11-23T" - 1, SIZE_MAX);
	v.out_label = w->out == NONE ? STR("") : w->proc->steps[w->out].label;
	PAGE_DRAW(rq, station_start, &v);
	return ERR_OK;
}

enum err
station_page(struct request *rq)
{
	struct way w;
	enum err e;

	if (!request_is_station(rq))
		return code_draw(rq, STR(""), 0);
	e = way_of_station(rq, &w);
	if (e != ERR_OK)
		return e;
	/* browsers forget what is a year old: each look at the start makes it young again */
	rq->reply.cookie = cookie_set_lasting(rq->page, rq->session, rq->web->behind_tls);
	return start_draw(rq, &w, STR(""));
}

/* --- a card ------------------------------------------------------------------------------- */

/* Whose card it is; the number on it, or the number that the staff list gives him. */
static const struct person *
card_holder(struct request *rq, struct str typed)
{
	const struct town *t = &rq->desk->town;
	const struct person *found = NULL;

	for (size_t i = 0; i < t->persons_n; i++) {
		const struct person *p = &t->persons[i];

		if (p->kind != PERSON_STAFF && p->kind != PERSON_OUTSIDER)
			continue;
		if (!person_in_office(p, rq->desk->today))
			continue;
		if (p->card.n && str_eq(p->card, typed))
			return p;
		if (str_eq(p->id, typed))
			found = p;
	}
	return found;
}

enum err
station_card(struct request *rq)
{
	struct str typed = str_trim(fold_width(rq->page, request_typed(rq, STR("card"))));
	const struct person *p = typed.n && typed.n <= CARD_MAX ? card_holder(rq, typed) : NULL;
	struct way w;
	enum err e = way_of_station(rq, &w);

	if (e != ERR_OK)
		return e;
	if (p)
		return request_goto(
		    rq, arena_fmt(rq->page, "/station/in/%.*s", STR_ARG(form_escape(rq->page, p->id))));
	e = start_draw(rq, &w, phrase(typed.n ? TEXT_STATION_NO_CARD : TEXT_STATION_EMPTY_CARD));
	return e == ERR_OK ? ERR_MALFORMED : e;
}

/* --- it is recorded ------------------------------------------------------------------------- */

enum err
station_done(struct request *rq)
{
	struct view_station_done v = {.out = request_queried(rq, STR("out")).n > 0};
	struct q_station_matter_out m;
	struct way now, w;
	int64_t id;
	enum err e = way_of_station(rq, &now);

	if (e == ERR_OK)
		e = request_id(rq, 0, &id);
	if (e == ERR_OK)
		e = q_station_matter(rq->desk->store, rq->page, &(struct q_station_matter_in){id}, &m);
	if (e != ERR_OK)
		return e;
	if (!str_eq(m.proc, now.proc->id) || (v.out && str_eq(m.state, STR("open"))))
		return ERR_NOT_FOUND;
	e = way_of_matter(rq, m.policy, m.proc, &w);
	if (e != ERR_OK)
		return e;
	v.who = way_name(rq, &w, m.form);
	v.note = way_note(rq, &w, m.form);
	v.when = stay_when(rq, loop_clock());
	v.what = v.out && w.out != NONE ? PHRASE(rq->page, TEXT_STATION_DONE, w.proc->steps[w.out].label)
	                                : PHRASE(rq->page, TEXT_STATION_DONE, phrase(TEXT_STATION_IN));
	v.tablet = tablet_frame(rq, v.what, TABLET_SAID);
	PAGE_DRAW(rq, station_done, &v);
	return ERR_OK;
}
