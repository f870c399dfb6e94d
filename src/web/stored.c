/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/stored.h"

#include <string.h>

#include "codec/scan.h"

/* More items than a field may name are not there: forms take 20 to 200. */
enum { ITEMS_MAX = 256 };

static bool
items_scan(struct scan *s, struct value *out)
{
	int64_t ids[ITEMS_MAX];
	size_t n = 0;

	if (!scan_literal(s, STR("[")))
		return false;
	while (!scan_literal(s, STR("]"))) {
		if (n == ITEMS_MAX || (n && !scan_literal(s, STR(","))) || !scan_int(s, &ids[n]))
			return false;
		n++;
	}
	*out = (struct value){.kind = VALUE_ITEMS, .n = n, .items = arena_array(s->arena, n, sizeof *ids)};
	if (n)
		memcpy(out->items, ids, n * sizeof *ids);
	return true;
}

static bool
value_scan(struct scan *s, struct value *out)
{
	struct str rest;

	*out = (struct value){.kind = VALUE_EMPTY};
	if (s->p == s->end)
		return false;
	switch (*s->p) {
	case '"':
		out->kind = VALUE_STR;
		return scan_text(s, &out->s);
	case '[':
		return items_scan(s, out);
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9':
		out->kind = VALUE_INT;
		return scan_int(s, &out->i);
	default:
		return scan_raw(s, &rest);
	}
}

/* The next member; false at the end of the object, and where it cannot be read. */
static bool
member_scan(struct scan *s, bool *more, struct str *name, struct value *v)
{
	if (scan_literal(s, STR("}")) || (*more && !scan_literal(s, STR(","))))
		return false;
	*more = true;
	return scan_text(s, name) && scan_literal(s, STR(":")) && value_scan(s, v);
}

void
stored_read(struct arena *a, struct str json, const struct field *fields, size_t n, struct value *out)
{
	struct scan s = {json.p, json.p + json.n, a};
	struct str name;
	struct value v;
	size_t next = 0;
	bool more = false;

	memset(out, 0, n * sizeof *out);
	if (!scan_literal(&s, STR("{")))
		return;
	while (member_scan(&s, &more, &name, &v)) {
		/* they mostly stand in the order of the form */
		int at =
		    next < n && str_eq(fields[next].name, name) ? (int)next : field_index(fields, n, name);

		if (at == NONE)
			continue;
		out[at] = v;
		next = (size_t)at + 1;
	}
}

struct value
stored_value(struct arena *a, struct str json)
{
	struct scan s = {json.p, json.p + json.n, a};
	struct value v;

	return value_scan(&s, &v) ? v : (struct value){.kind = VALUE_EMPTY};
}

struct str
stored_text(struct arena *a, struct str json, struct str want)
{
	struct scan s = {json.p, json.p + json.n, a};
	struct str name;
	struct value v;
	bool more = false;

	if (!scan_literal(&s, STR("{")))
		return STR("");
	while (member_scan(&s, &more, &name, &v))
		if (str_eq(name, want))
			return v.kind == VALUE_STR ? v.s : STR("");
	return STR("");
}
