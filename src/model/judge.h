/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The heart: may this act be done, by which clause, and what does it change?
 * Pure: the same arguments give the same verdict, for ever. It asks for
 * nothing; what it looks at, need() has listed before.
 */
#ifndef MODEL_JUDGE_H
#define MODEL_JUDGE_H

#include "model/case.h"
#include "model/effect.h"
#include "proto/act.h"

struct now {
	int64_t time; /* seconds since the epoch: of the entry to be */
	day day;      /* in Tokyo */
	int64_t seq;  /* of the entry to be: ids of what it creates */
};

/* A thing that somebody may do next, or must: for pages and for "next" in answers. */
struct next {
	enum act_kind act;
	struct str step, section;
	struct str label; /* 許可, 持出し, 返却 … */
	struct str clause;
	bool deputy;                         /* a button of his: 代決 */
	bool rows;                           /* takes one row a time, until it is closed (body._close) */
	bool may_return;                     /* decide: the form can still be given back */
	struct str permit_word, refuse_word; /* decide: the step's own words, or empty */
	const struct person **who;           /* who may, at most 8 */
	size_t who_n, who_all;
};

struct verdict {
	bool allowed;
	enum err err;            /* OK, REFUSED, STALE, MALFORMED, NOT_FOUND */
	struct str_list clauses; /* ticked when allowed, violated when refused */
	struct str why;          /* refused: what and by which clause, in Japanese */
	struct str way_out;      /* what to do instead: who may, what is missing */
	struct str say;          /* allowed: what has happened, in one sentence */
	struct str bad_field;    /* MALFORMED: the form field that is wrong, or empty */
	struct effects effects;
	int64_t matter; /* the act is about: entry's subject */
	struct str
	    post; /* as which post it was judged; on behalf: of that person, of an outsider: of the sender */
	struct str behalf; /* entered on behalf of this person (the entry's on-behalf-of), or empty */
	bool decided;      /* with this act all decisions of the matter are made, and it is permitted */
	bool lacks_permit; /* it says what needs a permit, and none is in force */
	struct next *next; /* what happens now */
	size_t next_n;
};

/* The most keys one act can need. */
enum { NEED_MAX = 256 };
/* Which keys judge will look at. Called once more after the matter is loaded (facts->matter set): then it adds what the matter's procedure asks. */
size_t need(const struct policy *pol, const struct act *act, const struct facts *got, const struct now *now,
    struct need_key out[NEED_MAX]);

/* `who` is the person acting (NULL for the clock). The verdict lives in the arena. */
void judge(struct arena *a, const struct policy *pol, const struct town *town, const struct facts *facts,
    const struct act *act, const struct person *who, const struct now *now, struct verdict *out);

/* --- for pages: the same rules, asked ahead ---------------------------------- */

/* May this person act on this opened step of this matter today; with which post? (Never his own matter; goes up when nobody else may.) */
bool judge_entitled(const struct policy *pol, const struct town *town, const struct matter *m,
    const struct opened *o, const struct person *who, day d, const struct post **by);
/* Who may, today; at most max are written, the number of all is returned. */
size_t judge_entitled_all(const struct policy *pol, const struct town *town, const struct matter *m,
    const struct opened *o, day d, const struct person **out, size_t max);
/* Nobody may: why, in one sentence ("情報セキュリティ責任者が全員不在で、代決できる人もいません。…"); empty while somebody may. */
struct str judge_held_by_nobody(struct arena *a, const struct policy *pol, const struct town *town,
    const struct matter *m, const struct opened *o, day d);
/* What this person can do with this matter now: the buttons of its page. */
size_t judge_buttons(struct arena *a, const struct policy *pol, const struct town *town,
    const struct facts *facts, const struct person *who, day d, struct next **out);
/*
 * Every place under which an open step could wait for this person: what he
 * holds; what comes up to him because nobody else below may; what he stands in
 * for (`deputy`); what he decides on record, or as the decider of one without a
 * section; what was to be done by an applicant who cannot any more. Candidates:
 * judge_entitled decides.
 * Rows are asked by (role, section), with `only_applicant` of this applicant
 * only. `left` stands for every own step of an applicant who cannot do it any
 * more: he has left, has no log-in, or there is none.
 * With `raised` they are asked by their `raised` role instead: of this section,
 * or, for a role of the town (section empty), of every section.
 */
struct seat {
	struct str role, section;
	struct str only_applicant; /* not empty: only matters of this person */
	bool deputy;               /* he stands in: all holders are away today */
	bool raised;               /* rows that were raised to this role */
	bool left;                 /* own steps of applicants who cannot do them; nothing else counts */
};
size_t judge_seats(struct arena *a, const struct policy *pol, const struct town *town,
    const struct person *who, day d, struct seat **out);
/* Procedures this person may start. */
bool judge_may_start(
    const struct policy *pol, const struct town *town, int procedure, const struct person *who, day d);
/* The post he would start it as (his main one if that fits), or NULL; and whether a post he names fits. */
const struct post *judge_start_post(
    const struct policy *pol, const struct town *town, int procedure, const struct person *who, day d);
/* Without a post: who is on the staff list for his decider's sake (特別職) starts what everyone may. */
bool judge_may_start_postless(
    const struct policy *pol, const struct town *town, int procedure, const struct person *who, day d);
bool judge_may_start_as(const struct policy *pol, int procedure, const struct post *post);

#endif
