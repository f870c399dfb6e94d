/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which duty is met by what. A loaded policy has no duty that nothing meets;
 * whether what meets it is able to is shell.h's business.
 */
#ifndef POLICY_COVERAGE_H
#define POLICY_COVERAGE_H

#include "base/buf.h"
#include "policy/policy.h"

struct cover {
	enum { COVER_STEP, COVER_PROCEDURE, COVER_REGISTER, COVER_ROLE, COVER_BOARD, COVER_MEASURE } kind;
	int index; /* of the procedure, register, role, board or measure */
	int step;  /* COVER_STEP: the step that ticks the clause */
};
struct coverage {
	int duty;
	struct cover *by; /* procedures whose start ticks it, steps, then what is named without either */
	size_t n;
};

/* What meets one duty. */
void coverage_of(struct arena *a, const struct policy *p, int duty, struct coverage *out);
/*
 * All duties for a terminal, a line each, tabs between: id, kind (and second
 * kind), scope, what meets it, and the measures it names; in brackets the one
 * that goes without saying for its kind.
 */
void coverage_print(struct arena *a, const struct policy *p, struct buf *out);
/* "permit", "record" …; "-" when it is not said. */
const char *coverage_kind(enum duty_kind kind);

#endif
