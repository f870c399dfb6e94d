/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How a station's pages read the form of its procedure. No field is known by
 * name; what it is for follows from its type and its place:
 *
 *   the first `person`          who passes: chosen by name or card. Without such
 *                               a field there are only guests.
 *   the first `time`            when: the moment of the tap, or what is typed for
 *                               what was forgotten. Never asked otherwise.
 *   a `choice`, all `required`  asked of everybody; a choice is a row of big
 *                               buttons, with what the same person said last.
 *   all others                  asked of a guest, of whom there is no person: his
 *                               lines are his name. A `text` may stay empty.
 *   the first `do` by applicant the way out; its form is read alike. When it asks
 *                               nothing but the time, out is a single tap.
 *
 * When the first person is `required`, guests cannot pass.
 */
#ifndef WEB_WAY_H
#define WEB_WAY_H

#include "web/request.h"

struct way {
	const struct policy *policy;
	const struct procedure *proc;
	int who, at;  /* fields of its form, or NONE */
	int out;      /* step, or NONE */
	int out_at;   /* field of the step's form, or NONE */
	bool guests;  /* may pass */
	bool one_tap; /* out asks nothing */
};

/* ERR_NOT_FOUND when the policy has no such procedure, or it is none for stations. */
enum err way_read(const struct policy *p, struct str procedure, struct way *out) MUST_USE;
/* Of the station that asks; rq->way_out says what to do when there is none. */
enum err way_of_station(struct request *rq, struct way *out) MUST_USE;
/* Of a matter that may have begun under another policy. */
enum err way_of_matter(
    struct request *rq, struct str policy_hex, struct str procedure, struct way *out) MUST_USE;

/* The fields that are asked: of a guest or of a person, in the order of the form; out: of the step. */
size_t way_asks(struct request *rq, const struct way *w, bool guest, const struct field **out);
size_t way_asks_out(struct request *rq, const struct way *w, const struct field **out);
/* The person of a stored form, or empty. */
struct str way_person(struct request *rq, const struct way *w, struct str form);
/* Who a stored form is about: the person's name, or a guest's lines. */
struct str way_name(struct request *rq, const struct way *w, struct str form);
/* What stands below the name: the section of the person; what of the form was chosen. */
struct str way_note(struct request *rq, const struct way *w, struct str form);
/* A moment as a `time` field has it, "2026-11-23T08:45"; and back, 0 for what is none. */
struct str way_moment(struct arena *a, int64_t seconds);
int64_t way_moment_read(struct str s);

#endif
