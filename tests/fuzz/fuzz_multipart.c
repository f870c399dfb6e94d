/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was read, written again with the same boundary, is read as the same parts; the boundary stands in none. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "codec/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct str boundary = {"----b", 5};

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
part_write(struct buf *b, struct str name, const struct upload *file, struct str bytes)
{
	check(str_find(bytes, STR("\r\n------b")) == SIZE_MAX);
	check(name.n > 0 && utf8_valid(name) && memchr(name.p, '"', name.n) == NULL);
	buf_add(b, STR("--"));
	buf_add(b, boundary);
	buf_add(b, STR("\r\nContent-Disposition: form-data; name=\""));
	buf_add(b, name);
	if (file) {
		buf_add(b, STR("\"; filename=\""));
		buf_add(b, file->file);
	}
	buf_add(b, STR("\"\r\n\r\n"));
	buf_add(b, bytes);
	buf_add(b, STR("\r\n"));
}

static void
check_again(struct arena *a, struct str type, const struct multipart *m)
{
	struct buf b = buf_on(a, 4 << 20);
	struct why why = {.arena = a};
	struct multipart again;

	for (size_t i = 0; i < m->form.n; i++) {
		check(utf8_valid(m->form.pairs[i].value));
		part_write(&b, m->form.pairs[i].name, NULL, m->form.pairs[i].value);
	}
	for (size_t i = 0; i < m->files_n; i++)
		part_write(&b, m->files[i].field, &m->files[i], m->files[i].bytes);
	buf_add(&b, STR("--"));
	buf_add(&b, boundary);
	buf_add(&b, STR("--\r\n"));
	check(multipart_decode(a, type, buf_str(&b), &again, &why) == ERR_OK);
	check(again.form.n == m->form.n && again.files_n == m->files_n);
	for (size_t i = 0; i < m->form.n; i++)
		check(str_eq(again.form.pairs[i].name, m->form.pairs[i].name) &&
		    str_eq(again.form.pairs[i].value, m->form.pairs[i].value));
	for (size_t i = 0; i < m->files_n; i++)
		check(str_eq(again.files[i].file, m->files[i].file) &&
		    str_eq(again.files[i].bytes, m->files[i].bytes));
}

/* Fed `step` bytes at a time, with what was not taken kept, it tells the same as fed at once. */
static void
check_stepwise(struct arena *a, struct str type, struct str all, size_t step, enum err whole, const struct multipart *m)
{
	struct parts p;
	struct why why = {.arena = a};
	struct buf bytes = buf_on(a, all.n + 1);
	size_t from = 0, to = 0, forms = 0, files = 0;
	enum parts_event v = PARTS_MORE;
	enum err e;

	check(parts_begin(a, type, &why, &p));
	while (v != PARTS_BAD && (v != PARTS_MORE || to < all.n)) {
		struct str in;
		struct upload part;

		if (v == PARTS_MORE)
			to = to + step < all.n ? to + step : all.n;
		in = str_sub(all, from, to);
		v = parts_next(&p, &in, &part);
		from = to - in.n;
		if (v == PARTS_BEGIN)
			bytes.n = 0;
		if (v == PARTS_DATA)
			buf_add(&bytes, part.bytes);
		if (v == PARTS_END && p.is_file && whole == ERR_OK)
			check(str_eq(buf_str(&bytes), m->files[files++].bytes));
		else if (v == PARTS_END && whole == ERR_OK)
			check(str_eq(buf_str(&bytes), m->form.pairs[forms++].value));
	}
	e = parts_end(&p, str_sub(all, from, to));
	if (whole == ERR_OK)
		check(e == ERR_OK && forms == m->form.n && files == m->files_n);
	else if (e == ERR_OK) /* only text is looked at as a whole */
		check(whole == ERR_MALFORMED);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum err whole;
	struct arena *a = arena_new(64 << 20);
	struct why why = {.arena = a};
	struct str text = {(const char *)data, size}, type = STR("multipart/form-data; boundary=----b");
	struct multipart m;

	whole = multipart_decode(a, type, text, &m, &why);
	for (size_t step = 1; step < 64; step = step * 3 + 1)
		check_stepwise(a, type, text, step, whole, &m);
	if (whole)
		check(why.text.n > 0);
	else
		check_again(a, type, &m);
	/* and with a type of its own, as far as its first line end */
	if (str_find(text, STR("\n")) != SIZE_MAX) {
		struct str rest = text, first;

		if (str_cut(&rest, '\n', &first) && multipart_decode(a, first, rest, &m, NULL) == ERR_OK)
			check(m.form.n + m.files_n <= 256);
	}
	arena_free(&a);
	return 0;
}
