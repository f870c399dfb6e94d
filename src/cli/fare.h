/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The lines of `status` about how the machine fares. */
#ifndef CLI_FARE_H
#define CLI_FARE_H

#include "store/health.h"

/* On standard output. While nobody runs the town, clock and programs say nothing. */
void fare_print(struct arena *a, const struct health *h, bool running);

#endif
