/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a password, a login and a person's id must look like. */
#ifndef AUTH_RULE_H
#define AUTH_RULE_H

#include "base/arena.h"
#include "base/calendar.h"

enum { RULE_PASSWORD_LEAST = 10 /* characters */, RULE_LOGIN_MAX = 64, RULE_PERSON_MAX = 64 };

/*
 * Empty when the password may be used for `login`, else why not and what would
 * do, in Japanese; the password is not in it. `words`: the person's own, a line
 * each: name, kana, section, town. The arena keeps spellings of these.
 */
struct str rule_password(struct arena *a, struct str password, struct str login, struct str words, day today);
/* A login or an id: 1..64 bytes of UTF-8 without control characters. */
bool rule_name(struct str name);
/* Is this the id of a station ("@genkan")? */
bool rule_is_station(struct str person);

#endif
