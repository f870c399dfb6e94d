/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who may: the holders of a role on that day, never the person whose own
 * matter it is, and up the chain of roles while nobody else is there.
 * judge_entitled and its kin are the same rules, asked by pages.
 */
#ifndef MODEL_ENTITLEMENT_H
#define MODEL_ENTITLEMENT_H

#include "model/case.h"

/* What one must hold, or be. */
struct claim {
	int role; /* NONE: the person himself */
	struct str section;
	struct str
	    person; /* with role NONE; with a role: he decides in the place of its holders, when he is there */
	struct str not_a, not_b, not_c; /* persons who may not; empty = nobody */
	bool deputies;                  /* may others stand in while all holders are away? */
	int raised;                     /* role whose holders may too, or NONE */
};

/* By which right somebody acts. */
enum standing {
	STANDING_NONE,
	STANDING_OWN,    /* he holds the role, or is the person */
	STANDING_DEPUTY, /* 代決: all holders are away, and he is the first in order who is there */
	STANDING_RAISED  /* 引上げ: taken on by the role above, or escalated to it */
};

/* Is there nobody of that name who could press a button: he has left, has no log-in, or the clock began it? */
bool entitlement_cannot_act(const struct town *town, struct str id, day d);
/* Whose turn the first decision of a procedure is, or NULL: what an applicant cannot do falls to him. */
const struct actor *entitlement_first_decider(const struct procedure *p);
/* What an opened step asks of the person who closes it. */
struct claim entitlement_of_row(
    const struct policy *pol, const struct town *town, const struct matter *m, const struct opened *o, day d);
/* The claim to revoke the permit of a matter. */
struct claim entitlement_of_revoke(
    const struct policy *pol, const struct town *town, const struct matter *m, day d);
/* The role, this or one above it, at which somebody else than the excluded is there; NONE when nobody is. */
int entitlement_level(const struct policy *pol, const struct town *town, const struct claim *c, day d);
/* Does this person meet the claim; `as` (or NULL = any) is the post he names; *by the post by which (may be
 * NULL). */
bool entitlement_has(const struct policy *pol, const struct town *town, const struct claim *c, day d,
    const struct person *who, const struct post *as, const struct post **by);
/* The same, saying by which right; STANDING_NONE: he may not. */
enum standing entitlement_standing(const struct policy *pol, const struct town *town, const struct claim *c,
    day d, const struct person *who, const struct post *as, const struct post **by);
/* The holders who are away when a deputy acts: whom 後閲 waits for. At most max; returns how many. */
size_t entitlement_away(const struct policy *pol, const struct town *town, const struct claim *c, day d,
    const struct person **out, size_t max);
/* Is it the top's own matter, decided on record by whom the policy names? *inform is who is told, or NONE. */
bool entitlement_is_own(
    const struct policy *pol, const struct town *town, const struct claim *c, day d, int *inform);
/* May he take the step on (`raise`): does he hold the role next above the one at which it stands? *role is that. */
bool entitlement_above(const struct policy *pol, const struct town *town, const struct claim *c, day d,
    const struct person *who, int *role);
size_t entitlement_all(const struct policy *pol, const struct town *town, const struct claim *c, day d,
    const struct person **out, size_t max);

/* The ranks that stand in for a role, in order: from its setting. */
struct ranks {
	const struct policy *pol;
	const struct town *town;
	int role;
	day d;
	struct str left;
	struct str kind,
	    section; /* of the rank: a kind of post, and perhaps a section that is named; kind empty = none */
};
struct ranks ranks_of(const struct policy *pol, const struct town *town, int role, day d);
bool ranks_next(struct ranks *r);
/* Does this post belong to the rank, for a section? */
bool ranks_takes(const struct ranks *r, struct str section, const struct post *post);
/* By which post (`as`, or NULL = the first) he is of this rank for a section, there or away; NULL = he is not. */
const struct post *ranks_has(
    const struct ranks *r, struct str section, const struct person *who, const struct post *as);

#endif
