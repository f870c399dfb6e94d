/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Argon2id (RFC 9106) for passwords: 19 MiB, 2 passes, about 30 ms. */
#ifndef CRYPTO_PASSWORD_H
#define CRYPTO_PASSWORD_H

#include "base/err.h"
#include "base/str.h"

enum { PASSWORD_MIN = 8, PASSWORD_MAX = 128, PASSWORD_HASH = 128 };

/* Writes the encoded hash, NUL-terminated, into out. Slow on purpose. */
void password_hash(struct str password, char out[PASSWORD_HASH]);
/* Slow on purpose, also for an encoded text that is none. */
bool password_matches(struct str password, struct str encoded);

#endif
