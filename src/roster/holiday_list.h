/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A table of holidays as the Cabinet Office publishes it (syukujitsu.csv): a
 * date and a name in the first two columns. Reading it notes every fault of
 * every row; a table with a fault is not used at all. Pure.
 */
#ifndef ROSTER_HOLIDAY_LIST_H
#define ROSTER_HOLIDAY_LIST_H

#include "base/calendar.h"
#include "base/err.h"

/* A closed day of the town as it is. */
struct closed_day {
	day day;
	struct str label;
};

struct listed_day {
	size_t line;
	day day;
	struct str label, was; /* was: its name in the town, of one that changes */
	enum {
		LISTED_NEW,
		LISTED_RENAMED,
		LISTED_SAME,
		LISTED_PAST /* what is over is not touched */
	} state;
};

struct holiday_list {
	struct arena *arena;
	struct str file, text; /* text: the table as UTF-8, to be sent once more */
	struct str encoding;
	struct listed_day *days;
	size_t n;
	struct why *faults; /* column = number of the cell, from 1 */
	size_t fault_n, fault_all;
};

enum { HOLIDAY_FAULTS = 200 };

/* Reads bytes named `file`. The first row is a heading when its first cell is no date. */
void holiday_list_read(struct arena *a, struct str file, struct str bytes, struct holiday_list *out);
/* What each day would change in the town as it is; `known` sorted by day. */
void holiday_list_compare(struct holiday_list *l, const struct closed_day *known, size_t n, day today);
size_t holiday_list_count(const struct holiday_list *l, int state);
/* The body of the `holiday` act that makes them so: the new and the renamed. */
struct str holiday_list_body(const struct holiday_list *l);

#endif
