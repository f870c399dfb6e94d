/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "codec/multipart.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"

enum { BOUNDARY_MAX = 70, LINE_MAX = 1024, HEAD_MAX = 3 * LINE_MAX };

struct reader {
	struct str rest;
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

/* --- as it comes ------------------------------------------------------------------------- */

bool
parts_begin(struct arena *a, struct str type, struct why *why, struct parts *out)
{
	struct reader r = {.why = why};
	struct str boundary;

	*out = (struct parts){.why = why};
	if (!boundary_read(type, &boundary)) {
		(void)wrong(&r, "区切りの宣言がない");
		return false;
	}
	out->mark = arena_fmt(a, "\r\n--%.*s", STR_ARG(boundary));
	return true;
}

static enum parts_event
bad(struct parts *p, enum err e)
{
	p->err = e;
	p->state = PARTS_STATE_BAD;
	return PARTS_BAD;
}

static enum parts_event
bad_way(struct parts *p, const char *what)
{
	return bad(p, wrong(&(struct reader){.why = p->why}, what));
}

/* Takes `want` off the front: 1 = it stood there, 0 = more must come to tell, -1 = it does not stand there. */
static int
take(struct str *in, struct str want)
{
	size_t n = in->n < want.n ? in->n : want.n;

	if (!str_eq(str_sub(*in, 0, n), str_sub(want, 0, n)))
		return -1;
	if (n < want.n)
		return 0;
	*in = str_sub(*in, n, in->n);
	return 1;
}

static enum parts_event
head_next(struct parts *p, struct str *in, struct upload *out)
{
	size_t end = str_find(str_sub(*in, 0, HEAD_MAX), STR("\r\n\r\n"));
	struct reader r = {.why = p->why};
	enum err e;

	if (end == SIZE_MAX && !str_starts(*in, STR("\r\n")))
		return in->n >= HEAD_MAX ? bad_way(p, "見出しが終わらない") : PARTS_MORE;
	if (p->n++ == PARTS_MAX)
		return bad(
		    p, why_set(p->why, ERR_TOO_LARGE, "送信された項目が多すぎます（%d 個まで）", PARTS_MAX));
	r.rest = str_starts(*in, STR("\r\n")) ? *in : str_sub(*in, 0, end + 4);
	*out = (struct upload){.file = {"", 0}};
	p->is_file = false;
	e = headers_read(&r, out, &p->is_file);
	if (e)
		return bad(p, e);
	*in = str_sub(*in, end + 4, in->n);
	p->state = PARTS_STATE_DATA;
	return PARTS_BEGIN;
}

/* What may be the beginning of the next mark is held back. */
static enum parts_event
data_next(struct parts *p, struct str *in, struct upload *out)
{
	size_t at = str_find(*in, p->mark);
	size_t sure = at != SIZE_MAX ? at : in->n >= p->mark.n ? in->n - p->mark.n + 1 : 0;

	if (at == 0) {
		*in = str_sub(*in, p->mark.n, in->n);
		p->state = PARTS_STATE_MARK;
		return PARTS_END;
	}
	if (sure == 0)
		return PARTS_MORE;
	out->bytes = str_sub(*in, 0, sure);
	*in = str_sub(*in, sure, in->n);
	return PARTS_DATA;
}

static enum parts_event
mark_next(struct parts *p, struct str *in)
{
	int line = take(in, STR("\r\n")), end = line < 0 ? take(in, STR("--")) : 0;

	if (line > 0)
		p->state = PARTS_STATE_HEAD;
	else if (end > 0)
		p->state = PARTS_STATE_TAIL;
	else if (line < 0 && end < 0)
		return bad_way(p, "終わりの区切りがない");
	return PARTS_MORE;
}

/* Nothing but one line end after the end. */
static enum parts_event
tail_next(struct parts *p, struct str *in)
{
	if (p->tail + in->n > 2 || !str_eq(*in, str_sub(STR("\r\n"), p->tail, p->tail + in->n)))
		return bad_way(p, "終わりの区切りの後に何かある");
	p->tail += in->n;
	*in = STR("");
	return PARTS_MORE;
}

enum parts_event
parts_next(struct parts *p, struct str *in, struct upload *out)
{
	enum parts_event v = PARTS_MORE;

	/* a state that has nothing to tell gives way to the next, as long as bytes go */
	for (size_t before = SIZE_MAX; v == PARTS_MORE && in->n && in->n < before;) {
		before = in->n;
		switch (p->state) {
		case PARTS_STATE_START: {
			int first = take(in, str_sub(p->mark, 2, p->mark.n));

			if (first < 0)
				return bad_way(p, "区切りで始まらない");
			if (first > 0)
				p->state = PARTS_STATE_MARK;
			break;
		}
		case PARTS_STATE_MARK:
			v = mark_next(p, in);
			break;
		case PARTS_STATE_HEAD:
			v = head_next(p, in, out);
			break;
		case PARTS_STATE_DATA:
			v = data_next(p, in, out);
			break;
		case PARTS_STATE_TAIL:
			v = tail_next(p, in);
			break;
		case PARTS_STATE_BAD:
			return PARTS_BAD;
		}
	}
	return v;
}

enum err
parts_end(struct parts *p, struct str rest)
{
	if (p->state == PARTS_STATE_BAD)
		return p->err;
	if (p->state == PARTS_STATE_TAIL && rest.n == 0 && p->tail != 1)
		return ERR_OK;
	(void)bad_way(p, p->state == PARTS_STATE_START ? "区切りで始まらない" : "途中で終わっている");
	return p->err;
}

enum err
parts_value_check(struct str s, struct why *why)
{
	if (!utf8_valid(s))
		return why_set(why, ERR_MALFORMED, "送信された文字が UTF-8 として正しくありません");
	if (s.n && memchr(s.p, 0, s.n) != NULL)
		return why_set(why, ERR_MALFORMED, "送信された文字に NUL があります");
	return ERR_OK;
}

/* --- all of it at once ----------------------------------------------------------------------- */

static enum err
part_keep(const struct parts *p, struct multipart *out, const struct upload *part)
{
	if (p->is_file) {
		out->files[out->files_n++] = *part;
		return ERR_OK;
	}
	out->form.pairs[out->form.n++] = (struct form_pair){part->field, part->bytes};
	return parts_value_check(part->bytes, p->why);
}

enum err
multipart_decode(struct arena *a, struct str type, struct str body, struct multipart *out, struct why *why)
{
	struct upload part, now;
	struct parts p;
	enum parts_event v;
	enum err e = ERR_OK;

	*out = (struct multipart){.files = NULL};
	if (!parts_begin(a, type, why, &p))
		return ERR_MALFORMED;
	out->form.pairs = arena_array(a, PARTS_MAX, sizeof *out->form.pairs);
	out->files = arena_array(a, PARTS_MAX, sizeof *out->files);
	while (e == ERR_OK && (v = parts_next(&p, &body, &now)) != PARTS_MORE) {
		switch (v) {
		case PARTS_BEGIN:
			part = now;
			part.bytes = STR("");
			break;
		case PARTS_DATA:
			part.bytes = now.bytes;
			break;
		case PARTS_END:
			e = part_keep(&p, out, &part);
			break;
		case PARTS_BAD:
			e = p.err;
			break;
		case PARTS_MORE:
			break;
		}
	}
	return e == ERR_OK ? parts_end(&p, body) : e;
}

const struct upload *
multipart_file(const struct multipart *m, struct str field)
{
	for (size_t i = 0; i < m->files_n; i++)
		if (str_eq(m->files[i].field, field))
			return &m->files[i];
	return NULL;
}
