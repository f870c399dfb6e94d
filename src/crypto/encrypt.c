/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/encrypt.h"

#include <limits.h>
#include <openssl/evp.h>

#include "base/die.h"

/* Looked up once a thread, as in hash.c: entries and chunks are many. */
static EVP_CIPHER_CTX *
context(const unsigned char *key, const unsigned char *nonce, struct str beside, int encrypt)
{
	static __thread EVP_CIPHER_CTX *kept;
	int n;

	if (kept == NULL) {
		EVP_CIPHER *gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);

		kept = EVP_CIPHER_CTX_new();
		if (gcm == NULL || kept == NULL || EVP_CipherInit_ex2(kept, gcm, NULL, NULL, 1, NULL) != 1)
			die("no AES-256-GCM in OpenSSL");
		EVP_CIPHER_free(gcm); /* the context holds its own reference */
	}
	must(EVP_CipherInit_ex2(kept, NULL, key, nonce, encrypt, NULL) == 1);
	if (beside.n)
		must(EVP_CipherUpdate(kept, NULL, &n, (const unsigned char *)beside.p, (int)beside.n) == 1);
	return kept;
}

void
encrypt_bytes(const unsigned char key[ENCRYPT_KEY], const unsigned char nonce[ENCRYPT_NONCE],
    struct str beside, struct str plain, unsigned char *out)
{
	EVP_CIPHER_CTX *c = context(key, nonce, beside, 1);
	int n = 0;

	must(plain.n <= INT_MAX - ENCRYPT_TAG && beside.n <= INT_MAX);
	if (plain.n)
		must(EVP_CipherUpdate(c, out, &n, (const unsigned char *)plain.p, (int)plain.n) == 1);
	must((size_t)n == plain.n && EVP_CipherFinal_ex(c, out + n, &n) == 1);
	must(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, ENCRYPT_TAG, out + plain.n) == 1);
}

bool
encrypt_open(const unsigned char key[ENCRYPT_KEY], const unsigned char nonce[ENCRYPT_NONCE],
    struct str beside, struct str box, unsigned char *out)
{
	EVP_CIPHER_CTX *c;
	unsigned char tag[ENCRYPT_TAG], rest[ENCRYPT_TAG];
	size_t n_plain = box.n - ENCRYPT_TAG;
	int n = 0;

	if (box.n < ENCRYPT_TAG || box.n > INT_MAX || beside.n > INT_MAX)
		return false;
	c = context(key, nonce, beside, 0);
	for (size_t i = 0; i < ENCRYPT_TAG; i++)
		tag[i] = (unsigned char)box.p[n_plain + i];
	must(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, ENCRYPT_TAG, tag) == 1);
	if (n_plain)
		must(EVP_CipherUpdate(c, out, &n, (const unsigned char *)box.p, (int)n_plain) == 1);
	return (size_t)n == n_plain && EVP_CipherFinal_ex(c, rest, &n) == 1;
}
