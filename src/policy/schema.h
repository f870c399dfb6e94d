/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The language's one table (schema.def) and the check of a tree against it. */
#ifndef POLICY_SCHEMA_H
#define POLICY_SCHEMA_H

#include "base/buf.h"
#include "policy/yaml.h"

enum schema_map {
#define MAP(name, title, meaning) MAP_##name,
#define KEY(map, key, kind, need, meaning)
#define ONE(map, key, words, need, meaning)
#define SUB(map, key, kind, inner, need, meaning)
#include "policy/schema.def"
#undef MAP
#undef KEY
#undef ONE
#undef SUB
	MAP_COUNT
};

/* Notes every unknown key, missing key and value of the wrong shape, all the way down. */
void schema_check(struct arena *a, const struct node *root, enum schema_map map, struct lint *lint);
/* The reference tables of the guide, in Markdown. */
void schema_print(struct buf *out);

#endif
