/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What happened and is no entry: refused acts, log-ins, exports, refused reads.
 * One JSON line each in DIR/events/YYYY-MM.ndjson, numbered over all months
 * without a gap, so that a line taken out is missed.
 */
#ifndef GATE_EVENTS_H
#define GATE_EVENTS_H

#include "base/arena.h"
#include "base/err.h"

struct events;

/* Goes on after the last number it finds. The folder must exist. Lives in the arena. */
enum err events_open(struct arena *home, struct str folder, struct events **out, struct why *why) MUST_USE;

/* Empty fields are left out. */
struct event {
	int64_t time;
	struct str what; /* act.refused, login, login.refused, export, … */
	struct str person, login, ip, channel, act, subject, clauses, detail;
};
/*
 * Appends the line. ERR_FULL or ERR_IO when it could not be written whole; the
 * number is then not used up. What a full disk did not take is counted, and the
 * first line that fits again says how many (events.lost).
 */
enum err events_add(struct events *e, struct arena *a, const struct event *event) MUST_USE;
/* Makes the lines durable. */
void events_sync(struct events *e);
/* The number of the last line. */
int64_t events_last(const struct events *e);

#endif
