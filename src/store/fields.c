/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The fields of forms and items: one JSON column, and rows for those that lists show. */
#include "base/die.h"
#include "base/fold.h"
#include "query.h"
#include "store/apply.h"
#include "store/list.h"

enum { FIELDS_MAX = 4 << 20, TEXT_MAX = 64 << 10 };

/* --- collecting -------------------------------------------------------------------------- */

static struct str
value_json(struct arena *a, const struct value *v)
{
	struct buf b = buf_on(a, FIELDS_MAX);
	struct json_out o = {.buf = &b};

	value_write(&o, v);
	must(buf_done(&b));
	return buf_str(&b);
}

enum err
fields_note(struct apply *p, struct changes *list, const struct effect *e)
{
	struct value value = e->value;
	struct change *c = NULL;
	enum err err = ERR_OK;

	if (e->ref.n) {
		value = (struct value){.kind = VALUE_STR};
		err = apply_ref(p, e->ref, &value.s);
	}
	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < list->n && c == NULL; i++)
		if (str_eq(list->c[i].field, e->field))
			c = &list->c[i];
	if (c == NULL)
		c = LIST_ADD(p->arena, list->c, list->n, list->room);
	c->field = e->field;
	c->listed = e->flag == 1;
	c->value = value;
	c->json = value_json(p->arena, &c->value);
	return ERR_OK;
}

/* --- the JSON column ------------------------------------------------------------------------ */

static bool
take(struct str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_sub(*s, 1, s->n);
	return true;
}

/* Takes a string off the front, quotes and escapes as they stand. */
static bool
take_string(struct str *s, struct str *raw)
{
	size_t i = 1;

	if (s->n == 0 || s->p[0] != '"')
		return false;
	while (i < s->n && s->p[i] != '"')
		i += s->p[i] == '\\' ? 2 : 1;
	if (i >= s->n)
		return false;
	*raw = str_sub(*s, 0, i + 1);
	*s = str_sub(*s, i + 1, s->n);
	return true;
}

/* A value as fields_merge writes them: a string, a list of numbers, or a word. */
static bool
take_value(struct str *s, struct str *raw)
{
	bool list = s->n && s->p[0] == '[';
	size_t i = 0;

	if (take_string(s, raw))
		return true;
	while (i < s->n && s->p[i] != '}' && (list || s->p[i] != ',')) {
		if (s->p[i++] == ']')
			list = false;
	}
	*raw = str_sub(*s, 0, i);
	*s = str_sub(*s, i, s->n);
	return i > 0;
}

/* The index of the change of the field whose quoted name is `raw`, or the list's end. */
static size_t
change_of(const struct changes *list, struct str raw)
{
	struct str name = str_sub(raw, 1, raw.n - 1);
	size_t i = 0;

	while (i < list->n && !str_eq(list->c[i].field, name))
		i++;
	return i;
}

static void
member_write(struct json_out *o, struct str name, struct str json)
{
	json_key_str(o, name);
	json_raw(o, json);
}

/* Copies the members of `before`, changed ones with their new value; notes which were met. */
static bool
members_copy(struct json_out *o, struct str before, const struct changes *list, bool *met)
{
	struct str name, json;

	if (!take(&before, '{'))
		return false;
	while (!take(&before, '}')) {
		size_t at;

		if (!take_string(&before, &name) || !take(&before, ':') || !take_value(&before, &json))
			return false;
		at = change_of(list, name);
		if (at < list->n)
			met[at] = true;
		member_write(o, str_sub(name, 1, name.n - 1), at < list->n ? list->c[at].json : json);
		(void)take(&before, ',');
	}
	return before.n == 0;
}

enum err
fields_merge(struct arena *a, struct str before, const struct changes *list, struct str *out)
{
	struct buf b = buf_on(a, FIELDS_MAX);
	struct json_out o = {.buf = &b};
	bool *met = arena_array(a, list->n, sizeof *met);

	json_open(&o, '{');
	if (before.n && !members_copy(&o, before, list, met))
		return ERR_CORRUPT;
	for (size_t i = 0; i < list->n; i++)
		if (!met[i])
			member_write(&o, list->c[i].field, list->c[i].json);
	json_close(&o, '}');
	*out = buf_str(&b);
	return buf_done(&b) ? ERR_OK : ERR_TOO_LARGE;
}

/* The member's value as it is written; null when there is none. */
static enum err
member_find(struct str map, struct str field, struct str *json)
{
	struct str name;

	*json = STR("null");
	if (map.n == 0)
		return ERR_OK;
	if (!take(&map, '{'))
		return ERR_CORRUPT;
	while (!take(&map, '}')) {
		struct str value;

		if (!take_string(&map, &name) || !take(&map, ':') || !take_value(&map, &value))
			return ERR_CORRUPT;
		if (str_eq(str_sub(name, 1, name.n - 1), field))
			*json = value;
		(void)take(&map, ',');
	}
	return ERR_OK;
}

enum err
fields_history(const struct apply *p, int64_t matter, struct str step, struct str section, struct str before,
    const struct changes *list)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < list->n && e == ERR_OK; i++) {
		struct q_apply_replaced_in in = {
		    matter, step, section, list->c[i].field, p->entry->seq, STR("")};

		e = member_find(before, in.field, &in.value);
		if (e == ERR_OK)
			e = q_apply_replaced(p->store, &in);
	}
	return e;
}

/* --- the value rows ---------------------------------------------------------------------------- */

static struct str
items_text(struct arena *a, const struct value *v)
{
	struct buf b = buf_on(a, TEXT_MAX);

	for (size_t i = 0; i < v->n; i++) {
		if (i > 0)
			buf_char(&b, ' ');
		buf_i64(&b, v->items[i]);
	}
	return buf_str(&b);
}

/* What filters and sorting look at: dates sort by their day, items are found by the first. */
static void
value_keys(struct arena *a, const struct value *v, struct q_apply_value_in *row)
{
	day d = value_day(v);

	switch (v->kind) {
	case VALUE_EMPTY:
		row->text = STR("");
		break;
	case VALUE_STR:
		row->text = fold_key(a, v->s);
		row->num = d == DAY_NONE ? 0 : d;
		break;
	case VALUE_INT:
		row->text = arena_fmt(a, "%lld", (long long)v->i);
		row->num = v->i;
		break;
	case VALUE_ITEMS:
		row->text = items_text(a, v);
		row->num = v->n ? v->items[0] : 0;
		break;
	}
}

enum err
fields_list(const struct apply *p, int64_t owner, bool fresh, struct str kind, const struct changes *list)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < list->n && e == ERR_OK; i++) {
		const struct change *c = &list->c[i];
		struct q_apply_value_in row = {.owner = owner};

		if (!c->listed && fresh)
			continue;
		row.field = arena_fmt(p->arena, "%.*s.%.*s", STR_ARG(kind), STR_ARG(c->field));
		value_keys(p->arena, &c->value, &row);
		if (c->listed)
			e = q_apply_value(p->store, &row);
		else /* it may have been shown under an older policy */
			e = q_apply_value_end(p->store, &(struct q_apply_value_end_in){owner, row.field});
	}
	return e;
}
