/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How the readers of a policy say what is wrong: every fault is noted, none stops the reading. */
#ifndef POLICY_FINDING_H
#define POLICY_FINDING_H

#include "policy/load.h"

/* Notes one fault; beyond LINT_MAX they are dropped. */
void finding_add(struct lint *l, struct place at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The first line of `s`, at most 40 characters: hostile text in a message. */
struct str finding_clip(struct str s);
/* By file, line and column, as a reader goes through the files. */
void finding_sort(struct lint *l);

#endif
