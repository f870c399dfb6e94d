/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Steps that take rows: a timeline, a log, a register gone through item by item. */
#ifndef MODEL_BOOK_H
#define MODEL_BOOK_H

#include "model/judging.h"

enum { BOOK_ROWS_MAX = 200 };

/* Does the book go through this item? */
bool book_means(const struct facts *facts, const struct step *s, int64_t item);
/*
 * Adds the row of the body, or those of its `_rows`, to every row of the step
 * that is the actor's, and does what hangs on each. *close: the body says
 * `_close`, and nothing is missing. False: refused, with the row named.
 */
bool book_write(struct judging *j, int step, const struct post *by, bool *close);
/* A step that takes no rows is not asked to: `_rows` and `_close` are refused. */
bool book_unasked(struct judging *j, const struct step *s);

#endif
