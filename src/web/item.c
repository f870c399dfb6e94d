/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 登録物: one thing of a register, as it is and every value it ever had. */
#include "model/judge.h"
#include "model/may_read.h"
#include "query.h"
#include "web/given.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"

enum { CHANGES_MAX = 300, NAMED_MAX = 50 };

static const struct field *
field_of(const struct reg *r, struct str name)
{
	int at = field_index(r->fields, r->field_n, name);

	return at == NONE ? NULL : &r->fields[at];
}

/* state and owner are no fields of the register, but have a history too. */
static struct str
value_label(struct request *rq, const struct reg *r, struct str name, struct str json)
{
	const struct field *f = field_of(r, name);
	const struct field line = {.type = str_eq(name, STR("owner")) ? FIELD_SECTION : FIELD_LINE};
	struct str text = label_json(rq, rq->policy, f ? f : &line, json);

	return str_eq(name, STR("state")) ? choice_label(r->states, r->state_n, text) : text;
}

static struct str
field_label(const struct reg *r, struct str name)
{
	const struct field *f = field_of(r, name);

	if (f)
		return f->label;
	return str_eq(name, STR("state"))   ? phrase(TEXT_ITEM_STATE)
	       : str_eq(name, STR("owner")) ? phrase(TEXT_ITEM_OWNER)
	                                    : name;
}

static struct view_change
change_view(struct request *rq, const struct reg *r, const struct q_page_item_history_out *row)
{
	struct q_page_item_before_out old;
	struct view_change c = {.label = field_label(r, row->field), .when = label_time(rq->page, row->time)};

	c.new = value_label(rq, r, row->field, row->value);
	if (q_page_item_before(rq->desk->store, rq->page,
	        &(struct q_page_item_before_in){.item = rq->item->id, .field = row->field, .seq = row->seq},
	        &old) == ERR_OK)
		c.old = value_label(rq, r, row->field, old.value);
	c.who = row->post.n ? PHRASE(rq->page, TEXT_STEP_BY, label_person(rq->desk, row->actor),
	                          label_post(rq->desk, row->post))
	                    : label_person(rq->desk, row->actor);
	c.href = label_path(rq->page, STR("/entry/"), row->seq);
	return c;
}

/* A field that was empty and stayed so has not changed. */
static void
changes_add(struct view_change *list, size_t *n, struct view_change c)
{
	if (c.old.n || c.new.n)
		list[(*n)++] = c;
}

static void
changes_fill(struct request *rq, const struct reg *r, struct view_item *v)
{
	struct view_change *list = PAGE_LIST(rq, struct view_change, CHANGES_MAX);
	struct q_page_item_history_out row;
	struct q_cursor c = q_page_item_history_open(
	    rq->desk->store, &(struct q_page_item_history_in){.item = rq->item->id, .most = CHANGES_MAX});

	while (v->changes_n < CHANGES_MAX && q_page_item_history_next(&c, rq->page, &row))
		changes_add(list, &v->changes_n, change_view(rq, r, &row));
	(void)!q_cursor_end(&c); /* a shorter history; the evidence has all of it */
	v->changes = list;
}

/* Things that name this one; of what one may not read not even the name is shown. */
static void
named_by_fill(struct request *rq, struct view_item *v)
{
	struct view_pair *list = PAGE_LIST(rq, struct view_pair, NAMED_MAX);
	struct q_page_named_by_out row;
	struct q_cursor c = q_page_named_by_open(
	    rq->desk->store, &(struct q_page_named_by_in){.other = rq->item->id, .most = NAMED_MAX});

	while (v->named_by_n < NAMED_MAX && q_page_named_by_next(&c, rq->page, &row)) {
		int reg = policy_register(rq->policy, row.reg);
		struct q_page_item_out other;
		struct scope scope;

		if (reg == NONE || q_page_item(rq->desk->store, rq->page, &(struct q_page_item_in){row.item},
		                       &other) != ERR_OK)
			continue;
		may_read_scope(
		    rq->page, rq->policy, &rq->desk->town, rq->who, rq->desk->today, reg, NONE, &scope);
		if (scope_has(&scope, other.section))
			list[v->named_by_n++] = (struct view_pair){.label = rq->policy->registers[reg].label,
			    .value = label_item_row(
			        rq, &rq->policy->registers[reg], row.item, other.number, other.fields),
			    .href = label_path(rq->page, STR("/item/"), row.item)};
	}
	(void)!q_cursor_end(&c);
	v->named_by = list;
}

/* What can be applied for with this thing; nothing while something is under way with it, and nothing at its end. */
static void
ways_fill(struct request *rq, const struct reg *r, struct view_item *v)
{
	const struct policy *p = rq->desk->policy;
	struct view_link *list = PAGE_LIST(rq, struct view_link, p->procedures_n);
	int reg = policy_register(p, r->id);

	for (size_t i = 0; i < p->procedures_n; i++) {
		const struct procedure *proc = &p->procedures[i];

		if (rq->item->busy || str_eq(rq->item->state, r->keep.from) || proc->alarm.n ||
		    !given_takes(proc, reg) ||
		    !judge_may_start(p, &rq->desk->town, (int)i, rq->who, rq->desk->today))
			continue;
		list[v->ways_n++] = (struct view_link){.label = proc->label,
		    .href = arena_fmt(
		        rq->page, "/apply/%.*s?item=%lld", STR_ARG(proc->id), (long long)rq->item->id)};
	}
	v->ways = list;
}

/* A file is fetched by whoever may read the item. */
static void
files_link(struct request *rq, const struct reg *r, struct view_pair *facts, size_t n)
{
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < r->field_n; i++)
			if (r->fields[i].type == FIELD_FILE && str_eq(r->fields[i].label, facts[k].label) &&
			    rq->item->fields[i].kind == VALUE_STR)
				facts[k].href =
				    label_file_href(rq->page, "/item/", rq->item->id, rq->item->fields[i].s);
}

enum err
item_page(struct request *rq)
{
	const struct item *it = rq->item;
	const struct reg *r = &rq->policy->registers[it->reg];
	struct view_pair *facts = PAGE_LIST(rq, struct view_pair, r->field_n + CASE_ITEMS);
	struct view_item v = {.reg = r->label, .number = it->number};

	v.label = label_item_of(rq, it);
	v.frame = page_frame(rq, v.label);
	page_here(rq, &v.frame, STR("/register"));
	v.reg_href = arena_fmt(rq->page, "/register/%.*s", STR_ARG(r->id));
	v.number = STR("");
	v.state = choice_label(r->states, r->state_n, it->state);
	v.section = PHRASE(rq->page, TEXT_ITEM_OWNED_BY, label_section(rq->desk, it->section));
	if (it->busy) {
		v.busy =
		    PHRASE(rq->page, TEXT_ITEM_BUSY_MATTER, arena_fmt(rq->page, "%lld", (long long)it->busy));
		v.busy_href = label_path(rq->page, STR("/matter/"), it->busy);
	}
	v.facts_n = label_pairs(rq, rq->policy, r->fields, r->field_n, it->fields, facts);
	files_link(rq, r, facts, v.facts_n);
	v.facts = facts;
	ways_fill(rq, r, &v);
	named_by_fill(rq, &v);
	changes_fill(rq, r, &v);
	PAGE_DRAW(rq, item, &v);
	return ERR_OK;
}
