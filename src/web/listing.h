/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a list was asked for, read from its address, and the addresses of its other pages and orders. */
#ifndef WEB_LISTING_H
#define WEB_LISTING_H

#include "policy/policy.h"
#include "view.h"
#include "web/phrase.h"
#include "web/request.h"

enum { LISTING_ROWS = 50, LISTING_FILTERS = 6 };

enum listing_order { ORDER_OWN, ORDER_TEXT_UP, ORDER_TEXT_DOWN, ORDER_NUM_UP, ORDER_NUM_DOWN, ORDER_REST };

struct listing_filter {
	struct str field, q, set; /* as the statements want them */
};

struct listing {
	struct request *rq;
	const struct policy *policy;
	struct str path; /* of the page */
	struct str kind; /* register or procedure id: the first part of names in `value` */
	const struct field *fields;
	size_t field_n;
	const struct choice *states;
	size_t state_n;
	struct str section, state;
	struct str sort; /* field name, or empty = the list's own order */
	bool down;
	struct listing_filter filter[LISTING_FILTERS];
	bool filtered;
	int64_t skip;       /* rows before this page */
	int64_t rest;       /* -1, or how many of those without the sorted field were shown before */
	int64_t rest_shown; /* on this page */
	bool more;
	struct view_row *rows;
	size_t row_n;
};

/* Reads the address. The struct's first five members are the caller's. */
void listing_read(struct listing *l);
/* The order in which rows are asked for now. */
enum listing_order listing_order(const struct listing *l);
/* REGISTER.FIELD of the sorted field. */
struct str listing_sort(const struct listing *l);
/* The cells of the listed fields of one row. */
size_t listing_cells(struct listing *l, struct str json, struct view_cell *out);
/* Columns, filters, pages: everything but the rows. `lead` columns of the caller's stand before the fields, `tail` after. */
void listing_fill(struct listing *l, const enum text_key *lead, size_t lead_n, const enum text_key *tail,
    size_t tail_n, struct view_listing *v);
/* How many of the fields are listed. */
size_t listing_columns(const struct listing *l);

#endif
