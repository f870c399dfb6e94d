/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What judge may look at beside policy and town: fetched by the keys that need() lists. */
#ifndef MODEL_CASE_H
#define MODEL_CASE_H

#include "model/town.h"
#include "model/value.h"

enum { CASE_ITEMS = 200, CASE_ROWS = 1000 };

struct item {
	int64_t id; /* seq of the entry that added it */
	int reg;
	struct str section; /* owner */
	struct str state;
	struct str number;    /* 整理番号 as printed, or empty */
	struct value *fields; /* by the register's field order */
	int64_t last;         /* seq of the last entry that changed it */
	int64_t busy;         /* an open matter that has taken this item (holds it), or 0 */
};

enum step_state {
	STEP_OPEN,
	STEP_DONE,
	STEP_PERMITTED,
	STEP_REFUSED,
	STEP_UNCONFIRMED,
	STEP_CONFIRMED,
	STEP_ENDED,
	STEP_CONDITIONAL, /* permitted on a condition: `note` */
	STEP_TAKEN,       /* done on paper before it was taken over */
	STEP_PAST         /* of a round before the matter was returned: counts for nothing but who had part */
};

/* One opened step of a matter; a step with `each` is opened once for every section. */
struct opened {
	int step; /* index in the procedure */
	struct str
	    section; /* relative to which section; "@" and a person's id: only he (`each: person`); empty = town or applicant (his step that must be
	                            confirmed: the section whose role confirms) */
	enum step_state state;
	int64_t seq;                 /* entry that opened it, later the one that closed it */
	struct str person, post;     /* who closed it */
	day day;                     /* on which day */
	int64_t due;                 /* seconds since the epoch, 0 = none */
	int64_t remind;              /* when to remind, 0 = never */
	bool late, reminded, deputy; /* deputy: closed by 代決 */
	int raised;                  /* role that may close it too, or NONE */
	struct str note;             /* condition, reason */
	int rows;                    /* how many rows it has taken */
	struct value *fields;        /* by the step's form order, once done */
};

/* One row of a step that takes rows. */
struct row {
	int step; /* index in the procedure */
	struct str section;
	int n;                /* from 1 */
	struct value *fields; /* by the step's form order */
};

/* Something that somebody has to see, or has seen. */
struct notice {
	int64_t seq; /* of the entry that gave it */
	struct str kind, step, role, person, section;
	bool seen;
};

enum matter_state { MATTER_OPEN, MATTER_DONE, MATTER_REFUSED, MATTER_WITHDRAWN, MATTER_REVOKED };

struct matter {
	int64_t id;        /* seq of its submit */
	int procedure;     /* in the policy it began with */
	struct str policy; /* that policy's hash (hex) */
	enum matter_state state;
	struct str applicant, post, section;
	day on;            /* day of submission */
	int64_t time;      /* of its submit's entry; 0 = not said, then the end of that day counts */
	int64_t last;      /* seq of the last entry about it */
	struct str number; /* 太総第123号, or empty */
	day until;         /* of the permit, or DAY_NONE */
	bool taken;        /* 引継ぎ: begun on paper */
	int64_t of;        /* the matter it came of, or 0 */
	struct notice *notices;
	size_t notices_n;
	struct value *form; /* by the procedure's form order */
	struct opened *opened;
	size_t opened_n;
	struct row *rows; /* in the order in which they were added, at most CASE_ROWS */
	size_t row_n;
};

struct counter {
	struct str section, series;
	int year;
	int64_t last;
};

struct facts {                 /* the case */
	struct matter *matter; /* NULL when the act names none or it does not exist */
	struct item *items;    /* every item the act or the matter names, and those they link to */
	size_t item_n;
	struct item *carriers; /* items of other registers that link to those, with a worked-out field */
	size_t carrier_n;
	struct counter *counters;
	size_t counter_n;
	int64_t *permits; /* matters whose permit is in force and agrees with the keys of NEED_PERMITS */
	size_t permit_n;
	bool permits_asked; /* NEED_PERMITS: `permits` are those that agree with what was asked so far */
	struct matter
	    *renewed;     /* NEED_RENEWED: read by the act's policy; NULL when it has no such procedure */
	int64_t renewing; /* the matter that renews it, open or decided; 0 = none */
	int64_t *over;    /* items that NEED_OVER brought into `items`, in the order of their numbers */
	size_t over_n;
	struct str
	    adopt_hash; /* ADOPT: the hash (hex) of the policy in the body, empty when it could not be loaded */
};

const struct item *facts_item(const struct facts *f, int64_t id);

enum need_kind {
	NEED_MATTER,
	NEED_ITEM,
	NEED_CARRIERS,
	NEED_COUNTERS,
	NEED_PERMITS,
	NEED_OVER,
	NEED_RENEWED
};
struct need_key {
	enum need_kind kind;
	int64_t id;        /* matter or item; NEED_RENEWED: the one that is renewed */
	struct str series; /* NEED_COUNTERS: of every section, in `year` */
	int year;
	const struct procedure *permit; /* NEED_PERMITS: what was permitted by this procedure … */
	const struct field *theirs;     /* … says in this listed field of its form … */
	const struct field *ours;       /* … what is sent for this one */
	const struct json *sent;        /* may be NULL: then nothing agrees */
	day on;                         /* NEED_PERMITS: in force on this day */
	int reg;                        /* NEED_OVER: items of this register … */
	struct str section;             /* … of this section, empty = of all; */
	struct str using;               /* or whose field `users` names this section */
};
/*
 * NEED_PERMITS of several fields: only what agrees in all of them stays. One
 * of several persons or items is enough. NEED_RENEWED brings the old matter,
 * and its items like NEED_MATTER. NEED_OVER: at most CASE_ITEMS.
 * NEED_MATTER brings the matter, the items its form names, and their links.
 * NEED_ITEM brings the item and its links. NEED_CARRIERS brings the items that
 * link to this one (into `carriers`), and what they link to (into `items`).
 */

#endif
