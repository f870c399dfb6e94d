/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a committee decided, as its secretary enters it: was it one that could decide? */
#ifndef MODEL_BOARD_H
#define MODEL_BOARD_H

#include "model/judging.h"

/* The fields with which the form of its decision begins (policy/board.c). */
enum board_field { BOARD_HELD_ON, BOARD_MINUTES, BOARD_PRESENT, BOARD_FIELDS };

/* How many members there are on a day, and how many of them must be present. */
size_t board_members(const struct policy *pol, const struct town *town, int board, day d);
int64_t board_quorum(const struct policy *pol, const struct town *town, int board, day d);
/* The meeting has been, and enough members were there; else refused with a sentence. */
bool board_check(struct judging *j, const struct step *s, const struct value *typed);

#endif
