/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 本町の解釈: how the town reads a clause, wherever the clause is explained. */
#ifndef WEB_READING_H
#define WEB_READING_H

#include "view.h"
#include "web/request.h"

/* The readings of a policy that stand beside any of these clauses, each once, as they count now. */
size_t reading_of_clauses(struct request *rq, const struct policy *p, const struct str *clauses, size_t n,
    const struct view_reading **out);

#endif
