/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A permit is renewed (更新): asked for again while it is in force, decided anew,
 * with a later end. With the new decision the old one ends, and what it holds
 * is held by the new one.
 */
#ifndef MODEL_RENEWAL_H
#define MODEL_RENEWAL_H

#include "model/judging.h"

/* A submit that names what it renews: may it? Sets of what the matter comes. True for one that renews nothing. */
bool renewal_check(struct judging *j);
/* Is this item held by the permit that the matter renews? */
bool renewal_has(const struct judging *j, const struct item *it);
/* The matter has been decided: the old permit ends. Nothing for one that renews nothing. */
void renewal_settle(struct judging *j);

/* For pages: may this person ask for this permit anew; whether he has done so already, judge says when he does. */
bool renewal_may(const struct policy *pol, const struct matter *m, const struct person *who, day d);

#endif
