/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "roster/holiday_list.h"

#include "base/fold.h"
#include "base/utf8.h"
#include "codec/csv.h"
#include "codec/json.h"
#include "proto/act.h"

enum { LABEL_MAX = 60, SHOWN_MAX = 40, CELL_DAY = 1, CELL_LABEL = 2 };

static void
fault(struct holiday_list *l, size_t line, size_t cell, struct str text)
{
	l->fault_all++;
	if (l->fault_n < HOLIDAY_FAULTS)
		l->faults[l->fault_n++] = (struct why){
		    .arena = l->arena, .file = l->file, .line = line, .column = cell, .text = text};
}

static bool
label_is_fine(struct str s)
{
	return s.n > 0 && utf8_count(s) <= LABEL_MAX && !utf8_has_control(s) &&
	       str_find(s, STR("\n")) == SIZE_MAX;
}

static const struct listed_day *
day_before(const struct holiday_list *l, day d)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->days[i].day == d)
			return &l->days[i];
	return NULL;
}

static void
row_read(struct holiday_list *l, const struct csv_row *row)
{
	struct str date = str_trim(fold_width(l->arena, row->cells[0])),
	           label = row->n > 1 ? str_trim(row->cells[1]) : STR("");
	const struct listed_day *twice;
	day d;

	if (!day_parse(date, &d)) {
		fault(l, row->line, CELL_DAY,
		    arena_fmt(
		        l->arena, "「%.*s」という日付はありません。", STR_ARG(utf8_head(date, SHOWN_MAX))));
		return;
	}
	if (!label_is_fine(label)) {
		fault(l, row->line, CELL_LABEL,
		    label.n ? arena_fmt(l->arena, "名前は1行、%d 文字までです。", LABEL_MAX)
		            : STR("名前が空です。"));
		return;
	}
	twice = day_before(l, d);
	if (twice)
		fault(l, row->line, CELL_DAY,
		    arena_fmt(l->arena, "同じ日が %zu 行目にもあります。", twice->line));
	else
		l->days[l->n++] = (struct listed_day){.line = row->line, .day = d, .label = label};
}

static bool
is_heading(struct arena *a, const struct csv_row *row)
{
	day d;

	return !day_parse(str_trim(fold_width(a, row->cells[0])), &d);
}

void
holiday_list_read(struct arena *a, struct str file, struct str bytes, struct holiday_list *out)
{
	struct why why = {.arena = a};
	struct csv csv;
	size_t first;

	*out = (struct holiday_list){
	    .arena = a, .file = file, .faults = arena_array(a, HOLIDAY_FAULTS, sizeof *out->faults)};
	if (csv_text(a, bytes, &out->text, &out->encoding, &why) != ERR_OK ||
	    csv_read(a, out->text, &csv, &why) != ERR_OK) {
		fault(out, why.line, why.column, why.text);
		return;
	}
	first = csv.n > 0 && is_heading(a, &csv.rows[0]);
	if (csv.n == first) {
		fault(out, 0, 0,
		    STR("日付の行がありません。1列目が日付、2列目が名前の CSV を選んでください。"));
		return;
	}
	out->days = arena_array(a, csv.n, sizeof *out->days);
	for (size_t i = first; i < csv.n; i++)
		row_read(out, &csv.rows[i]);
}

static const struct closed_day *
known_find(const struct closed_day *known, size_t n, day d)
{
	for (size_t i = 0; i < n; i++)
		if (known[i].day == d)
			return &known[i];
	return NULL;
}

void
holiday_list_compare(struct holiday_list *l, const struct closed_day *known, size_t n, day today)
{
	for (size_t i = 0; i < l->n; i++) {
		struct listed_day *d = &l->days[i];
		const struct closed_day *was = known_find(known, n, d->day);

		d->was = was ? was->label : STR("");
		d->state = d->day < today                 ? LISTED_PAST
		           : was == NULL                  ? LISTED_NEW
		           : str_eq(was->label, d->label) ? LISTED_SAME
		                                          : LISTED_RENAMED;
	}
}

size_t
holiday_list_count(const struct holiday_list *l, int state)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += (int)l->days[i].state == state;
	return n;
}

struct str
holiday_list_body(const struct holiday_list *l)
{
	struct buf b = buf_on(l->arena, ACT_MAX);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	json_key(&o, "add");
	json_open(&o, '[');
	for (size_t i = 0; i < l->n; i++) {
		const struct listed_day *d = &l->days[i];

		if (d->state != LISTED_NEW && d->state != LISTED_RENAMED)
			continue;
		json_open(&o, '{');
		json_key(&o, "day");
		json_str(&o, day_iso(l->arena, d->day));
		json_key(&o, "label");
		json_str(&o, d->label);
		json_close(&o, '}');
	}
	json_close(&o, ']');
	json_close(&o, '}');
	return buf_done(&b) ? buf_str(&b) : STR("");
}
