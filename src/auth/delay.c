/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/delay.h"

#include "crypto/hash.h"

/* A slot is looked for in its set of WAYS; the one that matters least makes room. */
enum { SETS = 512, WAYS = 8, NOWHERE = SETS * WAYS };

struct slot {
	struct hash key; /* all zero: free */
	int64_t tries, last;
};

struct delay {
	struct slot slots[SETS * WAYS]; /* a set is WAYS of them in a row */
};

struct delay *
delay_new(struct arena *home)
{
	return ARENA_NEW(home, struct delay);
}

static struct hash
key_of(unsigned char kind, struct str name)
{
	return hash_prefixed(kind, name, STR(""));
}

/* Where the set of `key` begins. */
static size_t
set_of(const struct hash *key)
{
	return (size_t)(key->b[0] | key->b[1] << 8) % SETS * WAYS;
}

/* Where the slot of `key` is, or NOWHERE. */
static size_t
slot_find(const struct delay *d, const struct hash *key)
{
	size_t first = set_of(key);

	for (size_t i = first; i < first + WAYS; i++)
		if (hash_eq(&d->slots[i].key, key))
			return i;
	return NOWHERE;
}

static int64_t
wait_of(const struct slot *s, int64_t spare, int64_t now)
{
	int64_t over, wait = 1, left;

	if (s->tries <= spare || now - s->last > DELAY_FORGET)
		return 0;
	for (over = s->tries - spare; over > 1 && wait < DELAY_MAX; over--)
		wait *= 2;
	wait = wait < DELAY_MAX ? wait : DELAY_MAX;
	/* a clock that was set back makes nobody wait longer than the rule says */
	left = s->last + wait - now;
	return left < 0 ? 0 : left < wait ? left : wait;
}

int64_t
delay_wait(const struct delay *d, struct str login, struct str ip, int64_t now)
{
	struct hash by_login = key_of('l', login), by_ip = key_of('i', ip);
	size_t of_login = slot_find(d, &by_login), of_ip = ip.n ? slot_find(d, &by_ip) : NOWHERE;
	int64_t a = of_login < NOWHERE ? wait_of(&d->slots[of_login], DELAY_FREE_LOGIN, now) : 0;
	int64_t b = of_ip < NOWHERE ? wait_of(&d->slots[of_ip], DELAY_FREE_ADDRESS, now) : 0;

	return a > b ? a : b;
}

/* Would `a` rather be given up than `b`? */
static bool
matters_less(const struct slot *a, const struct slot *b, int64_t now)
{
	int64_t x = wait_of(a, 0, now), y = wait_of(b, 0, now);

	return x != y ? x < y : a->last < b->last;
}

/* The slot of `key`, made if need be in the place of the one that matters least. */
static struct slot *
slot_take(struct delay *d, const struct hash *key, int64_t now)
{
	size_t first = set_of(key), least = first, found = slot_find(d, key);

	if (found < NOWHERE)
		return &d->slots[found];
	for (size_t i = first + 1; i < first + WAYS; i++)
		if (matters_less(&d->slots[i], &d->slots[least], now))
			least = i;
	d->slots[least] = (struct slot){.key = *key};
	return &d->slots[least];
}

static void
slot_try(struct delay *d, const struct hash *key, int64_t now)
{
	struct slot *s = slot_take(d, key, now);

	if (now - s->last > DELAY_FORGET)
		s->tries = 0;
	s->tries++;
	s->last = now;
}

void
delay_try(struct delay *d, struct str login, struct str ip, int64_t now)
{
	struct hash by_login = key_of('l', login), by_ip = key_of('i', ip);

	slot_try(d, &by_login, now);
	if (ip.n)
		slot_try(d, &by_ip, now);
}

void
delay_passed(struct delay *d, struct str login, struct str ip)
{
	struct hash by_login = key_of('l', login), by_ip = key_of('i', ip);
	size_t of_login = slot_find(d, &by_login), of_ip = ip.n ? slot_find(d, &by_ip) : NOWHERE;

	if (of_login < NOWHERE)
		d->slots[of_login].tries = 0;
	if (of_ip < NOWHERE && d->slots[of_ip].tries > 0)
		d->slots[of_ip].tries--;
}
