/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/news.h"

#include <stdlib.h>

#include "model/notice.h"
#include "query.h"
#include "web/label.h"
#include "web/page.h"

enum { NEWS_MAX = 100, WHAT_MAX = 8 };

struct line {
	int64_t matter, given;
	struct view_news v;
	struct str *what;
};

struct news {
	struct request *rq;
	struct line *lines;
	size_t n;
	struct view_news *views;
};

struct news *
news_begin(struct request *rq)
{
	struct news *n = ARENA_NEW(rq->page, struct news);

	n->rq = rq;
	n->lines = PAGE_LIST(rq, struct line, NEWS_MAX);
	n->views = PAGE_LIST(rq, struct view_news, NEWS_MAX);
	return n;
}

static struct line *
line_of(struct news *n, int64_t matter)
{
	for (size_t i = 0; i < n->n; i++)
		if (n->lines[i].matter == matter)
			return &n->lines[i];
	return NULL;
}

/* MATTER, no step, SEEN, ID: a tick of the list is the act `review`. */
static struct line *
line_begin(struct news *n, const struct q_page_sights_out *r, const struct procedure *p)
{
	struct arena *a = n->rq->page;
	struct line *l = &n->lines[n->n++];

	l->matter = r->matter;
	l->given = r->given;
	l->what = PAGE_LIST(n->rq, struct str, WHAT_MAX);
	l->v = (struct view_news){.title = p->label, .number = r->number, .what = l->what};
	l->v.href = label_path(a, STR("/matter/"), r->matter);
	l->v.id = arena_fmt(a, "n%lld", (long long)r->matter);
	l->v.check = arena_fmt(
	    a, "%lld::%lld:%.*s", (long long)r->matter, (long long)r->last, STR_ARG(page_act_id(n->rq)));
	return l;
}

static enum err
row_take(struct news *n, const struct q_page_sights_out *r)
{
	struct request *rq = n->rq;
	const struct notice notice = {
	    .kind = r->kind, .step = r->step, .role = r->role, .person = r->person, .section = r->section};
	const struct policy *p;
	enum err e = desk_policy(rq->desk, r->policy, &p);
	int proc = e == ERR_OK ? policy_procedure(p, r->proc) : NONE, step;
	struct line *l = line_of(n, r->matter);
	struct str what;

	if (proc == NONE || !notice_is_his(p, &rq->desk->town, &notice, rq->who, rq->desk->today) ||
	    (l == NULL && n->n == NEWS_MAX))
		return e;
	if (l == NULL)
		l = line_begin(n, r, &p->procedures[proc]);
	step = r->step.n ? step_index(&p->procedures[proc], r->step) : NONE;
	what = label_notice(rq->page, r->kind);
	if (step != NONE)
		what = PHRASE(rq->page, TEXT_ACT_OF_STEP, what,
		    label_step(&p->procedures[proc], step, r->applicant.n > 0));
	for (size_t i = 0; i < l->v.what_n; i++)
		if (str_eq(l->what[i], what))
			return ERR_OK;
	if (l->v.what_n < WHAT_MAX)
		l->what[l->v.what_n++] = what;
	l->v.who = label_person(rq->desk, r->actor);
	l->v.when = label_time(rq->page, r->time);
	return ERR_OK;
}

enum err
news_read_own(struct news *n)
{
	struct q_page_sights_out one;
	struct q_cursor c = q_page_sights_open(
	    n->rq->desk->store, &(struct q_page_sights_in){.person = n->rq->who->id, .most = NEWS_MAX});
	enum err e = ERR_OK, end;

	while (e == ERR_OK && q_page_sights_next(&c, n->rq->page, &one))
		e = row_take(n, &one);
	end = q_cursor_end(&c);
	return e == ERR_OK ? end : e;
}

enum err
news_read_of(struct news *n, struct str role, struct str section)
{
	struct q_page_sights_of_out x;
	struct q_cursor c = q_page_sights_of_open(n->rq->desk->store,
	    &(struct q_page_sights_of_in){.role = role, .section = section, .most = NEWS_MAX});
	enum err e = ERR_OK, end;

	while (e == ERR_OK && q_page_sights_of_next(&c, n->rq->page, &x))
		e = row_take(n, &(struct q_page_sights_out){.matter = x.matter,
		                    .step = x.step,
		                    .kind = x.kind,
		                    .role = x.role,
		                    .person = x.person,
		                    .section = x.section,
		                    .given = x.given,
		                    .proc = x.proc,
		                    .policy = x.policy,
		                    .number = x.number,
		                    .applicant = x.applicant,
		                    .last = x.last,
		                    .time = x.time,
		                    .actor = x.actor});
	end = q_cursor_end(&c);
	return e == ERR_OK ? end : e;
}

static int
by_age(const void *x, const void *y)
{
	const struct line *a = x, *b = y;

	return (a->given > b->given) - (a->given < b->given);
}

size_t
news_end(struct news *n, const struct view_news **out)
{
	qsort(n->lines, n->n, sizeof *n->lines, by_age);
	for (size_t i = 0; i < n->n; i++)
		n->views[i] = n->lines[i].v;
	*out = n->views;
	return n->n;
}
