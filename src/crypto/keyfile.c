/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The text:
 *
 *	sekimori-keyfile 1
 *	recovery SALT NONCE BOX
 *	start SALT NONCE BOX
 *
 * in lower-case hexadecimal. BOX is the key under AES-256-GCM, with its tag; its
 * own key is Argon2id of the opener and SALT. What stands before NONCE in the
 * line is authenticated too, so that no line passes for another.
 */
#include "crypto/keyfile.h"
#include "base/hex.h"

#include <argon2.h>
#include <openssl/evp.h>

#include "base/buf.h"
#include "base/die.h"
#include "crypto/random.h"

enum {
	SALT = 16,
	NONCE = 12,
	TAG = 16,
	BOX = KEYFILE_KEY + TAG,
	/* RFC 9106, section 4, the second choice: a key file is opened once in a
	 * start, and a thief has all the time there is. */
	PASSES = 3,
	KIBIBYTES = 65536,
	LANES = 1,
	TEXT_MAX = 1024
};

#define HEAD "sekimori-keyfile 1\n"

struct line {
	struct str name; /* what is authenticated beside the salt */
	unsigned char salt[SALT], nonce[NONCE], box[BOX];
};

static struct secret *
wrapping_key(struct str opener, const unsigned char salt[SALT])
{
	struct secret *k = secret_new(KEYFILE_KEY);
	int e = argon2id_hash_raw(
	    PASSES, KIBIBYTES, LANES, opener.p, opener.n, salt, SALT, secret_bytes(k), KEYFILE_KEY);

	if (e != ARGON2_OK)
		die("argon2: %s", argon2_error_message(e));
	return k;
}

/* A context of AES-256-GCM with key, nonce and what is to be authenticated. */
static EVP_CIPHER_CTX *
cipher_new(const struct line *l, const struct secret *k, int seal)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;

	if (ctx == NULL ||
	    EVP_CipherInit_ex(ctx, EVP_aes_256_gcm(), NULL, secret_bytes(k), l->nonce, seal) != 1)
		die("no AES-256-GCM in OpenSSL");
	must(EVP_CipherUpdate(ctx, NULL, &n, (const unsigned char *)HEAD, sizeof HEAD - 1) == 1);
	must(EVP_CipherUpdate(ctx, NULL, &n, (const unsigned char *)l->name.p, (int)l->name.n) == 1);
	must(EVP_CipherUpdate(ctx, NULL, &n, l->salt, SALT) == 1);
	return ctx;
}

static void
line_seal(struct line *l, const struct secret *key, struct str opener)
{
	struct secret *k;
	EVP_CIPHER_CTX *ctx;
	int n;

	random_fill(l->salt, SALT);
	random_fill(l->nonce, NONCE);
	k = wrapping_key(opener, l->salt);
	ctx = cipher_new(l, k, 1);
	must(EVP_CipherUpdate(ctx, l->box, &n, secret_bytes(key), KEYFILE_KEY) == 1);
	must(n == KEYFILE_KEY && EVP_CipherFinal_ex(ctx, l->box + n, &n) == 1);
	must(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, TAG, l->box + KEYFILE_KEY) == 1);
	EVP_CIPHER_CTX_free(ctx);
	secret_free(&k);
}

/* The key, or NULL when the opener is another or the line was changed. */
static struct secret *
line_open(struct line *l, struct str opener)
{
	struct secret *k = wrapping_key(opener, l->salt), *key = secret_new(KEYFILE_KEY);
	EVP_CIPHER_CTX *ctx = cipher_new(l, k, 0);
	unsigned char rest[TAG];
	int n;

	must(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, TAG, l->box + KEYFILE_KEY) == 1);
	/* GCM gives out what it decrypts before it has checked the tag: until
	 * Final agrees, these bytes are nothing. */
	must(EVP_CipherUpdate(ctx, secret_bytes(key), &n, l->box, KEYFILE_KEY) == 1);
	if (EVP_CipherFinal_ex(ctx, rest, &n) != 1)
		secret_free(&key);
	EVP_CIPHER_CTX_free(ctx);
	secret_free(&k);
	return key;
}

static void
line_write(struct buf *b, const struct line *l)
{
	buf_add(b, l->name);
	buf_char(b, ' ');
	buf_hex(b, l->salt, SALT);
	buf_char(b, ' ');
	buf_hex(b, l->nonce, NONCE);
	buf_char(b, ' ');
	buf_hex(b, l->box, BOX);
	buf_char(b, '\n');
}

struct str
keyfile_wrap(struct arena *a, const struct secret *key, struct str recovery, struct str start)
{
	/* every line tried costs a second's fraction, and a start key is what opens it every day */
	struct line lines[] = {{.name = STR("start")}, {.name = STR("recovery")}};
	struct str openers[] = {start, recovery};
	struct buf b = buf_on(a, TEXT_MAX);

	must(secret_size(key) == KEYFILE_KEY && (recovery.n || start.n));
	buf_add(&b, STR(HEAD));
	for (size_t i = 0; i < 2; i++) {
		if (openers[i].n == 0)
			continue;
		line_seal(&lines[i], key, openers[i]);
		line_write(&b, &lines[i]);
	}
	must(buf_done(&b));
	return buf_str(&b);
}

static bool
line_read(struct str text, struct line *l)
{
	struct str salt, nonce, box;

	return str_cut(&text, ' ', &l->name) && str_cut(&text, ' ', &salt) && str_cut(&text, ' ', &nonce) &&
	       str_cut(&text, ' ', &box) && text.p == NULL &&
	       (str_eq(l->name, STR("recovery")) || str_eq(l->name, STR("start"))) &&
	       hex_read(salt, l->salt, SALT) && hex_read(nonce, l->nonce, NONCE) &&
	       hex_read(box, l->box, BOX);
}

/* All lines, before the slow part begins: at most one of each name. */
static bool
lines_read(struct str text, struct line lines[2], size_t *n)
{
	struct str part;

	*n = 0;
	if (text.n > TEXT_MAX || !str_starts(text, STR(HEAD)) || !str_ends(text, STR("\n")))
		return false;
	text = str_sub(text, sizeof HEAD - 1, text.n - 1);
	while (str_cut(&text, '\n', &part)) {
		if (*n == 2 || !line_read(part, &lines[*n]))
			return false;
		++*n;
	}
	return *n > 0;
}

enum err
keyfile_unwrap(struct str text, struct str opener, struct secret **key, struct why *why)
{
	struct line lines[2];
	size_t n;

	if (!lines_read(text, lines, &n))
		return why_set(why, ERR_MALFORMED, "鍵ファイルの形式が正しくありません");
	for (size_t i = 0; opener.n && i < n; i++) {
		struct secret *found = line_open(&lines[i], opener);

		if (found != NULL) {
			*key = found;
			return ERR_OK;
		}
	}
	return why_set(why, ERR_FORBIDDEN, "復旧パスワードまたは起動鍵が、この鍵ファイルに合いません");
}
