/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/stay.h"

#include "query.h"
#include "web/label.h"
#include "web/page.h"
#include "web/stored.h"

/* The step of the row is the way out, under the policy of its matter. */
static bool
row_read(struct request *rq, const struct way *now, const struct q_station_inside_out *r, struct stay *s)
{
	int64_t typed;

	*s = (struct stay){.matter = r->id,
	    .seen = r->last,
	    .since = r->time,
	    .late = r->late != 0,
	    .section = r->section,
	    .form = r->form};
	if (way_of_matter(rq, r->policy, now->proc->id, &s->way) != ERR_OK || s->way.out == NONE ||
	    !str_eq(s->way.proc->steps[s->way.out].name, r->step))
		return false;
	s->person = way_person(rq, &s->way, r->form);
	s->name = way_name(rq, &s->way, r->form);
	s->note = way_note(rq, &s->way, r->form);
	typed = s->way.at == NONE
	            ? 0
	            : way_moment_read(stored_text(rq->page, r->form, s->way.proc->form[s->way.at].name));
	if (typed)
		s->since = typed;
	return true;
}

enum err
stay_all(struct request *rq, const struct way *w, struct stay **out, size_t *n)
{
	struct q_station_inside_in in = {.proc = w->proc->id, .most = STAY_MAX};
	struct q_cursor c = q_station_inside_open(rq->desk->store, &in);
	struct q_station_inside_out r;

	*out = PAGE_LIST(rq, struct stay, STAY_MAX);
	*n = 0;
	while (q_station_inside_next(&c, rq->page, &r))
		if (row_read(rq, w, &r, &(*out)[*n]))
			++*n;
	return q_cursor_end(&c);
}

const struct stay *
stay_find(const struct stay *s, size_t n, int64_t matter)
{
	for (size_t i = 0; i < n; i++)
		if (s[i].matter == matter)
			return &s[i];
	return NULL;
}

const struct stay *
stay_of_person(const struct stay *s, size_t n, struct str person)
{
	for (size_t i = 0; i < n; i++)
		if (person.n && str_eq(s[i].person, person))
			return &s[i];
	return NULL;
}

struct str
stay_when(struct request *rq, int64_t seconds)
{
	day d = day_of_time(seconds);
	int64_t s = seconds - day_begin(d);
	struct str hour = arena_fmt(rq->page, "%d:%02d", (int)(s / 3600), (int)(s / 60 % 60));

	return d == rq->desk->today ? hour
	                            : PHRASE(rq->page, TEXT_DAY_TIME, day_wareki_short(rq->page, d), hour);
}
