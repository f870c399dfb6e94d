/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/hash.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/die.h"
#include "base/secret.h"

/*
 * Finding SHA-256 in OpenSSL 3 costs more than hashing an entry with it, and a
 * verifier hashes a million of them: so each thread looks it up once and keeps
 * the context.
 */
static EVP_MD_CTX **
context_kept(void)
{
	static __thread EVP_MD_CTX *kept;

	return &kept;
}

static EVP_MD_CTX *
context_make(void)
{
	EVP_MD *md = EVP_MD_fetch(NULL, "SHA256", NULL);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (md == NULL || ctx == NULL || EVP_DigestInit_ex2(ctx, md, NULL) != 1)
		die("no SHA-256 in OpenSSL");
	EVP_MD_free(md); /* the context holds its own reference */
	return ctx;
}

static EVP_MD_CTX *
context(void)
{
	EVP_MD_CTX **kept = context_kept();

	if (*kept != NULL)
		must(EVP_DigestInit_ex2(*kept, NULL, NULL) == 1);
	else
		*kept = context_make();
	return *kept;
}

void
hash_forget(void)
{
	EVP_MD_CTX **kept = context_kept();

	EVP_MD_CTX_free(*kept);
	*kept = NULL;
}

static void
add(EVP_MD_CTX *ctx, struct str bytes)
{
	if (bytes.n)
		must(EVP_DigestUpdate(ctx, bytes.p, bytes.n) == 1);
}

struct hash
hash_of(struct str bytes)
{
	EVP_MD_CTX *ctx = context();
	struct hash h;

	add(ctx, bytes);
	must(EVP_DigestFinal_ex(ctx, h.b, NULL) == 1);
	return h;
}

struct hash
hash_prefixed(unsigned char prefix, struct str a, struct str b)
{
	EVP_MD_CTX *ctx = context();
	struct hash h;

	must(EVP_DigestUpdate(ctx, &prefix, 1) == 1);
	add(ctx, a);
	add(ctx, b);
	must(EVP_DigestFinal_ex(ctx, h.b, NULL) == 1);
	return h;
}

bool
hash_eq(const struct hash *a, const struct hash *b)
{
	return memcmp(a->b, b->b, HASH_SIZE) == 0;
}

/* A struct hasher is OpenSSL's context under our name; there is no other. */
static EVP_MD_CTX *
context_in(struct hasher *h)
{
	return (EVP_MD_CTX *)h;
}

struct hasher *
hasher_new(void)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (ctx == NULL || EVP_MD_CTX_copy_ex(ctx, context()) != 1)
		die("no memory for a hash");
	return (struct hasher *)ctx;
}

void
hasher_add(struct hasher *h, struct str bytes)
{
	add(context_in(h), bytes);
}

struct hash
hasher_end(struct hasher **h)
{
	struct hash out;

	must(EVP_DigestFinal_ex(context_in(*h), out.b, NULL) == 1);
	EVP_MD_CTX_free(context_in(*h));
	*h = NULL;
	return out;
}

struct hash
hash_keyed(const unsigned char key[HASH_KEY], struct str a, struct str b)
{
	unsigned char inner[64], outer[64];
	struct hasher *h = hasher_new();
	struct hash in;

	for (size_t i = 0; i < sizeof inner; i++) {
		unsigned char k = i < HASH_KEY ? key[i] : 0;

		inner[i] = k ^ 0x36;
		outer[i] = k ^ 0x5c;
	}
	hasher_add(h, (struct str){(const char *)inner, sizeof inner});
	hasher_add(h, a);
	hasher_add(h, b);
	in = hasher_end(&h);
	h = hasher_new();
	hasher_add(h, (struct str){(const char *)outer, sizeof outer});
	hasher_add(h, (struct str){(const char *)in.b, sizeof in.b});
	in = hasher_end(&h);
	secret_wipe(inner, sizeof inner);
	secret_wipe(outer, sizeof outer);
	return in;
}
