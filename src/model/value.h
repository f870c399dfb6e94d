/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a field holds. */
#ifndef MODEL_VALUE_H
#define MODEL_VALUE_H

#include "base/calendar.h"
#include "codec/json.h"
#include "policy/policy.h"

enum value_kind { VALUE_EMPTY, VALUE_STR, VALUE_INT, VALUE_ITEMS };

/*
 * Lines and texts, ids of persons, sections, classes and choices are VALUE_STR;
 * numbers VALUE_INT; dates VALUE_STR as YYYY-MM-DD, with a time of day as
 * YYYY-MM-DDTHH:MM; an item or items VALUE_ITEMS.
 */
struct value {
	enum value_kind kind;
	struct str s;
	int64_t i;
	int64_t *items;
	size_t n;
};

bool value_eq(const struct value *a, const struct value *b);
/* DAY_NONE when it is no date. */
day value_day(const struct value *v);
/* JSON as it stands in effects and in form columns: "text", 5, [12,13], null. */
/* Of a date with a time of day ("2026-11-23T08:45" in Tokyo): seconds since the epoch. False when it is none. */
bool value_moment(const struct value *v, int64_t *out);
void value_write(struct json_out *o, const struct value *v);
enum err value_read(struct arena *a, const struct json *j, struct value *out) MUST_USE;
/* Is a text of this type free text (kept in the body only, referred to by effects)? */
bool field_is_text(enum field_type t);

#endif
