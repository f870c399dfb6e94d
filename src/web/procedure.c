/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 案件の一覧: all matters of one procedure that a person may read. */
#include "model/judge.h"
#include "query.h"
#include "web/label.h"
#include "web/listing.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/picker.h"

enum { EXTRA_CELLS = 6, STATE_MAX = 256 };

/* What the list can be narrowed to: states of a matter, and what is out of the ordinary with an open one. */
static const struct {
	const char *word;
	enum text_key label;
} states[] = {
    {"open", TEXT_STATE_OPEN},
    {"late", TEXT_STATE_OVERDUE},
    {"returned", TEXT_STATE_RETURNED},
    {"conditional", TEXT_STATE_CONDITIONAL},
    {"taken", TEXT_STATE_TAKEN},
    {"done", TEXT_STATE_DONE},
    {"refused", TEXT_STATE_REFUSED},
    {"withdrawn", TEXT_STATE_WITHDRAWN},
    {"revoked", TEXT_STATE_REVOKED},
};
enum { STATES = sizeof states / sizeof *states };

/* --- rows: one statement for each order, all with the same filters ------------------------- */

struct binder {
	struct listing list;
	const struct procedure *proc;
	struct str scope;
	bool all;
};

static struct str
short_day(struct arena *a, struct str iso)
{
	day d;

	return day_parse_iso(iso, &d) ? day_wareki_short(a, d) : STR("");
}

/* One row, whichever statement brought it. */
struct found {
	int64_t id;
	struct str state, number, fields, applicant, on, until;
	bool taken, late, returned, conditional;
};
#define ROW_ADD(s, r)                                                                                        \
	row_add((s), &(struct found){.id = (r).id,                                                           \
	                 .state = (r).state,                                                                 \
	                 .number = (r).number,                                                               \
	                 .fields = (r).fields,                                                               \
	                 .applicant = (r).applicant,                                                         \
	                 .on = (r).day,                                                                      \
	                 .until = (r).until,                                                                 \
	                 .taken = (r).taken != 0,                                                            \
	                 .late = (r).late != 0,                                                              \
	                 .returned = (r).returned != 0,                                                      \
	                 .conditional = (r).conditional != 0})

/* "手続中・条件付": the state, or that it is overdue, and what is out of the ordinary. */
static struct str
state_label(struct arena *a, const struct found *r)
{
	struct str words[4];
	struct buf b = buf_on(a, STATE_MAX);
	size_t n = 0;

	words[n++] = r->late ? phrase(TEXT_STATE_LATE) : label_state_word(r->state);
	if (r->returned)
		words[n++] = phrase(r->applicant.n ? TEXT_STATE_RETURNED : TEXT_STATE_UNFILLED);
	if (r->conditional)
		words[n++] = phrase(TEXT_STATE_CONDITIONAL);
	if (r->taken)
		words[n++] = phrase(TEXT_STATE_TAKEN);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_add(&b, phrase(TEXT_LIST_DOT));
		buf_add(&b, words[i]);
	}
	return buf_str(&b);
}

static void
row_add(struct binder *s, const struct found *r)
{
	struct listing *l = &s->list;
	struct arena *a = l->rq->page;
	struct view_cell *cells;
	size_t n = 0;

	if (l->row_n == LISTING_ROWS) {
		l->more = true;
		return;
	}
	cells = PAGE_LIST(l->rq, struct view_cell, listing_columns(l) + EXTRA_CELLS);
	cells[n++] = (struct view_cell){.value = r->number.n ? r->number
	                                                     : PHRASE(a, TEXT_REGISTER_UNNUMBERED,
	                                                           arena_fmt(a, "%lld", (long long)r->id)),
	    .href = label_path(a, STR("/matter/"), r->id)};
	cells[n++].value = r->applicant.n ? label_person(l->rq->desk, r->applicant) : phrase(TEXT_WHO_CLOCK);
	cells[n++] = (struct view_cell){.value = short_day(a, r->on), .tight = true};
	n += listing_cells(l, r->fields, cells + n);
	cells[n++] = (struct view_cell){.value = short_day(a, r->until), .tight = true};
	cells[n++] = (struct view_cell){.value = state_label(a, r), .late = r->late};
	l->rows[l->row_n++] = (struct view_row){.cells = cells, .cells_n = n};
}

#define FILTERS(f)                                                                                           \
	.f1 = (f)[0].field, .q1 = (f)[0].q, .s1 = (f)[0].set, .f2 = (f)[1].field, .q2 = (f)[1].q,            \
	.s2 = (f)[1].set, .f3 = (f)[2].field, .q3 = (f)[2].q, .s3 = (f)[2].set, .f4 = (f)[3].field,          \
	.q4 = (f)[3].q, .s4 = (f)[3].set, .f5 = (f)[4].field, .q5 = (f)[4].q, .s5 = (f)[4].set,              \
	.f6 = (f)[5].field, .q6 = (f)[5].q, .s6 = (f)[5].set
#define OF_ALL(s, from)                                                                                      \
	.proc = (s)->proc->id, .section = (s)->list.section, .state = (s)->list.state,                       \
	FILTERS((s)->list.filter), .most = LISTING_ROWS + 1 - (int64_t)(s)->list.row_n, .skip = (from)
#define ASKED(s, from) OF_ALL(s, from), .me = (s)->list.rq->who->id, .all = (s)->all, .scope = (s)->scope

/* Who reads everything goes along all matters, everybody else along what is his to read. */
static enum err
rows_all(struct binder *s, int64_t skip)
{
	struct q_list_matters_in in = {OF_ALL(s, skip)};
	struct q_cursor c = q_list_matters_open(s->list.rq->desk->store, &in);
	struct q_list_matters_out r;

	while (q_list_matters_next(&c, s->list.rq->page, &r))
		ROW_ADD(s, r);
	return q_cursor_end(&c);
}

static enum err
rows_near(struct binder *s, int64_t skip)
{
	struct q_list_matters_near_in in = {OF_ALL(s, skip), .me = s->list.rq->who->id, .scope = s->scope};
	struct q_cursor c = q_list_matters_near_open(s->list.rq->desk->store, &in);
	struct q_list_matters_near_out r;

	while (q_list_matters_near_next(&c, s->list.rq->page, &r))
		ROW_ADD(s, r);
	return q_cursor_end(&c);
}

/* Overdue ones go along an index of their own, the longest overdue first. */
static enum err
rows_late(struct binder *s, int64_t skip)
{
	struct q_list_matters_late_in in = {ASKED(s, skip)};
	struct q_cursor c = q_list_matters_late_open(s->list.rq->desk->store, &in);
	struct q_list_matters_late_out r;

	while (q_list_matters_late_next(&c, s->list.rq->page, &r))
		ROW_ADD(s, r);
	return q_cursor_end(&c);
}

static enum err
rows_own(struct binder *s, int64_t skip)
{
	if (str_eq(s->list.state, STR("late")))
		return rows_late(s, skip);
	return s->all ? rows_all(s, skip) : rows_near(s, skip);
}

#define ROWS(name)                                                                                           \
	static enum err rows_##name(struct binder *s, int64_t skip)                                          \
	{                                                                                                    \
		struct q_list_matters_##name##_in in = {ASKED(s, skip), .sort = listing_sort(&s->list)};     \
		struct q_cursor c = q_list_matters_##name##_open(s->list.rq->desk->store, &in);              \
		struct q_list_matters_##name##_out r;                                                        \
                                                                                                             \
		while (q_list_matters_##name##_next(&c, s->list.rq->page, &r))                               \
			ROW_ADD(s, r);                                                                       \
		return q_cursor_end(&c);                                                                     \
	}
ROWS(text_up)
ROWS(text_down)
ROWS(num_up)
ROWS(num_down)
ROWS(rest)
#undef ROWS

static enum err (*const rows_by[])(struct binder *, int64_t) = {
    [ORDER_OWN] = rows_own,
    [ORDER_TEXT_UP] = rows_text_up,
    [ORDER_TEXT_DOWN] = rows_text_down,
    [ORDER_NUM_UP] = rows_num_up,
    [ORDER_NUM_DOWN] = rows_num_down,
    [ORDER_REST] = rows_rest,
};

static enum err
rows_read(struct binder *s)
{
	struct listing *l = &s->list;
	enum listing_order order = listing_order(l);
	enum err e = rows_by[order](s, order == ORDER_REST ? l->rest : l->skip);

	if (order == ORDER_REST)
		l->rest_shown = (int64_t)l->row_n;
	if (e != ERR_OK || order == ORDER_OWN || order == ORDER_REST || l->more)
		return e;
	l->rest_shown =
	    -(int64_t)l->row_n; /* the page is filled up with those that have nothing to sort by */
	e = rows_rest(s, 0);
	l->rest_shown += (int64_t)l->row_n;
	return e;
}

/* --- the page ------------------------------------------------------------------------------------ */

static void
states_fill(struct request *rq, struct listing *l)
{
	struct choice *c = PAGE_LIST(rq, struct choice, STATES);

	for (size_t i = 0; i < STATES; i++)
		c[i] = (struct choice){str_of(states[i].word), phrase(states[i].label)};
	l->states = c;
	l->state_n = STATES;
}

static void
start_fill(struct request *rq, int proc, struct view_listing *v)
{
	if (!judge_may_start(rq->desk->policy, &rq->desk->town, proc, rq->who, rq->desk->today))
		return;
	v->start_href = arena_fmt(rq->page, "/apply/%.*s", STR_ARG(rq->part[0]));
	v->start_label = phrase(TEXT_REGISTER_START);
}

enum err
procedure_page(struct request *rq)
{
	static const enum text_key lead[] = {TEXT_REGISTER_NUMBER, TEXT_REGISTER_APPLICANT,
	    TEXT_REGISTER_DAY},
	                           tail[] = {TEXT_REGISTER_UNTIL, TEXT_REGISTER_STATE};
	const struct policy *p = rq->desk->policy;
	int proc = policy_procedure(p, rq->part[0]);
	struct binder s = {.list = {.rq = rq, .policy = p}};
	struct view_listing v = {.procedure = true};
	enum err e;

	if (proc == NONE)
		return ERR_NOT_FOUND;
	s.proc = &p->procedures[proc];
	s.list.path = rq->head.path;
	s.list.kind = s.proc->id;
	s.list.fields = s.proc->form;
	s.list.field_n = s.proc->form_n;
	states_fill(rq, &s.list);
	s.scope = picker_scope(rq, NONE, proc, &s.all);
	listing_read(&s.list);
	e = rows_read(&s);
	if (e != ERR_OK)
		return e;
	v.frame = page_frame(rq, s.proc->label);
	page_here(rq, &v.frame, STR("/register"));
	v.label = s.proc->label;
	start_fill(rq, proc, &v);
	listing_fill(&s.list, lead, 3, tail, 2, &v);
	PAGE_DRAW(rq, listing, &v);
	return ERR_OK;
}
