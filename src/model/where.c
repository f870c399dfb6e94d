/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/where.h"

#include "base/num.h"
#include "model/reach.h"

/* One of several persons, whose ids stand joined by commas. */
static bool
is_part(struct str list, struct str word)
{
	struct str one;

	while (str_cut(&list, ',', &one))
		if (str_eq(str_trim(one), word))
			return true;
	return false;
}

bool
where_is(const struct value *v, enum field_type type, struct str word)
{
	int64_t n;

	switch (v->kind) {
	case VALUE_EMPTY:
		return false;
	case VALUE_STR:
		return str_eq(v->s, word) || (type == FIELD_PERSONS && is_part(v->s, word));
	case VALUE_INT:
		return num_i64(word, INT64_MIN, INT64_MAX, &n) && n == v->i;
	case VALUE_ITEMS:
		for (size_t i = 0; i < v->n; i++)
			if (num_i64(word, 0, INT64_MAX, &n) && n == v->items[i])
				return true;
		return false;
	}
	return false;
}

static bool
is_one_of(const struct value *v, enum field_type type, const struct str_list *in)
{
	for (size_t i = 0; i < in->n; i++)
		if (where_is(v, type, in->s[i]))
			return true;
	return false;
}

bool
where_item(const struct policy *pol, const struct item *item, const struct where *w, size_t n)
{
	const struct reg *reg = &pol->registers[item->reg];
	struct value v;

	for (size_t i = 0; i < n; i++) {
		int f = field_index(reg->fields, reg->field_n, w[i].field);

		if (!reach_leaf(pol, item, w[i].field, &v) ||
		    !is_one_of(&v, f == NONE ? FIELD_LINE : reg->fields[f].type, &w[i].in))
			return false;
	}
	return true;
}

bool
where_form(
    const struct field *fields, size_t field_n, const struct value *values, const struct where *w, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int f = field_index(fields, field_n, w[i].field);

		if (f == NONE || values == NULL || !is_one_of(&values[f], fields[f].type, &w[i].in))
			return false;
	}
	return true;
}
