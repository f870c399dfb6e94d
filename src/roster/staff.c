/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "roster/staff.h"

#include <stdarg.h>
#include <string.h>

#include "base/fold.h"
#include "base/utf8.h"
#include "codec/csv.h"

enum { CODE_MAX = 32, CELL_MAX = 100 };

static const struct {
	const char *header;
	bool required;
} columns[] = {
#define STAFF(name, header, required) {header, required},
    STAFF_COLUMNS(STAFF)
#undef STAFF
};

struct str
staff_header(enum staff_column column)
{
	return str_of(columns[column].header);
}

bool
staff_must(enum staff_column column)
{
	return columns[column].required;
}

static struct why *
fault_new(struct staff *s)
{
	struct why *w = s->fault_n < STAFF_FAULTS ? &s->faults[s->fault_n++] : NULL;

	s->fault_all++;
	if (w != NULL)
		*w = (struct why){.arena = s->arena, .file = s->file};
	return w;
}

void
staff_fault(struct staff *s, const struct staff_row *row, enum staff_column column, const char *fmt, ...)
{
	struct why *w = fault_new(s);
	struct str text;
	va_list ap;

	if (w == NULL)
		return;
	va_start(ap, fmt);
	text = arena_vfmt(s->arena, fmt, ap);
	va_end(ap);
	w->line = row->line;
	w->column = s->at[column] == SIZE_MAX ? 0 : s->at[column] + 1;
	w->text = arena_fmt(s->arena, "「%s」%.*s", columns[column].header, STR_ARG(text));
}

/* --- columns ------------------------------------------------------------------- */

static enum staff_column
column_find(struct str header)
{
	for (size_t i = 0; i < STAFF_COLUMN_COUNT; i++)
		if (str_eq(str_of(columns[i].header), header))
			return (enum staff_column)i;
	return STAFF_COLUMN_COUNT;
}

static void
header_fault(struct staff *s, size_t cell, const char *fmt, struct str name)
{
	struct why *w = fault_new(s);

	if (w == NULL)
		return;
	w->line = 1;
	w->column = cell;
	w->text = arena_fmt(s->arena, "「%.*s」%s", STR_ARG(name), fmt);
}

static void
header_read(struct staff *s, const struct csv_row *row)
{
	for (size_t i = 0; i < STAFF_COLUMN_COUNT; i++)
		s->at[i] = SIZE_MAX;
	for (size_t i = 0; i < row->n; i++) {
		struct str name = str_trim(row->cells[i]);
		enum staff_column c = column_find(name);

		if (c == STAFF_COLUMN_COUNT)
			header_fault(
			    s, i + 1, "という列は使えません。列の名前は docs/protocol.md にあります。", name);
		else if (s->at[c] != SIZE_MAX)
			header_fault(s, i + 1, "の列が二つあります。", name);
		else
			s->at[c] = i;
	}
	for (size_t i = 0; i < STAFF_COLUMN_COUNT; i++)
		if (columns[i].required && s->at[i] == SIZE_MAX)
			header_fault(s, 0, "の列がありません。", str_of(columns[i].header));
}

/* --- cells --------------------------------------------------------------------- */

/* Without blanks at both ends, the full-width ones too. */
static struct str
cell_trim(struct str s)
{
	for (;;) {
		s = str_trim(s);
		if (str_starts(s, STR("　")))
			s = str_sub(s, 3, s.n);
		else if (str_ends(s, STR("　")))
			s = str_sub(s, 0, s.n - 3);
		else
			return s;
	}
}

static bool
code_is_fine(struct str s)
{
	if (s.n > CODE_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.-", s.p[i]) ==
		    NULL)
			return false;
	return true;
}

static void
row_code(struct staff *s, struct staff_row *r, enum staff_column c)
{
	r->cell[c] = fold_width(s->arena, r->cell[c]);
	if (!code_is_fine(r->cell[c]))
		staff_fault(s, r, c, "は半角の英数字と _ . - で %d 文字までです。「%.*s」", CODE_MAX,
		    STR_ARG(utf8_head(r->cell[c], 40)));
}

static void
row_text(struct staff *s, struct staff_row *r, enum staff_column c)
{
	if (utf8_count(r->cell[c]) > CELL_MAX)
		staff_fault(s, r, c, "が長すぎます。%d 文字までです。", CELL_MAX);
	else if (utf8_has_control(r->cell[c]) || str_find(r->cell[c], STR("\n")) != SIZE_MAX)
		staff_fault(s, r, c, "に改行などの制御文字があります。");
}

static void
row_date(struct staff *s, struct staff_row *r, enum staff_column c, day *out)
{
	*out = DAY_NONE;
	if (r->cell[c].n > 0 && !day_parse(r->cell[c], out))
		staff_fault(
		    s, r, c, "の「%.*s」という日付はありません。", STR_ARG(utf8_head(r->cell[c], 40)));
}

static void
row_must(struct staff *s, struct staff_row *r, enum staff_column c)
{
	if (r->cell[c].n == 0 && s->at[c] != SIZE_MAX)
		staff_fault(s, r, c, "が空です。");
}

static void
row_concurrent(struct staff *s, struct staff_row *r)
{
	struct str v = r->cell[STAFF_CONCURRENT];

	r->concurrent = str_eq(v, STR("兼務")) || str_eq(v, STR("併任"));
	if (v.n > 0 && !r->concurrent && !str_eq(v, STR("本務")))
		staff_fault(
		    s, r, STAFF_CONCURRENT, "は「本務」か「兼務」です。「%.*s」", STR_ARG(utf8_head(v, 40)));
}

static void
row_outsider(struct staff *s, struct staff_row *r)
{
	static const enum staff_column not_his[] = {STAFF_LOGIN, STAFF_SECTION, STAFF_LABEL, STAFF_TITLE};
	struct str v = r->cell[STAFF_OUTSIDER];
	bool marked = str_eq(v, STR("庁外")) || str_eq(v, STR("○"));

	if (v.n > 0 && !marked)
		staff_fault(
		    s, r, STAFF_OUTSIDER, "は「庁外」か「○」か空です。「%.*s」", STR_ARG(utf8_head(v, 40)));
	r->outsider = marked || r->cell[STAFF_COMPANY].n > 0;
	for (size_t i = 0; r->outsider && i < sizeof not_his / sizeof not_his[0]; i++)
		if (r->cell[not_his[i]].n > 0)
			staff_fault(s, r, not_his[i], "は、庁外の人の行には書きません。");
}

/* A post belongs to a section, but that of somebody whose decider is named. */
static void
row_place(struct staff *s, struct staff_row *r)
{
	bool nowhere =
	    r->cell[STAFF_DECIDER].n > 0 && r->cell[STAFF_SECTION].n == 0 && r->cell[STAFF_LABEL].n == 0;

	if (!nowhere) {
		row_must(s, r, STAFF_SECTION);
		row_must(s, r, STAFF_LABEL);
	}
	row_must(s, r, STAFF_TITLE);
}

static void
row_check(struct staff *s, struct staff_row *r)
{
	static const enum staff_column codes[] = {
	    STAFF_NUMBER, STAFF_LOGIN, STAFF_SECTION, STAFF_UP, STAFF_DECIDER, STAFF_CARD};
	static const enum staff_column texts[] = {
	    STAFF_NAME, STAFF_KANA, STAFF_LABEL, STAFF_SIGN, STAFF_TITLE, STAFF_ORGAN, STAFF_COMPANY};

	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		row_code(s, r, codes[i]);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		row_text(s, r, texts[i]);
	r->vacant = r->cell[STAFF_NUMBER].n == 0 && r->cell[STAFF_NAME].n == 0;
	if (!r->vacant) {
		row_must(s, r, STAFF_NUMBER);
		row_must(s, r, STAFF_NAME);
	}
	row_outsider(s, r);
	if (!r->outsider)
		row_place(s, r);
	row_concurrent(s, r);
	row_date(s, r, STAFF_FROM, &r->from);
	row_date(s, r, STAFF_UNTIL, &r->until);
	if (r->from != DAY_NONE && r->until != DAY_NONE && r->until < r->from)
		staff_fault(s, r, STAFF_UNTIL, "が発令日より前です。");
	if (r->cell[STAFF_LOGIN].n == 0 && !r->outsider)
		r->cell[STAFF_LOGIN] = r->cell[STAFF_NUMBER];
}

static void
row_read(struct staff *s, const struct csv_row *from, size_t width)
{
	struct staff_row *r = &s->rows[s->n++];

	*r = (struct staff_row){.line = from->line};
	for (size_t i = 0; i < STAFF_COLUMN_COUNT; i++)
		if (s->at[i] < from->n)
			r->cell[i] = cell_trim(from->cells[s->at[i]]);
	if (from->n != width) {
		struct why *w = fault_new(s);

		if (w != NULL) {
			w->line = from->line;
			w->text =
			    arena_fmt(s->arena, "列が %zu 個あります。見出しは %zu 個です。", from->n, width);
		}
		return;
	}
	row_check(s, r);
}

bool
staff_has(const struct staff *s, enum staff_column column)
{
	return s->at[column] != SIZE_MAX;
}

day
staff_from(const struct staff_row *row, day effective)
{
	return row->from == DAY_NONE ? effective : row->from;
}

day
staff_until(const struct staff_row *row)
{
	return row->until == DAY_NONE ? DAY_NEVER : row->until;
}

void
staff_read(struct arena *a, struct str file, struct str bytes, struct staff *out)
{
	struct csv csv;
	struct why why = {.arena = a, .file = file};

	*out = (struct staff){
	    .arena = a, .file = file, .faults = arena_array(a, STAFF_FAULTS, sizeof *out->faults)};
	if (csv_read(a, bytes, &csv, &why) != ERR_OK) {
		why.file = file;
		out->fault_all = 1;
		out->faults[out->fault_n++] = why;
		return;
	}
	out->encoding = csv.encoding;
	if (csv.n < 2 || csv.n > STAFF_ROWS + 1) {
		fault_new(out)->text =
		    csv.n < 2 ? STR("職員の行がありません。1行目は列の名前、2行目からが職員です。")
		              : STR("行が多すぎます。一度に 5,000 行までです。");
		return;
	}
	header_read(out, &csv.rows[0]);
	if (out->fault_all > 0)
		return;
	out->rows = arena_array(a, csv.n, sizeof *out->rows);
	for (size_t i = 1; i < csv.n; i++)
		row_read(out, &csv.rows[i], csv.rows[0].n);
}
