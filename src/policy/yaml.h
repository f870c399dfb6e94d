/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A YAML file as a tree whose every node knows its line. Only plain structure:
 * anchors, aliases, tags, tabs and a second document are refused, so that the
 * size of the tree is bounded by the size of the file.
 */
#ifndef POLICY_YAML_H
#define POLICY_YAML_H

#include "policy/load.h"

enum { YAML_DEPTH_MAX = 16, YAML_CHILDREN_MAX = 1000, YAML_NODES_MAX = 50000 };

enum node_kind { NODE_SCALAR, NODE_MAP, NODE_LIST };

struct node {
	enum node_kind kind;
	struct str text;          /* of a scalar; valid UTF-8, no control but newline */
	struct str key;           /* under which it stands in a mapping */
	struct place at, key_at;
	struct node *first, *next; /* children; the next child of the same parent */
	size_t n;
};

/*
 * The file's only document, or NULL with what is wrong in *lint. `budget` is
 * how many nodes may still be made over all files.
 */
struct node *yaml_read(struct arena *a, const struct policy_file *f, size_t *budget, struct lint *lint);

/* The value under `key`; NULL when there is none or `map` is no mapping (or NULL). */
const struct node *node_get(const struct node *map, const char *key);
/* The scalar under `key`, or empty. */
struct str node_text(const struct node *map, const char *key);
/* Is there a yes (or true) under `key`? */
bool node_yes(const struct node *map, const char *key);
/* The first element of a list; NULL for anything else. */
const struct node *node_first(const struct node *list);

#endif
