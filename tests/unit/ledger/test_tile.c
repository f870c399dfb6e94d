/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Paths of tiles, there and back, and bundles of entries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/tile.h"

static struct arena *arena;

static void
is(struct str path, const char *want)
{
	if (!str_eq(path, str_of(want)))
		fail_msg("%.*s, not %s", STR_ARG(path), want);
}

static void
paths_as_in_the_text(void **state)
{
	(void)state;
	is(tile_path(arena, 0, 1234067, 256), "tile/0/x001/x234/067");
	is(tile_path(arena, 0, 1067, 12), "tile/0/x001/067.p/12");
	is(tile_path(arena, 63, 0, 255), "tile/63/000.p/255");
	is(tile_bundle_path(arena, 999, 256), "tile/entries/999");
	is(tile_bundle_path(arena, 1000, 1), "tile/entries/x001/000.p/1");
	is(tile_path(arena, 0, UINT64_MAX, 256), "tile/0/x018/x446/x744/x073/x709/x551/615");
}

static void
paths_are_read_back(void **state)
{
	static const uint64_t indexes[] = {0, 1, 255, 999, 1000, 1001, 999999, 1000000, 70368744177663, UINT64_MAX};
	uint64_t index;
	unsigned width;
	int level;

	(void)state;
	for (int l = -1; l < 64; l += 7)
		for (size_t i = 0; i < sizeof indexes / sizeof *indexes; i++)
			for (unsigned w = 1; w <= 256; w += 51) {
				struct str p = l < 0 ? tile_bundle_path(arena, indexes[i], w) : tile_path(arena, l, indexes[i], w);

				assert_true(tile_path_read(p, &level, &index, &width));
				assert_int_equal(level, l);
				assert_int_equal(index, indexes[i]);
				assert_int_equal(width, w);
			}
}

static void
other_spellings_are_refused(void **state)
{
	static const char *const bad[] = {
		"", "tile", "tile/", "tile/0", "tile/0/", "tile/64/000", "tile/00/000", "tile/-1/000",
		"tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/x000", "tile/0/x000/001", "tile/0/001/002",
		"tile/0/x001/x002", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/",
		"tile/0/000.p", "tile/0/000/", "/tile/0/000", "tile//000", "tile/entry/000", "Tile/0/000",
		"tile/0/000.p/1/2", "tile/0/ 01", "tile/0/x001/000.p/1x", "tile/0/X001/000",
		"tile/0/x018/x446/x744/x073/x709/x551/616", "tile/0/x001/x000/x000/x000/x000/x000/x000/000",
	};
	uint64_t index;
	unsigned width;
	int level;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (tile_path_read(str_of(bad[i]), &level, &index, &width))
			fail_msg("accepted: %s", bad[i]);
}

static void
widths_as_in_the_text(void **state)
{
	(void)state;
	/* C2SP tlog-tiles, for a tree of 70,000 and one of 256 */
	assert_int_equal(tile_width(70000, 0, 272), 256);
	assert_int_equal(tile_width(70000, 0, 273), 112);
	assert_int_equal(tile_width(70000, 0, 274), 0);
	assert_int_equal(tile_width(70000, 1, 0), 256);
	assert_int_equal(tile_width(70000, 1, 1), 17);
	assert_int_equal(tile_width(70000, 2, 0), 1);
	assert_int_equal(tile_width(70000, 3, 0), 0);
	assert_int_equal(tile_width(256, 0, 0), 256);
	assert_int_equal(tile_width(256, 0, 1), 0);
	assert_int_equal(tile_width(256, 1, 0), 1);
	assert_int_equal(tile_width(0, 0, 0), 0);
	assert_int_equal(tile_width(70000, TILE_ENTRIES, 273), 112);
	assert_int_equal(tile_width(UINT64_MAX, 63, 0), 0);
}

static void
bundles_there_and_back(void **state)
{
	char big[65535];
	struct buf b = buf_on(arena, 1 << 20);
	struct str rest, one;
	enum err e;

	(void)state;
	memset(big, 'x', sizeof big);
	tile_bundle_add(&b, STR("one"));
	tile_bundle_add(&b, STR(""));
	tile_bundle_add(&b, (struct str){big, sizeof big});
	rest = buf_str(&b);
	assert_memory_equal(rest.p, "\0\3one\0\0\377\377x", 10);
	assert_true(tile_bundle_next(&rest, &one, &e));
	assert_true(str_eq(one, STR("one")));
	assert_true(tile_bundle_next(&rest, &one, &e));
	assert_int_equal(one.n, 0);
	assert_true(tile_bundle_next(&rest, &one, &e));
	assert_int_equal(one.n, sizeof big);
	assert_false(tile_bundle_next(&rest, &one, &e));
	assert_int_equal(e, ERR_OK);
}

static void
cut_bundles_are_refused(void **state)
{
	struct buf b = buf_on(arena, 100);
	struct str rest, one;
	enum err e;

	(void)state;
	tile_bundle_add(&b, STR("entry"));
	for (size_t n = 1; n < b.n; n++) {
		rest = str_sub(buf_str(&b), 0, n);
		assert_false(tile_bundle_next(&rest, &one, &e));
		assert_int_equal(e, ERR_MALFORMED);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_as_in_the_text), cmocka_unit_test(paths_are_read_back),
		cmocka_unit_test(other_spellings_are_refused), cmocka_unit_test(widths_as_in_the_text),
		cmocka_unit_test(bundles_there_and_back), cmocka_unit_test(cut_bundles_are_refused),
	};
	int failed;

	arena = arena_new(8 * 1024 * 1024);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(&arena);
	return failed;
}
