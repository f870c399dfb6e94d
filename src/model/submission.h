/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is asked of a form before the matter goes its way: when it is submitted, and when it is filled in again. */
#ifndef MODEL_SUBMISSION_H
#define MODEL_SUBMISSION_H

#include "model/judging.h"

/* May the items that it will change be taken, and will somebody be able to decide it, from this step on? */
bool submission_check(struct judging *j, size_t from);
/* The form is complete: ticks the procedure's clause, and each rule of conduct that it asks about. */
void submission_tick(struct judging *j);
/* The effect of one of its fields as it is in j->m now; an empty one clears the field. */
void submission_field(struct judging *j, size_t field);

/* Is a permit in force for what the form says, where one should be? Into the verdict. */
void submission_permits(struct judging *j);

#endif
