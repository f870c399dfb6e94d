/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a page knows of a person that is no good in his password. */
#ifndef WEB_PASSWORD_H
#define WEB_PASSWORD_H

#include "web/request.h"

/* His names, his sections and posts, the town: a line each. `p` may be NULL: then the town alone. */
struct str password_words(const struct request *rq, struct arena *a, const struct person *p);

#endif
