/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Effects on the items of registers. */
#include "base/die.h"
#include "query.h"
#include "store/apply.h"
#include "store/list.h"

struct item_row *
apply_item(struct apply *p, int64_t id)
{
	struct item_row *it;

	for (size_t i = p->item_n; i > 0; i--)
		if (p->items[i - 1].id == id)
			return &p->items[i - 1];
	it = LIST_ADD(p->arena, p->items, p->item_n, p->item_room);
	*it = (struct item_row){.id = id, .busy = -1};
	return it;
}

/* --- effects ---------------------------------------------------------------------------------- */

static enum err
history_add(struct apply *p, int64_t item, struct str field, struct str json)
{
	return q_apply_history(p->store, &(struct q_apply_history_in){item, field, p->entry->seq, json});
}

static enum err
history_add_text(struct apply *p, int64_t item, struct str field, struct str text)
{
	struct buf b = buf_on(p->arena, 4096);
	struct json_out o = {.buf = &b};

	json_str(&o, text.p ? text : STR(""));
	return buf_done(&b) ? history_add(p, item, field, buf_str(&b)) : ERR_CORRUPT;
}

enum err
apply_add(struct apply *p, const struct effect *e)
{
	struct item_row *it = apply_item(p, e->item);
	enum err err;

	it->fresh = true;
	it->busy = 0;
	it->reg = e->reg;
	it->section = e->section;
	it->state = e->state;
	err = history_add_text(p, it->id, STR("owner"), e->section);
	return err == ERR_OK ? history_add_text(p, it->id, STR("state"), e->state) : err;
}

/* State and owner are columns of every item; everything else is the register's. */
enum err
apply_set(struct apply *p, const struct effect *e)
{
	struct item_row *it = apply_item(p, e->item);

	if (str_eq(e->field, STR("state")))
		it->state = e->value.s;
	else if (str_eq(e->field, STR("owner")))
		it->section = e->value.s;
	else
		return fields_note(p, &it->changes, e);
	return history_add_text(p, it->id, e->field, e->value.s);
}

enum err
apply_holds(struct apply *p, const struct effect *e)
{
	apply_item(p, e->item)->busy = e->matter;
	return ERR_OK;
}

/* --- written once, at the end -------------------------------------------------------------------- */

static enum err
links_write(struct apply *p, const struct item_row *it, const struct change *c)
{
	enum err e = ERR_OK;

	if (!it->fresh)
		e = q_apply_link_end(p->store, &(struct q_apply_link_end_in){it->id, c->field});
	if (c->value.kind != VALUE_ITEMS)
		return e;
	for (size_t i = 0; i < c->value.n && e == ERR_OK; i++)
		e = q_apply_link_add(
		    p->store, &(struct q_apply_link_add_in){it->id, c->field, c->value.items[i]});
	return e;
}

static enum err
item_load(struct apply *p, struct item_row *it, struct str *fields)
{
	struct q_apply_item_load_out row;
	enum err e;

	*fields = STR("");
	if (it->fresh)
		return ERR_OK;
	e = apply_hit(q_apply_item_load(p->store, p->arena, &(struct q_apply_item_load_in){it->id}, &row));
	if (e != ERR_OK)
		return e;
	it->reg = row.reg;
	*fields = row.fields;
	return ERR_OK;
}

static enum err
changes_write(struct apply *p, struct item_row *it, struct str *fields)
{
	enum err e = item_load(p, it, fields);

	if (e == ERR_OK)
		e = fields_merge(p->arena, *fields, &it->changes, fields);
	if (e == ERR_OK)
		e = fields_list(p, it->id, it->fresh, it->reg, &it->changes);
	for (size_t i = 0; i < it->changes.n && e == ERR_OK; i++) {
		e = history_add(p, it->id, it->changes.c[i].field, it->changes.c[i].json);
		if (e == ERR_OK)
			e = links_write(p, it, &it->changes.c[i]);
	}
	return e;
}

static enum err
item_write(struct apply *p, struct item_row *it)
{
	int64_t seq = p->entry->seq;
	struct str fields = STR("");
	enum err e = ERR_OK;

	if (it->fresh || it->changes.n)
		e = changes_write(p, it, &fields);
	if (e != ERR_OK)
		return e;
	if (it->fresh)
		return q_apply_item_add(p->store, &(struct q_apply_item_add_in){it->id, it->reg, it->section,
		                                      it->state, it->number, seq, it->busy, fields});
	return apply_hit(q_apply_item_set(p->store, &(struct q_apply_item_set_in){it->id, seq, it->section,
	                                                it->state, it->number, it->busy, fields}));
}

enum err
apply_items_write(struct apply *p)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < p->item_n && e == ERR_OK; i++)
		e = item_write(p, &p->items[i]);
	return e;
}
