/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A name kept while a password is hashed: a message's views do not last that long. */
#ifndef AUTH_NOTE_H
#define AUTH_NOTE_H

#include "auth/rule.h"

struct note {
	char p[RULE_LOGIN_MAX];
	size_t n;
};

/* Cut at the room: what is longer is no name of ours (rule.h). */
struct note note_of(struct str s);
struct str note_str(const struct note *n);

#endif
