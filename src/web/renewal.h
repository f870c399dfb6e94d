/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 更新, for other pages: may a permit be renewed from here, and how many of one's own end with the year? */
#ifndef WEB_RENEWAL_H
#define WEB_RENEWAL_H

#include "web/request.h"

/* May he ask for it anew, and has nobody done so yet? */
bool renewal_offered(struct request *rq, const struct matter *m);
/* Own permits that end with the fiscal year and can be renewed, at most 50. */
size_t renewal_count(struct request *rq);

#endif
