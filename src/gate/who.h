/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who is behind a session or token: what auth answered, kept for a minute. An
 * owned web process can so act only as people who are logged in now.
 */
#ifndef GATE_WHO_H
#define GATE_WHO_H

#include "base/arena.h"
#include "base/str.h"
#include "crypto/hash.h"

enum { WHO_KEEP_MS = 60 * 1000 };

struct who;

struct who *who_new(struct arena *home);
/* The person's id, or empty: ask auth. `now` in milliseconds of the monotonic clock. */
struct str who_find(const struct who *w, struct str session, int64_t now);
void who_put(struct who *w, struct str session, struct str person, int64_t now);
/* The session has ended: auth knows it by its hash only. */
void who_drop(struct who *w, const struct hash *session);

#endif
