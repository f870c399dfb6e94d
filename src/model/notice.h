/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * 供覧・後閲: what somebody has still to see. A notice holds nothing up; it waits
 * in his list until he has seen it (the act `review`).
 */
#ifndef MODEL_NOTICE_H
#define MODEL_NOTICE_H

#include "model/entitlement.h"
#include "model/judging.h"

/* Why somebody is told; their words in effects are in notice_kind_word. */
enum notice_kind {
	NOTICE_DEPUTY, /* 後閲: somebody decided in his stead */
	NOTICE_RAISED, /* 引上げ: somebody above took his step */
	NOTICE_LATE,   /* a time is up */
	NOTICE_COPY,   /* he gets a copy */
	NOTICE_OWN,    /* the top's own matter was decided on record */
	NOTICE_BEHALF, /* 代行入力: something was entered in his name */
	NOTICE_KINDS
};

struct str notice_kind_word(enum notice_kind k);
/* To whoever holds `role` (for `section`; empty = the town), or with NONE to `person`. About a step, or the matter (step empty). */
void notice_add(
    struct judging *j, enum notice_kind k, struct str step, int role, struct str section, struct str person);
/*
 * What hangs on closing this row, asked before it is stamped: NOTICE_DEPUTY to
 * each holder who is away when a deputy closes it, NOTICE_OWN when it is the
 * top's own matter.
 */
void notice_of_closing(struct judging *j, const struct opened *o, enum standing by);
/* Does it go to him today: by name, or by a role that he holds? An absent holder's deputy does not see for him. */
bool notice_is_to(const struct policy *pol, const struct town *town, const struct notice *n,
    const struct person *who, day d);
/* The same, and not seen yet. */
bool notice_is_his(const struct policy *pol, const struct town *town, const struct notice *n,
    const struct person *who, day d);

#endif
