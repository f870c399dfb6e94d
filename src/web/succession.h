/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who gets the steps that wait for somebody now, once he has left or moved. */
#ifndef WEB_SUCCESSION_H
#define WEB_SUCCESSION_H

#include "roster/staff_change.h"
#include "view.h"
#include "web/request.h"

enum { SUCCESSION_SHOWN = 20 };

/* Of one change: the steps that wait for him today and will not on the day. */
struct succession {
	struct view_heir *rows; /* at most SUCCESSION_SHOWN */
	size_t rows_n;
	int64_t rest; /* so many more */
};

/* One for each of the changes, in their order. `after` is the town on day `d`. Texts in the page arena. */
enum err succession_read(struct request *rq, const struct town *after, day d,
    const struct staff_change *changes, size_t n, struct succession **out) MUST_USE;

#endif
