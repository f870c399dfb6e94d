/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The people of the demo town: always the same ones, with names that nobody has. */
#ifndef CLI_DEMO_STAFF_H
#define CLI_DEMO_STAFF_H

#include "base/arena.h"
#include "base/str.h"

enum { DEMO_STAFF_MAX = 400, DEMO_SECTIONS_MAX = 32 };

struct demo_section {
	const char *id, *label, *sign, *up, *organ;
	const char *head; /* title of its head; NULL: the section has none to decide (部, 町長部局) */
	int size;         /* persons beside the head */
	int lends;        /* devices it keeps for others to borrow */
	bool vacant;      /* the head's post is empty */
	/* worked out: indices of persons */
	int head_at, leader_at, first;
};

struct demo_person {
	struct str id, login, name, kana;
	int section;
};

struct demo_staff {
	struct demo_section sections[DEMO_SECTIONS_MAX];
	int section_n;
	struct demo_person persons[DEMO_STAFF_MAX];
	int person_n;
	int mayor, deputy, superintendent, admin; /* admin: head of 総務課 */
	int special,
	    outsider; /* on no staff list: 特別職 without a section; somebody of a contractor, without a log-in */
	struct str csv; /* the list, as `people import` takes it */
};

struct demo_staff *demo_staff_new(struct arena *a);
/* Its head, or the deputy mayor where there is none. */
int demo_staff_head(const struct demo_staff *s, int section);
/* The deputy head: the first who stands in for the head. */
int demo_staff_deputy(const struct demo_staff *s, int section);
/* The n-th of the ordinary staff of a section, again and again. */
int demo_staff_clerk(const struct demo_staff *s, int section, unsigned n);
/* Who has this number, or -1. */
int demo_staff_find(const struct demo_staff *s, struct str id);
int demo_staff_section(const struct demo_staff *s, const char *id);

#endif
