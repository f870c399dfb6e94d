/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/hex.h"

#include "base/num.h"

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
hex_read(struct str text, void *out, size_t n)
{
	unsigned char *to = out;
	size_t want;

	if (!size_mul(n, 2, &want) || text.n != want)
		return false;
	for (size_t i = 0; i < n; i++) {
		int high = nibble(text.p[2 * i]), low = nibble(text.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		to[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}
