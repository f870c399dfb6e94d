/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/option.h"

#include <string.h>

#include "base/utf8.h"

static const struct option *
option_find(const struct option *table, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(str_of(table[i].name), name))
			return &table[i];
	return NULL;
}

bool
option_given(const struct option_set *set, const char *name)
{
	return option_value(set, name).p != NULL;
}

struct str
option_value(const struct option_set *set, const char *name)
{
	for (size_t i = 0; i < set->hit_n; i++)
		if (strcmp(set->hits[i].option->name, name) == 0)
			return set->hits[i].value;
	return (struct str){NULL, 0};
}

size_t
option_values(const struct option_set *set, const char *name, struct str *out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < set->hit_n; i++) {
		if (strcmp(set->hits[i].option->name, name) != 0)
			continue;
		if (n < max)
			out[n] = set->hits[i].value;
		n++;
	}
	return n;
}

/* "--name" or "--name=value"; *next is what follows on the line, taken when the value is not in the word itself. */
static enum err
option_take(const struct option *table, size_t n, struct str word, char **next, struct option_set *out,
    struct why *why)
{
	struct str rest = str_sub(word, 2, word.n), name;
	struct option_hit *hit = &out->hits[out->hit_n];
	bool inside = str_find(rest, STR("=")) != SIZE_MAX;

	str_cut(&rest, '=', &name);
	hit->option = option_find(table, n, name);
	if (hit->option == NULL)
		return why_set(why, ERR_MALFORMED,
		    "「--%.*s」という選択肢はありません。--help で一覧が出ます。", STR_ARG(name));
	if (hit->option->kind != OPTION_MANY && option_given(out, hit->option->name))
		return why_set(why, ERR_MALFORMED, "「--%.*s」が二度書かれています。", STR_ARG(name));
	if (hit->option->kind == OPTION_FLAG) {
		if (inside)
			return why_set(why, ERR_MALFORMED, "「--%.*s」に値は付きません。", STR_ARG(name));
		hit->value = STR("");
	} else if (inside) {
		hit->value = rest;
	} else if (*next == NULL) {
		return why_set(why, ERR_MALFORMED, "「--%.*s」の後に %s が要ります。", STR_ARG(name),
		    hit->option->value);
	} else {
		hit->value = str_of(*next);
		*next = NULL;
	}
	out->hit_n++;
	return ERR_OK;
}

enum err
option_read(struct arena *a, const struct option *table, size_t n, int argc, char **argv,
    struct option_set *out, struct why *why)
{
	size_t room = argc > 0 ? (size_t)argc : 1;
	bool ended = false;

	*out = (struct option_set){
	    arena_array(a, room, sizeof *out->words), 0, arena_array(a, room, sizeof *out->hits), 0};
	for (int i = 0; i < argc; i++) {
		struct str word = str_of(argv[i]);
		char *next = i + 1 < argc ? argv[i + 1] : NULL;
		bool had = next != NULL;
		enum err e;

		if (!utf8_valid(word))
			return why_set(why, ERR_MALFORMED, "%d 番目の語が UTF-8 ではありません。", i + 1);
		if (ended || !str_starts(word, STR("--"))) {
			out->words[out->word_n++] = word;
			continue;
		}
		if (word.n == 2) {
			ended = true;
			continue;
		}
		e = option_take(table, n, word, &next, out, why);
		if (e != ERR_OK)
			return e;
		if (had && next == NULL)
			i++;
	}
	return ERR_OK;
}
