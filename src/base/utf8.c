/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/utf8.h"

enum { REPLACEMENT = 0xfffd };

/*
 * Length of the sequence by its first byte, and what the second byte may be:
 * the narrower ranges are what keeps out overlong forms, surrogates and
 * everything past U+10FFFF (RFC 3629, section 4).
 */
static const struct lead {
	unsigned char first, last, length, low, high;
} leads[] = {
    {0xc2, 0xdf, 2, 0x80, 0xbf},
    {0xe0, 0xe0, 3, 0xa0, 0xbf},
    {0xe1, 0xec, 3, 0x80, 0xbf},
    {0xed, 0xed, 3, 0x80, 0x9f},
    {0xee, 0xef, 3, 0x80, 0xbf},
    {0xf0, 0xf0, 4, 0x90, 0xbf},
    {0xf1, 0xf3, 4, 0x80, 0xbf},
    {0xf4, 0xf4, 4, 0x80, 0x8f},
};

static const struct lead *
lead_of(unsigned char c)
{
	for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
		if (c >= leads[i].first && c <= leads[i].last)
			return &leads[i];
	return NULL;
}

/* Length of the valid sequence at the front of a non-empty `s`, or 0. */
static size_t
sequence(struct str s, uint32_t *point)
{
	const unsigned char *p = (const unsigned char *)s.p;
	const struct lead *lead;
	uint32_t v;

	if (p[0] < 0x80) {
		*point = p[0];
		return 1;
	}
	lead = lead_of(p[0]);
	if (lead == NULL || s.n < lead->length || p[1] < lead->low || p[1] > lead->high)
		return 0;
	v = p[0] & (0x7fu >> lead->length);
	for (size_t i = 1; i < lead->length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		v = v << 6 | (p[i] & 0x3f);
	}
	*point = v;
	return lead->length;
}

bool
utf8_valid(struct str s)
{
	uint32_t point;
	size_t n;

	for (size_t at = 0; at < s.n; at += n) {
		n = sequence((struct str){s.p + at, s.n - at}, &point);
		if (n == 0)
			return false;
	}
	return true;
}

bool
utf8_next(struct str *s, uint32_t *point)
{
	size_t n;

	if (s->n == 0)
		return false;
	n = sequence(*s, point);
	if (n == 0) {
		*point = REPLACEMENT;
		n = 1;
	}
	s->p += n;
	s->n -= n;
	return true;
}

size_t
utf8_count(struct str s)
{
	uint32_t point;
	size_t n = 0;

	while (utf8_next(&s, &point))
		n++;
	return n;
}

struct str
utf8_head(struct str s, size_t n)
{
	struct str rest = s;
	uint32_t point;

	while (n > 0 && utf8_next(&rest, &point))
		n--;
	return (struct str){s.p, s.n - rest.n};
}

bool
utf8_has_control(struct str s)
{
	uint32_t c;

	while (utf8_next(&s, &c))
		if ((c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0))
			return true;
	return false;
}
