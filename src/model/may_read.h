/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may read what: asked by every page, list, API answer and export. */
#ifndef MODEL_MAY_READ_H
#define MODEL_MAY_READ_H

#include "model/case.h"

/* The sections whose things of one kind a person may read. */
struct scope {
	bool all;
	struct str *sections;
	size_t n;
};
/* Of a register or a procedure (give one, NONE for the other). */
void may_read_scope(struct arena *a, const struct policy *pol, const struct town *town,
    const struct person *who, day d, int reg, int procedure, struct scope *out);
bool scope_has(const struct scope *s, struct str section);
bool may_read_item(const struct policy *pol, const struct town *town, const struct person *who, day d,
    const struct item *item);
/*
 * The applicant, whoever decided, did or may now act on a step, and whoever was
 * told of it may always read a matter. A station reads what is open of its own
 * procedure.
 */
bool may_read_matter(const struct policy *pol, const struct town *town, const struct person *who, day d,
    const struct matter *m);
/* Administrators, auditors and the office read the people and settings pages and the whole ledger; see the policy's default `read`. */
bool may_read_ledger(const struct policy *pol, const struct town *town, const struct person *who, day d);

#endif
