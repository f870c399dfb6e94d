/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The town as it stands: sections, posts, persons, holdings, settings, closed
 * days. Some 1-2 MB, resident in gate and web, rebuilt when an act changed it.
 * "On a day" everywhere: whoever holds a post then, not now.
 */
#ifndef MODEL_TOWN_H
#define MODEL_TOWN_H

#include "base/calendar.h"
#include "base/map.h"
#include "policy/policy.h"

struct section {
	struct str id, label, sign; /* soumu, 総務課, 太総 */
	struct str up;              /* id of the section above, or empty */
	struct str organ;           /* id of an organ of the policy; empty = the mayor's */
	day from, until;            /* first and last day */
};
struct post {
	struct str id, label; /* soumu-head, 総務課長 */
	struct str section;
	struct str kind; /* id of a post_kind of the policy */
};
struct person {
	struct str id, login, name, kana; /* id = staff number as typed; a station's begins with "@" */
	struct str company, card;         /* of an outsider; number on his card, or empty */
	struct str decider;               /* who decides about one without a section, or empty */
	struct str procedure, section;    /* of a station: what it may start, where it stands */
	day from, until;                  /* in office */
	enum person_kind {
		PERSON_STAFF,
		PERSON_INSTALLER, /* made by init; ends when an administrator first logs in */
		PERSON_OUTSIDER,  /* 庁外の人: no log-in, holds no role */
		PERSON_STATION,   /* 据置端末: logged in, never counts as a person's act */
	} kind;
};
struct holding {
	int person, post; /* indices */
	bool concurrent;  /* 兼務 */
	day from, until;
};
struct absence {    /* 不在: somebody is away, his post is not vacant */
	int person; /* index */
	day from, until;
	struct str kind, reason; /* self / leader / deputy: who said so */
};
struct decided { /* a setting as decided by the committee */
	struct str setting, value, text;
	struct str of; /* only for this section (id) or item (number); empty = for the town */
	day decided;
	int64_t time; /* of its entry: a clock that starts later uses it */
};

struct town {
	int64_t version;         /* seq of the last act that changed it */
	struct str origin, name; /* of the log; "太子町" */
	enum town_kind { TOWN_REAL, TOWN_DEMO, TOWN_TEST } kind;
#define LIST(type, name)                                                                                     \
	struct type *name;                                                                                   \
	size_t name##_n;
	LIST(section, sections)
	LIST(post, posts)
	LIST(person, persons)
	LIST(holding, holdings)
	LIST(absence, absences)
	LIST(decided, settings)
#undef LIST
	struct holidays holidays;
	struct map *section_by_id, *post_by_id, *person_by_id, *person_by_login; /* to the structs */
	int *holdings_of; /* holdings sorted by person: of person p, order[first[p]..first[p+1]) */
	int *holdings_first;
	int *absences_of, *absences_first; /* the same of absences */
	int *holders_of, *holders_first;   /* holdings sorted by post */
	const struct policy *roles_of;     /* whose roles the next two are about, or NULL: not worked out */
	int *carriers, *carriers_first;    /* posts that carry role r: carriers[first[r]..first[r+1]) */
};

/*
 * What the town is under this policy, which must outlive it: which posts carry
 * which role, so that they need not be looked for; and a post that an
 * appointment made, without words of its own, is called by its section and kind.
 */
void town_take_policy(struct arena *a, struct town *t, const struct policy *pol);
/* Builds the maps and orders after the lists have been filled. */
void town_index(struct arena *a, struct town *t);

const struct section *town_section(const struct town *t, struct str id);
const struct post *town_post(const struct town *t, struct str id);
const struct person *town_person(const struct town *t, struct str id);
bool person_in_office(const struct person *p, day d);
/* Is he away on that day; with what was said of it (may be NULL)? */
bool town_absent(const struct town *t, const struct person *p, day d, const struct absence **out);
/* The organ of a section, from the nearest section upwards that names one; empty = the mayor's. */
struct str town_organ(const struct town *t, struct str section);
/* The role next above this one for a section: its organ's, else the role's own (perhaps a setting); NONE at the top. */
int town_role_above(
    const struct town *t, const struct policy *pol, int role, struct str section, int64_t time);
/* The main post (not concurrent, else the first) of a person on a day, or NULL. */
const struct post *town_main_post(const struct town *t, const struct person *p, day d);
/* Does the person hold this post on that day? */
bool town_has_post(const struct town *t, const struct person *p, const struct post *post, day d);
/* All posts of a person on a day, the main one first; at most max are written, the number of all is returned. */
size_t town_posts_of(
    const struct town *t, const struct person *p, day d, const struct post **out, size_t max);
/* The holders of a post on a day, one after the other: *at is 0 at first; NULL at the end. */
const struct person *town_holder_next(const struct town *t, const struct post *post, day d, size_t *at);
/* Is `above` this section, or one above it? Neither may be empty. */
bool town_is_above(const struct town *t, struct str above, struct str section);
/* The posts that hold a role for a section (a role of the town: for every one), one after the other: *at is 0 at first; NULL at the end. */
const struct post *town_post_next(
    const struct town *t, const struct policy *pol, int role, struct str section, size_t *at);
/* Does this post carry the role, wherever; does it for this section (a role of the town: for every one)? */
bool town_post_carries(const struct policy *pol, const struct post *post, int role);
bool town_post_holds(
    const struct town *t, const struct policy *pol, const struct post *post, int role, struct str section);

/*
 * Does `p` hold `role` for `section` (empty = the whole town) on day d? The
 * post's own section counts, and those below it for a role that says so
 * (`below`); a role of the town counts for every section; no other role is held
 * for the whole town. Outsiders and stations hold nothing. Writes the post by
 * which (may be NULL).
 */
bool town_holds(const struct town *t, const struct policy *pol, const struct person *p, int role,
    struct str section, day d, const struct post **by);
/* Does he hold it for any section, or for the town? */
bool town_holds_anywhere(const struct town *t, const struct policy *pol, const struct person *p, int role,
    day d, const struct post **by);
/* All holders, at most max; returns how many there are. */
size_t town_holders(const struct town *t, const struct policy *pol, int role, struct str section, day d,
    const struct person **out, size_t max);

/* The text of a setting on a moment: as decided for the town before `time`, else the policy's default. *decided tells which. */
struct str town_setting(
    const struct town *t, const struct policy *pol, int setting, int64_t time, bool *decided);
int64_t town_setting_number(const struct town *t, const struct policy *pol, int setting, int64_t time);
/*
 * The same for one section (its id) or item (its number): what was decided for
 * it, else what counts for the town. An empty `of` asks for the town's.
 * *own tells whether it has a value of its own (may be NULL).
 */
struct str town_setting_of(
    const struct town *t, const struct policy *pol, int setting, struct str of, int64_t time, bool *own);
int64_t town_setting_number_of(
    const struct town *t, const struct policy *pol, int setting, struct str of, int64_t time);
/* The moment at which settings count on a day that is asked about as a whole: its last second. */
int64_t town_setting_time(day d);

#endif
