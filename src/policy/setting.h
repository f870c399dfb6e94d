/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The value of a setting: a text that is read by its type. The same rules hold a default and what is decided. */
#ifndef POLICY_SETTING_H
#define POLICY_SETTING_H

#include "policy/policy.h"

/* May this setting have this value? An empty one only as a list of posts (nobody). */
bool setting_takes(const struct policy *p, const struct setting *s, struct str value);
/* "8:30" as minutes since midnight. */
bool setting_time(struct str value, int *minutes) MUST_USE;
/* "office-hours" and its kin; never `closing`. */
bool setting_count(struct str value, enum due_count *out) MUST_USE;
/*
 * Takes the next of a list of posts: its kind (NONE when the policy has no such
 * kind) and the section it names, or empty. False at the end.
 */
bool setting_post(const struct policy *p, struct str *rest, int *post, struct str *section);

#endif
