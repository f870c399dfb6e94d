/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "crypto/random.h"
#include "gate/blobs.h"
#include "os/file.h"
#include "os/loop.h"

struct fixture {
	struct arena *a;
	struct str dir;
	struct secret *key;
	struct blobs *blobs;
};

static int
begin(void **state)
{
	static struct fixture f;
	char dir[] = "/tmp/blobs-XXXXXX";

	f = (struct fixture){.a = arena_new(64 << 20), .key = secret_new(ENCRYPT_KEY)};
	assert_non_null(mkdtemp(dir));
	f.dir = arena_str(f.a, str_of(dir));
	random_fill(secret_bytes(f.key), ENCRYPT_KEY);
	assert_int_equal(file_mkdir(f.a, file_join(f.a, f.dir, STR("blobs")), 0700, NULL), ERR_OK);
	f.blobs = blobs_open(f.dir, f.key);
	*state = &f;
	return 0;
}

static struct str
folder(struct fixture *f)
{
	return file_join(f->a, f->dir, STR("blobs"));
}

/* Names in the folder that begin so; the last of them in *one. */
static size_t
files(struct fixture *f, const char *prefix, struct str *one)
{
	struct str *names;
	size_t n, count = 0;

	assert_int_equal(file_list(f->a, folder(f), &names, &n, NULL), ERR_OK);
	for (size_t i = 0; i < n; i++)
		if (str_starts(names[i], str_of(prefix))) {
			count++;
			if (one)
				*one = file_join(f->a, folder(f), names[i]);
		}
	return count;
}

static int
end(void **state)
{
	struct fixture *f = *state;
	struct str *names;
	size_t n;

	blobs_close(&f->blobs);
	assert_int_equal(file_list(f->a, folder(f), &names, &n, NULL), ERR_OK);
	for (size_t i = 0; i < n; i++)
		unlink(file_join(f->a, folder(f), names[i]).p);
	rmdir(folder(f).p);
	rmdir(f->dir.p);
	secret_free(&f->key);
	arena_free(&f->a);
	return 0;
}

static enum err
upload(
    struct fixture *f, const char *person, const char *name, struct str bytes, size_t step, struct str *value)
{
	struct why why = {.arena = f->a};
	struct upload_draft *d = NULL;
	enum err e = blobs_upload(f->blobs, f->a, str_of(person), str_of(name), &d, &why);

	for (size_t at = 0; e == ERR_OK && at < bytes.n; at += step)
		e = blobs_upload_add(d, f->a, str_sub(bytes, at, at + step), &why);
	if (e == ERR_OK)
		e = blobs_upload_end(d, f->a, value, &why);
	blobs_upload_free(&d);
	assert_true(e == ERR_OK || why.text.n > 0);
	return e;
}

static struct str
sample(struct fixture *f, size_t n)
{
	char *p = arena_alloc(f->a, n + 1);

	for (size_t i = 0; i < n; i++)
		p[i] = (char)('a' + i * 7 % 23);
	return (struct str){p, n};
}

static enum err
read_all(struct fixture *f, int64_t matter, struct str value, struct buf *out)
{
	struct blob_reading r;
	struct str piece;
	enum err e = blobs_read(f->blobs, f->a, matter, blobs_id(f->a, value), &r);

	if (e)
		return e;
	for (uint64_t i = 0; e == ERR_OK && i < blob_reading_pieces(&r); i++)
		if ((e = blob_reading_piece(&r, f->a, i, &piece)) == ERR_OK)
			buf_add(out, piece);
	blob_reading_end(&r);
	return e;
}

static enum err
claim(struct fixture *f, int64_t matter, struct str value, const char *person)
{
	return blobs_claim(f->blobs, f->a, matter, value, str_of(person), NULL, 0);
}

/* Around the ends of pieces, and whatever the sizes in which it comes. */
static void
b_what_goes_in_comes_out(void **state)
{
	static const size_t sizes[] = {1, BLOB_PIECE - 1, BLOB_PIECE, BLOB_PIECE + 1, 3 * BLOB_PIECE};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct str bytes = sample(f, sizes[i]), value;
		struct buf out = buf_on(f->a, 1 << 20);

		assert_int_equal(upload(f, "tanaka", "a.txt", bytes, 50000 + i, &value), ERR_OK);
		assert_int_equal(claim(f, 7, value, "tanaka"), ERR_OK);
		blobs_settle(f->blobs, true);
		assert_int_equal(read_all(f, 7, value, &out), ERR_OK);
		assert_true(str_eq(buf_str(&out), bytes));
		assert_int_equal(blobs_check(f->blobs, f->a, 7, value, true), ERR_OK);
	}
	assert_int_equal(files(f, "up-", NULL), 0);
}

static void
b_content_and_names_stand_nowhere(void **state)
{
	struct fixture *f = *state;
	struct str value, path, bytes;
	size_t n = 0;

	assert_int_equal(upload(f, "tanaka", "内緒.txt", STR("the secret sentence"), 99, &value), ERR_OK);
	assert_int_equal(claim(f, 3, value, "tanaka"), ERR_OK);
	assert_int_equal(claim(f, 4, value, "tanaka"), ERR_OK); /* the same content elsewhere */
	blobs_settle(f->blobs, true);
	for (const char *c = "0123456789abcdef"; *c; c++)
		n += files(f, (char[]){*c, 0}, &path);
	assert_int_equal(n, 2); /* under names that do not show it */
	assert_int_equal(file_read(f->a, path, 1 << 20, &bytes, NULL), ERR_OK);
	assert_int_equal(str_find(bytes, STR("secret")), SIZE_MAX);
	assert_int_equal(str_find(bytes, STR("内緒")), SIZE_MAX);
	assert_int_equal(str_find(path, str_sub(value, 0, 16)), SIZE_MAX);
}

static struct str
one_claimed(struct fixture *f, struct str bytes, struct str *path)
{
	struct str value;

	assert_int_equal(upload(f, "tanaka", "a.txt", bytes, 1 << 20, &value), ERR_OK);
	assert_int_equal(files(f, "up-", path), 1);
	assert_int_equal(claim(f, 1, value, "tanaka"), ERR_OK);
	/* the upload's name stays until it is settled: it is the same file */
	return value;
}

/* Bad input: every byte counts; cut at every piece, swapped pieces, one file in another's place. */
static void
m_flipped_cut_and_swapped_is_corrupt(void **state)
{
	enum { HEAD = 16 + 12 + 32 + 16 + BLOB_ABOUT + 16, BOX = BLOB_PIECE + 16 };
	struct fixture *f = *state;
	struct str path, bytes = sample(f, 3 * BLOB_PIECE + 100), value = one_claimed(f, bytes, &path);
	char *box = arena_alloc(f->a, 2 * BOX);
	int fd = open(path.p, O_RDWR);
	struct stat st;
	char c;

	assert_true(fd >= 0 && fstat(fd, &st) == 0 && st.st_size == HEAD + 3 * BOX + 116);
	for (off_t at = 0; at < st.st_size; at += at < HEAD ? 1 : 4999) {
		assert_int_equal(pread(fd, &c, 1, at), 1);
		c ^= 0x10;
		assert_int_equal(pwrite(fd, &c, 1, at), 1);
		assert_int_equal(blobs_check(f->blobs, f->a, 1, value, true), ERR_CORRUPT);
		c ^= 0x10;
		assert_int_equal(pwrite(fd, &c, 1, at), 1);
	}
	assert_int_equal(blobs_check(f->blobs, f->a, 1, value, true), ERR_OK);
	assert_int_equal(pread(fd, box, 2 * BOX, HEAD), 2 * BOX);
	assert_int_equal(pwrite(fd, box + BOX, BOX, HEAD) + pwrite(fd, box, BOX, HEAD + BOX), 2 * BOX);
	assert_int_equal(blobs_check(f->blobs, f->a, 1, value, true), ERR_CORRUPT);
	assert_int_equal(pwrite(fd, box, 2 * BOX, HEAD), 2 * BOX);
	assert_int_equal(blobs_check(f->blobs, f->a, 1, value, true), ERR_OK);
	for (int n = 3; n >= 0; n--) {
		assert_int_equal(ftruncate(fd, HEAD + n * BOX), 0);
		assert_int_equal(blobs_check(f->blobs, f->a, 1, value, true), ERR_CORRUPT);
	}
	close(fd);
}

static void
m_one_file_in_the_place_of_another(void **state)
{
	struct fixture *f = *state;
	struct str one, other, at_one, at_other, value = one_claimed(f, STR("eins"), &one);

	assert_int_equal(upload(f, "sato", "b.txt", STR("zwei"), 10, &other), ERR_OK);
	assert_int_equal(claim(f, 2, other, "sato"), ERR_OK);
	blobs_settle(f->blobs, true);
	for (const char *c = "0123456789abcdef"; *c; c++)
		(void)files(f, (char[]){*c, 0}, &at_other);
	assert_int_equal(blobs_check(f->blobs, f->a, 1, value, true), ERR_OK);
	/* whichever of the two it is: it goes under the other's name */
	for (const char *c = "fedcba9876543210"; *c; c++)
		(void)files(f, (char[]){*c, 0}, &at_one);
	if (str_eq(at_one, at_other))
		return; /* cannot be: two files */
	assert_int_equal(rename(at_one.p, at_other.p), 0);
	assert_true((blobs_check(f->blobs, f->a, 1, value, false) == ERR_OK) +
	                (blobs_check(f->blobs, f->a, 2, other, false) == ERR_OK) <=
	            1);
	assert_true(blobs_check(f->blobs, f->a, 1, value, false) != ERR_OK ||
	            blobs_check(f->blobs, f->a, 2, other, false) == ERR_NOT_FOUND);
}

static void
m_another_key_opens_nothing(void **state)
{
	struct fixture *f = *state;
	struct secret *key = secret_new(ENCRYPT_KEY);
	struct str path, value = one_claimed(f, STR("x"), &path);
	struct blobs *other;

	random_fill(secret_bytes(key), ENCRYPT_KEY);
	other = blobs_open(f->dir, key);
	assert_int_equal(blobs_check(other, f->a, 1, value, false), ERR_NOT_FOUND);
	blobs_close(&other);
	secret_free(&key);
}

/* Bad input: too large, empty, a lie; nothing stays. */
static void
m_refused_uploads_leave_nothing(void **state)
{
	struct fixture *f = *state;
	struct str value, big = sample(f, BLOB_MAX / 8 + 1);
	struct why why = {.arena = f->a};
	struct upload_draft *d = NULL;
	enum err e;

	assert_int_equal(upload(f, "p", "空.txt", STR(""), 1, &value), ERR_MALFORMED);
	assert_int_equal(upload(f, "p", "a.pdf", STR("MZ\x90 a program"), 100, &value), ERR_REFUSED);
	/* told as soon as it shows, not at the end */
	assert_int_equal(blobs_upload(f->blobs, f->a, STR("p"), STR("a.pdf"), &d, &why), ERR_OK);
	assert_int_equal(blobs_upload_add(d, f->a, str_sub(big, 0, BLOB_PIECE + 1), &why), ERR_REFUSED);
	blobs_upload_free(&d);
	assert_int_equal(blobs_upload(f->blobs, f->a, STR("p"), STR("a.txt"), &d, &why), ERR_OK);
	e = ERR_OK;
	for (int i = 0; i < 8 && e == ERR_OK; i++)
		e = blobs_upload_add(d, f->a, big, &why);
	assert_int_equal(e, ERR_TOO_LARGE);
	assert_int_equal(files(f, "tmp-", NULL), 1);
	blobs_upload_free(&d);
	assert_int_equal(files(f, "", NULL), 0);
}

static void
m_names(void **state)
{
	struct fixture *f = *state;
	struct why why = {.arena = f->a};
	struct str out, longest = sample(f, BLOB_NAME_CHARS);

	assert_int_equal(blobs_name(f->a, STR("C:\\Users\\田中\\か\xe3\x82\x99.txt"), &out, &why), ERR_OK);
	assert_true(str_eq(out, STR("が.txt"))); /* folders gone, composed */
	assert_int_equal(blobs_name(f->a, STR("../../etc/passwd"), &out, &why), ERR_OK);
	assert_true(str_eq(out, STR("passwd")));
	assert_int_equal(blobs_name(f->a, longest, &out, &why), ERR_OK);
	assert_int_equal(
	    blobs_name(f->a, arena_fmt(f->a, "%.*sx", STR_ARG(longest)), &out, &why), ERR_TOO_LARGE);
	assert_int_equal(blobs_name(f->a, STR("a\nb.txt"), &out, &why), ERR_MALFORMED);
	assert_int_equal(blobs_name(f->a, STR("a\tb.txt"), &out, &why), ERR_MALFORMED);
	assert_int_equal(blobs_name(f->a, (struct str){"a\0b", 3}, &out, &why), ERR_MALFORMED);
	assert_int_equal(blobs_name(f->a,
	                     STR("請求書\xe2\x80\xae"
	                         "fdp.exe"),
	                     &out, &why),
	    ERR_MALFORMED);
	assert_int_equal(blobs_name(f->a, STR("\xff.txt"), &out, &why), ERR_MALFORMED);
	assert_int_equal(blobs_name(f->a, STR("folder/"), &out, &why), ERR_MALFORMED);
	assert_int_equal(blobs_name(f->a, STR(".."), &out, &why), ERR_MALFORMED);
}

static void
m_values(void **state)
{
	struct fixture *f = *state;
	struct str value, name, path;
	struct hash h;
	uint64_t size;

	value = one_claimed(f, STR("abc"), &path);
	assert_true(blobs_value_read(value, &h, &size, &name));
	assert_true(size == 3 && str_eq(name, STR("a.txt")));
	assert_true(
	    str_starts(value, STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad 3 ")));
	assert_false(blobs_value_read(str_sub(value, 1, value.n), &h, &size, &name));
	assert_false(blobs_value_read(str_sub(value, 0, 66), &h, &size, &name));
	assert_false(blobs_value_read(STR(""), &h, &size, &name));
	assert_false(blobs_value_read(
	    STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad 0 a"), &h, &size, &name));
}

/* An upload is its uploader's; a batch that fails leaves it to him. */
static void
b_claims_are_settled(void **state)
{
	struct fixture *f = *state;
	const int64_t from[] = {5};
	struct str value;

	assert_int_equal(upload(f, "tanaka", "a.txt", STR("abc"), 9, &value), ERR_OK);
	assert_int_equal(claim(f, 5, value, "sato"), ERR_NOT_FOUND);
	assert_int_equal(claim(f, 5, value, "tanaka"), ERR_OK);
	blobs_settle(f->blobs, false);
	assert_int_equal(blobs_check(f->blobs, f->a, 5, value, false), ERR_NOT_FOUND);
	assert_int_equal(claim(f, 5, value, "tanaka"), ERR_OK);
	assert_int_equal(claim(f, 6, value, "tanaka"), ERR_OK);
	blobs_unclaim(f->blobs, 1);
	blobs_settle(f->blobs, true);
	assert_int_equal(blobs_check(f->blobs, f->a, 5, value, true), ERR_OK);
	assert_int_equal(blobs_check(f->blobs, f->a, 6, value, true), ERR_NOT_FOUND);
	/* from now on it is the matter's: he cannot name it elsewhere, what comes of the matter can */
	assert_int_equal(claim(f, 6, value, "tanaka"), ERR_NOT_FOUND);
	assert_int_equal(claim(f, 5, value, "sato"), ERR_OK); /* sent again as it stands */
	assert_int_equal(blobs_claim(f->blobs, f->a, 6, value, STR("clock"), from, 1), ERR_OK);
	blobs_settle(f->blobs, true);
	assert_int_equal(blobs_check(f->blobs, f->a, 6, value, true), ERR_OK);
}

static void
b_what_nobody_named_goes(void **state)
{
	struct fixture *f = *state;
	struct str value, kept = one_claimed(f, STR("kept"), &(struct str){0});

	blobs_settle(f->blobs, true);
	assert_int_equal(upload(f, "tanaka", "a.txt", STR("left"), 9, &value), ERR_OK);
	assert_int_equal(blobs_sweep(f->blobs, f->a, loop_clock() + BLOB_KEEP - 60), 0);
	assert_int_equal(blobs_sweep(f->blobs, f->a, loop_clock() + BLOB_KEEP + 60), 1);
	assert_int_equal(claim(f, 9, value, "tanaka"), ERR_NOT_FOUND);
	assert_int_equal(blobs_check(f->blobs, f->a, 1, kept, true), ERR_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(b_what_goes_in_comes_out, begin, end),
	    cmocka_unit_test_setup_teardown(b_content_and_names_stand_nowhere, begin, end),
	    cmocka_unit_test_setup_teardown(m_flipped_cut_and_swapped_is_corrupt, begin, end),
	    cmocka_unit_test_setup_teardown(m_one_file_in_the_place_of_another, begin, end),
	    cmocka_unit_test_setup_teardown(m_another_key_opens_nothing, begin, end),
	    cmocka_unit_test_setup_teardown(m_refused_uploads_leave_nothing, begin, end),
	    cmocka_unit_test_setup_teardown(m_names, begin, end),
	    cmocka_unit_test_setup_teardown(m_values, begin, end),
	    cmocka_unit_test_setup_teardown(b_claims_are_settled, begin, end),
	    cmocka_unit_test_setup_teardown(b_what_nobody_named_goes, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
