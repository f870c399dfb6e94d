/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/init_keys.h"

#include "base/buf.h"
#include "base/secret.h"
#include "crypto/keyfile.h"
#include "crypto/random.h"
#include "crypto/sign.h"
#include "ledger/checkpoint.h"
#include "os/file.h"

enum { RECOVERY_GROUPS = 8, RECOVERY_GROUP = 4, START_BYTES = 32, START_MAX = 64 * 1024 };

/* 160 bits in letters that nobody mistakes for each other on paper. */
static struct str
recovery_new(struct arena *a)
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	unsigned char random[RECOVERY_GROUPS * RECOVERY_GROUP];
	struct buf b = buf_on(a, sizeof random + RECOVERY_GROUPS);

	random_fill(random, sizeof random);
	for (size_t i = 0; i < sizeof random; i++) {
		if (i > 0 && i % RECOVERY_GROUP == 0)
			buf_char(&b, '-');
		buf_char(&b, letters[random[i] % 32]);
	}
	secret_wipe(random, sizeof random);
	return buf_str(&b);
}

/* Letters only and no line end: the bytes of the file are the key. */
static struct str
start_new(struct arena *a)
{
	unsigned char random[START_BYTES];
	struct buf b = buf_on(a, 2 * sizeof random);

	random_fill(random, sizeof random);
	buf_hex(&b, random, sizeof random);
	secret_wipe(random, sizeof random);
	return buf_str(&b);
}

static enum err
public_write(
    struct arena *a, const struct home *h, struct str origin, const struct secret *seed, struct why *why)
{
	unsigned char key[SIGN_PUBLIC];

	sign_public(seed, key);
	return file_write(
	    a, h->log_pub, arena_fmt(a, "%.*s\n", STR_ARG(verifier_text(a, origin, key))), 0644, why);
}

static enum err
blob_key_write(
    struct arena *a, const struct home *h, struct str recovery, struct str start_key, struct why *why)
{
	struct secret *key = secret_new(KEYFILE_KEY);
	enum err e;

	random_fill(secret_bytes(key), secret_size(key));
	e = file_write(a, h->blob_key, keyfile_wrap(a, key, recovery, start_key), 0600, why);
	secret_free(&key);
	return e;
}

enum err
init_keys_blob(struct arena *a, const struct home *h, struct str start, struct str *recovery, struct why *why)
{
	struct str start_key;
	enum err e;

	*recovery = STR("");
	if (file_exists(h->blob_key))
		return ERR_OK;
	e = file_read(a, start, START_MAX, &start_key, why);
	if (e == ERR_OK)
		e = file_mkdir(a, h->blobs, 0700, why);
	if (e)
		return e;
	*recovery = recovery_new(a);
	e = blob_key_write(a, h, *recovery, start_key, why);
	secret_wipe((void *)(uintptr_t)start_key.p, start_key.n);
	return e;
}

enum err
init_keys_make(struct arena *a, const struct home *h, struct str origin, struct str start,
    struct str *recovery, struct why *why)
{
	struct secret *seed = secret_new(KEYFILE_KEY);
	struct str start_key = start_new(a);
	enum err e;

	random_fill(secret_bytes(seed), secret_size(seed));
	*recovery = recovery_new(a);
	e = file_write(a, h->log_key, keyfile_wrap(a, seed, *recovery, start_key), 0600, why);
	if (e == ERR_OK)
		e = blob_key_write(a, h, *recovery, start_key, why);
	if (e == ERR_OK)
		e = file_write(a, start, start_key, 0600, why);
	if (e == ERR_OK)
		e = public_write(a, h, origin, seed, why);
	secret_free(&seed);
	return e;
}
