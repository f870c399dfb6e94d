/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The procedures of a policy by what they are for, and those among them that
 * words lead to: where there are fifty, nobody reads a list from its top.
 */
#ifndef WEB_CATALOGUE_H
#define WEB_CATALOGUE_H

#include "web/request.h"

enum catalogue {
	CATALOGUE_REPORT,   /* tells somebody of something */
	CATALOGUE_PERMIT,   /* asks for a decision */
	CATALOGUE_REGISTER, /* enters a thing into a register, or changes it there */
	CATALOGUE_RECORD,   /* notes that something was done */
	CATALOGUES
};

enum catalogue catalogue_of(const struct procedure *p);
/* Its heading. */
struct str catalogue_label(enum catalogue c);
/* Does each word of the query stand in one of the texts? `query` is as typed; an empty one fits everything. */
bool catalogue_fits(struct arena *a, struct str query, const struct str *texts, size_t n);
/* Of a procedure: its label, what it says, the clauses, the registers it enters things into. */
bool catalogue_fits_procedure(
    struct arena *a, struct str query, const struct policy *p, const struct procedure *proc);

#endif
