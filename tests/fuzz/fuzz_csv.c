/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cells are valid UTF-8 without formulas, and what is written is read as the same
 * cells; any bytes written as one cell never come back as a formula.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "codec/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static struct str
written(struct arena *a, const struct csv *c)
{
	struct buf b = buf_on(a, 64 << 20);

	for (size_t i = 0; i < c->n; i++) {
		const struct csv_row *row = &c->rows[i];

		check(row->n >= 1 && row->n <= 64);
		/* a lone empty cell would be written as an empty line, which is no row */
		if (row->n == 1 && row->cells[0].n == 0)
			buf_add(&b, STR("\"\""));
		for (size_t k = 0; k < row->n; k++) {
			check(utf8_valid(row->cells[k]) && !utf8_has_control(row->cells[k]));
			if (k > 0)
				buf_char(&b, ',');
			csv_cell(&b, row->cells[k]);
		}
		buf_add(&b, STR("\r\n"));
	}
	return buf_str(&b);
}

static void
check_same(const struct csv *x, const struct csv *y)
{
	check(x->n == y->n);
	for (size_t i = 0; i < x->n; i++) {
		check(x->rows[i].n == y->rows[i].n);
		for (size_t k = 0; k < x->rows[i].n; k++)
			check(str_eq(x->rows[i].cells[k], y->rows[i].cells[k]));
	}
}

static void
check_one_cell(struct arena *a, struct str cell)
{
	struct buf b = buf_on(a, 16 << 20);
	struct why why = {.arena = a};
	struct csv c;

	if (!utf8_valid(cell) || utf8_has_control(cell) || cell.n == 0)
		return;
	/* a mark in front, lest a BOM at the start of the cell be one of the file */
	buf_add(&b, STR("x,"));
	csv_cell(&b, cell);
	check(csv_read(a, buf_str(&b), &c, &why) == ERR_OK);
	check(c.n == 1 && c.rows[0].n == 2 && str_ends(c.rows[0].cells[1], cell));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(64 << 20);
	struct why why = {.arena = a};
	struct str bytes = {(const char *)data, size};
	struct csv c, again;

	check_one_cell(a, bytes);
	if (csv_read(a, bytes, &c, &why) != ERR_OK) {
		check(why.text.n > 0);
	} else if (!str_starts(written(a, &c), STR("\xef\xbb\xbf"))) {
		check(csv_read(a, written(a, &c), &again, &why) == ERR_OK);
		check_same(&c, &again);
	}
	arena_free(&a);
	return 0;
}
