/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/say.h"

#include "base/buf.h"

enum { SENTENCE_MAX = 16 * 1024 };

static const char *const texts[SAY_COUNT] = {
#define SAY(name, text) [SAY_##name] = text,
#include "model/say.def"
#undef SAY
};

struct str
say_fill(struct arena *a, enum say what, const struct str *args, size_t n)
{
	struct buf b = buf_on(a, SENTENCE_MAX);
	struct str text = str_of(texts[what]), part;

	while (str_cut(&text, '{', &part)) {
		size_t at;

		buf_add(&b, part);
		if (text.n == 0)
			break;
		at = (size_t)(text.p[0] - '0');
		if (at < n)
			buf_add(&b, args[at]);
		text = str_sub(text, 2, text.n);
	}
	return buf_str(&b);
}

struct str
say_join(struct arena *a, const struct str *parts, size_t n, const char *between)
{
	struct buf b = buf_on(a, SENTENCE_MAX);

	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_add(&b, str_of(between));
		buf_add(&b, parts[i]);
	}
	return buf_str(&b);
}
