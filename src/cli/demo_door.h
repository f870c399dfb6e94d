/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The demo's station at the server room: who comes and goes on a day. */
#ifndef CLI_DEMO_DOOR_H
#define CLI_DEMO_DOOR_H

#include "cli/demo_errand.h"

/* The station begins. */
void demo_door_begin(struct demo *d);
/*
 * A day's visits, after everything else of the day; some forget to go out. `matters`
 * is how large the town is to be. On the day that is the last, three are still inside.
 */
void demo_door_day(struct demo *d, const struct demo_days *days, int today, int matters);
/* Today, before now: somebody is inside. */
void demo_door_now(struct demo *d, int64_t until);

#endif
