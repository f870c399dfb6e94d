/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/node.h"

const struct node *
node_get(const struct node *map, const char *key)
{
	struct str want = str_of(key);

	if (map == NULL || map->kind != NODE_MAP)
		return NULL;
	for (const struct node *c = map->first; c; c = c->next)
		if (str_eq(c->key, want))
			return c;
	return NULL;
}

struct str
node_text(const struct node *map, const char *key)
{
	const struct node *n = node_get(map, key);

	return n && n->kind == NODE_SCALAR ? n->text : STR("");
}

bool
node_yes(const struct node *map, const char *key)
{
	struct str s = node_text(map, key);

	return str_eq(s, STR("yes")) || str_eq(s, STR("true"));
}

const struct node *
node_first(const struct node *list)
{
	return list && list->kind == NODE_LIST ? list->first : NULL;
}
