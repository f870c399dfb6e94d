/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/words.h"

#include "base/buf.h"

enum { WORDS_MAX = 8192, POSTS_MAX = 16 };

static void
word_add(struct buf *b, struct str word)
{
	buf_add(b, word);
	buf_char(b, '\n');
}

struct str
words_of(struct arena *a, const struct town *t, const struct person *p, day d)
{
	const struct post *posts[POSTS_MAX];
	struct buf b = buf_on(a, WORDS_MAX);
	size_t n;

	word_add(&b, t->name);
	if (p == NULL)
		return buf_str(&b);
	word_add(&b, p->name);
	word_add(&b, p->kana);
	word_add(&b, p->login);
	word_add(&b, p->id);
	n = town_posts_of(t, p, d, posts, POSTS_MAX);
	for (size_t i = 0; i < n && i < POSTS_MAX; i++) {
		const struct section *s = town_section(t, posts[i]->section);

		word_add(&b, posts[i]->label);
		if (s)
			word_add(&b, s->label);
	}
	return buf_str(&b);
}
