/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/hex.h"

#include "base/num.h"

/* The value of a digit plus one, 0 = none: an audit reads tens of millions of them. */
static const unsigned char digit[256] = {['0'] = 1,
    ['1'] = 2,
    ['2'] = 3,
    ['3'] = 4,
    ['4'] = 5,
    ['5'] = 6,
    ['6'] = 7,
    ['7'] = 8,
    ['8'] = 9,
    ['9'] = 10,
    ['a'] = 11,
    ['b'] = 12,
    ['c'] = 13,
    ['d'] = 14,
    ['e'] = 15,
    ['f'] = 16};

bool
hex_read(struct str text, void *out, size_t n)
{
	const unsigned char *from = (const unsigned char *)text.p;
	unsigned char *to = out;
	size_t want;

	if (!size_mul(n, 2, &want) || text.n != want)
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned high = digit[from[2 * i]], low = digit[from[2 * i + 1]];

		if (high == 0 || low == 0)
			return false;
		to[i] = (unsigned char)((high - 1) << 4 | (low - 1));
	}
	return true;
}
