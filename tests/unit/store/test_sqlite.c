/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Here SQLite is also opened from behind, as somebody would who wants to change the past. */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <sqlite3.h>

#include "ledger.h"
#include "query.h"

static void
put(struct store *s, struct arena *a)
{
	OK(line_put(s, a, (struct line){.act = "day", .actor = "clock", .body = "{\"a\":\"b\"}"}));
}

static uint64_t
count_seen(struct store *s, struct arena *a)
{
	struct q_entry_count_out count;

	OK(q_entry_count(s, a, &count));
	return (uint64_t)count.n;
}

/* --- opening -------------------------------------------------------------------------- */

static void
b_a_file_is_made_once_and_only_when_asked(void **state)
{
	const char *path = path_new();
	struct arena *a = arena_new(1 << 20);
	struct why why = {.arena = a};
	struct store *s;

	(void)state;
	assert_int_not_equal(store_open(path, STORE_WRITE, &s, &why), ERR_OK);
	assert_null(s);
	assert_true(why.text.n > 0);
	assert_int_not_equal(store_open(path, STORE_READ, &s, &why), ERR_OK);
	OK(store_open(path, STORE_CREATE, &s, &why));
	store_close(&s);
	assert_null(s);
	assert_int_equal(store_open(path, STORE_CREATE, &s, &why), ERR_CONFLICT);
	OK(store_open(path, STORE_WRITE, &s, &why));
	store_close(&s);
	path_remove(path);
	arena_free(&a);
}

static void
f_what_is_no_database_is_refused(void **state)
{
	const char *path = path_new();
	struct arena *a = arena_new(1 << 20);
	struct why why = {.arena = a};
	FILE *f = fopen(path, "w");
	struct store *s;

	(void)state;
	for (int i = 0; i < 1000; i++)
		fputs("これは台帳ではない\n", f);
	fclose(f);
	assert_int_equal(store_open(path, STORE_WRITE, &s, &why), ERR_CORRUPT);
	assert_int_equal(store_open(path, STORE_READ, &s, &why), ERR_CORRUPT);
	path_remove(path);
	arena_free(&a);
}

static void
behind(const char *path, const char *sql, int expect)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), expect);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
b_tables_of_another_version_are_only_read(void **state)
{
	const char *path = path_new();
	struct arena *a = arena_new(1 << 20);
	struct why why = {.arena = a};
	struct store *s;

	(void)state;
	OK(store_open(path, STORE_CREATE, &s, &why));
	store_close(&s);
	behind(path, "PRAGMA user_version = 1", SQLITE_OK);
	assert_int_equal(store_open(path, STORE_WRITE, &s, &why), ERR_CORRUPT);
	OK(store_open(path, STORE_READ, &s, &why));
	store_close(&s);
	path_remove(path);
	arena_free(&a);
}

/* --- transactions ---------------------------------------------------------------------- */

static void
b_what_is_committed_is_there_and_nothing_else(void **state)
{
	const char *path = path_new();
	struct arena *a = arena_new(1 << 20);
	struct store *s;

	(void)state;
	OK(store_open(path, STORE_CREATE, &s, NULL));
	OK(store_begin(s));
	put(s, a);
	OK(store_commit(s));
	OK(store_begin(s));
	put(s, a);
	store_close(&s); /* as a crash would: the second is gone */
	OK(store_open(path, STORE_READ, &s, NULL));
	assert_int_equal(count_seen(s, a), 1);
	store_close(&s);
	path_remove(path);
	arena_free(&a);
}

static void
b_a_reader_sees_whole_transactions_while_another_writes(void **state)
{
	const char *path = path_new();
	struct arena *a = arena_new(1 << 20);
	struct store *w, *r;

	(void)state;
	OK(store_open(path, STORE_CREATE, &w, NULL));
	OK(store_open(path, STORE_READ, &r, NULL));
	OK(store_begin(w));
	put(w, a);
	assert_int_equal(count_seen(r, a), 0);
	OK(store_commit(w));
	assert_int_equal(count_seen(r, a), 1);
	OK(store_snapshot(r));
	assert_int_equal(count_seen(r, a), 1);
	OK(store_begin(w));
	put(w, a);
	OK(store_commit(w));
	assert_int_equal(count_seen(r, a), 1);
	store_snapshot_end(r);
	assert_int_equal(count_seen(r, a), 2);
	store_close(&r);
	store_close(&w);
	path_remove(path);
	arena_free(&a);
}

static void
b_a_second_writer_is_told_busy(void **state)
{
	const char *path = path_new();
	struct arena *a = arena_new(1 << 20);
	struct store *one, *two;

	(void)state;
	OK(store_open(path, STORE_CREATE, &one, NULL));
	OK(store_open(path, STORE_WRITE, &two, NULL));
	OK(store_begin(one));
	put(one, a);
	assert_int_equal(store_begin(two), ERR_BUSY);
	OK(store_commit(one));
	OK(store_begin(two));
	store_rollback(two);
	store_close(&two);
	store_close(&one);
	path_remove(path);
	arena_free(&a);
}

static void
b_the_log_is_cut_when_it_is_long(void **state)
{
	const char *path = path_new();
	struct arena *a = arena_new(ROOM);
	char *body = arena_alloc(a, 900 << 10), wal[96];
	struct stat st;
	struct store *w, *r;

	(void)state;
	memset(body, 'x', (900 << 10) - 1);
	memcpy(body, "{\"a\":\"", 6);
	memcpy(body + (900 << 10) - 3, "\"}", 2);
	snprintf(wal, sizeof wal, "%s-wal", path);
	OK(store_open(path, STORE_CREATE, &w, NULL));
	OK(store_open(path, STORE_READ, &r, NULL));
	OK(store_snapshot(r)); /* keeps the log from being used again */
	assert_int_equal(count_seen(r, a), 0);
	for (int i = 0; i < 80; i++)
		line_commit(w, (struct line){.act = "day", .actor = "clock", .body = body});
	store_snapshot_end(r);
	assert_int_equal(stat(wal, &st), 0);
	assert_true(st.st_size > 64 << 20);
	store_idle(w);
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(count_seen(r, a), 80);
	store_close(&r);
	store_close(&w);
	path_remove(path);
	arena_free(&a);
}

/* --- what must not be done ---------------------------------------------------------------- */

static void
f_the_ledger_refuses_changes(void **state)
{
	static const char *const attempts[] = {
		"UPDATE entry SET bytes = x'00'", "DELETE FROM entry",
		"UPDATE body SET bytes = x'00'", "DELETE FROM body",
		"UPDATE hash SET hash = x'00'", "DELETE FROM hash",
		"UPDATE checkpoint SET note = ''", "DELETE FROM checkpoint",
		"UPDATE policy_file SET bytes = x'00'", "DELETE FROM policy_file",
		"PRAGMA recursive_triggers = ON; INSERT OR REPLACE INTO entry VALUES (0, 'a', 1, x'00')",
	};
	static const struct policy_file file = {{"a.yaml", 6}, {"id: a", 5}};
	const char *path = path_new();
	struct arena *a = arena_new(1 << 20);
	struct hash policy = {{1}};
	struct store *s;

	(void)state;
	OK(store_open(path, STORE_CREATE, &s, NULL));
	OK(store_begin(s));
	put(s, a);
	OK(store_checkpoint_put(s, 1, STR("note")));
	OK(store_policy_put(s, &policy, &file, 1));
	OK(store_commit(s));
	for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++)
		behind(path, attempts[i], SQLITE_CONSTRAINT);
	store_close(&s);
	path_remove(path);
	arena_free(&a);
}

static void
write_outside(struct store *s)
{
	(void)!q_local_put(s, &(struct q_local_put_in){STR("a"), STR("b")});
}

static void
f_a_write_outside_a_transaction_ends_the_program(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0) {
		fclose(stderr);
		signal(SIGABRT, SIG_DFL);
		write_outside(memory_open());
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void
f_a_reader_cannot_write(void **state)
{
	const char *path = path_new();
	struct store *s;

	(void)state;
	OK(store_open(path, STORE_CREATE, &s, NULL));
	store_close(&s);
	OK(store_open(path, STORE_READ, &s, NULL));
	assert_int_not_equal(store_begin(s), ERR_OK);
	assert_int_not_equal(q_local_put(s, &(struct q_local_put_in){STR("a"), STR("b")}), ERR_OK);
	store_close(&s);
	path_remove(path);
}

/* --- a full disk ------------------------------------------------------------------------------ */

/* A disk of 4 MiB at `dir`, for this process alone; false where that is not allowed. */
static bool
small_disk(const char *dir)
{
	if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
		return false;
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return false;
	return mount("tmpfs", dir, "tmpfs", 0, "size=4m") == 0;
}

/* Fills the disk through the store, then tries on. */
static void
fill(struct store *s, struct arena *a, bool within)
{
	static char body[200 << 10];
	struct line l = {.act = "day", .actor = "clock", .body = body};
	enum err e = ERR_OK;
	uint64_t size = 0;

	memset(body, 'x', sizeof body - 1);
	memcpy(body, "{\"a\":\"", 6);
	memcpy(body + sizeof body - 3, "\"}", 3);
	for (int i = 0; i < 200 && e == ERR_OK; i++) {
		size = store_tree(s)->size;
		OK(store_begin(s));
		for (int k = 0; k < (within ? 200 : 1) && e == ERR_OK; k++) {
			unsigned char salt[BODY_SALT] = {(unsigned char)i, (unsigned char)k, 1};
			struct entry entry = entry_of(s, a, &(struct line){.act = "day", .actor = "clock"});
			struct hash h = entry_body_hash(salt, str_of(l.body)), leaf;

			e = store_append(s, a, &entry, &leaf);
			if (e == ERR_OK)
				e = store_body_put(s, &h, salt, str_of(l.body));
		}
		if (e == ERR_OK)
			e = store_commit(s);
		else if (i % 2)
			store_rollback(s);
		else
			assert_int_equal(store_commit(s), e);
	}
	assert_int_equal(e, ERR_FULL);
	assert_int_equal(store_tree(s)->size, size);
	assert_int_equal(count_seen(s, a), size);
}

static void
f_a_full_disk_writes_nothing(void **state)
{
	const char *path = path_new();
	struct arena *a = arena_new(ROOM);
	char dir[64];
	struct store *s;

	(void)state;
	snprintf(dir, sizeof dir, "%.*s", (int)(strrchr(path, '/') - path), path);
	if (!small_disk(dir)) {
		path_remove(path);
		arena_free(&a);
		skip();
	}
	OK(store_open(path, STORE_CREATE, &s, NULL));
	fill(s, a, false);
	store_close(&s);
	path_remove(path);
	OK(store_open(path, STORE_CREATE, &s, NULL));
	fill(s, a, true);
	store_close(&s);
	path_remove(path);
	assert_int_equal(umount2(dir, MNT_DETACH), 0);
	rmdir(dir);
	arena_free(&a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_a_file_is_made_once_and_only_when_asked),
		cmocka_unit_test(f_what_is_no_database_is_refused),
		cmocka_unit_test(b_tables_of_another_version_are_only_read),
		cmocka_unit_test(b_what_is_committed_is_there_and_nothing_else),
		cmocka_unit_test(b_a_reader_sees_whole_transactions_while_another_writes),
		cmocka_unit_test(b_a_second_writer_is_told_busy),
		cmocka_unit_test(b_the_log_is_cut_when_it_is_long),
		cmocka_unit_test(f_the_ledger_refuses_changes),
		cmocka_unit_test(f_a_write_outside_a_transaction_ends_the_program),
		cmocka_unit_test(f_a_reader_cannot_write),
		cmocka_unit_test(f_a_full_disk_writes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
