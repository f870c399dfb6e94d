/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A matter that the clock begins by itself: in which procedure, of what it
 * comes, and what its form has from there. Its id says of what it came, so that
 * a second one is the first one's repetition.
 */
#ifndef MODEL_OPENING_H
#define MODEL_OPENING_H

#include "model/case.h"
#include "proto/act.h"

/* Reserved keys of the body of a submit by the clock. */
#define CLOCK_OF      "_of"      /* the matter it came of */
#define CLOCK_SECTION "_section" /* whose it is where nothing that is carried says it */
#define CLOCK_PERSON  "_person"  /* the applicant */
#define CLOCK_DOWN    "_down"    /* made up for after a time down */

struct opening {
	struct str id; /* of its submit */
	int procedure; /* of the policy in force */
	const struct bring *carry;
	size_t carry_n;
	/* of what it comes; what there is none of stays empty */
	const struct matter *matter;
	const struct field *form; /* of that matter, or NULL */
	size_t form_n;
	int64_t of; /* the matter that it is said to have come of, or 0 */
	const struct value *row;
	const struct field *row_form;
	size_t row_n;
	const struct item *item;
	struct str applicant, person, section, period;
	bool down;
};

struct openings {
	struct opening *o;
	size_t n, room;
};

/* The next one of the list, in the arena. */
struct opening *openings_add(struct arena *a, struct openings *list, const struct opening *o);
/* "@WHAT-TEXT"; what would be longer than an id may be stands under its hash. */
struct str opening_id(struct arena *a, const char *what, struct str text);
/* The submit: *act without its body, *body its text, both in the arena. */
void opening_submit(
    struct arena *a, const struct policy *pol, const struct opening *o, struct act *act, struct str *body);

#endif
