/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was read, escaped and joined again, is read as the same pairs. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "codec/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_text(struct str s)
{
	check(s.p != NULL && utf8_valid(s) && memchr(s.p, 0, s.n) == NULL);
}

static struct str
joined(struct arena *a, const struct form *f)
{
	struct buf b = buf_on(a, 16 << 20);

	for (size_t i = 0; i < f->n; i++) {
		check_text(f->pairs[i].name);
		check_text(f->pairs[i].value);
		check(form_get(f, f->pairs[i].name).p != NULL);
		buf_add(&b, form_escape(a, f->pairs[i].name));
		buf_char(&b, '=');
		buf_add(&b, form_escape(a, f->pairs[i].value));
		buf_char(&b, '&');
	}
	return buf_str(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(64 << 20);
	struct why why = {.arena = a};
	struct str text = {(const char *)data, size};
	struct form f, again;

	if (form_decode(a, text, &f, &why) != ERR_OK) {
		check(why.text.n > 0);
	} else if (f.n > 0 && joined(a, &f).n <= 256 * 1024) {
		check(form_decode(a, joined(a, &f), &again, &why) == ERR_OK);
		check(again.n == f.n);
		for (size_t i = 0; i < f.n; i++)
			check(str_eq(f.pairs[i].name, again.pairs[i].name) &&
			    str_eq(f.pairs[i].value, again.pairs[i].value));
	}
	arena_free(&a);
	return 0;
}
