/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "codec/multipart.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"

enum { PARTS_MAX = 256, BOUNDARY_MAX = 70, LINE_MAX = 1024 };

struct reader {
	struct str rest;
	struct str mark; /* CR LF "--" boundary */
	struct why *why;
};

static enum err
wrong(struct reader *r, const char *what)
{
	return why_set(
	    r->why, ERR_MALFORMED, "送信されたファイルと欄の区切り方が正しくありません（%s）", what);
}

static bool
same_word(struct str s, const char *word)
{
	return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

/* --- the boundary ------------------------------------------------------------------ */

/* RFC 2046, without the blank that may not end one. */
static bool
is_boundary(struct str s)
{
	static const char others[] = "'()+_,-./:=?";

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		if (!alnum && (c == 0 || strchr(others, c) == NULL))
			return false;
	}
	return s.n > 0 && s.n <= BOUNDARY_MAX;
}

/* multipart/form-data; boundary=X: the only parameter that browsers send. */
static bool
boundary_read(struct str type, struct str *out)
{
	struct str kind, name;

	if (!str_cut(&type, ';', &kind) || !same_word(str_trim(kind), "multipart/form-data") || !type.p)
		return false;
	type = str_trim(type);
	if (!str_cut(&type, '=', &name) || !same_word(name, "boundary") || !type.p)
		return false;
	if (type.n > 1 && type.p[0] == '"' && type.p[type.n - 1] == '"')
		type = str_sub(type, 1, type.n - 1);
	*out = type;
	return is_boundary(type);
}

/* --- headers of a part ---------------------------------------------------------------- */

/* name="…" or filename="…" off the front; browsers write " as %22 and line ends as %0D%0A. */
static bool
parameter_read(struct str *s, const char *name, struct str *out)
{
	struct str before = str_of(name);
	size_t end;

	if (!str_starts(*s, STR("; ")) || !str_starts(str_sub(*s, 2, s->n), before))
		return false;
	*s = str_sub(*s, 2 + before.n, s->n);
	if (!str_starts(*s, STR("=\"")))
		return false;
	*s = str_sub(*s, 2, s->n);
	end = str_find(*s, STR("\""));
	if (end == SIZE_MAX)
		return false;
	*out = str_sub(*s, 0, end);
	*s = str_sub(*s, end + 1, s->n);
	return true;
}

static bool
name_is_fine(struct str s)
{
	return utf8_valid(s) && !utf8_has_control(s) && memchr(s.p, 0, s.n) == NULL &&
	       memchr(s.p, '\n', s.n) == NULL;
}

static bool
disposition_read(struct str s, struct upload *part, bool *is_file)
{
	struct str kind = STR("form-data");

	if (!str_starts(s, kind))
		return false;
	s = str_sub(s, kind.n, s.n);
	if (!parameter_read(&s, "name", &part->field) || part->field.n == 0 || !name_is_fine(part->field))
		return false;
	*is_file = parameter_read(&s, "filename", &part->file);
	return s.n == 0 && (!*is_file || part->file.n == 0 || name_is_fine(part->file));
}

static bool
line_read(struct reader *r, struct str *line)
{
	size_t end = str_find(str_sub(r->rest, 0, LINE_MAX), STR("\r\n"));

	if (end == SIZE_MAX)
		return false;
	*line = str_sub(r->rest, 0, end);
	r->rest = str_sub(r->rest, end + 2, r->rest.n);
	return true;
}

/* Each of the two at most once, the disposition always. */
static enum err
headers_read(struct reader *r, struct upload *part, bool *is_file)
{
	bool named = false, typed = false;
	struct str line, name;

	for (;;) {
		if (!line_read(r, &line))
			return wrong(r, "見出しが終わらない");
		if (line.n == 0)
			return named ? ERR_OK : wrong(r, "欄の名前がない");
		if (!str_cut(&line, ':', &name) || !line.p)
			return wrong(r, "見出しでない行");
		if (same_word(name, "content-disposition") && !named)
			named = disposition_read(str_trim(line), part, is_file);
		else if (same_word(name, "content-type") && named && !typed)
			typed = true;
		else
			return wrong(r, "知らない見出し");
		if (!named)
			return wrong(r, "欄の名前が読めない");
	}
}

/* --- parts ------------------------------------------------------------------------------- */

static enum err
value_check(struct reader *r, struct str s)
{
	if (!utf8_valid(s))
		return why_set(r->why, ERR_MALFORMED, "送信された文字が UTF-8 として正しくありません");
	if (s.n && memchr(s.p, 0, s.n) != NULL)
		return why_set(r->why, ERR_MALFORMED, "送信された文字に NUL があります");
	return ERR_OK;
}

static enum err
part_read(struct reader *r, struct multipart *out)
{
	struct upload part = {.file = {"", 0}};
	bool is_file = false;
	size_t end;
	enum err e;

	if (out->form.n + out->files_n == PARTS_MAX)
		return why_set(r->why, ERR_TOO_LARGE, "送信された項目が多すぎます（%d 個まで）", PARTS_MAX);
	e = headers_read(r, &part, &is_file);
	if (e != ERR_OK)
		return e;
	end = str_find(r->rest, r->mark);
	if (end == SIZE_MAX)
		return wrong(r, "途中で終わっている");
	part.bytes = str_sub(r->rest, 0, end);
	r->rest = str_sub(r->rest, end + r->mark.n, r->rest.n);
	if (is_file) {
		out->files[out->files_n++] = part;
		return ERR_OK;
	}
	out->form.pairs[out->form.n++] = (struct form_pair){part.field, part.bytes};
	return value_check(r, part.bytes);
}

/* Marks, of which one stands before each part. */
static size_t
marks(const struct reader *r)
{
	struct str s = r->rest;
	size_t n = 1, at;

	while (n < PARTS_MAX && (at = str_find(s, r->mark)) != SIZE_MAX) {
		s = str_sub(s, at + r->mark.n, s.n);
		n++;
	}
	return n;
}

enum err
multipart_decode(struct arena *a, struct str type, struct str body, struct multipart *out, struct why *why)
{
	struct reader r = {.why = why};
	struct str boundary, first;
	size_t most;

	*out = (struct multipart){.files = NULL};
	if (!boundary_read(type, &boundary))
		return wrong(&r, "区切りの宣言がない");
	r.mark = arena_fmt(a, "\r\n--%.*s", STR_ARG(boundary));
	first = str_sub(r.mark, 2, r.mark.n);
	if (!str_starts(body, first))
		return wrong(&r, "区切りで始まらない");
	r.rest = str_sub(body, first.n, body.n);
	most = marks(&r);
	out->form.pairs = arena_array(a, most, sizeof *out->form.pairs);
	out->files = arena_array(a, most, sizeof *out->files);
	while (str_starts(r.rest, STR("\r\n"))) {
		enum err e;

		r.rest = str_sub(r.rest, 2, r.rest.n);
		e = part_read(&r, out);
		if (e != ERR_OK)
			return e;
	}
	if (!str_eq(r.rest, STR("--")) && !str_eq(r.rest, STR("--\r\n")))
		return wrong(&r, "終わりの区切りがない");
	return ERR_OK;
}

const struct upload *
multipart_file(const struct multipart *m, struct str field)
{
	for (size_t i = 0; i < m->files_n; i++)
		if (str_eq(m->files[i].field, field))
			return &m->files[i];
	return NULL;
}
