/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/sign.h"

#include <openssl/evp.h>

#include "base/die.h"

static const unsigned char *
bytes_of(struct str s)
{
	return (const unsigned char *)(s.n ? s.p : "");
}

static EVP_PKEY *
key_of(const struct secret *seed)
{
	EVP_PKEY *key;

	must(secret_size(seed) == SIGN_SEED);
	key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret_bytes(seed), SIGN_SEED);
	if (key == NULL)
		die("no Ed25519 in OpenSSL");
	return key;
}

void
sign_public(const struct secret *seed, unsigned char out[SIGN_PUBLIC])
{
	EVP_PKEY *key = key_of(seed);
	size_t n = SIGN_PUBLIC;

	must(EVP_PKEY_get_raw_public_key(key, out, &n) == 1 && n == SIGN_PUBLIC);
	EVP_PKEY_free(key);
}

void
sign_make(const struct secret *seed, struct str message, unsigned char out[SIGN_BYTES])
{
	EVP_PKEY *key = key_of(seed);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t n = SIGN_BYTES;

	if (ctx == NULL || EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) != 1 ||
	    EVP_DigestSign(ctx, out, &n, bytes_of(message), message.n) != 1)
		die("OpenSSL cannot sign");
	must(n == SIGN_BYTES);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
}

bool
sign_verify(
    const unsigned char key[SIGN_PUBLIC], struct str message, const unsigned char signature[SIGN_BYTES])
{
	EVP_PKEY *public = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, SIGN_PUBLIC);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good;

	/* fails closed: a key that OpenSSL will not take has signed nothing */
	good = public != NULL && ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, public) == 1 &&
	       EVP_DigestVerify(ctx, signature, SIGN_BYTES, bytes_of(message), message.n) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(public);
	return good;
}
