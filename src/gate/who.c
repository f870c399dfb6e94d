/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gate/who.h"

#include <string.h>

enum { SLOTS = 2048, PERSON_MAX = 64 };

/* A slot is taken over by whoever hashes to it: a cache may forget, never mix up. */
struct slot {
	struct hash session;
	char person[PERSON_MAX];
	size_t n;
	int64_t until;
};

struct who {
	struct slot slots[SLOTS];
};

struct who *
who_new(struct arena *home)
{
	return ARENA_NEW(home, struct who);
}

static size_t
slot_of(const struct hash *h)
{
	uint32_t v;

	memcpy(&v, h->b, sizeof v);
	return v % SLOTS;
}

struct str
who_find(const struct who *w, struct str session, int64_t now)
{
	struct hash h = hash_of(session);
	const struct slot *s = &w->slots[slot_of(&h)];

	if (s->n == 0 || s->until <= now || !hash_eq(&s->session, &h))
		return STR("");
	return (struct str){s->person, s->n};
}

void
who_put(struct who *w, struct str session, struct str person, int64_t now)
{
	struct hash h = hash_of(session);
	struct slot *s = &w->slots[slot_of(&h)];

	if (person.n == 0 || person.n > PERSON_MAX)
		return;
	s->session = h;
	memcpy(s->person, person.p, person.n);
	s->n = person.n;
	s->until = now + WHO_KEEP_MS;
}

void
who_drop(struct who *w, const struct hash *session)
{
	struct slot *s = &w->slots[slot_of(session)];

	if (hash_eq(&s->session, session))
		s->n = 0;
}
