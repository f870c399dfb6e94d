/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is in somebody's name: open matters of his, things that he has. */
#ifndef WEB_CHARGE_H
#define WEB_CHARGE_H

#include "view.h"
#include "web/request.h"

struct charge {
	struct view_pair *matters; /* label: what; value: since when; href */
	size_t matters_n;
	struct view_pair *things; /* label: what; value: its state; href */
	size_t things_n;
	int64_t hidden; /* of both, what the reader may not see */
	int64_t *seen;  /* items met so far */
	size_t seen_n;
};

/* As far as rq->who may read it. */
enum err charge_read(struct request *rq, const struct person *p, struct charge *out) MUST_USE;

#endif
