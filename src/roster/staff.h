/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A staff list as a personnel office keeps it: one row for each post that
 * somebody holds (a row without a number is a vacant post, one of an outsider
 * has none; a post of somebody with a decider may belong to no section). Reading it notes
 * every fault of every row; a list with a fault is not used at all.
 */
#ifndef ROSTER_STAFF_H
#define ROSTER_STAFF_H

#include "base/calendar.h"
#include "base/err.h"
#include "model/town.h"

/* The columns: STAFF(name, header, must the list have it) */
#define STAFF_COLUMNS(STAFF)                                                                                 \
	STAFF(NUMBER, "職員番号", true)                                                                      \
	STAFF(NAME, "氏名", true)                                                                            \
	STAFF(KANA, "フリガナ", false)                                                                       \
	STAFF(LOGIN, "ログイン名", false)                                                                    \
	STAFF(SECTION, "所属コード", true)                                                                   \
	STAFF(LABEL, "所属名", true)                                                                         \
	STAFF(SIGN, "所属記号", false)                                                                       \
	STAFF(UP, "上位所属コード", false)                                                                   \
	STAFF(TITLE, "職名", true)                                                                           \
	STAFF(CONCURRENT, "兼務", false)                                                                     \
	STAFF(FROM, "発令日", false)                                                                         \
	STAFF(UNTIL, "終了日", false)                                                                        \
	STAFF(ORGAN, "機関", false)                                                                          \
	STAFF(DECIDER, "決裁者", false)                                                                      \
	STAFF(CARD, "カード番号", false)                                                                     \
	STAFF(OUTSIDER, "庁外", false)                                                                       \
	STAFF(COMPANY, "会社", false)

enum staff_column {
#define STAFF(name, header, required) STAFF_##name,
	STAFF_COLUMNS(STAFF)
#undef STAFF
	    STAFF_COLUMN_COUNT
};

struct staff_row {
	size_t line;
	struct str cell[STAFF_COLUMN_COUNT]; /* trimmed; numbers and codes in half width */
	bool concurrent, vacant;
	bool outsider;   /* 庁外の人: no log-in, no post */
	day from, until; /* DAY_NONE where the cell is empty */
};

struct staff {
	struct arena *arena;
	struct str file, encoding;
	size_t at[STAFF_COLUMN_COUNT]; /* which cell of the file; SIZE_MAX = no such column */
	struct staff_row *rows;
	size_t n;
	struct why *faults; /* column = number of the cell, from 1 */
	size_t fault_n, fault_all;
};

enum { STAFF_FAULTS = 1000, STAFF_ROWS = 5000 };

/* Reads bytes named `file`. What is wrong is in out->faults; fault_all == 0 means a list to be used. */
void staff_read(struct arena *a, struct str file, struct str bytes, struct staff *out);
/*
 * What only the rows together, the policy, and the town as it is (may be NULL) can
 * tell: adds to the faults.
 */
void staff_check(struct staff *s, const struct policy *pol, const struct town *town);
bool staff_has(const struct staff *s, enum staff_column column);
/* The organ that a cell names by its id or its label; NONE when there is none of that name. */
int staff_organ(const struct policy *pol, struct str cell);
/* Notes a fault of a row's cell. */
void staff_fault(struct staff *s, const struct staff_row *row, enum staff_column column, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
struct str staff_header(enum staff_column column);
/* Must a list have this column? */
bool staff_must(enum staff_column column);
/* The period of a row: its dates, and `effective` where it has no first one. */
day staff_from(const struct staff_row *row, day effective);
day staff_until(const struct staff_row *row);

#endif
