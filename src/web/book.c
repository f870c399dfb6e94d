/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The book of a station's procedure, a day a page, as it hangs at the door: who came, who is still inside. */
#include "model/may_read.h"
#include "os/loop.h"
#include "query.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/picker.h"
#include "web/stay.h"
#include "web/stored.h"

enum { ROWS_MAX = 1000, LEAD = 3, TAIL = 2 };

struct book {
	struct request *rq;
	struct way now; /* under the policy in force: it makes the columns */
	day day;
	struct view_book_row *rows;
	size_t n;
	int64_t last; /* matter of the last row: its steps follow each other */
	int64_t inside, forgotten;
};

/* --- a day's entries -------------------------------------------------------------------------- */

/* The first entry that was made at a moment or after it. Time never goes back in the log, so half of what is left is cut off each time. */
static enum err
entry_at(struct request *rq, int64_t time, int64_t *out)
{
	struct q_station_entry_last_out last;
	struct q_station_entry_from_out from;
	int64_t low = 0, high;
	enum err e = q_station_entry_last(rq->desk->store, rq->page, &last);

	if (e != ERR_OK)
		return e;
	high = last.seq + 1;
	while (low < high) {
		int64_t middle = low + (high - low) / 2;

		e = q_station_entry_from(
		    rq->desk->store, rq->page, &(struct q_station_entry_from_in){middle}, &from);
		if (e != ERR_OK)
			return e;
		if (from.time < time)
			low = from.seq + 1;
		else
			high = middle;
	}
	*out = low;
	return ERR_OK;
}

/* --- rows ------------------------------------------------------------------------------------- */

/* What the columns show: every field but who and when; a guest's lines are his name. */
static bool
has_column(const struct way *w, size_t at)
{
	const struct field *f = &w->proc->form[at];

	return (int)at != w->who && (int)at != w->at && !f->worked_out &&
	       !(f->type == FIELD_LINE && !f->required && w->guests);
}

static void
cells_fill(struct book *b, struct str form, struct view_book_row *r)
{
	const struct procedure *proc = b->now.proc;
	struct value *v = arena_array(b->rq->page, proc->form_n + 1, sizeof *v);
	struct view_cell *cells = PAGE_LIST(b->rq, struct view_cell, proc->form_n + 1);

	stored_read(b->rq->page, form, proc->form, proc->form_n, v);
	for (size_t i = 0; i < proc->form_n; i++)
		if (has_column(&b->now, i))
			cells[r->cells_n++] = (struct view_cell){
			    .value = label_value(b->rq, b->now.policy, &proc->form[i], &v[i]),
			    .tight = proc->form[i].type != FIELD_TEXT && proc->form[i].type != FIELD_LINE};
	r->cells = cells;
}

static int64_t
moment_of(struct book *b, struct str json, const struct field *f, int64_t otherwise)
{
	int64_t typed = f ? way_moment_read(stored_text(b->rq->page, json, f->name)) : 0;

	return typed ? typed : otherwise;
}

static const struct field *
field_at(const struct field *f, int at)
{
	return at == NONE ? NULL : &f[at];
}

static struct str
when(const struct book *b, int64_t seconds)
{
	day d = day_of_time(seconds);
	int64_t s = seconds - day_begin(d);
	struct str hour = arena_fmt(b->rq->page, "%d:%02d", (int)(s / 3600), (int)(s / 60 % 60));

	return d == b->day ? hour
	                   : PHRASE(b->rq->page, TEXT_DAY_TIME, day_wareki_short(b->rq->page, d), hour);
}

static void
row_begin(struct book *b, const struct way *w, const struct q_station_book_out *m)
{
	struct view_book_row *r = &b->rows[b->n++];
	struct request *rq = b->rq;

	*r = (struct view_book_row){.inside = str_eq(m->state, STR("open"))};
	r->number = m->number.n ? m->number
	                        : PHRASE(rq->page, TEXT_REGISTER_UNNUMBERED,
	                              arena_fmt(rq->page, "%lld", (long long)m->id));
	r->href = label_path(rq->page, STR("/matter/"), m->id);
	r->in = when(b, moment_of(b, m->form, field_at(w->proc->form, w->at), m->time));
	r->who = way_name(rq, w, m->form);
	if (way_person(rq, w, m->form).n) {
		const struct person *p = town_person(&rq->desk->town, way_person(rq, w, m->form));
		const struct post *post = p ? town_main_post(&rq->desk->town, p, rq->desk->today) : NULL;

		r->note = post ? label_section(rq->desk, post->section) : STR("");
	}
	r->unproved = str_eq(m->channel, STR("station"));
	if (m->taken || m->behalf.n)
		r->paper = phrase(m->taken ? TEXT_BOOK_TAKEN : TEXT_BOOK_BEHALF);
	if (r->inside) {
		r->forgotten = m->late || day_of_time(m->time) < rq->desk->today;
		b->inside++;
		b->forgotten += r->forgotten;
	}
	cells_fill(b, m->form, r);
}

/* One step of one matter; a matter's steps come one after the other. */
static enum err
row_read(struct book *b, const struct q_station_book_out *m)
{
	struct way w;
	enum err e = way_of_matter(b->rq, m->policy, b->now.proc->id, &w);

	if (e != ERR_OK)
		return e;
	if (b->n == 0 || b->last != m->id) {
		if (b->n == ROWS_MAX)
			return ERR_OK;
		row_begin(b, &w, m);
		b->last = m->id;
	}
	if (m->at && w.out != NONE && str_eq(w.proc->steps[w.out].name, m->step))
		b->rows[b->n - 1].out =
		    when(b, moment_of(b, m->fields, field_at(w.proc->steps[w.out].form, w.out_at), m->at));
	return ERR_OK;
}

static enum err
rows_read(struct book *b, struct str scope, bool all)
{
	struct q_station_book_in in = {
	    .proc = b->now.proc->id, .all = all, .scope = scope, .most = 4 * ROWS_MAX};
	struct q_station_book_out m;
	struct q_cursor c;
	enum err e = entry_at(b->rq, day_begin(b->day), &in.first), end;

	if (e == ERR_OK)
		e = entry_at(b->rq, day_begin(b->day + 1), &in.end);
	if (e != ERR_OK)
		return e;
	/* who has not gone out yet stands in today's book only */
	in.open = b->day == b->rq->desk->today;
	b->rows = PAGE_LIST(b->rq, struct view_book_row, ROWS_MAX);
	c = q_station_book_open(b->rq->desk->store, &in);
	while (e == ERR_OK && q_station_book_next(&c, b->rq->page, &m))
		e = row_read(b, &m);
	end = q_cursor_end(&c);
	return e == ERR_OK ? end : e;
}

/* --- the page ------------------------------------------------------------------------------------ */

static void
columns_fill(struct book *b, struct view_book *v)
{
	const struct way *w = &b->now;
	struct view_column *c = PAGE_LIST(b->rq, struct view_column, w->proc->form_n + LEAD + TAIL);

	c[v->columns_n++].label = phrase(TEXT_STATION_IN);
	c[v->columns_n++].label = v->out_label;
	c[v->columns_n++].label = phrase(TEXT_BOOK_WHO);
	for (size_t i = 0; i < w->proc->form_n; i++)
		if (has_column(w, i))
			c[v->columns_n++].label = w->proc->form[i].label;
	c[v->columns_n++].label = phrase(TEXT_BOOK_PROOF);
	c[v->columns_n++].label = phrase(TEXT_BOOK_MATTER);
	v->columns = c;
}

static void
days_fill(struct book *b, struct view_book *v)
{
	struct request *rq = b->rq;

	v->day = label_day(rq->page, b->day);
	v->day_value = day_wareki_short(rq->page, b->day);
	v->before =
	    arena_fmt(rq->page, "%.*s?day=%.*s", STR_ARG(v->href), STR_ARG(day_iso(rq->page, b->day - 1)));
	if (b->day < rq->desk->today)
		v->after = arena_fmt(
		    rq->page, "%.*s?day=%.*s", STR_ARG(v->href), STR_ARG(day_iso(rq->page, b->day + 1)));
}

enum err
book_page(struct request *rq)
{
	struct book b = {.rq = rq, .day = rq->desk->today};
	struct str asked = str_trim(request_queried(rq, STR("day"))), scope;
	struct view_book v = {0};
	bool all;
	enum err e = way_read(rq->desk->policy, rq->part[0], &b.now);

	if (e != ERR_OK)
		return e;
	scope = picker_scope(rq, NONE, policy_procedure(rq->desk->policy, rq->part[0]), &all);
	if (!all && scope.n <= 1) {
		page_why(rq, TEXT_BOOK_MAY_NOT, TEXT_TODO_FORBIDDEN);
		return ERR_FORBIDDEN;
	}
	if (asked.n && (!day_parse(asked, &b.day) || b.day > rq->desk->today)) {
		v.error = PHRASE(rq->page, TEXT_FORM_NO_DATE, day_wareki_short(rq->page, rq->desk->today));
		b.day = rq->desk->today;
	}
	e = rows_read(&b, scope, all);
	if (e != ERR_OK)
		return e;
	v.frame = page_frame(rq, b.now.proc->label);
	page_here(rq, &v.frame, STR("/register"));
	v.label = b.now.proc->label;
	v.href = rq->head.path;
	v.list_href = arena_fmt(rq->page, "/procedure/%.*s", STR_ARG(b.now.proc->id));
	v.rows = b.rows;
	v.rows_n = b.n;
	v.now = b.day == rq->desk->today;
	v.inside_count = b.inside;
	v.forgotten_count = b.forgotten;
	v.out_label = b.now.out == NONE ? STR("") : b.now.proc->steps[b.now.out].label;
	days_fill(&b, &v);
	columns_fill(&b, &v);
	PAGE_DRAW(rq, book, &v);
	return ERR_OK;
}
