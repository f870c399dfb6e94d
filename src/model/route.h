/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The way of a matter through its steps: which of them apply to it, and for
 * which sections they open. Neighbouring decisions are one group and open
 * together, as do a step and those `beside` it; every other step is a group of
 * its own. What an `inform` calls belongs to its group and opens when that is
 * done. Rows of an earlier round and of the form itself are no part of the way.
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
/* Does the way wait here? Not for the addressees of a report; only its end waits for them. */
bool route_holds_up(const struct procedure *p, const struct opened *o);
bool route_is_permitted(const struct opened *o); /* on a condition, or on paper, too */
/* The row of the form that waits to be filled in, or NULL. */
const struct opened *route_form(const struct procedure *p, const struct matter *m);
/* Has this step been opened and are all its rows closed? */
bool route_step_closed(const struct matter *m, int step);
/* The same, and none of them with a no: what hangs on the step has been done. */
bool route_step_fired(const struct procedure *p, const struct matter *m, int step);
bool route_step_permitted(const struct matter *m, int step); /* a decision: by all who were asked */
/* Have all who were asked decided, and one of them refused? */
bool route_step_refused(const struct matter *m, int step);
/*
 * Has this matter changed items by one of its steps? Then a thing is not where
 * it was, and the rest of the way has to be gone.
 */
bool route_has_changed(const struct procedure *p, const struct matter *m);
/* Has it done anything in the registers, so that the way cannot be gone a second time? */
bool route_has_left_mark(struct arena *a, const struct reach *r);
/* Does this field of the form decide who is asked, what happens, or by when? */
bool route_depends_on(const struct procedure *p, int field);

#endif
