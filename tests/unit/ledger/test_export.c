/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sekimori-verify as a process over a written export: accepted as it is, and
 * refused with any byte, file or name of it changed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "codec/base64.h"
#include "sample.h"

#define TESTDATA_KEY "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx\n"

enum { SMALL = 5, FILES_MAX = 200, OMITTED = 4 };

/* A process under the sanitizer takes ten times as long to start: every seventh byte is enough there. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FLIP_STEP 7
#endif
#endif
#ifndef FLIP_STEP
#define FLIP_STEP 1
#endif

extern char **environ;

static struct arena *arena;
static char program[512], base[256], out[300], key_file[300], seen_file[300], said[300];
static char file[FILES_MAX][400];
static size_t nfiles;

/* --- writing ------------------------------------------------------------------ */

static void
put(const char *folder, struct str path, struct str bytes)
{
	char name[600];
	FILE *f;

	snprintf(name, sizeof name, "%s/%.*s", folder, STR_ARG(path));
	for (char *p = name + strlen(folder) + 1; (p = strchr(p, '/')) != NULL; *p++ = '/') {
		*p = 0;
		assert_true(mkdir(name, 0755) == 0 || errno == EEXIST);
	}
	assert_non_null(f = fopen(name, "w"));
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	assert_int_equal(fclose(f), 0);
}

static void
put_tiles(const struct sample *s, const char *folder)
{
	unsigned width;
	struct buf b;

	for (int level = 0; level < 3; level++)
		for (uint64_t i = 0; (width = tile_width(s->n, level, i)) != 0; i++)
			put(folder, tile_path(arena, level, i, width),
			    (struct str){(const char *)s->tile[level][i * TILE_WIDTH].b, width * HASH_SIZE});
	for (uint64_t i = 0; (width = tile_width(s->n, TILE_ENTRIES, i)) != 0; i++) {
		b = buf_on(arena, 1 << 22);
		for (unsigned k = 0; k < width; k++)
			tile_bundle_add(&b, s->entry[i * TILE_WIDTH + k]);
		put(folder, tile_bundle_path(arena, i, width), buf_str(&b));
	}
}

static void
put_bodies(struct sample *s, const char *folder)
{
	struct buf omitted = buf_on(arena, 65536), b;

	for (uint64_t i = 0; i < s->n; i++) {
		if (s->body[i].state == LEDGER_BODY_NONE)
			continue;
		if (i % 5 == OMITTED) {
			buf_fmt(&omitted, "%llu\n", (unsigned long long)i);
			continue;
		}
		b = buf_on(arena, 65536);
		buf_hex(&b, s->body[i].salt, BODY_SALT);
		buf_char(&b, '\n');
		buf_add(&b, s->body[i].bytes);
		put(folder, arena_fmt(arena, "bodies/%llu", (unsigned long long)i), buf_str(&b));
	}
	put(folder, STR("omitted"), buf_str(&omitted));
}

static void
put_policies(const struct sample *s, const char *folder)
{
	for (int p = 0; p < SAMPLE_POLICIES; p++)
		for (int f = 0; f < SAMPLE_FILES; f++)
			put(folder, arena_fmt(arena, "policies/%.64s/%.*s", sample_hex(arena, &s->policy[p]).p,
			    STR_ARG(s->file[p][f].name)), s->file[p][f].bytes);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static int
note_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)ftw;
	if (kind == FTW_F) {
		assert_in_range(nfiles, 0, FILES_MAX - 1);
		snprintf(file[nfiles++], sizeof *file, "%s", path);
	}
	return 0;
}

/* A fresh export in `out`, its files listed. */
static void
export(struct sample *s)
{
	struct str key = verifier_text(arena, STR(SAMPLE_TOWN), s->key.public_key);

	nftw(out, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	assert_int_equal(mkdir(out, 0755), 0);
	put(out, STR("checkpoint"), s->note[s->notes - 1]);
	put(out, STR("key"), arena_fmt(arena, "%.*s\n", STR_ARG(key)));
	put_tiles(s, out);
	put_bodies(s, out);
	put_policies(s, out);
	nfiles = 0;
	nftw(out, note_one, 16, FTW_PHYS);
}

/* --- asking ---------------------------------------------------------------------- */

static int
ask(const char *folder, const char *a, const char *b, const char *c)
{
	char *argv[] = {program, strdup(folder), a ? strdup(a) : NULL, b ? strdup(b) : NULL, c ? strdup(c) : NULL, NULL};
	posix_spawn_file_actions_t fa;
	int status;
	pid_t pid;

	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_addopen(&fa, 1, said, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	posix_spawn_file_actions_adddup2(&fa, 1, 2);
	assert_int_equal(posix_spawn(&pid, program, &fa, NULL, argv, environ), 0);
	posix_spawn_file_actions_destroy(&fa);
	for (int i = 1; i < 5; i++)
		free(argv[i]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
plain(void)
{
	return ask(out, NULL, NULL, NULL);
}

static bool
says(const char *text)
{
	char bytes[8192];
	FILE *f = fopen(said, "r");
	size_t n;

	assert_non_null(f);
	n = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	return str_find((struct str){bytes, n}, str_of(text)) != SIZE_MAX;
}

static void
write_to(const char *path, struct str bytes)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	assert_int_equal(fclose(f), 0);
}

/* --- tests ------------------------------------------------------------------------- */

static void
accepted_as_written(void **state)
{
	static const uint64_t sizes[] = {1, 2, 255, 256, 257, 513, 700};
	struct sample *s;

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		s = sample_new(arena, sizes[i]);
		nftw(out, remove_one, 16, FTW_DEPTH | FTW_PHYS);
		assert_int_equal(mkdir(out, 0755), 0);
		put(out, STR("checkpoint"), s->note[s->notes - 1]);
		put(out, STR("key"), arena_fmt(arena, "%.*s\n",
		    STR_ARG(verifier_text(arena, STR(SAMPLE_TOWN), s->key.public_key))));
		put_tiles(s, out);
		put_bodies(s, out);
		put_policies(s, out);
		assert_int_equal(plain(), 0);
		assert_true(says("検証: 受理 記載 "));
		sample_free(s);
	}
}

static void
every_byte_flipped_is_refused(void **state)
{
	struct sample *s = sample_new(arena, SMALL);
	unsigned tried = 0;
	char c, flipped;

	(void)state;
	export(s);
	assert_int_equal(plain(), 0);
	for (size_t i = 0; i < nfiles; i++) {
		int fd = open(file[i], O_RDWR);

		assert_true(fd >= 0);
		for (off_t at = 0; pread(fd, &c, 1, at) == 1; at += FLIP_STEP) {
			flipped = (char)(c ^ 1 << at % 7);
			assert_int_equal(pwrite(fd, &flipped, 1, at), 1);
			if (plain() != 2)
				fail_msg("%s byte %lld is accepted", file[i], (long long)at);
			assert_int_equal(pwrite(fd, &c, 1, at), 1);
			tried++;
		}
		close(fd);
	}
	assert_int_equal(plain(), 0);
	print_message("%u bytes in %zu files\n", tried, nfiles);
	assert_in_range(tried, 2000 / FLIP_STEP, 100000);
	sample_free(s);
}

/* With its last byte gone, and with one byte more. */
static void
cut_and_grow(const char *path)
{
	struct stat st;
	char last, more[2] = "\n";
	int fd = open(path, O_RDWR);

	assert_true(fd >= 0 && fstat(fd, &st) == 0);
	assert_int_equal(pwrite(fd, more, 1, st.st_size), 1);
	if (plain() != 2)
		fail_msg("%s grown is accepted", path);
	assert_int_equal(ftruncate(fd, st.st_size), 0);
	if (st.st_size > 0) {
		assert_int_equal(pread(fd, &last, 1, st.st_size - 1), 1);
		assert_int_equal(ftruncate(fd, st.st_size - 1), 0);
		if (plain() != 2)
			fail_msg("%s cut is accepted", path);
		assert_int_equal(pwrite(fd, &last, 1, st.st_size - 1), 1);
	}
	close(fd);
}

static void
rename_and_remove(const char *path)
{
	const char *other = arena_fmt(arena, "%sx", path).p, *gone = arena_fmt(arena, "%s/gone", base).p;

	assert_int_equal(rename(path, other), 0);
	if (plain() != 2)
		fail_msg("%s renamed is accepted", path);
	assert_int_equal(rename(other, gone), 0);
	if (plain() != 2)
		fail_msg("%s missing is accepted", path);
	assert_int_equal(rename(gone, path), 0);
}

static void
every_file_cut_grown_renamed_or_missing(void **state)
{
	struct sample *s = sample_new(arena, 258);

	(void)state;
	export(s);
	for (size_t i = 0; i < nfiles; i++) {
		if (strstr(file[i], "/bodies/") && i % 7)
			continue; /* a sample of them is enough */
		cut_and_grow(file[i]);
		rename_and_remove(file[i]);
	}
	assert_int_equal(plain(), 0);
	sample_free(s);
}

static void
added_things_are_found(void **state)
{
	static const char *const extra[] = {
		"x", "tile/x", "tile/0/001", "tile/0/000", "tile/0/000.p/4", "tile/1/000.p/1", "tile/entries/000.p/6",
		"bodies/3", "bodies/2", "bodies/5", "bodies/00", "bodies/x", "bodies/1/2", "bodies/4", "policies/x",
		"policies/0000000000000000000000000000000000000000000000000000000000000000/a", ".hidden", "sub/x",
	};
	struct sample *s = sample_new(arena, SMALL);
	char name[600];

	(void)state;
	for (size_t i = 0; i < sizeof extra / sizeof *extra; i++) {
		export(s);
		if (strcmp(extra[i], "bodies/1/2") == 0) {
			snprintf(name, sizeof name, "%s/bodies/1", out);
			remove(name);
		}
		put(out, str_of(extra[i]), STR("extra"));
		if (plain() != 2)
			fail_msg("%s is accepted", extra[i]);
	}
	export(s);
	snprintf(name, sizeof name, "%s/policies/%.64s/new.yaml", out, sample_hex(arena, &s->policy[0]).p);
	write_to(name, STR(""));
	assert_int_equal(plain(), 2);
	export(s);
	snprintf(name, sizeof name, "%s/bodies/empty", out);
	assert_int_equal(mkdir(name, 0755), 0);
	assert_int_equal(plain(), 2);
	sample_free(s);
}

static void
links_and_pipes_are_not_followed(void **state)
{
	struct sample *s = sample_new(arena, SMALL);
	char name[600], moved[600];

	(void)state;
	snprintf(moved, sizeof moved, "%s/moved", base);
	for (int i = 0; i < 3; i++) {
		static const char *const at[] = {"bodies/0", "tile", "checkpoint"};

		export(s);
		nftw(moved, remove_one, 16, FTW_DEPTH | FTW_PHYS);
		snprintf(name, sizeof name, "%s/%s", out, at[i]);
		assert_int_equal(rename(name, moved), 0);
		assert_int_equal(symlink(moved, name), 0);
		assert_int_not_equal(plain(), 0);
		assert_int_equal(remove(name), 0);
		assert_int_equal(mkfifo(name, 0644), 0);
		assert_int_not_equal(plain(), 0);
	}
	sample_free(s);
}

static void
omitted_is_held_against_the_entries(void **state)
{
	static const char *const bad[] = {"", "4", "4\n4\n", "3\n4\n", "4\n5\n", "04\n", "4\n\n", "\n4\n", "0\n4\n", "4 \n", "-4\n", "x\n"};
	struct sample *s = sample_new(arena, SMALL);

	(void)state;
	export(s);
	assert_true(plain() == 0 && says("除外 1 件"));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		put(out, STR("omitted"), str_of(bad[i]));
		if (plain() != 2)
			fail_msg("omitted \"%s\" is accepted", bad[i]);
	}
	sample_free(s);
}

static void
key_from_elsewhere(void **state)
{
	struct sample *s = sample_new(arena, SMALL);
	struct str key = verifier_text(arena, STR(SAMPLE_TOWN), s->key.public_key);
	unsigned char other[SIGN_PUBLIC] = {1};

	(void)state;
	export(s);
	write_to(key_file, key);
	assert_int_equal(ask(out, "--key", key_file, NULL), 0);
	assert_false(says("注意"));
	assert_int_equal(plain(), 0);
	assert_true(says("注意"));
	write_to(key_file, verifier_text(arena, STR(SAMPLE_TOWN), other));
	assert_int_equal(ask(out, "--key", key_file, NULL), 2);
	write_to(key_file, STR("nonsense"));
	assert_int_equal(ask(out, "--key", key_file, NULL), 2);
	assert_int_equal(ask(out, "--key", "/nonexistent", NULL), 1);
	sample_free(s);
}

static void
rewritten_and_signed_again_is_found_by_seen(void **state)
{
	struct sample *s = sample_new(arena, 9);
	struct str seen = s->note[1];

	(void)state;
	export(s);
	write_to(seen_file, seen);
	assert_int_equal(ask(out, "--seen", seen_file, NULL), 0);
	assert_true(says("外の検印 1 件"));
	s->fields[3].actor = STR("p99");
	sample_write(s, 3);
	sample_seal(s);
	export(s);
	assert_int_equal(plain(), 0);
	assert_int_equal(ask(out, "--seen", seen_file, NULL), 2);
	assert_true(says("書き換えられている"));
	assert_int_equal(ask(out, "--seen", "/nonexistent", NULL), 1);
	sample_free(s);
}

/* A signed size that no disk holds must not keep the verifier busy. */
static void
absurd_size_ends_at_once(void **state)
{
	struct sample *s = sample_new(arena, SMALL);
	struct checkpoint c = {.origin = STR(SAMPLE_TOWN), .size = (uint64_t)1 << 60};

	(void)state;
	export(s);
	put(out, STR("checkpoint"), checkpoint_sign(arena, &c, s->seed));
	assert_int_equal(plain(), 2);
	sample_free(s);
}

static void
foreign_log(void **state)
{
	const char *shared = getenv("SEKIMORI_SHARED");
	char path[512];
	struct stat st;

	(void)state;
	snprintf(path, sizeof path, "%s/data/tlog/signed-log", shared ? shared : "../shared");
	if (stat(path, &st) != 0) {
		printf("SKIP: no %s\n", path);
		skip();
	}
	write_to(key_file, STR(TESTDATA_KEY));
	assert_int_equal(ask(path, "--foreign", "--key", key_file), 0);
	assert_true(says("外の検印 16 件"));
}

static void
command_line(void **state)
{
	(void)state;
	assert_int_equal(ask("--help", NULL, NULL, NULL), 0);
	assert_true(says("使い方"));
	assert_int_equal(ask("/nonexistent", NULL, NULL, NULL), 1);
	assert_int_equal(ask("--unknown", NULL, NULL, NULL), 1);
	assert_int_equal(ask(out, "--foreign", NULL, NULL), 1);
}

static int
fresh(void **state)
{
	(void)state;
	arena_reset(arena);
	return 0;
}

/* The program stands where the build puts it, seen from build/unit/ledger/. */
static bool
program_find(const char *self)
{
	const char *given = getenv("SEKIMORI_VERIFY");
	char *cut;

	snprintf(program, sizeof program, "%s", given ? given : self);
	for (int i = 0; !given && i < 3; i++)
		if ((cut = strrchr(program, '/')) != NULL)
			*cut = 0;
	if (!given)
		strncat(program, "/sekimori-verify", sizeof program - strlen(program) - 1);
	return access(program, X_OK) == 0;
}

int
main(int argc, char **argv)
{
#define TEST(f) cmocka_unit_test_setup(f, fresh)
	const struct CMUnitTest tests[] = {
		TEST(accepted_as_written), TEST(every_byte_flipped_is_refused),
		TEST(every_file_cut_grown_renamed_or_missing), TEST(added_things_are_found),
		TEST(links_and_pipes_are_not_followed), TEST(omitted_is_held_against_the_entries),
		TEST(key_from_elsewhere), TEST(rewritten_and_signed_again_is_found_by_seen),
		TEST(absurd_size_ends_at_once), TEST(foreign_log), TEST(command_line),
	};
	int failed;

	(void)argc;
	if (!program_find(argv[0])) {
		printf("SKIP: no %s\n", program);
		return 0;
	}
	snprintf(base, sizeof base, "/tmp/sekimori-export.XXXXXX");
	if (mkdtemp(base) == NULL)
		return 1;
	snprintf(out, sizeof out, "%s/out", base);
	snprintf(key_file, sizeof key_file, "%s/key", base);
	snprintf(seen_file, sizeof seen_file, "%s/seen", base);
	snprintf(said, sizeof said, "%s/said", base);
	arena = arena_new(256 * 1024 * 1024);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(&arena);
	nftw(base, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return failed;
}
