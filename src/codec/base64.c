/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "codec/base64.h"

#include "base/num.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct str
base64_encode(struct arena *a, struct str bytes)
{
	const unsigned char *in = (const unsigned char *)bytes.p;
	size_t n = bytes.n / 3 * 4 + (bytes.n % 3 ? 4 : 0);
	char *out = arena_alloc(a, n + 1), *to = out;

	for (size_t i = 0; i < bytes.n; i += 3) {
		size_t left = bytes.n - i;
		uint32_t v = (uint32_t)in[i] << 16 | (left > 1 ? (uint32_t)in[i + 1] << 8 : 0) |
		             (left > 2 ? in[i + 2] : 0);

		*to++ = alphabet[v >> 18];
		*to++ = alphabet[v >> 12 & 63];
		*to++ = left > 1 ? alphabet[v >> 6 & 63] : '=';
		*to++ = left > 2 ? alphabet[v & 63] : '=';
	}
	return (struct str){out, n};
}

/* 0..63, or 64 for a character outside the alphabet. */
static uint32_t
sextet(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (uint32_t)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a') + 26;
	if (c >= '0' && c <= '9')
		return (uint32_t)(c - '0') + 52;
	return c == '+' ? 62 : c == '/' ? 63 : 64;
}

/* Three bytes out of `n` characters (2..4; the others are padding). */
static bool
quartet(const char *in, size_t n, unsigned char out[3])
{
	uint32_t v = 0;

	for (size_t i = 0; i < 4; i++) {
		uint32_t six = i < n ? sextet(in[i]) : 0;

		if (six > 63)
			return false;
		v = v << 6 | six;
	}
	out[0] = (unsigned char)(v >> 16);
	out[1] = (unsigned char)(v >> 8);
	out[2] = (unsigned char)v;
	/* bits that carry nothing must be zero, or one value had many spellings */
	return n == 4 || (out[2] == 0 && (n == 3 || out[1] == 0));
}

bool
base64_decode(struct arena *a, struct str text, struct str *out)
{
	unsigned char three[3];
	size_t padding, n;
	char *to;

	if (text.n % 4 != 0)
		return false;
	padding = (size_t)str_ends(text, STR("=")) + str_ends(text, STR("=="));
	n = text.n / 4 * 3 - padding;
	to = arena_alloc(a, n + 1);
	for (size_t i = 0, at = 0; i < text.n; i += 4) {
		size_t used = i + 4 == text.n ? 4 - padding : 4;

		if (!quartet(text.p + i, used, three))
			return false;
		for (size_t k = 0; k + 1 < used; k++)
			to[at++] = (char)three[k];
	}
	*out = (struct str){to, n};
	return true;
}
