/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CSV (RFC 4180) as town halls have it: UTF-8 with or without BOM, or CP932;
 * CRLF or LF; quotes; at most 64 columns, 100,000 rows, 16 MiB.
 */
#ifndef CODEC_CSV_H
#define CODEC_CSV_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct csv_row {
	size_t line; /* in the file, from 1 */
	struct str *cells;
	size_t n;
};

struct csv {
	struct str encoding;  /* "UTF-8" or "CP932": what it was read as */
	struct csv_row *rows; /* the header row is rows[0] */
	size_t n;
};

/*
 * The text is UTF-8 if all of it is valid UTF-8, else CP932, else an error that
 * names line and column of the first byte that is neither. A cell that begins
 * with = + - @ or a tab (a formula for Excel) is an error that names the cell;
 * a plain negative number is not. Empty lines are no rows. All of it takes up to
 * 24 times the input and 4 MiB from the arena.
 */
enum err csv_read(struct arena *a, struct str bytes, struct csv *out, struct why *why) MUST_USE;
/*
 * Has the C library bring what it needs for CP932, for as long as the process
 * lives: one that is confined afterwards cannot open files for it any more.
 */
void csv_prepare(void);
/* The same text as UTF-8 without BOM, its lines ending in LF, and what it was: to be sent once more. */
enum err csv_text(
    struct arena *a, struct str bytes, struct str *text, struct str *encoding, struct why *why) MUST_USE;
/* One cell for writing: quoted where needed, a leading apostrophe before a formula. */
void csv_cell(struct buf *b, struct str cell);

#endif
