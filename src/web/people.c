/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 職員: who is who on a day, section by section, and which posts nobody holds. */
#include <stdlib.h>

#include "base/fold.h"
#include "model/judge.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/right.h"
#include "web/vacancy.h"

enum { POSTS_MAX = 16, ROOM = 4096 };

/* What the list was asked for. */
struct asked {
	struct str q; /* folded */
	struct str section, show;
	day on;
	bool wrong_day;
};

struct line {
	const struct person *p;
	const struct post *posts[POSTS_MAX];
	size_t posts_n;
	int rank; /* of the main post, as the policy lists kinds */
};

static struct asked
asked_read(struct request *rq)
{
	struct str on = str_trim(request_queried(rq, STR("day")));
	struct asked a = {.q = fold_key(rq->page, request_queried(rq, STR("q"))),
	    .section = request_queried(rq, STR("section")),
	    .show = request_queried(rq, STR("show")),
	    .on = rq->desk->today};

	a.wrong_day = on.n && !day_parse(on, &a.on);
	return a;
}

/* --- who is listed ---------------------------------------------------------------------- */

static struct line
line_of(struct request *rq, const struct person *p, day d)
{
	struct line l = {.p = p};

	l.posts_n = town_posts_of(&rq->desk->town, p, d, l.posts, POSTS_MAX);
	if (l.posts_n > POSTS_MAX)
		l.posts_n = POSTS_MAX;
	l.rank = l.posts_n ? policy_post(rq->desk->policy, l.posts[0]->kind) : NONE;
	return l;
}

static bool
is_found(struct request *rq, const struct asked *a, const struct line *l)
{
	const struct str texts[] = {l->p->name, l->p->kana, l->p->login, l->p->id, l->p->company, l->p->card};

	if (a->q.n == 0)
		return true;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (str_find(fold_key(rq->page, texts[i]), a->q) != SIZE_MAX)
			return true;
	for (size_t i = 0; i < l->posts_n; i++)
		if (str_find(fold_key(rq->page, l->posts[i]->label), a->q) != SIZE_MAX)
			return true;
	return false;
}

static bool
is_shown(struct request *rq, const struct asked *a, const struct line *l)
{
	if (str_eq(a->show, STR("away")))
		return town_absent(&rq->desk->town, l->p, a->on, NULL);
	if (str_eq(a->show, STR("several")))
		return l->posts_n > 1;
	if (str_eq(a->show, STR("nologin")))
		return l->p->login.n == 0;
	return !str_eq(a->show, STR("vacant"));
}

static int
by_rank(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank == NONE ? 1 : y->rank == NONE ? -1 : x->rank - y->rank;
	return str_cmp(x->p->id, y->p->id);
}

/* --- a row --------------------------------------------------------------------------------- */

static struct str
also_of(struct request *rq, const struct line *l)
{
	struct buf b = buf_on(rq->page, ROOM);

	for (size_t i = 1; i < l->posts_n; i++) {
		if (i > 1)
			buf_add(&b, phrase(TEXT_LIST_COMMA));
		buf_add(&b, l->posts[i]->label);
	}
	return buf_str(&b);
}

/* The roles that hang on his posts; what everybody holds says nothing. */
static struct str
roles_of(struct request *rq, const struct line *l)
{
	const struct policy *pol = rq->desk->policy;
	struct buf b = buf_on(rq->page, ROOM);

	for (size_t r = 0; r < pol->roles_n; r++)
		for (size_t i = 0; i < l->posts_n; i++)
			if (!pol->roles[r].everyone && town_post_carries(pol, l->posts[i], (int)r)) {
				if (b.n)
					buf_add(&b, phrase(TEXT_LIST_COMMA));
				buf_add(&b, pol->roles[r].label);
				break;
			}
	return buf_str(&b);
}

static struct view_person_row
row_of(struct request *rq, const struct asked *a, const struct line *l)
{
	const struct absence *away;
	struct view_person_row r = {.name = l->p->name,
	    .kana = l->p->kana,
	    .href = arena_fmt(rq->page, "/person/%.*s", STR_ARG(l->p->id)),
	    .post = l->posts_n ? l->posts[0]->label : l->p->company,
	    .also = also_of(rq, l),
	    .roles = roles_of(rq, l),
	    .no_login = l->p->login.n == 0 && l->p->kind == PERSON_STAFF};

	if (town_absent(&rq->desk->town, l->p, a->on, &away))
		r.away = PHRASE(rq->page, TEXT_PEOPLE_AWAY_UNTIL, day_wareki_short(rq->page, away->until));
	return r;
}

/* --- groups ----------------------------------------------------------------------------------- */

/* The members of one section on that day; with section empty those who have none, outsiders apart. */
static bool
is_member(const struct line *l, struct str section, bool outsiders)
{
	if (outsiders != (l->p->kind == PERSON_OUTSIDER))
		return false;
	return outsiders || str_eq(l->posts_n ? l->posts[0]->section : STR(""), section);
}

static void
group_add(struct request *rq, const struct asked *a, struct view_people *v, struct view_person_group *g,
    const struct line *all, size_t all_n, struct str section, struct str label, bool outsiders)
{
	struct line *mine = PAGE_LIST(rq, struct line, all_n);
	struct view_person_row *rows = PAGE_LIST(rq, struct view_person_row, all_n);
	struct view_vacancy *vacant = NULL;
	size_t n = 0;

	*g = (struct view_person_group){.label = label, .id = outsiders ? STR("outside") : section};
	for (size_t i = 0; i < all_n; i++)
		if (is_member(&all[i], section, outsiders))
			mine[n++] = all[i];
	qsort(mine, n, sizeof *mine, by_rank);
	for (size_t i = 0; i < n; i++)
		rows[g->rows_n++] = row_of(rq, a, &mine[i]);
	g->rows = rows;
	if (section.n && a->q.n == 0 && (a->show.n == 0 || str_eq(a->show, STR("vacant"))))
		g->vacant_n = vacancy_list(rq, &rq->desk->town, section, a->on, &vacant);
	g->vacant = vacant;
	v->count += (int64_t)n;
	v->vacant_all += (int64_t)g->vacant_n;
	v->groups_n += g->rows_n + g->vacant_n > 0;
}

static bool
section_stands(const struct section *s, day d)
{
	return d >= s->from && (s->until == DAY_NONE || d <= s->until);
}

static void
groups_fill(struct request *rq, const struct asked *a, struct view_people *v)
{
	const struct town *t = &rq->desk->town;
	struct view_person_group *g = PAGE_LIST(rq, struct view_person_group, t->sections_n + 2);
	struct line *all = PAGE_LIST(rq, struct line, t->persons_n);
	size_t n = 0;

	for (size_t i = 0; i < t->persons_n; i++) {
		const struct person *p = &t->persons[i];

		if (!person_in_office(p, a->on) || (p->kind != PERSON_STAFF && p->kind != PERSON_OUTSIDER))
			continue;
		all[n] = line_of(rq, p, a->on);
		n += is_shown(rq, a, &all[n]) && is_found(rq, a, &all[n]);
	}
	for (size_t i = 0; i < t->sections_n; i++)
		if (section_stands(&t->sections[i], a->on) &&
		    (a->section.n == 0 || str_eq(a->section, t->sections[i].id)))
			group_add(rq, a, v, &g[v->groups_n], all, n, t->sections[i].id, t->sections[i].label,
			    false);
	if (a->section.n == 0) {
		group_add(rq, a, v, &g[v->groups_n], all, n, STR(""), phrase(TEXT_PEOPLE_NO_SECTION), false);
		group_add(rq, a, v, &g[v->groups_n], all, n, STR(""), phrase(TEXT_PEOPLE_OUTSIDE), true);
	}
	v->groups = g;
}

/* --- filters ------------------------------------------------------------------------------------- */

static struct view_input
select_of(const char *name, enum text_key label, const struct view_option *o, size_t n)
{
	return (struct view_input){.name = str_of(name),
	    .id = str_of(name),
	    .label = phrase(label),
	    .is_select = true,
	    .options = o,
	    .options_n = n};
}

static struct view_input
section_filter(struct request *rq, const struct asked *a)
{
	const struct town *t = &rq->desk->town;
	struct view_option *o = PAGE_LIST(rq, struct view_option, t->sections_n);
	size_t n = 0;

	for (size_t i = 0; i < t->sections_n; i++)
		if (section_stands(&t->sections[i], a->on))
			o[n++] = (struct view_option){.value = t->sections[i].id,
			    .label = t->sections[i].label,
			    .chosen = str_eq(t->sections[i].id, a->section)};
	return select_of("section", TEXT_REGISTER_SECTION, o, n);
}

static struct view_input
show_filter(struct request *rq, const struct asked *a)
{
	static const struct {
		struct str value;
		enum text_key label;
	} shows[] = {
	    {{"away", 4}, TEXT_PEOPLE_SHOW_AWAY},
	    {{"several", 7}, TEXT_PEOPLE_SHOW_SEVERAL},
	    {{"nologin", 7}, TEXT_PEOPLE_SHOW_NOLOGIN},
	    {{"vacant", 6}, TEXT_PEOPLE_SHOW_VACANT},
	};
	enum { SHOWS = sizeof shows / sizeof *shows };
	struct view_option *o = PAGE_LIST(rq, struct view_option, SHOWS);

	for (size_t i = 0; i < SHOWS; i++)
		o[i] = (struct view_option){.value = shows[i].value,
		    .label = phrase(shows[i].label),
		    .chosen = str_eq(shows[i].value, a->show)};
	return select_of("show", TEXT_PEOPLE_SHOW, o, SHOWS);
}

static void
filters_fill(struct request *rq, const struct asked *a, struct view_people *v)
{
	struct view_input *f = PAGE_LIST(rq, struct view_input, 4);

	f[0] = (struct view_input){.name = STR("q"),
	    .id = STR("q"),
	    .label = phrase(TEXT_PEOPLE_Q),
	    .value = request_queried(rq, STR("q"))};
	f[1] = section_filter(rq, a);
	f[2] = show_filter(rq, a);
	f[3] = (struct view_input){.name = STR("day"),
	    .id = STR("day"),
	    .label = phrase(TEXT_PEOPLE_DAY),
	    .value = request_queried(rq, STR("day"))};
	v->filters = f;
	v->filters_n = 4;
	v->filtered = a->q.n || a->section.n || a->show.n || f[3].value.n;
}

/* The next day on which somebody comes, goes or changes his post: a list may have been taken ahead. */
static day
next_change(const struct town *t, day today)
{
	day next = DAY_NEVER;

	for (size_t i = 0; i < t->holdings_n; i++) {
		day from = t->holdings[i].from, until = t->holdings[i].until;

		if (from > today && from < next)
			next = from;
		if (until != DAY_NONE && until != DAY_NEVER && until >= today && until + 1 < next)
			next = until + 1;
	}
	return next;
}

enum err
people_page(struct request *rq)
{
	struct asked a = asked_read(rq);
	struct view_people v = {.frame = page_frame(rq, phrase(TEXT_PEOPLE_TITLE))};
	day next = next_change(&rq->desk->town, rq->desk->today);

	v.on = label_day(rq->page, a.on);
	v.other_day = a.on != rq->desk->today;
	v.wrong_day = a.wrong_day;
	v.may = right_has(rq, ACT_PEOPLE);
	if (next != DAY_NEVER && !v.other_day) {
		v.next = label_day(rq->page, next);
		v.next_href = arena_fmt(rq->page, "/people?day=%.*s", STR_ARG(day_iso(rq->page, next)));
	}
	filters_fill(rq, &a, &v);
	groups_fill(rq, &a, &v);
	PAGE_DRAW(rq, people, &v);
	return ERR_OK;
}
