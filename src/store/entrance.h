/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who can get in, as far as this machine has been told: when somebody was given
 * a code, when he last set a password. Kept in the table `local`, for pages that
 * hand out codes; it is no evidence, and no password or code is near it.
 */
#ifndef STORE_ENTRANCE_H
#define STORE_ENTRANCE_H

#include "base/map.h"
#include "store/store.h"

struct entrance {
	int64_t code, password; /* seconds since the epoch, 0 = never */
};

enum entrance_what { ENTRANCE_CODE, ENTRANCE_PASSWORD };

/* Between store_begin and store_commit. Time 0: taken away. */
enum err entrance_note(
    struct store *s, struct arena *a, enum entrance_what what, struct str person, int64_t time) MUST_USE;
/* Person id -> struct entrance, of all that is known. */
enum err entrance_read(struct store *s, struct arena *a, struct map **out) MUST_USE;

#endif
