/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The bodies of built-in acts: maps and lists whose parts are named by references like "persons/3/name". */
#ifndef MODEL_BODY_H
#define MODEL_BODY_H

#include "model/judging.h"

/* A list of these ends with a NULL name. */
struct body_key {
	const char *name;
	enum json_kind kind;
};

enum { BODY_ID_MAX = 64, BODY_TEXT_MAX = 200 };

/* Refuses as malformed: `ref` is the place, and the first word of the sentence. */
bool body_refuse(struct judging *j, struct str ref, enum say what, const struct str *args, size_t n);
#define body_wrong(j, ref, what, ...)                                                                        \
	body_refuse((j), (ref), (what), SAY_ARGS(ref, __VA_ARGS__), SAY_ARG_N(ref, __VA_ARGS__))
struct str body_ref(const struct judging *j, struct str at, const char *key);
/* A map with these keys only, each of its kind or absent. */
bool body_keys(struct judging *j, const struct json *map, struct str at, const struct body_key *keys);
/* An existing date, in any spelling. */
bool body_day(struct judging *j, const struct json *v, struct str ref, day *out);
/* The same, or `otherwise` when absent or empty. */
bool body_day_or(struct judging *j, const struct json *v, struct str ref, day otherwise, day *out);
/* A line that is there and printable. */
bool body_text(struct judging *j, const struct json *v, struct str ref);
/* An id: printable, no blanks, at most BODY_ID_MAX bytes. */
bool body_id(struct judging *j, const struct json *v, struct str ref, struct str *out);

#endif
