/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A file on its way to the browser: one piece in memory, the next asked of the gate when that has gone. */
#ifndef WEB_OUTGO_H
#define WEB_OUTGO_H

#include <microhttpd.h>

#include "web/request.h"

/* The body of this reply (rq->reply.outgo); it frees itself with the response. */
struct MHD_Response *outgo_response(struct MHD_Connection *c, const struct request *rq);

#endif
