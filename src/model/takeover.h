/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 引継ぎ: what was begun on paper goes on here. */
#ifndef MODEL_TAKEOVER_H
#define MODEL_TAKEOVER_H

#include "model/judging.h"

/* `at` when all of its steps were done on paper, and only a permit in force is left of it. */
#define TAKEOVER_DONE STR("done")

/*
 * May the submit being judged take something over, has it its paper, and at
 * which of the steps does it go on? 0, as for one that is not taken over, from
 * the beginning (`at` = "form"); step_n at the end.
 */
bool takeover_check(struct judging *j, size_t *at);

#endif
