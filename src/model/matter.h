/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An act on a matter: is it there, is it as its author saw it, is the step open, and for him? */
#ifndef MODEL_MATTER_H
#define MODEL_MATTER_H

#include "model/judging.h"

/* The matter of the act as a copy that may change. */
bool matter_take(struct judging *j);
/* The author saw its last entry. */
bool matter_seen(struct judging *j);
bool matter_is_open(struct judging *j);
/* The act's step: one of this matter's procedure, closed by acts of this kind; and of its rows one waits. */
bool matter_step(struct judging *j, int *step);
/* Which act closes a row in this state? */
enum act_kind matter_act_of(const struct procedure *p, const struct opened *o);
/* Was its form given back (差戻し)? Else the one that waits has never been filled in: the clock began it. */
bool matter_came_back(const struct matter *m);
/* What to call a row: its step's label, the form's own words. */
struct str matter_label(const struct judging *j, const struct opened *o);
/* May he act on this row as the post he names (or any)? *by is that post. */
bool matter_entitled(const struct judging *j, const struct opened *o, const struct post **by);
/*
 * That a row of this step waits for this act and he is entitled to one: *by is
 * the post. Else refused, with those named who may.
 */
bool matter_claim(struct judging *j, int step, const struct post **by);
/* "今できるのは…です" for the matter as it stands, or empty. */
struct str matter_open_words(const struct judging *j);
/* Its number, or its id. */
struct str matter_name(const struct judging *j);

#endif
