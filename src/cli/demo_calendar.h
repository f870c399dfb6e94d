/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The closed days that the demo town enters at its beginning. */
#ifndef CLI_DEMO_CALENDAR_H
#define CLI_DEMO_CALENDAR_H

#include "base/calendar.h"

/* The body of the act `holiday` that closes what the law closes from this day on; empty when the table has none. */
struct str demo_calendar_body(struct arena *a, day from);

#endif
