/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the clock begins in the demo town is done by whom it waits for: most of it in time, a little never. */
#ifndef CLI_DEMO_ROUND_H
#define CLI_DEMO_ROUND_H

#include "cli/demo_act.h"

/* One office day's share of it. */
void demo_round_day(struct demo *d);

#endif
