/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A form of the policy as inputs of a page, and what was typed into them as the
 * body of an act. The names of inputs begin with "f." so that a field of the
 * policy can never be mistaken for one of ours.
 */
#ifndef WEB_FIELD_H
#define WEB_FIELD_H

#include "codec/json.h"
#include "view.h"
#include "web/phrase.h"
#include "web/request.h"

/* A form on a page: which fields, and how it went the last time. */
struct field_form {
	const struct policy *policy;
	const struct field *fields;
	size_t n;
	struct str prefix;           /* of the ids: several forms may stand on a page */
	struct str stem;             /* of the names of its inputs; empty = "f." */
	bool typed;                  /* rq->form is this form, sent */
	struct str bad_field, error; /* what was wrong, by gate or by field_check */
	struct str *errors;          /* by field, or NULL: found here before anything was sent */
	const struct value *given;   /* by field, or NULL: what stands there before anything is typed */
	const bool *loads;           /* by field, or NULL: a thing chosen here brings its present values */
};

/* All inputs, filled with what was typed. Fields that are worked out are left out. */
size_t field_inputs(struct request *rq, const struct field_form *f, struct view_input **out);
/* Is every "f." of the sent form a field of this one? Else somebody made it up, or the policy has changed. */
bool field_known(const struct request *rq, const struct field_form *f);
/*
 * What can be told without the gate: required and empty, no date, no number.
 * Fills f->errors; true when nothing is wrong.
 */
bool field_check(struct request *rq, struct field_form *f);
/*
 * These values (by the order of the fields) as if they had been typed: what a
 * returned form, a correction or a chosen thing begins with. `which` says of
 * which fields; NULL: of all. Everything else that was sent stays.
 */
void field_give(struct request *rq, struct field_form *f, const struct value *v, const bool *which);
/* One value as it is typed; empty where it is none of one line. */
struct str field_given(struct arena *a, const struct field *f, const struct value *v);
/* The typed fields as members of an open JSON object. */
void field_write(const struct request *rq, const struct field_form *f, struct json_out *o);
/* Did somebody press 探す, or Enter with a search begun, rather than send? Then nothing is sent. */
bool field_is_picking(const struct request *rq);

/* The name of a field's input: f.NAME. */
struct str field_name(struct arena *a, struct str field);
/* Does one of these take a file? Then the form is sent in parts. */
bool field_takes_files(const struct view_input *list, size_t n);
/* An input beside the policy's fields: a note, a reason, a value. */
struct view_input field_text(
    struct request *rq, const char *name, enum text_key label, bool required, bool lines);

#endif
