/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who may do what: one line for everything that can be done or read, one column
 * for every role. It says what the policy says; who takes a role's place while
 * nobody (else) may, the town's chain and absences decide on the day.
 */
#ifndef POLICY_MATRIX_H
#define POLICY_MATRIX_H

#include "base/buf.h"
#include "policy/policy.h"

/*
 * Tab-separated, for people to review and tests to hold. First the ids of
 * procedure (or register, or built-in act), act and step; then for the
 * applicant and each role a mark: `town`, `section` (the applicant's, or of the
 * matter), `owner` (the section that owns what is named), `person` (whoever is
 * meant by name), or `-`.
 */
void matrix_print(const struct policy *p, struct buf *out);

#endif
