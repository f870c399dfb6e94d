/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/html.h"

/* What stands for a byte in text and in attributes; empty = itself. */
static struct str
escape_of(unsigned char c)
{
	switch (c) {
	case '&':
		return STR("&amp;");
	case '<':
		return STR("&lt;");
	case '>':
		return STR("&gt;");
	case '"':
		return STR("&quot;");
	case '\'':
		return STR("&#39;");
	case '\t':
	case '\n':
		return (struct str){NULL, 0};
	default:
		return c < ' ' || c == 0x7f ? STR("\xef\xbf\xbd") : (struct str){NULL, 0};
	}
}

void
html_text(struct buf *b, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		struct str e;

		/* most bytes of Japanese are above: one comparison for them */
		if (c > '>' && c != 0x7f)
			continue;
		e = escape_of(c);
		if (e.n == 0)
			continue;
		buf_add(b, str_sub(s, from, i));
		buf_add(b, e);
		from = i + 1;
	}
	buf_add(b, str_sub(s, from, s.n));
}

void
html_attr(struct buf *b, struct str s)
{
	html_text(b, s);
}

void
html_url(struct buf *b, struct str s)
{
	if (s.n == 0 || s.p[0] != '/' || (s.n > 1 && (s.p[1] == '/' || s.p[1] == '\\')))
		s = STR("#");
	html_text(b, s);
}

static bool
is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '.' || c == '_' || c == '~';
}

void
html_url_part(struct buf *b, struct str s)
{
	static const char digit[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (is_unreserved(c)) {
			buf_char(b, s.p[i]);
			continue;
		}
		buf_char(b, '%');
		buf_char(b, digit[c >> 4]);
		buf_char(b, digit[c & 15]);
	}
}
