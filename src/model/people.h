/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A staff list being judged (people), or one holding (appoint): what is sent is
 * noted first, so that its parts may name each other, then added as effects,
 * then the town as it would be is looked at as a whole.
 */
#ifndef MODEL_PEOPLE_H
#define MODEL_PEOPLE_H

#include "model/body.h"

/* One main holding, or one end, of a person of the list. */
struct span {
	struct str post; /* of an end: empty = every one */
	day from, until;
	struct span *next;
};

struct roster {
	struct judging *j;
	const struct json *body;
	day effective;
	bool first;                             /* the installer's first list: it may say since when */
	bool corrects;                          /* with a reason: days that have passed are meant */
	struct map *sections, *posts, *persons; /* of the list, by id: its JSON */
	struct map *logins, *mains, *ends;      /* by login: JSON; by person: struct span */
};

/* A string of a map, or empty. */
struct str people_word(const struct json *map, const char *key);
/* May something change on that day: today or later, or with a reason? */
bool people_not_back_dated(struct roster *r, day d);
/* From and until of one part; `from` may be absent, then it is `otherwise`. */
bool people_span(struct roster *r, const struct json *map, struct str ref, day otherwise, struct span *out);
void people_begin(struct roster *r, struct judging *j);
/* `correct` and `_paper` of a body whose keys are known to be of their kinds. */
bool people_reason(struct roster *r);
/* After everything was found good: what stands on paper. */
void people_settle(struct roster *r);

/* people_holding.c: who holds what, and until when */
bool people_note_end(struct roster *r, const struct json *v, struct str ref);
bool people_add_end(struct roster *r, const struct json *v, struct str ref);
bool people_add_holding(struct roster *r, const struct json *v, struct str ref);

/*
 * people_check.c: the town as it would be. Refused by name: two main holders
 * of a post that is single, one person twice in one post, nobody left who may
 * administer.
 */
bool people_check(struct roster *r);

#endif
