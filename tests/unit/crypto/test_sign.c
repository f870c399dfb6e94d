/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "crypto/sign.h"

/* RFC 8032, section 7.1: tests 1, 2 and 3. */
static const struct vector {
	const char *seed, *key, *message, *signature;
} vectors[] = {
	{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	 "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
	 "",
	 "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
	{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
	 "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
	 "72",
	 "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
	{"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
	 "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
	 "af82",
	 "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

static size_t
unhex(const char *hex, unsigned char *out)
{
	size_t n = strlen(hex) / 2;

	for (size_t i = 0; i < n; i++) {
		unsigned v;

		assert_int_equal(sscanf(hex + 2 * i, "%2x", &v), 1);
		out[i] = (unsigned char)v;
	}
	return n;
}

static void
check(const struct vector *v)
{
	struct secret *seed = secret_new(SIGN_SEED);
	unsigned char key[SIGN_PUBLIC], want[SIGN_BYTES], got[SIGN_BYTES], message[2];
	struct str m = {(const char *)message, unhex(v->message, message)};

	unhex(v->seed, secret_bytes(seed));
	unhex(v->key, want);
	sign_public(seed, key);
	assert_memory_equal(key, want, SIGN_PUBLIC);
	unhex(v->signature, want);
	sign_make(seed, m, got);
	assert_memory_equal(got, want, SIGN_BYTES);
	assert_true(sign_verify(key, m, got));
	secret_free(&seed);
}

static void
b_known_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
		check(&vectors[i]);
}

static void
f_every_changed_bit_is_refused(void **state)
{
	unsigned char key[SIGN_PUBLIC], signature[SIGN_BYTES];
	char message[] = "\xaf\x82";
	const struct str m = {message, 2};

	(void)state;
	unhex(vectors[2].key, key);
	unhex(vectors[2].signature, signature);
	for (size_t i = 0; i < sizeof signature * 8; i++) {
		signature[i / 8] ^= (unsigned char)(1u << i % 8);
		assert_false(sign_verify(key, m, signature));
		signature[i / 8] ^= (unsigned char)(1u << i % 8);
	}
	for (size_t i = 0; i < sizeof key * 8; i++) {
		key[i / 8] ^= (unsigned char)(1u << i % 8);
		assert_false(sign_verify(key, m, signature));
		key[i / 8] ^= (unsigned char)(1u << i % 8);
	}
	message[0] ^= 1;
	assert_false(sign_verify(key, m, signature));
	message[0] ^= 1;
	assert_false(sign_verify(key, str_sub(m, 0, 1), signature));
	assert_true(sign_verify(key, m, signature));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_known_answers),
		cmocka_unit_test(f_every_changed_bit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
