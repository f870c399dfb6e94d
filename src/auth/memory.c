/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/memory.h"

enum { MEMORY_MAX = 256 * 1024 * 1024 };

struct memory
memory_new(void)
{
	struct arena *a = arena_new(MEMORY_MAX);

	return (struct memory){.arena = a, .logins = map_new(a), .hashes = map_new(a), .secrets = map_new(a)};
}

struct str
memory_key(const struct hash *h)
{
	return (struct str){(const char *)h->b, HASH_SIZE};
}

static struct credential *
credential_of(struct memory *m, struct str login)
{
	struct holder *h = map_get(m->logins, login);

	if (h)
		return &h->credential;
	h = ARENA_NEW(m->arena, struct holder);
	h->credential.login = arena_str(m->arena, login);
	h->next = m->holders;
	m->holders = h;
	map_put(m->logins, h->credential.login, h);
	return &h->credential;
}

void
memory_set(struct memory *m, const struct credential *c, const struct hash *code)
{
	struct credential *mine = credential_of(m, c->login);

	for (struct holder *h = m->holders; h; h = h->next)
		if (str_eq(h->credential.person, c->person))
			h->credential.encoded = STR("");
	mine->person = arena_str(m->arena, c->person);
	mine->encoded = arena_str(m->arena, c->encoded);
	if (code)
		memory_use(m, code);
	memory_codes_end(m, mine->person);
}

struct session *
memory_begin(struct memory *m, const struct session *s)
{
	struct session *mine = ARENA_NEW(m->arena, struct session);

	*mine = *s;
	mine->login = arena_str(m->arena, s->login);
	mine->person = arena_str(m->arena, s->person);
	mine->kept = s->seen;
	mine->next = m->first;
	m->first = mine;
	map_put(m->hashes, memory_key(&mine->hash), mine);
	return mine;
}

void
memory_code(struct memory *m, const struct code *c)
{
	struct code *mine = ARENA_NEW(m->arena, struct code);

	if (c->state == CODE_LIVE)
		memory_codes_end(m, c->person);
	*mine = *c;
	mine->login = arena_str(m->arena, c->login);
	mine->person = arena_str(m->arena, c->person);
	mine->next = m->codes;
	m->codes = mine;
	map_put(m->secrets, memory_key(&mine->hash), mine);
}

/* A line about a code that is not known is one about a code whose time is long over: no fault. */
void
memory_use(struct memory *m, const struct hash *code)
{
	struct code *c = map_get(m->secrets, memory_key(code));

	if (c)
		c->state = CODE_USED;
}

void
memory_codes_end(struct memory *m, struct str person)
{
	for (struct code *c = m->codes; c; c = c->next)
		if (c->state == CODE_LIVE && str_eq(c->person, person))
			c->state = CODE_ENDED;
}
