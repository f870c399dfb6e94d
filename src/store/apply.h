/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private: what one entry does to the tables, collected while its effects are
 * read and written once at the end. A row that ten effects touch is written
 * once, and its JSON is built once.
 */
#ifndef STORE_APPLY_H
#define STORE_APPLY_H

#include "store/store.h"

/* A field that an effect sets. */
struct change {
	struct str field;
	struct value value;
	struct str json; /* of the value */
	bool listed;
};
struct changes {
	struct change *c;
	size_t n, room;
};

/* A matter as the entry leaves it: empty texts are "as it was" unless `fresh`. */
struct matter_row {
	int64_t id;
	bool fresh;  /* opened by this entry */
	bool loaded; /* the lines down to form are known */
	struct str procedure, applicant;
	struct str form; /* before this entry */
	int64_t steps;   /* how many were ever opened */
	bool taken;      /* over from paper */
	int64_t of;      /* the matter it came of, 0 = none */
	struct str post, section, state, number, until;
	struct changes changes;
};

struct item_row {
	int64_t id, busy; /* busy -1: as it was */
	bool fresh;
	struct str reg, section, state, number;
	struct changes changes;
};

/* What was typed into a step's form, or into one row of it. */
struct typed_row {
	int64_t matter;
	struct str step, section;
	int64_t row;  /* from 1; 0 = the form itself */
	bool correct; /* what stood there before stays visible */
	struct changes changes;
};

struct apply {
	struct store *store;
	struct arena *arena;
	const struct entry *entry;
	const struct json *body;
	struct str day; /* in Tokyo, of the entry */
	bool town_changed;
	struct str step, outcome; /* for the log */
	int64_t form_of;          /* the matter whose form was asked for, */
	const struct json *form;  /* as it stood before the entry */
	struct matter_row *matters;
	size_t matter_n, matter_room;
	struct item_row *items;
	size_t item_n, item_room;
	struct typed_row *typed;
	size_t typed_n, typed_room;
};

typedef enum err apply_effect(struct apply *p, const struct effect *e);

/* --- apply.c ---------------------------------------------------------------------- */

/* The text that `ref` names in the body, or in a matter's form; "" when there is none (erased). */
enum err apply_ref(struct apply *p, struct str ref, struct str *out) MUST_USE;
/* Likewise, for what only a body can hold. */
struct str apply_text(const struct apply *p, struct str ref);
/* The member `key` of the map that `ref` names. */
struct str apply_text_of(const struct apply *p, struct str ref, const char *key);
/* The step that the entry is about, for the log: the first that is said counts. */
void apply_about(struct apply *p, struct str step, struct str outcome);
/* What says that something must be there, and it is not: the entry is not of this ledger. */
enum err apply_hit(enum err e);

/* --- fields.c --------------------------------------------------------------------- */

/* Notes the field that the effect sets; a later one of the same field takes its place. */
enum err fields_note(struct apply *p, struct changes *list, const struct effect *e) MUST_USE;
/* The JSON map `before` ("" = empty) with the changes: what did not change is copied as it stands. */
enum err fields_merge(
    struct arena *a, struct str before, const struct changes *list, struct str *out) MUST_USE;
/* Keeps what the changes replace in `before`: of a matter's form, or (step not empty) of a step's. */
enum err fields_history(const struct apply *p, int64_t matter, struct str step, struct str section,
    struct str before, const struct changes *list) MUST_USE;
/* The value rows of listed fields, as "kind.field". */
enum err fields_list(
    const struct apply *p, int64_t owner, bool fresh, struct str kind, const struct changes *list) MUST_USE;

/* --- apply_town.c, apply_matter.c, apply_step.c, apply_notice.c, apply_item.c: one handler a kind --- */

apply_effect apply_town, apply_policy, apply_section, apply_post, apply_person, apply_hold, apply_setting,
    apply_holiday, apply_absent, apply_day;
apply_effect apply_open, apply_field, apply_correct, apply_end, apply_valid, apply_number;
apply_effect apply_step, apply_stamp, apply_raise, apply_past, apply_late, apply_typed, apply_row;
apply_effect apply_notice, apply_seen, apply_comment, apply_paper;
apply_effect apply_add, apply_set, apply_holds;

struct matter_row *apply_matter(struct apply *p, int64_t id);
/* What the entry found of it: procedure, applicant, form, steps. */
enum err apply_matter_load(struct apply *p, struct matter_row *m) MUST_USE;
/* A text of a matter's form, as this entry leaves it. */
enum err apply_typed_text(
    struct apply *p, int64_t matter, struct str step, struct str section, struct str field, struct str *out);
enum err apply_form_text(struct apply *p, int64_t matter, struct str field, struct str *out) MUST_USE;
struct item_row *apply_item(struct apply *p, int64_t id);
enum err apply_matters_write(struct apply *p) MUST_USE;
enum err apply_typed_write(struct apply *p) MUST_USE;
enum err apply_items_write(struct apply *p) MUST_USE;

#endif
