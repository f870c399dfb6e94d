/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Verifier keys and signed checkpoints: other people's are opened, changed ones refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "codec/base64.h"
#include "ledger/checkpoint.h"

#define ORIGIN "taishi.example/log"
#define TESTDATA_KEY "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"

static struct arena *arena, *keep;
static struct secret *seed;
static struct verifier key;

static struct str
note_make(uint64_t size)
{
	struct checkpoint c = {.origin = STR(ORIGIN), .size = size};

	memset(c.root.b, 0x5a, HASH_SIZE);
	return checkpoint_sign(arena, &c, seed);
}

static enum err
open_note(struct str note)
{
	struct checkpoint c;

	return checkpoint_open(arena, note, &key, &c, NULL);
}

/* A note over any text, signed with the true key. */
static struct str
note_over(struct str text)
{
	unsigned char bytes[4 + SIGN_BYTES];
	struct str line;

	for (int i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(key.id >> (24 - 8 * i));
	sign_make(seed, text, bytes + 4);
	line = base64_encode(arena, (struct str){(char *)bytes, sizeof bytes});
	return arena_fmt(arena, "%.*s\n\u2014 " ORIGIN " %.*s\n", STR_ARG(text), STR_ARG(line));
}

static void
what_is_signed_is_opened(void **state)
{
	struct checkpoint c;
	struct str note = note_make(20852163);

	(void)state;
	assert_int_equal(checkpoint_open(arena, note, &key, &c, NULL), ERR_OK);
	assert_true(str_eq(c.origin, STR(ORIGIN)));
	assert_int_equal(c.size, 20852163);
	assert_int_equal(c.root.b[31], 0x5a);
	assert_true(str_starts(note, STR(ORIGIN "\n20852163\nWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlo=\n\n\u2014 " ORIGIN " ")));
}

static void
every_changed_byte_is_refused(void **state)
{
	struct str note = arena_str(keep, note_make(1234)), changed;
	char bytes[1024];

	(void)state;
	for (size_t i = 0; i < note.n; i++)
		for (int c = 0; c < 256; c++) {
			memcpy(bytes, note.p, note.n);
			bytes[i] = (char)c;
			changed = (struct str){bytes, note.n};
			arena_reset(arena);
			if ((char)c != note.p[i] && open_note(changed) == ERR_OK)
				fail_msg("byte %zu as %d is accepted", i, c);
		}
}

static void
every_cut_and_tail_is_refused(void **state)
{
	struct str note = note_make(7);

	(void)state;
	for (size_t n = 0; n < note.n; n++)
		assert_int_not_equal(open_note(str_sub(note, 0, n)), ERR_OK);
	assert_int_not_equal(open_note(arena_fmt(arena, "%.*s\n", STR_ARG(note))), ERR_OK);
	assert_int_not_equal(open_note(arena_fmt(arena, "%.*sx", STR_ARG(note))), ERR_OK);
	assert_int_not_equal(open_note(arena_fmt(arena, "\n%.*s", STR_ARG(note))), ERR_OK);
}

static void
signed_nonsense_is_refused(void **state)
{
	static const char *const bad[] = {
		"\n", ORIGIN "\n", ORIGIN "\n1\n", ORIGIN "\n01\nWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlo=\n",
		ORIGIN "\n-1\nWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlo=\n",
		ORIGIN "\n\nWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlo=\n",
		ORIGIN "\n1\nWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlp=\n", /* a loose bit in the tail */
		ORIGIN "\n1\nWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWg==\n",
		"other\n1\nWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlo=\n",
		ORIGIN "\n1\nWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlo=\n\nx\n",
		ORIGIN "\n18446744073709551616\nWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlo=\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (open_note(note_over(str_of(bad[i]))) == ERR_OK)
			fail_msg("accepted: %s", bad[i]);
	assert_int_equal(open_note(note_over(STR(ORIGIN "\n0\nWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlo=\nmore\n"))), ERR_OK);
}

static void
other_signatures_are_passed_over(void **state)
{
	struct str note = note_make(3), line = str_sub(note, str_find(note, STR("\u2014")), note.n);

	(void)state;
	assert_int_equal(open_note(arena_fmt(arena, "%.*s\u2014 other.example AAAAAAA=\n", STR_ARG(note))), ERR_OK);
	/* our name with another id is another key */
	assert_int_equal(open_note(arena_fmt(arena, "%.*s\u2014 " ORIGIN " AAAAAAA=\n", STR_ARG(note))), ERR_OK);
	assert_int_equal(open_note(arena_fmt(arena, "%.*s\u2014 a+b AAAAAAA=\n", STR_ARG(note))), ERR_MALFORMED);
	assert_int_equal(open_note(arena_fmt(arena, "%.*s\u2014 a AAAA\n", STR_ARG(note))), ERR_MALFORMED);
	assert_int_equal(open_note(arena_fmt(arena, "%.*s\u2014 a\u3000b AAAAAAA=\n", STR_ARG(note))), ERR_MALFORMED);
	/* our own, twice: one note has one spelling */
	assert_int_not_equal(open_note(arena_fmt(arena, "%.*s%.*s", STR_ARG(note), STR_ARG(line))), ERR_OK);
}

/* C2SP signed-note: at least 16 signatures must pass, each as long as ML-DSA makes them. */
static void
sixteen_long_signatures_pass(void **state)
{
	struct str note = note_make(3);
	struct str sig = base64_encode(arena, (struct str){arena_alloc(arena, 5000), 5000});

	(void)state;
	for (int i = 0; i < 15; i++)
		note = arena_fmt(arena, "%.*s\u2014 w%d %.*s\n", STR_ARG(note), i, STR_ARG(sig));
	assert_int_equal(open_note(note), ERR_OK);
}

static void
keys_there_and_back(void **state)
{
	struct str text = verifier_text(arena, STR(ORIGIN), key.public_key);
	struct verifier v;
	char bytes[256];

	(void)state;
	assert_int_equal(verifier_read(arena, text, &v, NULL), ERR_OK);
	assert_int_equal(v.id, key.id);
	assert_memory_equal(v.public_key, key.public_key, SIGN_PUBLIC);
	for (size_t i = 0; i < text.n; i++)
		for (int c = 0; c < 256; c++) {
			memcpy(bytes, text.p, text.n);
			bytes[i] = (char)c;
			if ((char)c != text.p[i])
				assert_int_not_equal(verifier_read(arena, (struct str){bytes, text.n}, &v, NULL), ERR_OK);
		}
	for (size_t n = 0; n < text.n; n++)
		assert_int_not_equal(verifier_read(arena, str_sub(text, 0, n), &v, NULL), ERR_OK);
	assert_int_equal(verifier_read(arena, STR(TESTDATA_KEY), &v, NULL), ERR_OK);
	assert_true(str_eq(verifier_text(arena, v.name, v.public_key), STR(TESTDATA_KEY)));
}

static void
notes_of_others(void **state)
{
	const char *shared = getenv("SEKIMORI_SHARED");
	char path[512], note[4096];
	struct verifier v;
	struct checkpoint c;
	struct stat st;
	FILE *f;
	size_t n;

	(void)state;
	snprintf(path, sizeof path, "%s/data/tlog/signed-log", shared ? shared : "../shared");
	if (stat(path, &st) != 0) {
		printf("SKIP: no %s\n", path);
		skip();
	}
	assert_int_equal(verifier_read(arena, STR(TESTDATA_KEY), &v, NULL), ERR_OK);
	for (int i = 0; i < 16; i++) {
		snprintf(path, sizeof path, "%s/data/tlog/signed-log/checkpoint.%d", shared ? shared : "../shared", i);
		assert_non_null(f = fopen(path, "r"));
		n = fread(note, 1, sizeof note, f);
		fclose(f);
		assert_int_equal(checkpoint_open(arena, (struct str){note, n}, &v, &c, NULL), ERR_OK);
		assert_int_equal(c.size, i);
		note[3]++;
		assert_int_not_equal(checkpoint_open(arena, (struct str){note, n}, &v, &c, NULL), ERR_OK);
	}
}

static int
fresh(void **state)
{
	unsigned char public_key[SIGN_PUBLIC];

	(void)state;
	arena_reset(arena);
	sign_public(seed, public_key);
	return verifier_read(keep, verifier_text(arena, STR(ORIGIN), public_key), &key, NULL) != ERR_OK;
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, fresh)
	const struct CMUnitTest tests[] = {
		TEST(what_is_signed_is_opened), TEST(every_cut_and_tail_is_refused), TEST(signed_nonsense_is_refused),
		TEST(other_signatures_are_passed_over), TEST(sixteen_long_signatures_pass), TEST(keys_there_and_back),
		TEST(notes_of_others), TEST(every_changed_byte_is_refused),
	};
	int failed;

	arena = arena_new(64 * 1024 * 1024);
	keep = arena_new(1024 * 1024);
	seed = secret_new(SIGN_SEED);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	secret_free(&seed);
	arena_free(&keep);
	arena_free(&arena);
	return failed;
}
