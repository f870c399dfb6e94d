/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "codec/csv.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/die.h"
#include "base/utf8.h"

enum {
	BYTES_MAX = 16 * 1024 * 1024,
	ROWS_MAX = 100000,
	CELLS_MAX = 64,
	SHOWN_MAX = 20 /* characters of a cell in an error */
};

/* --- encoding ---------------------------------------------------------------- */

/* Offset of the first byte that is not UTF-8, or s.n. */
static size_t
utf8_end(struct str s)
{
	struct str rest = s;
	uint32_t point;
	size_t at;

	do
		at = s.n - rest.n;
	while (utf8_next(&rest, &point) &&
	       (point != 0xfffd || utf8_valid((struct str){s.p + at, s.n - rest.n - at})));
	return at;
}

/*
 * CP932 into UTF-8; *end is the offset of the first byte that is not CP932, or
 * bytes.n. glibc's SHIFT_JIS would not do: it refuses 髙 and ①.
 */
static struct str
cp932_read(struct arena *a, struct str bytes, size_t *end)
{
	iconv_t cd = iconv_open("UTF-8", "CP932");
	size_t room = bytes.n * 3, left = bytes.n; /* one kana byte becomes three */
	char *to = arena_alloc(a, room + 1), *at = to;
	char *from = (char *)(uintptr_t)bytes.p; /* iconv() only reads it */

	if (cd == (iconv_t)-1)
		die("iconv knows no CP932");
	(void)iconv(cd, &from, &left, &at, &room);
	iconv_close(cd);
	*end = bytes.n - left;
	return (struct str){to, (size_t)(at - to)};
}

/* The converter is never closed: with it the module would go. */
void
csv_prepare(void)
{
	if (iconv_open("UTF-8", "CP932") == (iconv_t)-1)
		die("iconv knows no CP932");
}

/* Line and column, in characters, of the end of `before`. */
static void
place_after(struct str before, struct why *why)
{
	uint32_t point;

	why->line = 1;
	why->column = 1;
	while (utf8_next(&before, &point)) {
		why->column++;
		if (point == '\n') {
			why->line++;
			why->column = 1;
		}
	}
}

static enum err
neither(struct str before, struct why *why)
{
	struct why here = {.arena = NULL};

	place_after(before, &here);
	if (why != NULL) {
		why->line = here.line;
		why->column = here.column;
	}
	return why_set(why, ERR_MALFORMED,
	    "%zu行目の%zu文字目が UTF-8 としても CP932（Shift_JIS）としても読めません", here.line,
	    here.column);
}

/* CRLF as LF: a form keeps no other line end on its way to a browser and back. */
static struct str
lines_of(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r' || i + 1 == s.n || s.p[i + 1] != '\n')
			p[n++] = s.p[i];
	return (struct str){p, n};
}

enum err
csv_text(struct arena *a, struct str bytes, struct str *text, struct str *encoding, struct why *why)
{
	bool bom = str_starts(bytes, STR("\xef\xbb\xbf"));
	struct str body = bom ? str_sub(bytes, 3, bytes.n) : bytes, read;
	size_t utf8 = utf8_end(body), cp932;

	if (utf8 == body.n) {
		*encoding = STR("UTF-8");
		*text = lines_of(a, body);
		return ERR_OK;
	}
	if (bom)
		return neither(str_sub(body, 0, utf8), why);
	read = cp932_read(a, body, &cp932);
	/* the reading that came further is the likelier one: complain about it */
	if (cp932 < body.n)
		return neither(utf8 >= cp932 ? str_sub(body, 0, utf8) : read, why);
	*encoding = STR("CP932");
	*text = lines_of(a, read);
	return ERR_OK;
}

/* --- rows -------------------------------------------------------------------- */

struct reader {
	struct arena *arena;
	struct why *why;
	const char *p, *end; /* what is still to be read */
	const char *start;   /* of the line: for columns */
	size_t line;
	size_t cell; /* number of the cell in its row, from 1 */
};

static enum err
wrong(const struct reader *r, const char *at, const char *sentence)
{
	size_t column = utf8_count((struct str){r->start, (size_t)(at - r->start)}) + 1;

	if (r->why != NULL) {
		r->why->line = r->line;
		r->why->column = column;
	}
	return why_set(r->why, ERR_MALFORMED, "%zu行目の%zu番目のセル：%s", r->line, r->cell, sentence);
}

/* Is the reader at "\n" or "\r\n"? */
static bool
at_newline(const struct reader *r)
{
	return *r->p == '\n' || (*r->p == '\r' && r->end - r->p > 1 && r->p[1] == '\n');
}

static void
pass_newline(struct reader *r)
{
	r->p += *r->p == '\r' ? 2 : 1;
	r->start = r->p;
	r->line++;
}

/* The inside of a quoted cell as it was meant: "" is ", CRLF is LF. */
static struct str
unquoted(struct arena *a, struct str raw)
{
	char *p = arena_alloc(a, raw.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < raw.n; i++) {
		bool first = raw.p[i] == '"' || (raw.p[i] == '\r' && i + 1 < raw.n && raw.p[i + 1] == '\n');

		i += first;
		p[n++] = raw.p[i];
	}
	return (struct str){p, n};
}

static enum err
quoted_read(struct reader *r, struct str *cell)
{
	const struct reader open = *r;
	bool plain = true;

	for (r->p++; r->p < r->end;) {
		if (at_newline(r)) {
			plain = plain && *r->p == '\n';
			pass_newline(r);
		} else if (*r->p != '"') {
			r->p++;
		} else if (r->end - r->p > 1 && r->p[1] == '"') {
			plain = false;
			r->p += 2;
		} else {
			*cell = (struct str){open.p + 1, (size_t)(r->p - open.p - 1)};
			if (!plain)
				*cell = unquoted(r->arena, *cell);
			r->p++;
			return ERR_OK;
		}
	}
	return wrong(&open, open.p, "引用符「\"」が閉じられていません");
}

static enum err
plain_read(struct reader *r, struct str *cell)
{
	const char *from = r->p;

	while (r->p < r->end && *r->p != ',' && !at_newline(r)) {
		if (*r->p == '"')
			return wrong(r, r->p, "引用符「\"」がセルの途中にあります");
		r->p++;
	}
	*cell = (struct str){from, (size_t)(r->p - from)};
	return ERR_OK;
}

/* -12, -1.5: what a spreadsheet takes for a number and not for a formula. */
static bool
is_negative_number(struct str s)
{
	size_t points = 0;

	for (size_t i = 1; i < s.n; i++) {
		if (s.p[i] == '.' && i > 1 && i + 1 < s.n && points++ == 0)
			continue;
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	}
	return s.n > 1 && s.p[0] == '-';
}

static bool
is_formula(struct str s)
{
	return s.n && memchr("=+-@\t", s.p[0], 5) != NULL && !is_negative_number(s);
}

static enum err
cell_check(const struct reader *from, struct str cell)
{
	struct str shown = utf8_head(cell, SHOWN_MAX);

	if (utf8_has_control(cell))
		return wrong(from, from->p, "使えない制御文字があります");
	if (!is_formula(cell))
		return ERR_OK;
	return wrong(from, from->p,
	    arena_fmt(from->arena, "「%.*s」は表計算ソフトで数式として実行されるため、受け付けません",
	        STR_ARG(shown))
	        .p);
}

static enum err
cell_read(struct reader *r, struct str *cell)
{
	struct reader from;
	enum err e;

	r->cell++;
	from = *r;
	e = r->p < r->end && *r->p == '"' ? quoted_read(r, cell) : plain_read(r, cell);
	if (e != ERR_OK)
		return e;
	if (r->p < r->end && *r->p != ',' && !at_newline(r))
		return wrong(r, r->p, "閉じる引用符「\"」の後に余分な文字があります");
	return cell_check(&from, *cell);
}

static enum err
row_read(struct reader *r, struct csv_row *row)
{
	struct str cells[CELLS_MAX];
	size_t n = 0;
	enum err e;

	row->line = r->line;
	r->cell = 0;
	for (;;) {
		if (n == CELLS_MAX)
			return why_set(r->why, ERR_TOO_LARGE, "%zu行目の列が多すぎます（%d 列まで）",
			    row->line, CELLS_MAX);
		e = cell_read(r, &cells[n++]);
		if (e != ERR_OK)
			return e;
		if (r->p == r->end || *r->p != ',')
			break;
		r->p++;
	}
	if (r->p < r->end)
		pass_newline(r);
	row->n = n;
	row->cells = arena_array(r->arena, n, sizeof *cells);
	memcpy(row->cells, cells, n * sizeof *cells);
	return ERR_OK;
}

/* Rows at most: lines that are not empty. */
static size_t
rows_max(struct str text)
{
	size_t n = 1;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n < ROWS_MAX ? n : ROWS_MAX;
}

static enum err
rows_read(struct reader *r, struct csv *out)
{
	while (r->p < r->end) {
		enum err e;

		if (at_newline(r)) {
			pass_newline(r);
			continue;
		}
		if (out->n == ROWS_MAX)
			return why_set(r->why, ERR_TOO_LARGE, "行が多すぎます（%d 行まで）", ROWS_MAX);
		e = row_read(r, &out->rows[out->n]);
		if (e != ERR_OK)
			return e;
		out->n++;
	}
	return ERR_OK;
}

enum err
csv_read(struct arena *a, struct str bytes, struct csv *out, struct why *why)
{
	struct csv csv = {.n = 0};
	struct reader r = {.arena = a, .why = why, .line = 1};
	struct str text = STR("");
	enum err e;

	if (bytes.n > BYTES_MAX)
		return why_set(why, ERR_TOO_LARGE, "CSV が大きすぎます（%d MiB まで）", BYTES_MAX >> 20);
	e = csv_text(a, bytes, &text, &csv.encoding, why);
	if (e != ERR_OK)
		return e;
	r.p = r.start = text.p;
	r.end = text.p + text.n;
	csv.rows = arena_array(a, rows_max(text), sizeof *csv.rows);
	e = rows_read(&r, &csv);
	if (e == ERR_OK)
		*out = csv;
	return e;
}

/* --- writing ------------------------------------------------------------------- */

static bool
needs_quotes(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (memchr(",\"\r\n", s.p[i], 4) != NULL)
			return true;
	return s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
}

void
csv_cell(struct buf *b, struct str cell)
{
	bool quotes = needs_quotes(cell);

	if (quotes)
		buf_char(b, '"');
	if (is_formula(cell))
		buf_char(b, '\'');
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] == '"')
			buf_char(b, '"');
		buf_char(b, cell.p[i]);
	}
	if (quotes)
		buf_char(b, '"');
}
