/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * AES-256-GCM (NIST SP 800-38D) over OpenSSL. A nonce must never serve twice
 * under one key; whoever calls sees to that.
 */
#ifndef CRYPTO_ENCRYPT_H
#define CRYPTO_ENCRYPT_H

#include "crypto/hash.h"

enum { ENCRYPT_KEY = 32, ENCRYPT_NONCE = 12, ENCRYPT_TAG = 16 };

/*
 * Encrypts `plain` and vouches for `beside`, which is not part of the result.
 * `out` has room for plain.n + ENCRYPT_TAG bytes.
 */
void encrypt_bytes(const unsigned char key[ENCRYPT_KEY], const unsigned char nonce[ENCRYPT_NONCE],
    struct str beside, struct str plain, unsigned char *out);
/*
 * The other way: `out` has room for box.n - ENCRYPT_TAG bytes. False when
 * anything of it is another; what stands in `out` is then nothing.
 */
bool encrypt_open(const unsigned char key[ENCRYPT_KEY], const unsigned char nonce[ENCRYPT_NONCE],
    struct str beside, struct str box, unsigned char *out) MUST_USE;
#endif
