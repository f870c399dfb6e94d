/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The acts of the demo's people, each by the engine; one that is refused ends the story. */
#ifndef CLI_DEMO_ACT_H
#define CLI_DEMO_ACT_H

#include "cli/demo.h"
#include "cli/demo_staff.h"
#include "model/case.h"

struct demo_away;

struct demo {
	struct arena *arena; /* of the whole story */
	struct stage *stage;
	struct demo_staff *staff;
	struct demo_away *away; /* who is when; may be NULL */
	struct arena *scratch;  /* of one question */
	uint32_t random;        /* always begins the same */
	struct why *why;
	enum err err; /* the first failure; after it nothing is done any more */
};

/* 0 … n-1 */
unsigned demo_act_random(struct demo *d, unsigned n);
day demo_act_today(const struct demo *d);
bool demo_act_is_away(const struct demo *d, int person);

/*
 * Who, of those who are there today, may close the open row of this step (NULL:
 * of any decision); the step's name goes to *open (may be NULL). -1: nothing is
 * open, or nobody is there.
 */
int demo_act_who(struct demo *d, int64_t matter, const char *step, struct str *open);

/* A matter as it stands, until the next question; NULL after a failure. */
const struct matter *demo_act_matter(struct demo *d, int64_t matter);
/* The open matters of a procedure, the oldest first, at most DEMO_OPEN_MAX into `out`; how many. */
enum { DEMO_OPEN_MAX = 256 };
size_t demo_act_open(struct demo *d, const char *procedure, int64_t out[DEMO_OPEN_MAX]);
/* Who of those who are there today may close this row, or -1. */
int demo_act_row_who(struct demo *d, const struct matter *m, const struct opened *o);
/* Is nothing to decide open any more? */
bool demo_act_decided(struct demo *d, int64_t matter);
/* Who of those who are there may revoke its permit, or -1. */
int demo_act_revoker(struct demo *d, int64_t matter);

/* A body is JSON. The matter's id, 0 after a failure. */
int64_t demo_act_submit(struct demo *d, int person, const char *procedure, struct str body);
/* The same, with keys beside body: `,"behalf":"1012","at":"return"`. */
int64_t demo_act_submit_with(
    struct demo *d, struct str person, const char *procedure, struct str body, struct str keys);
/* permit, refuse, return, conditional; the note is needed for all but the first. */
void demo_act_decide(
    struct demo *d, int person, int64_t matter, struct str step, const char *outcome, const char *note);
/* Permits, whoever may; what that added, or 0. */
int64_t demo_act_accept(struct demo *d, int64_t matter);
/* do, confirm, withdraw, revoke …; step and body may be NULL / empty. */
void demo_act_on(
    struct demo *d, int person, const char *act, int64_t matter, const char *step, struct str body);
/* The same by an id: a station, an outsider. */
void demo_act_on_by(
    struct demo *d, struct str person, const char *act, int64_t matter, const char *step, struct str body);
/* Any act, as it is written. */
void demo_act_raw(struct demo *d, struct str person, struct str json);

#endif
