/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 台帳: the registers, and the things in one of them. */
#include "model/judge.h"
#include "query.h"
#include "web/catalogue.h"
#include "web/label.h"
#include "web/listing.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/picker.h"

enum { EXTRA_CELLS = 4 };

static struct view_shelf
procedure_shelf(struct request *rq, const struct procedure *p)
{
	return (struct view_shelf){.label = p->label,
	    .href = arena_fmt(rq->page, p->station ? "/book/%.*s" : "/procedure/%.*s", STR_ARG(p->id))};
}

static void
procedures_fill(struct request *rq, struct view_register_index *v)
{
	const struct policy *p = rq->desk->policy;
	struct view_shelf_group *groups = PAGE_LIST(rq, struct view_shelf_group, CATALOGUES);

	for (enum catalogue c = 0; c < CATALOGUES; c++) {
		struct view_shelf *list = PAGE_LIST(rq, struct view_shelf, p->procedures_n);
		struct view_shelf_group g = {.label = catalogue_label(c), .shelves = list};

		for (size_t i = 0; i < p->procedures_n; i++)
			if (catalogue_of(&p->procedures[i]) == c &&
			    catalogue_fits_procedure(rq->page, v->query, p, &p->procedures[i]))
				list[g.shelves_n++] = procedure_shelf(rq, &p->procedures[i]);
		if (g.shelves_n)
			groups[v->procedures_n++] = g;
	}
	v->procedures = groups;
}

enum err
register_index(struct request *rq)
{
	const struct policy *p = rq->desk->policy;
	struct view_shelf *regs = PAGE_LIST(rq, struct view_shelf, p->registers_n);
	struct view_register_index v = {.frame = page_frame(rq, phrase(TEXT_REGISTER_TITLE)),
	    .query = request_queried(rq, STR("q")),
	    .registers = regs};

	for (size_t i = 0; i < p->registers_n; i++)
		if (catalogue_fits(rq->page, v.query, &p->registers[i].label, 1))
			regs[v.registers_n++] = (struct view_shelf){.label = p->registers[i].label,
			    .href = arena_fmt(rq->page, "/register/%.*s", STR_ARG(p->registers[i].id))};
	procedures_fill(rq, &v);
	PAGE_DRAW(rq, register_index, &v);
	return ERR_OK;
}

/* --- rows: one statement for each order, all with the same filters ------------------------- */

struct shelf {
	struct listing list;
	const struct reg *reg;
	struct str scope;
	bool all;
};

static void
row_add(
    struct shelf *s, int64_t id, struct str section, struct str state, struct str number, struct str fields)
{
	struct listing *l = &s->list;
	struct view_cell *cells;
	size_t n = 0;

	if (l->row_n == LISTING_ROWS) {
		l->more = true;
		return;
	}
	cells = PAGE_LIST(l->rq, struct view_cell, listing_columns(l) + EXTRA_CELLS);
	cells[n++] =
	    (struct view_cell){.value = number.n ? number : arena_fmt(l->rq->page, "%lld", (long long)id),
	        .href = label_path(l->rq->page, STR("/item/"), id)};
	n += listing_cells(l, fields, cells + n);
	cells[n++] =
	    (struct view_cell){.value = choice_label(s->reg->states, s->reg->state_n, state), .tight = true};
	cells[n++].value = label_section(l->rq->desk, section);
	l->rows[l->row_n++] = (struct view_row){.cells = cells, .cells_n = n};
}

#define FILTERS(f)                                                                                           \
	.f1 = (f)[0].field, .q1 = (f)[0].q, .s1 = (f)[0].set, .f2 = (f)[1].field, .q2 = (f)[1].q,            \
	.s2 = (f)[1].set, .f3 = (f)[2].field, .q3 = (f)[2].q, .s3 = (f)[2].set, .f4 = (f)[3].field,          \
	.q4 = (f)[3].q, .s4 = (f)[3].set, .f5 = (f)[4].field, .q5 = (f)[4].q, .s5 = (f)[4].set,              \
	.f6 = (f)[5].field, .q6 = (f)[5].q, .s6 = (f)[5].set
#define ASKED(s, from)                                                                                       \
	.reg = (s)->reg->id, .all = (s)->all, .scope = (s)->scope, .section = (s)->list.section,             \
	.state = (s)->list.state, FILTERS((s)->list.filter),                                                 \
	.most = LISTING_ROWS + 1 - (int64_t)(s)->list.row_n, .skip = (from)

static enum err
rows_own(struct shelf *s, int64_t skip)
{
	struct q_list_items_in in = {ASKED(s, skip)};
	struct q_cursor c = q_list_items_open(s->list.rq->desk->store, &in);
	struct q_list_items_out r;

	while (q_list_items_next(&c, s->list.rq->page, &r))
		row_add(s, r.id, r.section, r.state, r.number, r.fields);
	return q_cursor_end(&c);
}

#define ROWS(name)                                                                                           \
	static enum err rows_##name(struct shelf *s, int64_t skip)                                           \
	{                                                                                                    \
		struct q_list_items_##name##_in in = {ASKED(s, skip), .sort = listing_sort(&s->list)};       \
		struct q_cursor c = q_list_items_##name##_open(s->list.rq->desk->store, &in);                \
		struct q_list_items_##name##_out r;                                                          \
                                                                                                             \
		while (q_list_items_##name##_next(&c, s->list.rq->page, &r))                                 \
			row_add(s, r.id, r.section, r.state, r.number, r.fields);                            \
		return q_cursor_end(&c);                                                                     \
	}
ROWS(text_up)
ROWS(text_down)
ROWS(num_up)
ROWS(num_down)
ROWS(rest)
#undef ROWS

static enum err (*const rows_by[])(struct shelf *, int64_t) = {
    [ORDER_OWN] = rows_own,
    [ORDER_TEXT_UP] = rows_text_up,
    [ORDER_TEXT_DOWN] = rows_text_down,
    [ORDER_NUM_UP] = rows_num_up,
    [ORDER_NUM_DOWN] = rows_num_down,
    [ORDER_REST] = rows_rest,
};

static enum err
rows_read(struct shelf *s)
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

enum err
register_page(struct request *rq)
{
	static const enum text_key lead[] = {TEXT_REGISTER_NUMBER},
	                           tail[] = {TEXT_REGISTER_STATE, TEXT_REGISTER_SECTION};
	const struct policy *p = rq->desk->policy;
	int reg = policy_register(p, rq->part[0]);
	struct shelf s = {.list = {.rq = rq, .policy = p}};
	struct view_listing v = {0};
	enum err e;

	if (reg == NONE)
		return ERR_NOT_FOUND;
	s.reg = &p->registers[reg];
	s.list.path = rq->head.path;
	s.list.kind = s.reg->id;
	s.list.fields = s.reg->fields;
	s.list.field_n = s.reg->field_n;
	s.list.states = s.reg->states;
	s.list.state_n = s.reg->state_n;
	s.scope = picker_scope(rq, reg, NONE, &s.all);
	listing_read(&s.list);
	e = rows_read(&s);
	if (e != ERR_OK)
		return e;
	v.frame = page_frame(rq, s.reg->label);
	page_here(rq, &v.frame, STR("/register"));
	v.label = s.reg->label;
	listing_fill(&s.list, lead, 1, tail, 2, &v);
	PAGE_DRAW(rq, listing, &v);
	return ERR_OK;
}
