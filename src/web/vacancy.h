/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 欠員: posts that nobody holds on a day although a role hangs on them, and who decides instead. */
#ifndef WEB_VACANCY_H
#define WEB_VACANCY_H

#include "view.h"
#include "web/request.h"

/* Of one section of this town (as it is, or as it would be); rows in the order of the posts. Returns how many. */
size_t vacancy_list(
    struct request *rq, const struct town *t, struct str section, day d, struct view_vacancy **out);

#endif
