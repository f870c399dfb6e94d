/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rounds (定期): what the clock begins for the town, each section, each person
 * or each item, once in every year, quarter, month, week or day. Whether it has
 * been begun already, the ids of the openings tell.
 */
#ifndef MODEL_ROUND_H
#define MODEL_ROUND_H

#include "model/opening.h"

/* A stretch of days in which one is begun. */
struct period {
	day first, last;
	struct str key;   /* of ids: "y2026-04-01" */
	struct str label; /* "令和8年度", "令和8年11月" … */
};

/*
 * The period of a round in which `d` lies; `of` (a section's id or an item's
 * number, or empty) is for settings that have values of their own. False when
 * there is none: a closed day, no times a year.
 */
bool round_period(struct arena *a, const struct policy *pol, const struct town *town, const struct round *r,
    struct str of, day d, struct period *out);
/*
 * Adds everything whose period runs on `d`, in a fixed order: procedures and
 * rounds as the policy has them, sections, persons and items as they are
 * listed. `today` is the day on which it is made, later than `d` after a time
 * down: who has left by then is passed over. `items` are those of the registers
 * that rounds name (all of them; the openings point to them).
 */
void round_list(struct arena *a, const struct policy *pol, const struct town *town, day d, day today,
    const struct item *items, size_t item_n, struct openings *out);

#endif
