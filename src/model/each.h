/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Steps that several have to do, each for himself: `each: yes` has a row for
 * every owner, `each: person` one for every person who holds the role; `enough`
 * says how many of them the way waits for.
 */
#ifndef MODEL_EACH_H
#define MODEL_EACH_H

#include "model/reach.h"

/* Of a row's section: the person it is for ("@ID"), or empty. */
struct str each_person(struct str section);
/* The rows of an `each: person` step as it opens: in the order of the staff. */
size_t each_rows(struct arena *a, const struct reach *r, size_t step, struct opened **out);
/*
 * Have enough of a step's rows been done for the way to go on? Who cannot do
 * his any more (he has left) is not waited for. Always false while a step that
 * is not `each` waits.
 */
bool each_suffices(const struct reach *r, int step);

#endif
