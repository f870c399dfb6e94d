/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The signer: what it signs extends what it signed, and a torn write loses nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "ledger/checkpoint.h"
#include "ledger/tree.h"
#include "seal/seal.h"

#define ORIGIN STR("taishi.example/log")

enum { SLOT = 4096, LEAVES = 300 };

static struct arena *arena;
static struct secret *seed;
static struct hash leaf[LEAVES];
static char dir[64], path[128];

static struct seal *
seal_up(void)
{
	struct seal *s;

	assert_int_equal(seal_open(dir, seed, ORIGIN, &s, NULL), ERR_OK);
	return s;
}

/* Opens the note and holds it against a tree of the first `size` leaves. */
static void
note_is_good(struct str note, uint64_t size)
{
	unsigned char public_key[SIGN_PUBLIC];
	struct tree t = {0};
	struct verifier v;
	struct checkpoint c;
	struct hash root;

	sign_public(seed, public_key);
	assert_int_equal(verifier_read(arena, verifier_text(arena, ORIGIN, public_key), &v, NULL), ERR_OK);
	assert_int_equal(checkpoint_open(arena, note, &v, &c, NULL), ERR_OK);
	for (uint64_t i = 0; i < size; i++)
		tree_append(&t, &leaf[i], NULL, NULL);
	root = tree_root(&t);
	assert_int_equal(c.size, size);
	assert_true(hash_eq(&c.root, &root));
}

static void
extend(struct seal *s, uint64_t from, size_t n)
{
	struct str note;

	assert_int_equal(seal_extend(s, from, leaf + from, n, arena, &note), ERR_OK);
	assert_int_equal(seal_size(s), from + n);
	note_is_good(note, from + n);
}

static void
extends_and_signs(void **state)
{
	struct seal *s = seal_up();
	struct str key = seal_key(s, arena);
	struct verifier v;

	(void)state;
	assert_int_equal(seal_size(s), 0);
	extend(s, 0, 0); /* an empty log has a head too */
	extend(s, 0, 1);
	extend(s, 1, 1);
	extend(s, 2, 255);
	extend(s, 257, 0);
	extend(s, 257, 43);
	assert_int_equal(verifier_read(arena, key, &v, NULL), ERR_OK);
	assert_true(str_eq(v.name, ORIGIN));
	seal_close(&s);
	assert_null(s);
	seal_close(&s);
}

static void
wrong_size_is_refused(void **state)
{
	struct seal *s = seal_up();
	struct str note;

	(void)state;
	extend(s, 0, 10);
	assert_int_equal(seal_extend(s, 9, leaf, 1, arena, &note), ERR_CONFLICT);
	assert_int_equal(seal_extend(s, 11, leaf, 1, arena, &note), ERR_CONFLICT);
	assert_int_equal(seal_extend(s, 0, leaf, 20, arena, &note), ERR_CONFLICT);
	assert_int_equal(seal_extend(s, 0, NULL, 0, arena, &note), ERR_CONFLICT);
	assert_int_equal(seal_size(s), 10);
	extend(s, 10, 5);
	seal_close(&s);
}

static void
opens_where_it_was(void **state)
{
	struct seal *s;

	(void)state;
	for (uint64_t i = 0; i < 20; i++) {
		s = seal_up();
		assert_int_equal(seal_size(s), i * 7);
		extend(s, i * 7, 7);
		seal_close(&s);
	}
}

/* Spoils one byte of a slot. */
static void
spoil(int slot, off_t at)
{
	int fd = open(path, O_RDWR);
	char c;

	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &c, 1, slot * SLOT + at), 1);
	c ^= 0x10;
	assert_int_equal(pwrite(fd, &c, 1, slot * SLOT + at), 1);
	close(fd);
}

/* The third state stands in slot 1, the fourth (not yet signed for, if torn) in slot 0. */
static void
four_states(void)
{
	struct seal *s = seal_up();

	extend(s, 0, 3);
	extend(s, 3, 3);
	extend(s, 6, 3);
	seal_close(&s);
}

static void
a_torn_slot_leaves_the_other(void **state)
{
	static const off_t places[] = {0, 15, 16, 23, 24, 40, 100, 2000, 3000, 4063, 4064, 4095};
	struct seal *s;

	(void)state;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		unlink(path);
		four_states();
		spoil(0, places[i]);
		s = seal_up();
		assert_int_equal(seal_size(s), 6);
		extend(s, 6, 4);
		seal_close(&s);
		s = seal_up();
		assert_int_equal(seal_size(s), 10);
		seal_close(&s);
	}
}

static void
the_older_slot_may_be_lost(void **state)
{
	struct seal *s;

	(void)state;
	four_states();
	spoil(1, 200);
	s = seal_up();
	assert_int_equal(seal_size(s), 9);
	seal_close(&s);
}

/* A write that stopped at any sector: the new slot's head with the old one's tail. */
static void
writes_torn_at_each_sector(void **state)
{
	char before[2 * SLOT], after[2 * SLOT];
	struct seal *s;
	int fd;

	(void)state;
	four_states();
	fd = open(path, O_RDWR);
	assert_int_equal(pread(fd, before, sizeof before, 0), sizeof before);
	s = seal_up();
	extend(s, 9, 100);
	seal_close(&s);
	assert_int_equal(pread(fd, after, sizeof after, 0), sizeof after);
	for (int at = 0; at <= SLOT; at += 512) {
		assert_int_equal(pwrite(fd, before, sizeof before, 0), sizeof before);
		assert_int_equal(pwrite(fd, after + SLOT, (size_t)at, SLOT), at);
		s = seal_up();
		assert_int_equal(seal_size(s), at == SLOT ? 109 : 9);
		seal_close(&s);
	}
	close(fd);
}

static void
two_bad_slots_are_an_end(void **state)
{
	struct seal *s;
	struct why why = {.arena = arena};

	(void)state;
	four_states();
	spoil(0, 99);
	spoil(1, 99);
	assert_int_equal(seal_open(dir, seed, ORIGIN, &s, &why), ERR_CORRUPT);
	assert_null(s);
	assert_true(why.text.n > 0);
	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(seal_open(dir, seed, ORIGIN, &s, &why), ERR_CORRUPT);
}

/* A copy of one slot laid over the other is no slot: its number is of the wrong parity. */
static void
a_slot_in_the_wrong_place(void **state)
{
	char slot[SLOT];
	struct seal *s;
	int fd;

	(void)state;
	four_states();
	fd = open(path, O_RDWR);
	assert_int_equal(pread(fd, slot, SLOT, SLOT), SLOT);
	assert_int_equal(pwrite(fd, slot, SLOT, 0), SLOT);
	close(fd);
	s = seal_up();
	assert_int_equal(seal_size(s), 6);
	seal_close(&s);
	spoil(1, 0);
	assert_int_equal(seal_open(dir, seed, ORIGIN, &s, NULL), ERR_CORRUPT);
}

static void
one_signer_at_a_time(void **state)
{
	struct seal *s = seal_up(), *other;
	struct why why = {.arena = arena};

	(void)state;
	assert_int_equal(seal_open(dir, seed, ORIGIN, &other, &why), ERR_BUSY);
	seal_close(&s);
	s = seal_up();
	seal_close(&s);
}

static void
another_log_is_refused(void **state)
{
	struct seal *s = seal_up();

	(void)state;
	extend(s, 0, 2);
	seal_close(&s);
	assert_int_equal(seal_open(dir, seed, STR("taishi.example/log/2"), &s, NULL), ERR_CONFLICT);
	assert_int_equal(seal_open("/nonexistent", seed, ORIGIN, &s, NULL), ERR_IO);
}

static void
what_cannot_be_stored_is_not_signed(void **state)
{
	struct seal *s = seal_up();
	struct rlimit none = {0, 0}, was;
	struct str note = STR("");

	(void)state;
	extend(s, 0, 4);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	none.rlim_max = was.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	assert_int_equal(seal_extend(s, 4, leaf + 4, 1, arena, &note), ERR_IO);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	assert_int_equal(note.n, 0);
	assert_int_equal(seal_size(s), 4);
	extend(s, 4, 6);
	seal_close(&s);
}

static int
fresh(void **state)
{
	(void)state;
	arena_reset(arena);
	unlink(path);
	return 0;
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, fresh)
	const struct CMUnitTest tests[] = {
		TEST(extends_and_signs), TEST(wrong_size_is_refused), TEST(opens_where_it_was),
		TEST(a_torn_slot_leaves_the_other), TEST(the_older_slot_may_be_lost),
		TEST(writes_torn_at_each_sector), TEST(two_bad_slots_are_an_end), TEST(a_slot_in_the_wrong_place),
		TEST(one_signer_at_a_time), TEST(another_log_is_refused), TEST(what_cannot_be_stored_is_not_signed),
	};
	int failed;

	strcpy(dir, "/tmp/sekimori-seal.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(path, sizeof path, "%s/seal.state", dir);
	arena = arena_new(16 * 1024 * 1024);
	seed = secret_new(SIGN_SEED);
	memset(secret_bytes(seed), 3, SIGN_SEED);
	for (int i = 0; i < LEAVES; i++)
		leaf[i] = tree_leaf((struct str){(const char *)&i, sizeof i});
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	secret_free(&seed);
	arena_free(&arena);
	unlink(path);
	rmdir(dir);
	return failed;
}
