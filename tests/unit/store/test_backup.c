/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#include "ledger.h"

static void
fill(struct store *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		line_commit(s, (struct line){.act = "day", .actor = "clock",
			.effects = "[{\"e\":\"day\",\"from\":\"2026-06-01\"}]", .body = "{\"a\":\"b\"}"});
}

/* How many files lie in the folder of `path`. */
static size_t
beside(const char *path)
{
	char dir[64];
	DIR *d;
	size_t n = 0;

	snprintf(dir, sizeof dir, "%.*s", (int)(strrchr(path, '/') - path), path);
	d = opendir(dir);
	assert_non_null(d);
	for (const struct dirent *e; (e = readdir(d));)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

/* What was committed when it was taken, nothing of what comes after, in one file that opens. */
static void
b_a_copy_of_one_moment(void **state)
{
	char path[64], to[64];
	struct arena *a = arena_new(ROOM);
	struct why why = {.arena = a};
	struct store *writer, *reader, *copy;
	struct stat st;
	struct str at;

	(void)state;
	strcpy(path, path_new());
	strcpy(to, path_new());
	OK(store_open(path, STORE_CREATE, &writer, &why));
	fill(writer, 300);
	OK(store_open(path, STORE_READ, &reader, &why));
	at = dump(reader, a);
	OK(store_begin(writer)); /* somebody is in the middle of it */
	OK(line_put(writer, a, (struct line){.act = "day", .actor = "clock", .body = "{\"a\":\"c\"}"}));
	OK(store_backup(reader, to, &why));
	OK(store_commit(writer));
	assert_int_equal(beside(to), 1);
	assert_int_equal(stat(to, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	OK(store_open(to, STORE_READ, &copy, &why));
	assert_int_equal(store_tree(copy)->size, 300);
	assert_string_equal(dump(copy, a).p, at.p);
	store_close(&copy);
	/* as a town's file it goes on */
	OK(store_open(to, STORE_WRITE, &copy, &why));
	fill(copy, 2);
	assert_int_equal(store_tree(copy)->size, 302);
	store_close(&copy);
	store_close(&reader);
	store_close(&writer);
	path_remove(path);
	path_remove(to);
	arena_free(&a);
}

static void
f_refused(void **state)
{
	char path[64], to[64];
	struct arena *a = arena_new(ROOM);
	struct why why = {.arena = a};
	struct store *s;
	char link[80];

	(void)state;
	strcpy(path, path_new());
	strcpy(to, path_new());
	OK(store_open(path, STORE_CREATE, &s, &why));
	fill(s, 1);
	assert_int_equal(store_backup(s, path, &why), ERR_CONFLICT); /* itself */
	assert_int_equal(store_tree(s)->size, 1);
	assert_int_equal(store_backup(s, "/nonexistent/x.db", &why), ERR_IO);
	snprintf(link, sizeof link, "%s.link", to);
	assert_int_equal(symlink(path, link), 0);
	assert_int_equal(store_backup(s, link, &why), ERR_CONFLICT);
	assert_int_equal(unlink(link), 0);
	fill(s, 1);
	store_close(&s);
	path_remove(path);
	path_remove(to);
	arena_free(&a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_a_copy_of_one_moment),
		cmocka_unit_test(f_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
