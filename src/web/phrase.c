/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/phrase.h"

#include "base/buf.h"
#include "base/die.h"

enum { SENTENCE_MAX = 64 * 1024 };

struct str
phrase(enum text_key key)
{
	must(key < TEXT_COUNT);
	return text_ja[key];
}

struct str
phrase_with(struct arena *a, enum text_key key, const struct str *args, size_t n)
{
	struct str text = phrase(key);
	struct buf b = buf_on(a, SENTENCE_MAX);
	size_t from = 0;

	for (size_t i = 0; i + 2 < text.n; i++) {
		size_t arg = (size_t)(text.p[i + 1] - '0');

		if (text.p[i] != '{' || text.p[i + 2] != '}' || arg > 9)
			continue;
		buf_add(&b, str_sub(text, from, i));
		if (arg < n)
			buf_add(&b, args[arg]);
		from = i + 3;
	}
	buf_add(&b, str_sub(text, from, text.n));
	return buf_str(&b);
}

struct str
phrase_err(enum err e)
{
	enum text_key key = text_find(err_key(e));

	must(key < TEXT_COUNT);
	return phrase(key);
}

enum err
phrase_why(struct why *why, enum err e, enum text_key key)
{
	return why_set(why, e, "%.*s", STR_ARG(phrase(key)));
}
