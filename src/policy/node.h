/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A policy file as a tree whose every node knows its line. */
#ifndef POLICY_NODE_H
#define POLICY_NODE_H

#include "policy/policy.h"

enum node_kind { NODE_SCALAR, NODE_MAP, NODE_LIST };

struct node {
	enum node_kind kind;
	struct str text; /* of a scalar; valid UTF-8, no control but newline */
	struct str key;  /* under which it stands in a mapping */
	struct place at, key_at;
	struct node *first, *next; /* children; the next child of the same parent */
	size_t n;
};

/* The value under `key`; NULL when there is none or `map` is no mapping (or NULL). */
const struct node *node_get(const struct node *map, const char *key);
/* The scalar under `key`, or empty. */
struct str node_text(const struct node *map, const char *key);
/* Is there a yes (or true) under `key`? */
bool node_yes(const struct node *map, const char *key);
/* The first element of a list; NULL for anything else. */
const struct node *node_first(const struct node *list);

#endif
