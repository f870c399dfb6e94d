/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the browser is given beside pages: style sheets and scripts, in memory, each under its hash. */
#ifndef WEB_ASSET_H
#define WEB_ASSET_H

#include "base/arena.h"
#include "base/err.h"

struct MHD_Response;

struct asset {
	struct str name; /* sekimori.css */
	struct str
	    href; /* /static/sekimori.css?v=1a2b3c4d: changes with the content, so it may be kept for ever */
	struct str type, bytes;
	struct MHD_Response *response;
};

struct asset_set {
	struct asset *all;
	size_t n;
};

/* Reads all files of FOLDER/static whose kind is known. */
enum err asset_read(struct arena *a, struct str folder, struct asset_set *out, struct why *why) MUST_USE;
/* NULL when there is none of that name. */
const struct asset *asset_find(const struct asset_set *set, struct str name);
/* Its address; "/static/NAME" when there is none, which then says 404. */
struct str asset_href(const struct asset_set *set, struct str name);

#endif
