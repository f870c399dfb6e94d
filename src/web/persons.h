/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Several persons: ticked one by one, found by name, reading, staff number or section; f.NAME once for each. */
#ifndef WEB_PERSONS_H
#define WEB_PERSONS_H

#include "codec/json.h"
#include "view.h"
#include "web/request.h"

enum { PERSONS_MAX = 64, PERSONS_SHOWN = 12 };

/* The ticked ones stay; while something is searched for, those who are found stand below them. */
void persons_fill(struct request *rq, bool typed, struct view_input *out);
/* A list of ids: those that were ticked under this name, or one text of ids with commas. */
void persons_write(const struct request *rq, struct str name, struct json_out *o);
/* "佐藤、鈴木" of ids joined by commas, as the tables keep them. */
struct str persons_label(const struct desk *k, struct arena *a, struct str ids);

#endif
