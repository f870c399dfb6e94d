/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A hash table from struct str to a pointer, on an arena; keys are not copied. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"
#include "base/str.h"

struct map;

struct map *map_new(struct arena *a);
/* Stores `value` (not NULL) under `key`; returns what stood there before or NULL. */
void *map_put(struct map *m, struct str key, void *value);
/* NULL when there is nothing under `key`. */
void *map_get(const struct map *m, struct str key);
size_t map_count(const struct map *m);

#endif
