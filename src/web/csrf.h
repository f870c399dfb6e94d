/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A token that only a page made for this session can carry: HMAC-SHA-256 of
 * the session under a key that this process draws when it starts.
 */
#ifndef WEB_CSRF_H
#define WEB_CSRF_H

#include "base/arena.h"
#include "crypto/hash.h"

struct csrf {
	unsigned char key[HASH_SIZE];
};

void csrf_init(struct csrf *c);
/* The token for a session; the empty session is the log-in page's. */
struct str csrf_token(const struct csrf *c, struct arena *a, struct str session);
bool csrf_matches(const struct csrf *c, struct str session, struct str token);

#endif
