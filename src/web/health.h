/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 稼働状況, in one line for the first page of those who look after the town. */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include "view.h"
#include "web/request.h"

/* Something is wrong, and this person looks after it: what, with a link. False otherwise, and when it cannot be read. */
bool health_line(struct request *rq, struct view_pair *out);

#endif
