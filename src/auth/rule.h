/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a password, a login and a person's id must look like. */
#ifndef AUTH_RULE_H
#define AUTH_RULE_H

#include "base/str.h"

enum { RULE_PASSWORD_LEAST = 10 /* characters */, RULE_LOGIN_MAX = 64, RULE_PERSON_MAX = 64 };

/* Empty when the password may be used for `login`, else why not, in Japanese. */
struct str rule_password(struct str password, struct str login);
/* A login or an id: 1..64 bytes of UTF-8 without control characters. */
bool rule_name(struct str name);

#endif
