/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>

#include "ledger.h"

static bool
hash_from(void *arg, int level, uint64_t index, struct hash *out)
{
	return store_hash(arg, level, index, out);
}

/* The root in memory is the one that the stored tile hashes give. */
static void
expect_tree(struct store *s, uint64_t size)
{
	struct hash stored, root = tree_root(store_tree(s));

	assert_int_equal(store_tree(s)->size, size);
	if (size == 0)
		return;
	OK(tree_root_from(hash_from, s, size, &stored));
	assert_true(hash_eq(&root, &stored));
}

static void
append(struct store *s, struct arena *a, int n)
{
	struct line l = {.act = "day", .actor = "clock"};
	struct hash leaf;

	for (int i = 0; i < n; i++) {
		struct entry entry = entry_of(s, a, &l);

		OK(store_append(s, a, &entry, &leaf));
	}
}

static void
b_appends_keep_tree_time_and_bytes(void **state)
{
	struct store *s = memory_open();
	struct arena *a = arena_new(ROOM);
	struct line l = {.act = "day", .actor = "clock"};
	struct str bytes, again;
	struct entry entry;
	struct hash leaf, stored;

	(void)state;
	OK(store_begin(s));
	append(s, a, 3);
	entry = entry_of(s, a, &l);
	OK(store_append(s, a, &entry, &leaf));
	OK(store_commit(s));
	expect_tree(s, 4);
	assert_int_equal(store_last_time(s), NOON + 3 * 60);
	OK(store_entry(s, a, 3, &bytes));
	OK(entry_write(a, &entry, &again));
	assert_true(str_eq(bytes, again));
	assert_true(store_hash(s, 0, 3, &stored) && hash_eq(&stored, &leaf));
	assert_false(store_hash(s, 0, 4, &stored));
	assert_int_equal(store_entry(s, a, 4, &bytes), ERR_NOT_FOUND);
	arena_free(&a);
	store_close(&s);
}

static void
b_entries_are_found_by_the_id_of_their_act(void **state)
{
	struct store *s = memory_open();
	struct arena *a = arena_new(ROOM);
	int64_t seq = 0;

	(void)state;
	OK(store_begin(s));
	append(s, a, 3);
	OK(store_commit(s));
	OK(store_entry_by_id(s, STR("act-2"), &seq));
	assert_int_equal(seq, 2);
	assert_int_equal(store_entry_by_id(s, STR("act-9"), &seq), ERR_NOT_FOUND);
	arena_free(&a);
	store_close(&s);
}

static void
f_an_id_comes_once(void **state)
{
	struct store *s = memory_open();
	struct arena *a = arena_new(ROOM);
	struct line l = {.act = "day", .actor = "clock"};
	struct entry entry;
	struct hash leaf;

	(void)state;
	OK(store_begin(s));
	append(s, a, 2);
	entry = entry_of(s, a, &l);
	OK(store_commit(s));
	entry.id = STR("act-1");
	OK(store_begin(s));
	assert_int_equal(store_append(s, a, &entry, &leaf), ERR_CONFLICT);
	store_rollback(s);
	expect_tree(s, 2);
	OK(store_begin(s));
	append(s, a, 1);
	OK(store_commit(s));
	expect_tree(s, 3);
	arena_free(&a);
	store_close(&s);
}

static void
b_undo_gives_back_tree_and_time(void **state)
{
	struct store *s = memory_open();
	struct arena *a = arena_new(ROOM);

	(void)state;
	OK(store_begin(s));
	append(s, a, 260);
	OK(store_commit(s));
	OK(store_begin(s));
	append(s, a, 300);
	store_rollback(s);
	expect_tree(s, 260);
	assert_int_equal(store_last_time(s), NOON + 259 * 60);
	OK(store_begin(s));
	append(s, a, 1);
	OK(store_commit(s));
	expect_tree(s, 261);
	OK(store_begin(s));
	append(s, a, 500);
	store_rollback(s);
	expect_tree(s, 261);
	OK(store_begin(s));
	append(s, a, 400);
	OK(store_commit(s));
	expect_tree(s, 661);
	arena_free(&a);
	store_close(&s);
}

static void
b_a_store_opened_again_knows_its_tree(void **state)
{
	static const int sizes[] = {1, 2, 255, 256, 257, 700, 65536 / 32};
	const char *path = path_new();
	struct arena *a = arena_new(ROOM);
	struct store *s;
	struct hash root;
	int done = 0;

	(void)state;
	OK(store_open(path, STORE_CREATE, &s, NULL));
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		OK(store_begin(s));
		append(s, a, sizes[i] - done);
		OK(store_commit(s));
		done = sizes[i];
		root = tree_root(store_tree(s));
		store_close(&s);
		OK(store_open(path, i % 2 ? STORE_READ : STORE_WRITE, &s, NULL));
		expect_tree(s, (uint64_t)done);
		assert_memory_equal(tree_root(store_tree(s)).b, root.b, sizeof root.b);
		assert_int_equal(store_last_time(s), NOON + (done - 1) * 60);
		store_close(&s);
		OK(store_open(path, STORE_WRITE, &s, NULL));
	}
	store_close(&s);
	path_remove(path);
	arena_free(&a);
}

static void
b_bodies_and_policies_come_back(void **state)
{
	static const struct policy_file files[] = {{{"b.yaml", 6}, {"id: b", 5}}, {{"a.yaml", 6}, {"id: a", 5}}};
	struct store *s = memory_open();
	struct arena *a = arena_new(ROOM);
	unsigned char salt[BODY_SALT] = "salt";
	struct hash h = entry_body_hash(salt, STR("{}")), none = {{0}}, policy = {{0xab, 0x01}};
	struct str salt_back, bytes;
	struct policy_file *back;
	size_t n;

	(void)state;
	OK(store_begin(s));
	OK(store_body_put(s, &h, salt, STR("{}")));
	OK(store_policy_put(s, &policy, files, 2));
	OK(store_policy_put(s, &policy, files, 2));
	OK(store_checkpoint_put(s, 5, STR("note\n")));
	OK(store_commit(s));
	OK(store_body(s, a, &h, &salt_back, &bytes));
	assert_true(str_eq(bytes, STR("{}")) && salt_back.n == BODY_SALT);
	assert_memory_equal(salt_back.p, salt, BODY_SALT);
	assert_int_equal(store_body(s, a, &none, &salt_back, &bytes), ERR_NOT_FOUND);
	OK(store_policy_files(s, a, STR("ab01000000000000000000000000000000000000000000000000000000000000"), &back, &n));
	assert_int_equal(n, 2);
	assert_true(str_eq(back[0].name, STR("a.yaml")) && str_eq(back[1].bytes, STR("id: b")));
	assert_int_equal(store_policy_files(s, a, STR("00"), &back, &n), ERR_NOT_FOUND);
	arena_free(&a);
	store_close(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_appends_keep_tree_time_and_bytes),
		cmocka_unit_test(b_entries_are_found_by_the_id_of_their_act),
		cmocka_unit_test(f_an_id_comes_once),
		cmocka_unit_test(b_undo_gives_back_tree_and_time),
		cmocka_unit_test(b_a_store_opened_again_knows_its_tree),
		cmocka_unit_test(b_bodies_and_policies_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
