/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/value.h"

static bool
items_eq(const struct value *a, const struct value *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->items[i] != b->items[i])
			return false;
	return true;
}

bool
value_eq(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case VALUE_EMPTY:
		return true;
	case VALUE_STR:
		return str_eq(a->s, b->s);
	case VALUE_INT:
		return a->i == b->i;
	case VALUE_ITEMS:
		return items_eq(a, b);
	}
	return false;
}

day
value_day(const struct value *v)
{
	day d;

	return v->kind == VALUE_STR && day_parse_iso(v->s, &d) ? d : DAY_NONE;
}

bool
value_moment(const struct value *v, int64_t *out)
{
	enum { DATE = 10 };
	int minute;
	day d;

	if (v->kind != VALUE_STR || v->s.n <= DATE || v->s.p[DATE] != 'T' ||
	    !day_parse_time(v->s, &d, &minute))
		return false;
	*out = day_begin(d) + minute * 60;
	return true;
}

void
value_write(struct json_out *o, const struct value *v)
{
	switch (v->kind) {
	case VALUE_EMPTY:
		json_raw(o, STR("null"));
		break;
	case VALUE_STR:
		json_str(o, v->s);
		break;
	case VALUE_INT:
		json_int(o, v->i);
		break;
	case VALUE_ITEMS:
		json_open(o, '[');
		for (size_t i = 0; i < v->n; i++)
			json_int(o, v->items[i]);
		json_close(o, ']');
		break;
	}
}

static enum err
items_read(struct arena *a, const struct json *j, struct value *out)
{
	*out = (struct value){.kind = VALUE_ITEMS};
	out->items = arena_array(a, j->count, sizeof *out->items);
	for (const struct json *v = j->first; v; v = v->next) {
		if (v->kind != JSON_INT || v->i < 0)
			return ERR_MALFORMED;
		out->items[out->n++] = v->i;
	}
	return ERR_OK;
}

enum err
value_read(struct arena *a, const struct json *j, struct value *out)
{
	*out = (struct value){.kind = VALUE_EMPTY};
	if (j == NULL)
		return ERR_OK;
	switch (j->kind) {
	case JSON_NULL:
		return ERR_OK;
	case JSON_STR:
		*out = (struct value){.kind = VALUE_STR, .s = j->s};
		return ERR_OK;
	case JSON_INT:
		*out = (struct value){.kind = VALUE_INT, .i = j->i};
		return ERR_OK;
	case JSON_LIST:
		return items_read(a, j, out);
	case JSON_BOOL:
	case JSON_MAP:
		break;
	}
	return ERR_MALFORMED;
}
