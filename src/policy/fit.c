/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What may stand in a field: a value written in the policy, or what another field holds. */
#include "base/calendar.h"
#include "base/num.h"
#include "policy/build.h"

bool
fit_choice(const struct choice *c, size_t n, struct str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(c[i].id, id))
			return true;
	return false;
}

bool
fit_literal(const struct build *b, const struct field *f, struct str v)
{
	day d;
	int64_t n;

	switch (f->type) {
	case FIELD_LINE:
	case FIELD_TEXT:
		return v.n > 0;
	case FIELD_DATE:
		return day_parse_iso(v, &d);
	case FIELD_CLASS:
		return policy_class(b->p, v) != NONE;
	case FIELD_NUMBER:
		return num_i64(v, 0, (int64_t)f->max, &n);
	case FIELD_CHOICE:
		return fit_choice(f->choices, f->choice_n, v);
	case FIELD_YESNO:
		return str_eq(v, STR("yes")) || str_eq(v, STR("no"));
	default:
		return false;
	}
}

bool
fit_field(const struct field *a, const struct field *b)
{
	if (a->type == FIELD_LINE && b->type == FIELD_TEXT)
		return true;
	if (a->type == FIELD_PERSON && b->type == FIELD_PERSONS)
		return true;
	if (a->type == FIELD_ITEM && b->type == FIELD_ITEMS)
		;
	else if (a->type != b->type)
		return false;
	for (size_t i = 0; i < a->choice_n; i++)
		if (!fit_choice(b->choices, b->choice_n, a->choices[i].id))
			return false;
	for (size_t i = 0; i < a->of_n; i++) {
		bool found = false;

		for (size_t k = 0; k < b->of_n; k++)
			found = found || b->of[k] == a->of[i];
		if (!found)
			return false;
	}
	return true;
}
