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
/* Which of these words ("a|b|c") stands under `key`, from 0, or NONE. */
int build_word(const struct node *map, const char *key, const char *words);

/* The index that a name means, or NONE with a finding; an absent node is NONE without one. */
int ref_role(const struct build *b, const struct node *name);
int ref_post(const struct build *b, const struct node *name);
int ref_register(const struct build *b, const struct node *name);
int ref_duty(const struct build *b, const struct node *id);
int ref_procedure(const struct build *b, const struct node *name);
/* A setting of this type. */
int ref_setting(const struct build *b, const struct node *name, enum setting_type type);
/* A finding when the setting is counted in one of these units ("日|年"). */
void ref_unit(const struct build *b, const struct node *name, int setting, const char *refused);
/* A number of days: a setting in 日, or NONE with a finding. */
int ref_days(const struct build *b, const struct node *name);
int ref_field(const struct build *b, const struct field *fields, size_t n, const struct node *name);

/* organisation.c: posts, roles, organs, hours, classes, acts, readers, duties; and settings and boards. */
void organisation_build(struct build *b);
void organisation_readers(const struct build *b, const struct node *list, struct reader **out, size_t *n);
void organisation_keep(const struct build *b, const struct node *map, struct keep *out);

/* settings.c: settings and readings; their defaults, once there are roles; what they name, once there are registers. */
void settings_build(struct build *b);
void settings_check(const struct build *b);
void settings_link(const struct build *b);

/* board.c: after the roles. */
void board_build(struct build *b);
/* True when a step is decided by a board: then its secretary is whoever enters it. */
bool board_decides(const struct build *b, const struct node *map, struct step *s);
/* Puts day, minutes and those present before the fields that such a step has of its own. */
void board_form(const struct build *b, struct step *s);

/* field.c: a field of type conduct becomes several; only where `conduct` says that it may. */
void field_build(const struct build *b, const struct node *list, bool conduct, struct field **out, size_t *n);

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
/* A key that belongs to other kinds of step. */
void step_key_refuse(const struct build *b, const struct node *map, const char *key, const char *where);
/* each.c: `each` and `enough` of a step whose actor is known. */
void each_build(const struct build *b, const struct node *map, struct step *s);
/* over.c: what rows go through, then, once the whole form is there, the rows. */
void over_build(const struct build *b, const struct node *map, struct step *s);
void over_rows(const struct build *b, const struct node *map, struct step *s);
/* condition.c: of a step of p. */
void condition_build(
    const struct build *b, const struct procedure *p, const struct node *list, struct step *out);
/* May the field have this value? Only of those whose values are fixed. */
bool condition_offers(const struct build *b, const struct field *f, struct str value);
/* `in`, which must be there; the values are the caller's to check. */
bool condition_in(const struct build *b, const struct node *map, struct condition *out);
/* at-least and at-most of a number. */
void condition_between(const struct build *b, const struct node *map, struct condition *out);
/* condition_step.c: about what was decided or written before; false with a finding when it names nothing. */
bool condition_of_step(const struct build *b, const struct procedure *p, const struct step *of,
    const struct node *map, const struct node *path, struct condition *out);

/* set.c: the value of one line, false with a finding when it names nothing; `t` knows on what it happens. */
bool set_value(const struct build *b, const struct procedure *p, const struct then *t, const struct node *n,
    struct set *out);
/* May it stand in that field of items of this register? */
void set_check(const struct build *b, const struct procedure *p, const struct then *t, int reg,
    const struct node *n, const struct set *v);
/* The field that a value is taken from; NULL when from none. */
const struct field *set_source(const struct procedure *p, const struct then *t, const struct set *v);
/* then.c */
void then_build(const struct build *b, struct procedure *p, const struct node *list);
/* start.c: the roles that may start it. */
void start_build(const struct build *b, const struct node *map, struct procedure *p);
/* Rounds and events, once all procedures are built. */
void start_link(const struct build *b, const struct node *map, struct procedure *p);

/* where.c: conditions on what stands in fields of all of these lists, and in `states` (NULL: no state). */
struct fields_of {
	const struct field *fields;
	size_t n;
	const struct reg *reg; /* whose items these are, or NULL */
};
void where_build(const struct build *b, const struct node *list, const struct fields_of *of, size_t n,
    struct where **out, size_t *out_n);

/* bring.c: what a matter begun by the clock is given, and from where it may come. */
struct giver {
	const struct fields_of *form; /* form.FIELD: all of these have it */
	size_t form_n;
	const struct fields_of *row; /* row.FIELD, or NULL */
	const int *items;            /* item: of these registers */
	size_t item_n;
	bool person, section, period, matter;
};
void bring_build(const struct build *b, const struct node *carry, const struct procedure *to,
    const struct giver *from, struct bring **out, size_t *n);

/* needs.c: once all procedures are built. */
void needs_build(const struct build *b, const struct node *map, struct procedure *p);
/* measure.c: after the procedures. */
void measure_build(struct build *b);
/* procedure.c */
void procedure_build(struct build *b);

#endif
