/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ed25519 (RFC 8032) over OpenSSL. */
#ifndef CRYPTO_SIGN_H
#define CRYPTO_SIGN_H

#include "base/secret.h"
#include "base/str.h"

enum { SIGN_PUBLIC = 32, SIGN_SEED = 32, SIGN_BYTES = 64 };

/* The public key of a 32-byte seed. */
void sign_public(const struct secret *seed, unsigned char out[SIGN_PUBLIC]);
void sign_make(const struct secret *seed, struct str message, unsigned char out[SIGN_BYTES]);
bool sign_verify(
    const unsigned char key[SIGN_PUBLIC], struct str message, const unsigned char signature[SIGN_BYTES]);

#endif
