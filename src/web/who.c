/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/who.h"

#include <pthread.h>
#include <string.h>

#include "base/die.h"
#include "codec/base64.h"
#include "crypto/hash.h"

enum { PLACES = 2048 };

/* Sessions are kept as their hash: memory that leaks must not let anybody in. */
struct known {
	struct hash key;
	int64_t until; /* 0 = empty */
	struct who_is is;
};

struct who {
	pthread_mutex_t lock;
	struct known known[PLACES]; /* by the hash's first bytes; a newer one takes the place */
};

struct who *
who_new(struct arena *a)
{
	struct who *w = ARENA_NEW(a, struct who);

	if (pthread_mutex_init(&w->lock, NULL) != 0)
		die("mutex");
	return w;
}

static struct known *
who_place(struct who *w, const struct hash *key)
{
	return &w->known[((size_t)key->b[0] << 8 | key->b[1]) % PLACES];
}

bool
who_find(struct who *w, struct str session, int64_t now, struct who_is *out)
{
	struct hash key = hash_of(session);
	const struct known *k = who_place(w, &key);
	bool found;

	pthread_mutex_lock(&w->lock);
	found = k->until > now && hash_eq(&k->key, &key);
	if (found)
		*out = k->is;
	pthread_mutex_unlock(&w->lock);
	return found;
}

void
who_keep(struct who *w, struct str session, int64_t now, struct str person, bool token, bool shared)
{
	struct known k = {
	    .key = hash_of(session), .until = now + WHO_KEEP_MS, .is = {.token = token, .shared = shared}};

	if (person.n == 0 || person.n >= WHO_PERSON_MAX)
		return; /* asked again each time, which is slow and right */
	memcpy(k.is.person, person.p, person.n);
	pthread_mutex_lock(&w->lock);
	*who_place(w, &k.key) = k;
	pthread_mutex_unlock(&w->lock);
}

void
who_drop(struct who *w, const struct hash *session)
{
	struct known *k = who_place(w, session);

	pthread_mutex_lock(&w->lock);
	if (hash_eq(&k->key, session))
		k->until = 0;
	pthread_mutex_unlock(&w->lock);
}
