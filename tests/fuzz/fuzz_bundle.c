/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes as a bundle of entries and as a tile's path: what is taken apart is put together the same. */
#include <stdlib.h>

#include "ledger/tile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
path_check(struct arena *a, struct str in)
{
	uint64_t index;
	unsigned width;
	int level;

	if (tile_path_read(in, &level, &index, &width))
		check(str_eq(in, level == TILE_ENTRIES ? tile_bundle_path(a, index, width)
		                                       : tile_path(a, level, index, width)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(64 << 20);
	struct str in = {(const char *)data, size}, rest = in, one;
	struct buf b = buf_on(a, size);
	enum err e;

	path_check(a, in);
	while (tile_bundle_next(&rest, &one, &e))
		tile_bundle_add(&b, one);
	check(buf_done(&b) && str_eq(buf_str(&b), str_sub(in, 0, size - rest.n)));
	check((e == ERR_OK) == (rest.n == 0));
	arena_free(&a);
	return 0;
}
