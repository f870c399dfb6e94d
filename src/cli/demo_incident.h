/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The demo's accidents: reported by people or begun by the clock, and brought to their end, but for the last ones. */
#ifndef CLI_DEMO_INCIDENT_H
#define CLI_DEMO_INCIDENT_H

#include "cli/demo_errand.h"

struct demo_incidents;

struct demo_incidents *demo_incident_plan(struct demo *d, const struct demo_days *days);
/* Those that are found today are reported; every open one goes on by a step, as far as it comes. */
void demo_incident_day(struct demo *d, struct demo_incidents *list, const struct demo_days *days, int today);

#endif
