/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A person's own words: what must not be his password (CLAIM, CHANGE, CREDENTIAL of proto/msg.def). */
#ifndef MODEL_WORDS_H
#define MODEL_WORDS_H

#include "model/town.h"

/* A line each: name, kana, log-in, number, his posts on that day and their sections, the town; for NULL the town only. */
struct str words_of(struct arena *a, const struct town *t, const struct person *p, day d);

#endif
