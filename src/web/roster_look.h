/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A staff list that is looked at: what it would change, and the page that shows it. */
#ifndef WEB_ROSTER_LOOK_H
#define WEB_ROSTER_LOOK_H

#include "model/judge.h"
#include "roster/staff_plan.h"
#include "web/judged.h"
#include "web/request.h"

struct roster_look {
	struct arena *arena; /* of the look alone: a list can be large */
	struct str file, text, encoding;
	day effective;
	struct staff staff; /* its faults; none: the rest is there */
	struct staff_plan plan;
	struct verdict verdict; /* of the act it would be */
	struct town after;
	struct str seen; /* hash of the plan: what was shown is what is taken */
	struct str error, way_out;
};

/*
 * Reads the file of the sent form, or its text that comes back with the
 * confirmation, against the town as it is now. A list with faults is no
 * failure; ERR_MALFORMED when there is no list or no such day, with rq->why.
 */
enum err roster_look_open(struct request *rq, struct roster_look *look) MUST_USE;
void roster_look_close(struct roster_look *look);
/* May it be taken as it is? */
bool roster_look_good(const struct roster_look *look);
/* Draws the page; `stale`: it is not any more what was shown before. */
enum err roster_look_draw(
    struct request *rq, const struct roster_look *look, const struct judged *j, bool stale) MUST_USE;

#endif
