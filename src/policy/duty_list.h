/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A list of duties kept beside the policy, by whoever read the paper: is every
 * one of them in the policy, and of the same kind?
 *
 * Tab-separated, one heading line. Columns by their headings: id, kind, kind2,
 * flags (others are not looked at). Kinds as in the policy, or recurring-duty
 * and technical-control. Flags are joined by commas: C is a rule of conduct, N
 * a definition and no duty.
 */
#ifndef POLICY_DUTY_LIST_H
#define POLICY_DUTY_LIST_H

#include "base/buf.h"
#include "policy/policy.h"

struct duty_list {
	size_t bound;                     /* in both, and alike */
	size_t missing, extra, differing; /* only in the list, only in the policy, of another kind */
};

/*
 * Compares, and writes a line for everything that is not alike. ERR_MALFORMED
 * with `why` when a line has no id or a kind that is none.
 */
enum err duty_list_compare(struct arena *a, const struct policy *p, struct str tsv, struct duty_list *out,
    struct buf *lines, struct why *why) MUST_USE;

#endif
