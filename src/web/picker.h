/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Choosing items of the registers in a form: a search, boxes to tick, no script needed. */
#ifndef WEB_PICKER_H
#define WEB_PICKER_H

#include "policy/policy.h"
#include "view.h"
#include "web/request.h"

enum { PICKER_SHOWN = 20 };

/* Fills what is picked so far and what the search finds; only what the person may read. */
void picker_fill(
    struct request *rq, const struct policy *p, const struct field *f, bool typed, struct view_input *out);
/* The sections a person may read as ",a,b,": the form in which statements take them. */
struct str picker_scope(struct request *rq, int reg, int procedure, bool *all);

#endif
