/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who has come in by a station's procedure and has not gone out again. */
#ifndef WEB_STAY_H
#define WEB_STAY_H

#include "web/way.h"

enum { STAY_MAX = 500 };

struct stay {
	int64_t matter, seen; /* seen: seq of its last entry */
	int64_t since;        /* moment of coming in: as typed, else of its entry */
	bool late;            /* should have gone out by now */
	struct way way;       /* under the policy that it began with */
	struct str section;   /* of the open step */
	struct str person;    /* id, or empty: a guest */
	struct str name, note, form;
};

/* All of them, those who came first first. */
enum err stay_all(struct request *rq, const struct way *w, struct stay **out, size_t *n) MUST_USE;
/* One of them by its matter, or by the person; NULL when he is not inside. */
const struct stay *stay_find(const struct stay *s, size_t n, int64_t matter);
const struct stay *stay_of_person(const struct stay *s, size_t n, struct str person);
/* 14:05, and with the day when it is not today. */
struct str stay_when(struct request *rq, int64_t seconds);

#endif
