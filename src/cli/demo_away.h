/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* When the demo's heads are away, and what they look at when they are back. */
#ifndef CLI_DEMO_AWAY_H
#define CLI_DEMO_AWAY_H

#include "cli/demo_errand.h"

/* Plans the year. At its end one head is away today, and another came back the office day before. */
struct demo_away *demo_away_plan(struct demo *d, const struct demo_days *days);
/* The office day begins: who goes says so, who falls ill is entered by his deputy, who is there looks at what waits to be seen. */
void demo_away_day(struct demo *d, const struct demo_days *days, int today);

#endif
