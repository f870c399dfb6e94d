/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A matter moves on: steps close, the next ones open, it ends. */
#ifndef MODEL_COURSE_H
#define MODEL_COURSE_H

#include "model/judging.h"

/* Closes one row by the person acting, as this post; `note` (or empty) is what he wrote to it: body.note. */
void course_stamp(
    struct judging *j, struct opened *o, enum step_state state, const struct post *by, struct str note);
/* What was typed in a row, one effect a field: TYPED, or ROW of its newest row. `values` NULL: nothing. */
void course_typed(
    struct judging *j, enum effect_kind what, const struct opened *o, const struct value *values);
/*
 * After stamps: fires what hangs on steps that are closed now (`closed`, in
 * order), on the decision, and opens what comes next or ends the matter.
 * False, refused, when the policy cannot be carried out.
 */
bool course_advance(struct judging *j, const bool *closed, bool was_undecided);
/*
 * The matter is taken over from paper at this step: those before it that apply
 * have been done there, with what hangs on them; the way goes on here. No duty
 * is met by it and no number is given.
 */
bool course_take_over(struct judging *j, size_t at);
/* All rows so far are of an earlier round: the way begins anew, or the form is filled in again first. */
void course_pass(struct judging *j);
/* The form waits to be filled in: by the applicant, or by whom the policy names when the clock began it. */
void course_open_form(struct judging *j);
/* The section for which a role is meant that a step names beside its own: the applicant's, or none of a role of the town. */
struct str course_section_of(const struct judging *j, int role);
/* The role that an open row waits for, as in its effect; empty = the applicant. */
struct str course_role(const struct judging *j, const struct opened *o);
/* Gives the number that the procedure gives at this moment (NUMBER_AT_START, …). */
void course_number(struct judging *j, int at);
/* Ends the matter and lets its items go. */
bool course_end(struct judging *j, enum matter_state state);
/* What happens now: into the verdict. */
void course_next(struct judging *j);
struct str course_state_word(enum matter_state s);

#endif
