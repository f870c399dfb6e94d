/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SHA-256 (FIPS 180-4) over OpenSSL. */
#ifndef CRYPTO_HASH_H
#define CRYPTO_HASH_H

#include "base/str.h"

enum { HASH_SIZE = 32 };
struct hash {
	unsigned char b[HASH_SIZE];
};

struct hash hash_of(struct str bytes);
/* The hash of one prefix byte and up to two parts: RFC 6962 leaves and nodes. */
struct hash hash_prefixed(unsigned char prefix, struct str a, struct str b);
bool hash_eq(const struct hash *a, const struct hash *b);
/* A thread that ends before its process lets go of what hashing kept for it. */
void hash_forget(void);

enum { HASH_KEY = 32 };
/* HMAC-SHA256 (RFC 2104) over the two parts, one after the other. */
struct hash hash_keyed(const unsigned char key[HASH_KEY], struct str a, struct str b);

/* A hash fed piece by piece; hash_end frees it. */
struct hasher;
struct hasher *hasher_new(void);
void hasher_add(struct hasher *h, struct str bytes);
struct hash hasher_end(struct hasher **h);

#endif
