/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `then`: the only thing that changes items. */
#ifndef MODEL_THEN_H
#define MODEL_THEN_H

#include "model/judging.h"

/* What the procedure does on this moment (ON_STEP, ON_DECIDED, …; step for ON_STEP). False, refused, when it
 * cannot. */
bool then_fire(struct judging *j, int on, int step);
/* The same for one row of a step that takes rows, as it is added. */
bool then_fire_row(struct judging *j, int step, const struct value *row);
/* Does it decide about the items that the form names: their state, their owner, or what the form says of them? */
bool then_takes(const struct then *t);
/* The items that the procedure takes: held from submit to the end. */
void then_hold(struct judging *j);
void then_free(struct judging *j);
/* The matter's form is this now: what it names no more is let go, what it names anew is held. */
void then_hold_anew(struct judging *j, struct value *form);

#endif
