/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/tile.h"

#include <stdio.h>

#include "base/die.h"
#include "base/num.h"

/*
 * The index in groups of three digits, all but the last with an 'x' before:
 * 1234067 is "x001/x234/067". Then the width of a partial tile.
 */
static void
path_index(struct buf *b, uint64_t index, unsigned width)
{
	unsigned group[7];
	int n = 0;

	must(width >= 1 && width <= TILE_WIDTH);
	do
		group[n++] = (unsigned)(index % 1000);
	while (index /= 1000);
	while (--n > 0)
		buf_fmt(b, "x%03u/", group[n]);
	buf_fmt(b, "%03u", group[0]);
	if (width < TILE_WIDTH)
		buf_fmt(b, ".p/%u", width);
}

struct str
tile_path(struct arena *a, int level, uint64_t index, unsigned width)
{
	struct buf b = buf_on(a, 64);

	must(level >= 0 && level <= 63);
	buf_fmt(&b, "tile/%d/", level);
	path_index(&b, index, width);
	must(buf_done(&b));
	return buf_str(&b);
}

struct str
tile_bundle_path(struct arena *a, uint64_t index, unsigned width)
{
	struct buf b = buf_on(a, 64);

	buf_add(&b, STR("tile/entries/"));
	path_index(&b, index, width);
	must(buf_done(&b));
	return buf_str(&b);
}

/* A number as it is written: no zero in front. */
static bool
plain_number(struct str s, uint64_t max, uint64_t *out)
{
	return num_u64(s, 0, max, out) && (s.n == 1 || s.p[0] != '0');
}

/* ".p/12" at the end of *s is taken off; without it the tile is full. */
static bool
path_take_width(struct str *s, unsigned *width)
{
	size_t at = str_find(*s, STR(".p/"));
	uint64_t w;

	*width = TILE_WIDTH;
	if (at == SIZE_MAX)
		return true;
	if (!plain_number(str_sub(*s, at + 3, s->n), TILE_WIDTH - 1, &w) || w == 0)
		return false;
	*width = (unsigned)w;
	*s = str_sub(*s, 0, at);
	return true;
}

static bool
path_take_index(struct str s, uint64_t *index)
{
	struct str group;
	uint64_t three;
	bool first = true, last = false;

	*index = 0;
	while (str_cut(&s, '/', &group)) {
		last = s.p == NULL;
		if (!last && (group.n == 0 || *group.p != 'x'))
			return false;
		group = str_sub(group, last ? 0 : 1, group.n);
		if (group.n != 3 || !num_u64(group, 0, 999, &three) || (first && !last && three == 0))
			return false;
		if (__builtin_mul_overflow(*index, 1000u, index) ||
		    __builtin_add_overflow(*index, three, index))
			return false;
		first = false;
	}
	return last;
}

bool
tile_path_read(struct str path, int *level, uint64_t *index, unsigned *width)
{
	struct str part;
	uint64_t l;

	if (!str_cut(&path, '/', &part) || !str_eq(part, STR("tile")) || !str_cut(&path, '/', &part) ||
	    path.p == NULL)
		return false;
	if (str_eq(part, STR("entries")))
		*level = TILE_ENTRIES;
	else if (plain_number(part, 63, &l))
		*level = (int)l;
	else
		return false;
	return path_take_width(&path, width) && path_take_index(path, index);
}

unsigned
tile_width(uint64_t size, int level, uint64_t index)
{
	int shift = level == TILE_ENTRIES ? 0 : 8 * level;
	uint64_t hashes = shift > 63 ? 0 : size >> shift;

	if (hashes / TILE_WIDTH > index)
		return TILE_WIDTH;
	return hashes / TILE_WIDTH == index ? (unsigned)(hashes % TILE_WIDTH) : 0;
}

void
tile_bundle_add(struct buf *b, struct str entry)
{
	must(entry.n <= UINT16_MAX);
	buf_char(b, (char)(entry.n >> 8));
	buf_char(b, (char)(entry.n & 255));
	buf_add(b, entry);
}

bool
tile_bundle_next(struct str *bundle, struct str *entry, enum err *e)
{
	const unsigned char *p = (const unsigned char *)bundle->p;
	size_t n;

	*e = ERR_OK;
	if (bundle->n == 0)
		return false;
	*e = ERR_MALFORMED;
	if (bundle->n < 2)
		return false;
	n = (size_t)p[0] << 8 | p[1];
	if (bundle->n - 2 < n)
		return false;
	*entry = str_sub(*bundle, 2, 2 + n);
	*bundle = str_sub(*bundle, 2 + n, bundle->n);
	*e = ERR_OK;
	return true;
}
