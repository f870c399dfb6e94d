/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A matter moves on: steps close, the next ones open, it ends. */
#ifndef MODEL_COURSE_H
#define MODEL_COURSE_H

#include "model/judging.h"

/* Closes one row by the person acting, as this post. */
void course_stamp(struct judging *j, struct opened *o, enum step_state state, const struct post *by);
/*
 * After stamps: fires what hangs on steps that are closed now (`closed`, in
 * order), on the decision, and opens what comes next or ends the matter.
 * False, refused, when the policy cannot be carried out.
 */
bool course_advance(struct judging *j, const bool *closed, bool was_undecided);
/* Gives the number that the procedure gives at this moment (NUMBER_AT_START, …). */
void course_number(struct judging *j, int at);
/* Ends the matter and lets its items go. */
bool course_end(struct judging *j, enum matter_state state);
/* What happens now: into the verdict. */
void course_next(struct judging *j);
struct str course_state_word(enum matter_state s);

#endif
