/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who a session is, as auth said within the last minute. Safe for several threads. */
#ifndef WEB_WHO_H
#define WEB_WHO_H

#include "base/arena.h"
#include "base/str.h"
#include "crypto/hash.h"

enum { WHO_PERSON_MAX = 64, WHO_KEEP_MS = 60 * 1000 };

struct who;
struct who_is {
	char person[WHO_PERSON_MAX]; /* id, NUL-terminated */
	bool token;                  /* by a token, not a session */
	bool shared;                 /* at a PC that several people use */
};

/* Lives in the arena. */
struct who *who_new(struct arena *a);
/* False when it is not known, or was asked too long ago. `now` in monotonic milliseconds. */
bool who_find(struct who *w, struct str session, int64_t now, struct who_is *out);
void who_keep(struct who *w, struct str session, int64_t now, struct str person, bool token, bool shared);
/* Forgets a session, by its hash: auth knows it by no other name. */
void who_drop(struct who *w, const struct hash *session);

#endif
