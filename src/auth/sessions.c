/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/inside.h"

#include "base/die.h"
#include "base/secret.h"
#include "crypto/random.h"

/* How long a session may stand unused, and in all. */
static int64_t
idle_of(const struct session *s)
{
	return s->shared ? AUTH_IDLE_SHARED : AUTH_IDLE;
}

bool
sessions_is_station(const struct session *s)
{
	return s->login.n == 0;
}

static bool
is_over(const struct session *s, int64_t now)
{
	int64_t longest = s->shared ? AUTH_LONGEST_SHARED : AUTH_LONGEST;

	return !s->token && !sessions_is_station(s) &&
	       (now - s->seen >= idle_of(s) || now - s->made >= longest);
}

/* The one of a person's sessions that was unused for longest, when there is no room for another. */
static struct session *
session_too_many(struct auth *a, struct str person)
{
	struct session *oldest = NULL;
	size_t n = 0;

	for (struct session *s = vault_sessions(a->vault); s; s = s->next) {
		if (s->ended || s->token || !str_eq(s->person, person))
			continue;
		n++;
		if (oldest == NULL || s->seen < oldest->seen)
			oldest = s;
	}
	return n >= AUTH_SESSIONS ? oldest : NULL;
}

/* 32 random bytes in hexadecimal. */
static void
shown_make(char shown[SHOWN])
{
	static const char digit[] = "0123456789abcdef";
	unsigned char bytes[SHOWN / 2];

	random_fill(bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++) {
		shown[2 * i] = digit[bytes[i] >> 4];
		shown[2 * i + 1] = digit[bytes[i] & 15];
	}
	secret_wipe(bytes, sizeof bytes);
}

enum err
sessions_begin(struct auth *a, const struct session *s, const struct hash *code, char shown[SHOWN])
{
	struct session fresh = *s, *old;

	shown_make(shown);
	fresh.hash = hash_of((struct str){shown, SHOWN});
	fresh.made = fresh.seen = auth_now(a);
	old = s->token ? NULL : session_too_many(a, s->person);
	if (old)
		sessions_end(a, old);
	return vault_begin(a->vault, &fresh, code);
}

struct session *
sessions_use(struct auth *a, struct str shown)
{
	struct hash h = hash_of(shown);
	struct session *s = vault_session(a->vault, &h);
	int64_t now = auth_now(a);

	if (s == NULL)
		return NULL;
	if (is_over(s, now)) {
		sessions_end(a, s);
		return NULL;
	}
	if (!s->token)
		vault_touch(a->vault, s, now, idle_of(s) / 6);
	return s;
}

void
sessions_end(struct auth *a, struct session *s)
{
	struct msg m = {.type = MSG_ENDED};

	/* a session that cannot be ended would go on after a restart: better none of us at all */
	if (vault_end(a->vault, s) != ERR_OK)
		die("the end of a session cannot be kept");
	m.ENDED.session = (struct str){(const char *)s->hash.b, HASH_SIZE};
	if (a->web)
		auth_send(a, a->web, &m);
	if (a->gate)
		auth_send(a, a->gate, &m);
}

void
sessions_end_all(struct auth *a, struct str person, const struct hash *spared, bool tokens)
{
	for (struct session *s = vault_sessions(a->vault); s; s = s->next)
		if (!s->ended && (tokens || !s->token) && str_eq(s->person, person) &&
		    !(spared && hash_eq(spared, &s->hash)))
			sessions_end(a, s);
}

void
sessions_sweep(struct auth *a)
{
	struct why why = {.arena = a->scratch};
	int64_t now = auth_now(a);

	for (struct session *s = vault_sessions(a->vault); s; s = s->next)
		if (!s->ended && is_over(s, now)) {
			auth_event(a, STR("logout"), s->person, s->login, STR(""), STR("時間切れ"));
			sessions_end(a, s);
		}
	if (vault_tidy(a->vault, now, &why) != ERR_OK)
		die("secret/journal: %.*s", STR_ARG(why.text));
}
