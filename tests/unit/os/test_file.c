/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "os/file.h"

struct fixture {
	struct arena *arena;
	struct str dir;
	struct why why;
};

static int
setup(void **state)
{
	static struct fixture f; /* cmocka runs one test at a time */
	static char name[64];

	strcpy(name, "/tmp/test_file.XXXXXX");
	f.arena = arena_new(1 << 20);
	f.why = (struct why){.arena = f.arena};
	f.dir = str_of(mkdtemp(name));
	*state = &f;
	return f.dir.n ? 0 : -1;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	int r = system(arena_fmt(f->arena, "rm -rf '%s'", f->dir.p).p);

	arena_free(&f->arena);
	return r;
}

static void
b_write_and_read(void **state)
{
	struct fixture *f = *state;
	struct str path = file_join(f->arena, f->dir, STR("key")), got, *names;
	struct stat st;
	size_t n;

	assert_false(file_exists(path));
	assert_int_equal(file_write(f->arena, path, STR("one"), 0600, &f->why), ERR_OK);
	assert_int_equal(file_write(f->arena, path, STR("two\0more"), 0640, &f->why), ERR_OK);
	assert_true(file_exists(path));
	assert_int_equal(file_read(f->arena, path, 8, &got, &f->why), ERR_OK);
	assert_true(str_eq(got, STR("two\0more")));
	assert_int_equal(stat(path.p, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(file_list(f->arena, f->dir, &names, &n, &f->why), ERR_OK);
	assert_int_equal(n, 1); /* no temporary name is left */
}

static void
f_what_cannot_be_read(void **state)
{
	struct fixture *f = *state;
	struct str path = file_join(f->arena, f->dir, STR("a")), got;

	assert_int_equal(file_read(f->arena, path, 8, &got, &f->why), ERR_NOT_FOUND);
	assert_true(str_eq(f->why.file, path));
	assert_true(f->why.text.n > 0);
	assert_int_equal(file_write(f->arena, path, STR("123456789"), 0600, &f->why), ERR_OK);
	assert_int_equal(file_read(f->arena, path, 8, &got, &f->why), ERR_TOO_LARGE);
	assert_int_equal(file_read(f->arena, f->dir, 8, &got, &f->why), ERR_IO);
	assert_int_equal(file_read(f->arena, STR("/dev/zero"), 8, &got, &f->why), ERR_IO);
	assert_int_equal(file_write(f->arena, STR("/nowhere/x"), STR(""), 0600, &f->why), ERR_NOT_FOUND);
}

static void
b_folders(void **state)
{
	struct fixture *f = *state;
	struct str deep = file_join(f->arena, f->dir, STR("x//y/z")), *names;
	size_t n;

	assert_int_equal(file_mkdir(f->arena, deep, 0700, &f->why), ERR_OK);
	assert_int_equal(file_mkdir(f->arena, deep, 0700, &f->why), ERR_OK);
	for (int i = 99; i >= 0; i--)
		assert_int_equal(file_write(f->arena, arena_fmt(f->arena, "%s/%02d", deep.p, i), STR(""), 0600, &f->why), ERR_OK);
	assert_int_equal(file_list(f->arena, deep, &names, &n, &f->why), ERR_OK);
	assert_int_equal(n, 100);
	assert_true(str_eq(names[0], STR("00")) && str_eq(names[99], STR("99")));
	assert_int_equal(file_mkdir(f->arena, file_join(f->arena, deep, STR("00/no")), 0700, &f->why), ERR_IO);
	assert_int_equal(file_list(f->arena, STR("/nowhere"), &names, &n, &f->why), ERR_NOT_FOUND);
}

static void
c_lock_ends_with_the_process(void **state)
{
	struct fixture *f = *state;
	struct str path = file_join(f->arena, f->dir, STR("lock"));
	int fd, status, ready[2];
	pid_t child;
	char c;

	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		if (file_lock(f->arena, path, &fd, &f->why) != ERR_OK || write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	assert_int_equal(file_lock(f->arena, path, &fd, &f->why), ERR_BUSY);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(file_lock(f->arena, path, &fd, &f->why), ERR_OK);
	close(fd);
	close(ready[0]);
	close(ready[1]);
}

static void
b_sizes(void **state)
{
	struct fixture *f = *state;
	struct str path = file_join(f->arena, f->dir, STR("some"));
	int64_t free = -1, size = -1;

	assert_int_equal(file_size(f->arena, path), 0);
	assert_int_equal(file_write(f->arena, path, STR("twelve bytes"), 0600, &f->why), ERR_OK);
	assert_int_equal(file_size(f->arena, path), 12);
	assert_int_equal(file_space(f->arena, f->dir, &free, &size), ERR_OK);
	assert_true(free > 0 && size >= free);
	assert_int_equal(file_sync(f->arena, path, &f->why), ERR_OK);
	free = size = 7;
	assert_int_equal(file_space(f->arena, file_join(f->arena, f->dir, STR("none")), &free, &size), ERR_NOT_FOUND);
	assert_true(free == 7 && size == 7); /* what is not known stays as it was */
	assert_int_equal(file_space(f->arena, path, &free, &size), ERR_IO);
	assert_int_equal(file_sync(f->arena, file_join(f->arena, f->dir, STR("none")), &f->why), ERR_NOT_FOUND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(b_write_and_read),
		TEST(f_what_cannot_be_read),
		TEST(b_folders),
		TEST(c_lock_ends_with_the_process),
		TEST(b_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
