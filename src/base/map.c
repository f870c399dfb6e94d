/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/map.h"

#include "base/die.h"

enum { SLOTS_FIRST = 16 };

struct slot {
	struct str key;
	void *value; /* NULL: the slot is free */
};

struct map {
	struct arena *arena;
	struct slot *slots;
	size_t room; /* a power of two */
	size_t count;
};

struct map *
map_new(struct arena *a)
{
	struct map *m = ARENA_NEW(a, struct map);

	m->arena = a;
	m->room = SLOTS_FIRST;
	m->slots = arena_array(a, m->room, sizeof *m->slots);
	return m;
}

/* The slot of `key`, or the free one where it belongs; one is always free. */
static struct slot *
slot_of(const struct map *m, struct str key)
{
	uint64_t h = str_hash(key);
	size_t mask = m->room - 1;
	/* FNV's low bits depend only on the bytes' low bits: fold the high ones in */
	size_t i = (size_t)(h ^ h >> 32) & mask;

	while (m->slots[i].value != NULL && !str_eq(m->slots[i].key, key))
		i = (i + 1) & mask;
	return &m->slots[i];
}

static void
map_grow(struct map *m)
{
	struct slot *old = m->slots;
	size_t n = m->room;

	m->room = n * 2;
	m->slots = arena_array(m->arena, m->room, sizeof *m->slots);
	for (size_t i = 0; i < n; i++)
		if (old[i].value != NULL)
			*slot_of(m, old[i].key) = old[i];
}

void *
map_put(struct map *m, struct str key, void *value)
{
	struct slot *slot;
	void *before;

	must(value != NULL);
	if (m->count * 4 >= m->room * 3)
		map_grow(m);
	slot = slot_of(m, key);
	before = slot->value;
	if (before == NULL) {
		slot->key = key;
		m->count++;
	}
	slot->value = value;
	return before;
}

void *
map_get(const struct map *m, struct str key)
{
	return slot_of(m, key)->value;
}

size_t
map_count(const struct map *m)
{
	return m->count;
}
