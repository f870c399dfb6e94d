/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/entrance.h"

#include "base/num.h"
#include "query.h"

static const struct str prefixes[] = {
    [ENTRANCE_CODE] = {"entrance.code.", 14},
    [ENTRANCE_PASSWORD] = {"entrance.password.", 18},
};

enum err
entrance_note(struct store *s, struct arena *a, enum entrance_what what, struct str person, int64_t time)
{
	return q_local_put(s, &(struct q_local_put_in){
	                          .key = arena_fmt(a, "%.*s%.*s", STR_ARG(prefixes[what]), STR_ARG(person)),
	                          .value = arena_fmt(a, "%lld", (long long)time)});
}

static enum err
kind_read(struct store *s, struct arena *a, enum entrance_what what, struct map *out)
{
	struct str first = prefixes[what];
	/* the keys of a kind lie between its dot and what follows a dot */
	struct q_local_of_in in = {
	    .first = first, .beyond = arena_fmt(a, "%.*s/", STR_ARG(str_sub(first, 0, first.n - 1)))};
	struct q_cursor c = q_local_of_open(s, &in);
	struct q_local_of_out row;

	while (q_local_of_next(&c, a, &row)) {
		struct str person = str_sub(row.key, first.n, row.key.n);
		struct entrance *e = map_get(out, person);

		if (e == NULL) {
			e = ARENA_NEW(a, struct entrance);
			map_put(out, person, e);
		}
		if (!num_i64(row.value, 0, INT64_MAX, what == ENTRANCE_CODE ? &e->code : &e->password))
			return q_cursor_end(&c) == ERR_OK ? ERR_CORRUPT : ERR_IO;
	}
	return q_cursor_end(&c);
}

enum err
entrance_read(struct store *s, struct arena *a, struct map **out)
{
	enum err e;

	*out = map_new(a);
	e = kind_read(s, a, ENTRANCE_CODE, *out);
	return e == ERR_OK ? kind_read(s, a, ENTRANCE_PASSWORD, *out) : e;
}
