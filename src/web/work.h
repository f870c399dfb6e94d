/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A step that waits, as a line of today's work: read from its row, without the items it is about. */
#ifndef WEB_WORK_H
#define WEB_WORK_H

#include "model/entitlement.h"
#include "query.h"
#include "view.h"
#include "web/request.h"

/* All statements for waiting steps give the same row. */
struct work_row {
	struct q_page_waiting_out r;
	const struct policy *policy; /* the matter's */
	const struct procedure *procedure;
	const struct step *step;
	struct value *form;   /* of the matter */
	struct matter matter; /* as far as judge_entitled looks */
	struct opened opened;
};

/* Fills in what the row means; ERR_NOT_FOUND for one that its policy does not know. */
enum err work_read(struct request *rq, const struct q_page_waiting_out *r, struct work_row *out) MUST_USE;
/* By which right it waits for this person, by judge's own rule; STANDING_NONE: it does not. */
enum standing work_standing(struct request *rq, const struct work_row *w);
/* The line of a list; `now` is the moment from which its clock is told. */
struct view_work work_view(struct request *rq, const struct work_row *w, enum standing by, int64_t now);

#endif
