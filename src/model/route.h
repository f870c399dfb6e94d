/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The way of a matter through its steps: which of them apply to it, and for
 * which sections they open. Neighbouring decisions are one group and open
 * together; every other step is a group of its own.
 */
#ifndef MODEL_ROUTE_H
#define MODEL_ROUTE_H

#include "model/reach.h"

/* The step after the group that `step` stands in. */
size_t route_group_end(const struct procedure *p, size_t step);
/* The first step after everything that has been opened. */
size_t route_position(const struct procedure *p, const struct matter *m);
/*
 * The rows that a step opens now; 0 when it falls away (a condition does not
 * hold, or it asks for owners and no item is reached). `due` is not set.
 */
size_t route_rows(struct arena *a, const struct reach *r, size_t step, struct opened **out);
/* Does any decision wait, now or later on the way? */
bool route_undecided(struct arena *a, const struct reach *r);
bool route_is_waiting(const struct opened *o); /* open, or not confirmed yet */
/* Has this step been opened and are all its rows closed? */
bool route_step_closed(const struct matter *m, int step);
/*
 * Has this matter changed items by one of its steps? Then a thing is not where
 * it was, and the rest of the way has to be gone.
 */
bool route_has_changed(const struct procedure *p, const struct matter *m);

#endif
