/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The handlers that route.def names, one file a page. */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include "web/request.h"

#define ROUTE(method, pattern, name, login, reads) enum err name(struct request *rq);
#include "web/route.def"
#undef ROUTE

#endif
