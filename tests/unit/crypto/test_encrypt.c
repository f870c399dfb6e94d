/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/hex.h"
#include "crypto/encrypt.h"

/* Test case 16 of McGrew and Viega, "The Galois/Counter Mode of Operation", as in NIST's validation suite. */
static const char key_hex[] = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
static const char nonce_hex[] = "cafebabefacedbaddecaf888";
static const char plain_hex[] =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
    "b16aedf5aa0de657ba637b39";
static const char beside_hex[] = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
static const char box_hex[] =
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
    "c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b";

struct sample {
	unsigned char key[ENCRYPT_KEY], nonce[ENCRYPT_NONCE], plain[60], beside[20], box[76];
};

static struct str
view(const void *p, size_t n)
{
	return (struct str){p, n};
}

static struct sample
sample_of(void)
{
	struct sample s;

	assert_true(hex_read(str_of(key_hex), s.key, sizeof s.key) &&
	            hex_read(str_of(nonce_hex), s.nonce, sizeof s.nonce) &&
	            hex_read(str_of(plain_hex), s.plain, sizeof s.plain) &&
	            hex_read(str_of(beside_hex), s.beside, sizeof s.beside) &&
	            hex_read(str_of(box_hex), s.box, sizeof s.box));
	return s;
}

static void
b_known_answer_both_ways(void **state)
{
	struct sample s = sample_of();
	unsigned char out[76];

	(void)state;
	encrypt_bytes(s.key, s.nonce, view(s.beside, sizeof s.beside), view(s.plain, sizeof s.plain), out);
	assert_memory_equal(out, s.box, sizeof s.box);
	assert_true(
	    encrypt_open(s.key, s.nonce, view(s.beside, sizeof s.beside), view(s.box, sizeof s.box), out));
	assert_memory_equal(out, s.plain, sizeof s.plain);
}

/* Bad input: any bit of anything is another. */
static void
m_any_flipped_bit_is_refused(void **state)
{
	struct sample s = sample_of();
	unsigned char out[76], *parts[] = {s.key, s.nonce, s.beside, s.box};
	const size_t sizes[] = {sizeof s.key, sizeof s.nonce, sizeof s.beside, sizeof s.box};

	(void)state;
	for (size_t p = 0; p < 4; p++)
		for (size_t i = 0; i < sizes[p] * 8; i++) {
			parts[p][i / 8] ^= (unsigned char)(1 << i % 8);
			assert_false(encrypt_open(
			    s.key, s.nonce, view(s.beside, sizeof s.beside), view(s.box, sizeof s.box), out));
			parts[p][i / 8] ^= (unsigned char)(1 << i % 8);
		}
	for (size_t n = 0; n < sizeof s.box; n++)
		assert_false(
		    encrypt_open(s.key, s.nonce, view(s.beside, sizeof s.beside), view(s.box, n), out));
}

static void
b_nothing_at_all_has_a_tag_too(void **state)
{
	struct sample s = sample_of();
	unsigned char out[ENCRYPT_TAG], none[1];

	(void)state;
	encrypt_bytes(s.key, s.nonce, STR("x"), STR(""), out);
	assert_true(encrypt_open(s.key, s.nonce, STR("x"), view(out, sizeof out), none));
	assert_false(encrypt_open(s.key, s.nonce, STR("y"), view(out, sizeof out), none));
}

/* Worked out by another implementation (Python's hmac). */
static void
b_keyed_hash_is_hmac(void **state)
{
	unsigned char key[ENCRYPT_KEY], want[HASH_SIZE];
	struct hash h;

	(void)state;
	for (size_t i = 0; i < sizeof key; i++)
		key[i] = (unsigned char)i;
	assert_true(hex_read(
	    STR("278639ec02309d3afded1b273f1349ba63b9089c12476d716bee3ecc94673e9e"), want, sizeof want));
	h = hash_keyed(key, STR("Hi "), STR("There"));
	assert_memory_equal(h.b, want, sizeof want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_known_answer_both_ways),
	    cmocka_unit_test(m_any_flipped_bit_is_refused),
	    cmocka_unit_test(b_nothing_at_all_has_a_tag_too),
	    cmocka_unit_test(b_keyed_hash_is_hmac),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
