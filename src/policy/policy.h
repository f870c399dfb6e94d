/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A policy as checked structs: what the YAML files under policy/ say, with
 * every reference resolved to an index and every position kept. Read-only once
 * loaded; it lives in the arena it was loaded into.
 *
 * Everything is a procedure: start -> form -> steps -> then. Registers hold
 * what `then` leaves behind.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include "base/arena.h"
#include "base/err.h"
#include "crypto/hash.h"

#define NONE (-1) /* no index */

/* Where a thing stands in the policy files; line and column from 1. */
struct place {
	struct str file;
	size_t line, column;
};

struct str_list {
	struct str *s;
	size_t n;
};

struct duty {
	struct str id, say; /* "4-8-2" and the project's own words */
	int who;            /* role, or NONE */
	struct str scope;   /* town, section, person, system, item */
	enum duty_kind {
		DUTY_ANY, /* not said */
		DUTY_PERMIT,
		DUTY_RECORD,
		DUTY_REPORT,
		DUTY_REGISTER,
		DUTY_RECURRING,
		DUTY_CONTROL,
		DUTY_ORGANISATION,
		DUTY_DOCUMENT
	} kind,
	    kind2;
	bool conduct; /* a rule of conduct: asked in forms by a field of type conduct */
	struct str_list met_by;
	struct place at;
};

/* A kind of post. Staff lists name posts by title; the first kind with that title is meant. */
struct post_kind {
	struct str id, label;
	struct str_list titles;
	bool otherwise; /* takes every title that no kind names; exactly one kind */
	bool single;    /* one person a section: two main holders at a time are refused */
	struct place at;
};

/* Who holds a role: everyone in office, or the holders of a kind of post, in any section or in a named one. */
struct held_by {
	int post;           /* post_kind, or NONE */
	struct str section; /* section id, or empty = any */
};

struct role {
	struct str id, label;
	bool everyone;      /* every person in office holds it, relative to the sections of his posts */
	bool administrator; /* the installer ends when a holder first logs in */
	bool town;          /* held for the whole town, not relative to a section */
	struct held_by *held_by;
	size_t held_by_n;
	int up; /* role that decides when nobody (else) here may; NONE at the top. By the default of up_setting when that is there */
	int up_setting; /* SETTING_ROLE that says so instead, or NONE */
	bool below;     /* held for every section below too (部長) */
	int deputies;   /* SETTING_POSTS: who stands in while all holders are away, in order; NONE = nobody */
	int own_by,
	    own_inform; /* at the top: who decides its holder's own matters on record, and who is told; or NONE */
	struct place at;
};

struct organ { /* 執行機関・議会: sections under it go up a chain of its own */
	struct str id, label;
	int up; /* role next above a role of its sections, or NONE */
	struct place at;
};

struct board { /* a committee: its secretary enters what it decided */
	struct str id, label;
	int members, chair, secretary; /* roles of the town */
	enum { QUORUM_HALF, QUORUM_NUMBER, QUORUM_SETTING } quorum;
	int64_t quorum_n;   /* QUORUM_NUMBER */
	int quorum_setting; /* QUORUM_SETTING: SETTING_NUMBER */
	struct place at;
};

/* A plain condition on one item, or on one form. */
struct where {
	struct str field; /* "state" too */
	struct str_list in;
	struct place at;
};

struct measure { /* how well a duty is met */
	struct str id, label;
	enum measure_kind {
		MEASURE_EVERYONE,
		MEASURE_EVERY_ITEM,
		MEASURE_ON_TIME,
		MEASURE_EACH_PERIOD,
		MEASURE_NONE_OPEN,
		MEASURE_CONTROL,
		MEASURE_EXISTS,
		MEASURE_TAGGED,
		MEASURE_DUTIES
	} kind;
	struct str_list of; /* ids, checked */
	struct str has;     /* every-item: the field, or empty */
	bool fiscal_year;   /* every-item: within this fiscal year */
	int within;         /* SETTING_NUMBER in days, or NONE */
	struct where *where;
	size_t where_n;
	struct place at;
};

struct class_level { /* strictest first */
	struct str id, label, say;
	struct place at;
};

struct setting {
	struct str id, label, unit;
	enum setting_type {
		SETTING_NUMBER,
		SETTING_TEXT,
		SETTING_CHOICE,
		SETTING_YESNO, /* yes / no */
		SETTING_TIME,  /* 8:30 */
		SETTING_ROLE,  /* id of a role */
		SETTING_POSTS, /* ids of kinds of post in order, "deputy-head, chief, head@soumu" */
		SETTING_COUNT  /* clock-hours, office-hours, office-days, days */
	} type;
	struct str otherwise; /* the default, as text */
	int64_t number;       /* the default of a SETTING_NUMBER */
	struct str_list choices;
	struct str clause; /* duty id or empty */
	enum {
		SETTING_OF_TOWN,
		SETTING_OF_SECTION,
		SETTING_OF_ITEM
	} of;                    /* what may have a value of its own */
	int of_reg;              /* SETTING_OF_ITEM: the register */
	bool reading;            /* 本町の解釈: SETTING_TEXT that stands beside `clauses` */
	struct str_list clauses; /* of a reading: duty ids */
	struct place at;
};

enum field_type {
	FIELD_LINE,
	FIELD_TEXT,
	FIELD_DATE,
	FIELD_CLASS,
	FIELD_PERSON,
	FIELD_SECTION,
	FIELD_ITEM,
	FIELD_ITEMS,
	FIELD_NUMBER,
	FIELD_CHOICE,
	FIELD_YESNO,
	FIELD_TIME,    /* a date and a time of day in Tokyo, "2026-11-23T08:45" */
	FIELD_PERSONS, /* up to `max` (20) persons: their ids, joined by a comma */
	FIELD_FILE     /* an attachment with the gate: "sha256 size name" */
};

struct choice {
	struct str id, label;
};

/* A path into items: a field of the form (or item), and perhaps a link of those items, and perhaps a field of what is reached. */
struct path {
	int field; /* in the form */
	int link; /* an item / items field of the registers reached, or NONE; by name when they are several registers */
	struct str link_name;
	struct str
	    leaf; /* field name of the items reached: "class", "owner", …; empty = the items themselves */
	struct place at;
};

enum not_after { NOT_AFTER_ANY, NOT_AFTER_FISCAL_YEAR_END };

struct field {
	struct str name, label, hint;
	enum field_type type;
	bool required, list;      /* list: shown, filtered and sorted in lists (value rows) */
	bool not_before_today;    /* date */
	enum not_after not_after; /* date */
	int *of;                  /* registers an item may come from */
	size_t of_n;
	struct choice *choices;
	size_t choice_n;
	size_t max;      /* code points of a line or text (default 200 / 4000), value of a number */
	int conduct;     /* the duty that this question is about (made of a field of type conduct), or NONE */
	bool worked_out; /* `is: {max: carries.class}`: never typed */
	struct str max_of_link, max_of_field;
	struct place at;
};

struct reader { /* who may read */
	int role;
	bool owner; /* relative to the owning (register) / applying (procedure) section; else anywhere */
};

struct keep {
	int setting;     /* years */
	struct str from; /* state, or empty = the end of the matter */
};

struct reg {
	struct str id, label;
	struct field *fields;
	size_t field_n;
	struct choice *states; /* the first is the state of a new item */
	size_t state_n;
	struct reader *readers;
	size_t reader_n;
	struct keep keep;
	struct str series; /* of its numbers, or empty; they are counted through the years */
	struct str sign;   /* stands in its numbers: 機 in 太総機第12号 */
	struct place at;
};

enum relation {
	OF_APPLICANT, /* the section of the post that the applicant applied as */
	OF_OWNER,     /* the sections that own what `paths` reach */
	OF_TOWN       /* held for the whole town */
};

/* A role of a relation: "officer of applicant". `applicant` himself is ACTOR_APPLICANT. */
struct actor {
	enum { ACTOR_ROLE, ACTOR_APPLICANT } kind;
	int role;
	enum relation of;
	struct path *paths; /* OF_OWNER */
	size_t path_n;
	bool each;        /* one decision for every section reached; else any one of them */
	bool each_person; /* one row for every person who holds the role: its section is "@" and his id */
};

struct condition {
	enum {
		COND_MAX,
		COND_COUNT,
		COND_FIELD, /* of any item reached, or of the form */
		COND_PERMITTED,
		COND_MIN,
		COND_ALL,    /* of all items reached, at least one */
		COND_TYPED,  /* typed in an earlier step */
		COND_FILLED, /* a field of the form (step NONE) or of an earlier step is not empty */
		COND_ROWS,   /* rows of an earlier step with one of `in`, at least at_least */
		COND_REFUSED /* this decision before it was refused, and the matter went on */
	} what;
	int step; /* COND_PERMITTED, COND_REFUSED, COND_TYPED, COND_FILLED, COND_ROWS: an earlier step; else NONE */
	int typed; /* COND_TYPED, COND_FILLED, COND_ROWS: field of that step's form */
	struct path path;
	struct str_list in; /* one of these values; empty: between at_least and at_most */
	int64_t at_least,
	    at_most; /* COND_COUNT, COND_ROWS: how many; of a number: between (INT64_MIN / INT64_MAX = open) */
	struct place at;
};
/* Alternatives of a conjunction: when = any-of [ all-of ... ]. A step without conditions always applies. */
struct when {
	struct condition *any;
	size_t n;
};

enum step_kind { STEP_DECIDE, STEP_DO, STEP_INFORM, STEP_CONTROL, STEP_FORM };
enum due_count {
	COUNT_CLOCK_HOURS,
	COUNT_OFFICE_HOURS, /* between opening and closing on office days */
	COUNT_OFFICE_DAYS,
	COUNT_DAYS,
	COUNT_CLOSING /* closing time of that day; of a later moment the end of the day */
};

/* What a matter that the clock begins has in its form. */
struct carry {
	int field; /* of its form */
	int from;  /* field of this one's form, or NONE */
	struct str literal;
	struct place at;
};

struct due {
	bool set;
	enum { DUE_FROM_START, DUE_FROM_STEP, DUE_FROM_FIELD } from;
	int step, field;
	int setting; /* NONE: `within` counts */
	int64_t within;
	enum due_count count;
	int count_setting; /* SETTING_COUNT that says it instead, or NONE */
	bool has_remind;   /* a reminder so long before, in the same count */
	int remind_setting;
	int64_t remind;
	struct actor late_inform; /* who sees it when it is late */
	bool has_late_inform;
	int late_escalate; /* role that may close it too once it is late, and is told; or NONE */
	int late_open;     /* procedure that the clock begins then, or NONE */
	struct carry *carry;
	size_t carry_n;
};

/* The items that a step with rows goes through. */
struct over {
	int reg; /* NONE: rows as they come */
	enum { OVER_APPLICANT, OVER_TOWN, OVER_USING } of;
	struct str_list states; /* empty: all */
	size_t max;
};

enum enough { ENOUGH_ALL, ENOUGH_ONE, ENOUGH_NONE, ENOUGH_NUMBER, ENOUGH_SETTING };

struct step {
	enum step_kind kind;
	struct str name, label; /* permit, leave, return …; unique in the procedure */
	struct actor by;
	struct str clause; /* duty id ticked when it is done */
	struct when *when; /* all of these must hold */
	size_t when_n;
	struct field *form; /* typed when it is done */
	size_t form_n;
	bool by_hand;   /* a control that a person does: shown as such */
	bool confirmed; /* another must confirm what was done */
	struct actor confirmed_by;
	struct due due;
	int deputy_setting; /* SETTING_YESNO: may it be 代決? NONE: `deputy` says */
	bool deputy;
	int except;       /* person field of the form: he may not; or NONE */
	bool rows;        /* a `do` that takes one row a time until it is closed */
	struct over over; /* rows: of these items; form[0] is then the field `item` */
	int board; /* decide: by this board, entered by its secretary (`by`); its form begins with held-on, minutes, present; or NONE */
	enum enough enough; /* by.each, by.each_person: when it goes on */
	int64_t enough_n;
	int enough_setting;
	int may_follow; /* decide: text of the form; filled in, the next group opens beside this one; or NONE */
	bool beside;    /* opens together with the step before it */
	bool goes_on;   /* decide: a refusal does not end the matter */
	struct str permit_word, refuse_word; /* on buttons, or empty */
	int called_by; /* inform: opens when this step is done (its addressees); or NONE */
	int *copy;     /* roles of the town that get a notice when it is done */
	size_t copy_n;
	struct place at;
};

enum value_from {
	VALUE_LITERAL,
	VALUE_APPLICANT,
	VALUE_APPLICANT_SECTION,
	VALUE_FORM,
	VALUE_NOTHING,
	VALUE_TODAY,
	VALUE_MATTER,
	VALUE_DOER,  /* who closed the step */
	VALUE_TYPED, /* step.STEP.FIELD */
	VALUE_ROW    /* row.FIELD: of the row just added */
};
struct set {
	struct str field; /* of the items; "state", "owner", "holder" … */
	enum value_from from;
	struct str literal;
	int form_field; /* VALUE_FORM; of VALUE_TYPED in `step`'s form, of VALUE_ROW in that of then.step */
	int step;       /* VALUE_TYPED, else NONE */
};

struct appoint {               /* a holding begins */
	int person;            /* person field of the form; NONE = the applicant */
	int post;              /* post kind */
	int section;           /* section field of the form, or NONE */
	struct str section_id; /* section NONE: this one; empty = the applicant's */
	int from, until;       /* date fields; NONE = today, open */
};

struct then {
	enum { ON_STEP, ON_DECIDED, ON_DONE, ON_REFUSED } on;
	int step;
	enum { THEN_SET, THEN_ADD, THEN_APPOINT } what;
	int items; /* THEN_SET: the form field whose items change; NONE: the row's item (`over`) */
	int reg;   /* THEN_ADD */
	struct set *sets;
	size_t set_n;
	struct appoint appoint;
	struct place at;
};

struct number_rule {
	bool set;
	enum { NUMBER_AT_DECIDED, NUMBER_AT_START } at;
	enum { NUMBER_OF_DECIDING, NUMBER_OF_APPLICANT, NUMBER_OF_TOWN } of;
	struct str series;
};

struct valid_rule {
	bool set;
	int until_field;
	int revoke_by; /* role, of applicant */
	bool renew;
};

/* What a matter begun by the clock has in its form. */
struct bring {
	int field; /* of its form */
	enum {
		BRING_LITERAL,
		BRING_FORM,
		BRING_ROW,
		BRING_ITEM,
		BRING_PERSON,
		BRING_SECTION,
		BRING_PERIOD,
		BRING_MATTER
	} from;
	struct str name; /* BRING_FORM, BRING_ROW: field of the matter's or row's form, looked up by name */
	struct str literal; /* BRING_LITERAL */
	struct place at;
};

/* The clock begins one for each, every so often. */
struct round {
	enum { EACH_TOWN, EACH_SECTION, EACH_PERSON, EACH_ITEM } each;
	int reg; /* EACH_ITEM */
	enum every {
		EVERY_YEAR,
		EVERY_HALF,
		EVERY_QUARTER,
		EVERY_MONTH,
		EVERY_WEEK,
		EVERY_OFFICE_DAY,
		EVERY_TIMES,
		EVERY_DAYS
	} every;
	int setting; /* EVERY_TIMES (a fiscal year), EVERY_DAYS; else NONE */
	struct where *where;
	size_t where_n;
	struct bring *carry;
	size_t carry_n;
	struct place at;
};

/* The clock begins one when something happens. */
struct trigger {
	enum trigger_event {
		EVENT_PERSON_JOINED,
		EVENT_PERSON_LEAVING,
		EVENT_PERSON_LEFT,
		EVENT_PERSON_MOVED,
		EVENT_POST_VACANT,
		EVENT_ITEM_ADDED,
		EVENT_ITEM_CHANGED,
		EVENT_ITEM_DUE,
		EVENT_MATTER_DECIDED,
		EVENT_MATTER_REFUSED,
		EVENT_MATTER_DONE,
		EVENT_MATTER_LATE,
		EVENT_ROW_ADDED
	} event;
	int *of; /* registers, procedures or post kinds, as the event asks; none: any post */
	size_t of_n;
	struct str step;   /* EVENT_ROW_ADDED: of the one procedure in `of` */
	struct str field;  /* EVENT_ITEM_CHANGED, EVENT_ITEM_DUE; or empty = any */
	int64_t ahead;     /* days before */
	int ahead_setting; /* or NONE */
	struct where *when;
	size_t when_n;
	struct bring *carry;
	size_t carry_n;
	struct place at;
};

/* A permit that should be in force. */
struct needs {
	int permit;         /* procedure, or NONE: nothing is needed */
	int *theirs, *ours; /* fields that must agree, of the permit's form and of this one */
	size_t match_n;
	int open; /* procedure that the clock begins when there is none */
	struct bring *carry;
	size_t carry_n;
	struct place at;
};

struct procedure {
	struct str id, label, say;
	struct str alarm; /* started by 事故かな on every page: what to do at once, a line each; else empty */
	int *start;       /* roles that may start it */
	size_t start_n;
	struct round *rounds;
	size_t round_n;
	struct trigger *triggers;
	size_t trigger_n;
	bool narrow; /* bodies and forms lie encrypted with the gate */
	struct needs needs;
	struct field *form;
	size_t form_n;
	/*
	 * In order; neighbouring `decide` steps are open together. One more stands
	 * after the last, at [step_n]: the form itself (STEP_FORM, named "form"),
	 * filled in again when it was returned or when the clock began it.
	 */
	struct step *steps;
	size_t step_n;
	struct then *then;
	size_t then_n;
	struct number_rule number;
	struct valid_rule valid;
	struct reader *readers;
	size_t reader_n;
	struct keep keep;
	struct str clause; /* ticked when it is started, or empty */
	bool station;      /* may be started at a station */
	bool stays;        /* the applicant may not take it back */
	int form_by; /* role (of its section, or of the town) that fills in what the clock left open, or NONE */
	struct str_list clauses; /* its own and of all its steps, each once, in order */
	struct place at;
};

/* Who may use a built-in act: people, appoint, holiday, set, adopt, absent, behalf, takeover, correct, station, code. */
struct act_rule {
	struct str act;
	int *roles;
	size_t n;
};

struct policy_file {
	struct str name, bytes;
};

struct policy {
	struct str id, label, town; /* "taishi", "情報セキュリティポリシー", "太子町" */
	struct hash hash;           /* bundle_hash over files */
	struct policy_file *files;  /* sorted by name */
	size_t file_n;
	int opens, closes; /* SETTING_TIME: the office hours, or NONE = the whole day */
#define LIST(type, name)                                                                                     \
	struct type *name;                                                                                   \
	size_t name##_n;
	LIST(duty, duties)
	LIST(post_kind, posts)
	LIST(role, roles)
	LIST(organ, organs)
	LIST(board, boards)
	LIST(class_level, classes)
	LIST(setting, settings)
	LIST(reg, registers)
	LIST(procedure, procedures)
	LIST(measure, measures)
	LIST(act_rule, acts)
	LIST(reader, readers) /* the default of `read` */
#undef LIST
};

/* Index by id, or NONE. */
int policy_duty(const struct policy *p, struct str id);
int policy_role(const struct policy *p, struct str id);
int policy_post(const struct policy *p, struct str id);
/* The kind of post that a title means; the `otherwise` kind when none names it. */
int policy_post_of_title(const struct policy *p, struct str title);
int policy_organ(const struct policy *p, struct str id);
int policy_class(const struct policy *p, struct str id);   /* 0 = strictest */
int policy_setting(const struct policy *p, struct str id); /* a reading too */
int policy_board(const struct policy *p, struct str id);
int policy_measure(const struct policy *p, struct str id);
int policy_register(const struct policy *p, struct str id);
int policy_procedure(const struct policy *p, struct str id);
int policy_alarm(const struct policy *p); /* the procedure with `alarm`, or NONE */
int field_index(const struct field *fields, size_t n, struct str name);
/* STEP_FORM_NAME gives the form itself, step_n. */
#define STEP_FORM_NAME STR("form")
int step_index(const struct procedure *p, struct str name);
/* Does this step open together with the one before it: a neighbouring decision, `beside`, or an addressee of its report? */
bool step_joins(const struct procedure *p, size_t step);
struct str choice_label(const struct choice *c, size_t n, struct str id); /* the id itself when unknown */

#endif
