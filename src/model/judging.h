/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One act being judged: what judge was given, and what has been decided so
 * far. `facts` and `m` are copies that change with every effect, so that what
 * is decided later in the same act sees what was decided before.
 */
#ifndef MODEL_JUDGING_H
#define MODEL_JUDGING_H

#include "model/judge.h"
#include "model/reach.h"
#include "model/say.h"

struct judging {
	struct arena *a;
	const struct policy *pol;
	const struct town *town;
	const struct act *act;
	const struct person *who;    /* whose act it is; NULL for the clock */
	const struct person *sender; /* who sent it: another one when it was entered on behalf of `who` */
	const struct now *now;
	struct verdict *out;
	struct facts facts;
	struct item *items;           /* = facts.items, changeable */
	bool *changed;                /* by the order of items */
	bool added;                   /* an item has been added: one an act */
	const struct value *row;      /* the row being added, while what hangs on it is done; else NULL */
	int row_step;                 /* of which step */
	struct str path;              /* of what is typed, in the body: empty, or "_rows/3/" */
	struct matter *m;             /* NULL when the act is about none */
	const struct procedure *proc; /* of m */
	const struct post *as;        /* the post that the act names, or NULL */
};

/* --- refusing: each returns false ------------------------------------------------ */
bool judging_refuse(struct judging *j, enum err e, enum say what, const struct str *args, size_t n);
#define refuse(j, e, what, ...)                                                                              \
	judging_refuse((j), (e), (what), SAY_ARGS(__VA_ARGS__), SAY_ARG_N(__VA_ARGS__))
/* A field of the form is wrong: MALFORMED. `name` is the field's name, `label` its words. */
bool judging_wrong(
    struct judging *j, struct str name, struct str label, enum say what, const struct str *args, size_t n);
#define wrong(j, name, label, what, ...)                                                                     \
	judging_wrong((j), (name), (label), (what), SAY_ARGS(__VA_ARGS__), SAY_ARG_N(__VA_ARGS__))
/* What to do instead. */
#define way_out(j, what, ...) ((void)((j)->out->way_out = say((j)->a, (what), __VA_ARGS__)))

/* --- words for sentences ---------------------------------------------------------- */
struct str judging_day(const struct judging *j, day d); /* 令和8年11月23日 */
struct str judging_number(const struct judging *j, int64_t n);
struct str judging_clip(struct str s);            /* what somebody sent, short enough to quote */
struct str judging_post(const struct post *post); /* its label */
/* "総務課長（山田花子）、…ほか2人"; `d` tells which posts they hold. With nobody: "「役割」に就いている人".
 */
struct str judging_holders(const struct judging *j, int role, struct str section,
    const struct person *const *who, size_t n, size_t all);
struct str judging_item(
    const struct judging *j, const struct item *it); /* its number as printed, or its id */
struct str judging_step_who(const struct judging *j, const struct opened *o);

/* --- what was decided --------------------------------------------------------------- */
struct effect *judging_effect(struct judging *j, enum effect_kind what);
struct effect *judging_about(struct judging *j, enum effect_kind what); /* with the matter */
/* Ticks a clause, once; an empty one is none. */
void judging_tick(struct judging *j, struct str clause);
struct reach judging_reach(const struct judging *j);

#endif
