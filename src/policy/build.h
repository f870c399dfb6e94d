/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From trees to structs, room-internal. Each builder turns one kind of mapping
 * into its struct and notes every reference that leads nowhere; it copes with
 * whatever schema_check has already complained about.
 */
#ifndef POLICY_BUILD_H
#define POLICY_BUILD_H

#include "policy/finding.h"
#include "policy/yaml.h"

struct build {
	struct arena *a;
	struct lint *lint;
	struct policy *p;
	const struct node **roots; /* of the files, in the order of their names */
	size_t root_n;
	struct late_link *links; /* clocks that begin a procedure, resolved once all procedures are built */
};

/* A list of that name over all files, as an array. */
const struct node **build_gather(const struct build *b, const char *key, size_t *n);
/* A list of words under `key`. */
struct str_list build_words(const struct build *b, const struct node *map, const char *key);

/* The index that a name means, or NONE with a finding; an absent node is NONE without one. */
int ref_role(const struct build *b, const struct node *name);
int ref_post(const struct build *b, const struct node *name);
int ref_register(const struct build *b, const struct node *name);
int ref_duty(const struct build *b, const struct node *id);
int ref_procedure(const struct build *b, const struct node *name);
/* A setting of this type. */
int ref_setting(const struct build *b, const struct node *name, enum setting_type type);
int ref_field(const struct build *b, const struct field *fields, size_t n, const struct node *name);

/* organisation.c: posts, roles, organs, hours, classes, acts, readers, duties, settings. */
void organisation_build(struct build *b);
void organisation_readers(const struct build *b, const struct node *list, struct reader **out, size_t *n);
void organisation_keep(const struct build *b, const struct node *map, struct keep *out);

/* field.c */
void field_build(const struct build *b, const struct node *list, struct field **out, size_t *n);

/* register.c */
void register_build(struct build *b);

/* path.c: what a path leads to. */
struct target {
	struct path path;
	enum { TARGET_ITEMS, TARGET_FIELD, TARGET_STATE, TARGET_OWNER } what;
	enum field_type type;                         /* TARGET_FIELD */
	const struct field *fields[POLICY_FILES_MAX]; /* TARGET_FIELD: one a register, at least one */
	size_t n;
	const struct field *start;  /* the field of the form where it begins */
	int regs[POLICY_FILES_MAX]; /* whose items are reached, or whose leaf it is */
	size_t reg_n;
};
/* False, with a finding, when it leads nowhere. */
bool path_build(
    const struct build *b, const struct procedure *p, struct str text, struct place at, struct target *out);

/* actor.c: "officer of applicant". */
void actor_build(const struct build *b, const struct procedure *p, const struct node *role,
    const struct node *of, struct actor *out);

/* fit.c */
bool fit_choice(const struct choice *c, size_t n, struct str id);
/* May this text stand in the field? */
bool fit_literal(const struct build *b, const struct field *f, struct str v);
/* Everything that a may hold, b may hold too (however long). */
bool fit_field(const struct field *a, const struct field *b);

/* due.c: what `map` says goes to `d`; every index is NONE where nothing is said. */
void due_build(
    struct build *b, const struct procedure *p, const struct step *s, const struct node *map, struct due *d);
/* The procedures that clocks begin, and what they carry there. */
void due_link(struct build *b);

/* step.c: the steps' names first, then the rest. */
void step_build(struct build *b, struct procedure *p, const struct node *list);
/* condition.c: of a step of p. */
void condition_build(
    const struct build *b, const struct procedure *p, const struct node *list, struct step *out);
/* then.c */
void then_build(const struct build *b, struct procedure *p, const struct node *list);
/* procedure.c */
void procedure_build(struct build *b);

#endif
