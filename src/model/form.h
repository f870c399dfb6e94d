/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A form as it was sent, checked against the fields of the policy. */
#ifndef MODEL_FORM_H
#define MODEL_FORM_H

#include "model/judging.h"

enum {
	FORM_ITEMS_MAX = 20,
	FORM_PERSONS_MAX = 20,
	FORM_LINE_MAX = 200,
	FORM_TEXT_MAX = 4000,
	FORM_NUMBER_MAX = 1000000000
};

struct form {
	const struct field *fields;
	size_t n;
};

/*
 * Reads the body into values by the order of the fields: full-width digits
 * folded, dates of any spelling as YYYY-MM-DD, labels of choices as their ids.
 * False with the first wrong field named in the verdict. `extra` is one more
 * key that the act takes beside the form (may be empty); keys that begin with
 * "_" are no fields and are passed over.
 */
bool form_read(struct judging *j, const struct form *form, const struct json *body, struct str extra,
    struct value **out);
/* The same of these fields alone: other keys are passed over. */
bool form_part(struct judging *j, const struct form *form, const struct json *body, struct value **out);
/* The same as far as it goes: what is wrong stays empty, unknown keys are passed over. *missing: one that is required is. */
void form_gather(
    struct judging *j, const struct form *form, const struct json *body, struct value **out, bool *missing);
/* The same of some of its fields only: *out is `old` with what the map gives; one that is required may not be emptied. */
bool form_patch(struct judging *j, const struct form *form, const struct json *map, const struct value *old,
    struct value **out);
/* A text under this key, with these words for it. Absent is empty; false when it cannot be one. */
bool form_text(
    struct judging *j, const struct json *body, const char *key, struct str label, struct str *out);
/* A text beside a form: a reason, a note. Absent is empty; false when it cannot be one. */
bool form_note(struct judging *j, const struct json *body, const char *key, struct str *out);
/* The body may have this one key and no other. */
bool form_only(struct judging *j, const struct json *body, const char *key);
/* A whole number >= 0 in half- or full-width digits. */
bool form_digits(struct str s, int64_t *out);
/* The items a field names, as they were sent; at most max, unreadable ones left out. */
size_t form_item_ids(const struct json *v, int64_t *out, size_t max);
/* Printable text: not blank, at most max characters, no control characters. */
bool form_is_line(struct str s, size_t max);

#endif
