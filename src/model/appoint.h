/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A procedure gives somebody a post. */
#ifndef MODEL_APPOINT_H
#define MODEL_APPOINT_H

#include "model/judging.h"

/*
 * The holding begins, beside what the person holds already. The section's post
 * of the kind; where it has none, one is made: its name is the section's and the
 * kind's. False, refused, when there is no such section or person any more.
 */
bool appoint_fire(struct judging *j, const struct appoint *p);

#endif
