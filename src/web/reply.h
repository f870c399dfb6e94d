/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bytes for the browser: the one place where responses and their headers are made. */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include <microhttpd.h>

#include "web/asset.h"
#include "web/request.h"

/* Queues the reply of a handler that returned `e`. The body is copied. */
enum MHD_Result reply_send(struct MHD_Connection *c, const struct request *rq, enum err e);
/* Queues an asset; `tag` is the browser's If-None-Match. */
enum MHD_Result reply_asset(struct MHD_Connection *c, const struct asset *x);
/* Makes the lasting responses of all assets. */
void reply_assets(struct asset_set *set);

#endif
