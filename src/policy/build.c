/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/build.h"

const struct node **
build_gather(const struct build *b, const char *key, size_t *n)
{
	const struct node **out;

	*n = 0;
	for (size_t i = 0; i < b->root_n; i++)
		for (const struct node *c = node_first(node_get(b->roots[i], key)); c; c = c->next)
			++*n;
	out = arena_array(b->a, *n + 1, sizeof(void *));
	*n = 0;
	for (size_t i = 0; i < b->root_n; i++)
		for (const struct node *c = node_first(node_get(b->roots[i], key)); c; c = c->next)
			out[(*n)++] = c;
	return out;
}

struct str_list
build_words(const struct build *b, const struct node *map, const char *key)
{
	const struct node *list = node_get(map, key);
	struct str_list out = {NULL, 0};

	if (node_first(list) == NULL)
		return out;
	out.s = arena_array(b->a, list->n, sizeof *out.s);
	for (const struct node *c = list->first; c; c = c->next)
		out.s[out.n++] = c->text;
	return out;
}

int
build_word(const struct node *map, const char *key, const char *words)
{
	const struct node *value = node_get(map, key);
	struct str all = str_of(words), word;

	for (int i = 0; value && value->kind == NODE_SCALAR && str_cut(&all, '|', &word); i++)
		if (str_eq(value->text, word))
			return i;
	return NONE;
}
