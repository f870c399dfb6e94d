/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What all pages of a station have: big, for a finger, back at the start by themselves. */
#ifndef WEB_TABLET_H
#define WEB_TABLET_H

#include "view.h"
#include "web/request.h"

/* Seconds without a touch after which a page gives way to the start; of what only says something. */
enum { TABLET_START = 0, TABLET_SAID = 5, TABLET_IDLE = 90, TABLET_TYPING = 300 };

struct view_tablet tablet_frame(struct request *rq, struct str title, int back_after);
/* The page of a failure on a station. */
void tablet_error(struct request *rq, enum err e);

#endif
