/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/idset.h"

enum { ROOM_FIRST = 1024, ARENA_OWN = 128 * 1024 /* what an arena takes for itself */ };

struct idset_slot {
	uint64_t print;
	uint64_t seq1; /* seq + 1; 0 = free */
};

static void
table_new(struct idset *s, size_t room)
{
	s->arena = arena_new(room * sizeof *s->slot + ARENA_OWN);
	s->slot = arena_array(s->arena, room, sizeof *s->slot);
	s->room = room;
}

void
idset_init(struct idset *s)
{
	table_new(s, ROOM_FIRST);
	s->n = 0;
}

void
idset_fini(struct idset *s)
{
	arena_free(&s->arena);
}

static void
slot_put(struct idset *s, uint64_t print, uint64_t seq1)
{
	size_t i = print & (s->room - 1);

	while (s->slot[i].seq1)
		i = (i + 1) & (s->room - 1);
	s->slot[i] = (struct idset_slot){print, seq1};
}

static void
idset_grow(struct idset *s)
{
	struct idset old = *s;

	table_new(s, old.room * 2);
	for (size_t i = 0; i < old.room; i++)
		if (old.slot[i].seq1)
			slot_put(s, old.slot[i].print, old.slot[i].seq1);
	arena_free(&old.arena);
}

/* FNV leaves the high bits of short texts poor; the table uses the low ones of both. */
static uint64_t
print_of(struct str id)
{
	uint64_t h = str_hash(id);

	return h ^ h >> 32;
}

void
idset_add(struct idset *s, struct str id, uint64_t seq)
{
	if (++s->n > s->room / 2)
		idset_grow(s);
	slot_put(s, print_of(id), seq + 1);
}

bool
idset_next(const struct idset *s, struct str id, size_t *at, uint64_t *seq)
{
	uint64_t print = print_of(id);
	const struct idset_slot *slot;

	while ((slot = &s->slot[(print + *at) & (s->room - 1)])->seq1) {
		++*at;
		if (slot->print == print) {
			*seq = slot->seq1 - 1;
			return true;
		}
	}
	return false;
}
