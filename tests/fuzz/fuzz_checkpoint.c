/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any bytes as a verifier key, as a note, and as a text that the true key signed:
 * what is opened has one spelling, and nothing is opened that was not signed.
 */
#include <stdlib.h>
#include <string.h>

#include "codec/base64.h"
#include "ledger/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

/* A note over the text, by the key of `seed` under the name "fuzz". */
static struct str
note_over(struct arena *a, struct str text, const struct secret *seed, uint32_t id)
{
	unsigned char bytes[4 + SIGN_BYTES];
	struct str line;

	for (int i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(id >> (24 - 8 * i));
	sign_make(seed, text, bytes + 4);
	line = base64_encode(a, (struct str){(const char *)bytes, sizeof bytes});
	return arena_fmt(a, "%.*s\n\u2014 fuzz %.*s\n", STR_ARG(text), STR_ARG(line));
}

static void
signed_text(struct arena *a, struct str in, const struct secret *seed, const struct verifier *key)
{
	struct checkpoint c;
	struct str note;

	if (memchr(in.p, 0, in.n) || checkpoint_open(a, note_over(a, in, seed, key->id), key, &c, NULL) != ERR_OK)
		return;
	/* without extension lines our own spelling is the only one */
	note = checkpoint_sign(a, &c, seed);
	check(str_starts(in, str_sub(note, 0, str_find(note, STR("\n\n")) + 1)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(64 << 20);
	struct secret *seed = secret_new(SIGN_SEED);
	struct str in = arena_str(a, (struct str){(const char *)data, size});
	unsigned char public_key[SIGN_PUBLIC];
	struct why why = {.arena = a};
	struct verifier key, v;
	struct checkpoint c;

	sign_public(seed, public_key);
	check(verifier_read(a, verifier_text(a, STR("fuzz"), public_key), &key, NULL) == ERR_OK);
	if (verifier_read(a, in, &v, &why) == ERR_OK)
		check(str_eq(verifier_text(a, v.name, v.public_key), in));
	if (checkpoint_open(a, in, &key, &c, &why) == ERR_OK)
		check(str_eq(c.origin, STR("fuzz")));
	signed_text(a, in, seed, &key);
	secret_free(&seed);
	arena_free(&a);
	return 0;
}
