/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One matter of the demo's story, from the day it begins to where it stands at the end. */
#ifndef CLI_DEMO_ERRAND_H
#define CLI_DEMO_ERRAND_H

#include "cli/demo_thing.h"

enum demo_fate {
	FATE_DONE,
	FATE_WAITING,     /* for a decision */
	FATE_PERMITTED,   /* and not gone yet */
	FATE_OUTSIDE,     /* until a day to come */
	FATE_OVERDUE,     /* outside, and late */
	FATE_UNCONFIRMED, /* back, and nobody has confirmed it */
	FATE_RETURNED,    /* sent back to the applicant, who has not filled it in again */
	FATE_MENDED,      /* sent back, filled in again, done */
	FATE_CONDITIONAL, /* permitted on a condition, done */
	FATE_TAKEN,       /* outside already when the town began: taken over from paper, back later */
	FATE_BEHALF,      /* somebody entered it for the applicant; done */
	FATE_REFUSED,
	FATE_WITHDRAWN,
	FATE_REVOKED
};

enum demo_errand_kind {
	ERRAND_TAKE_OUT,
	ERRAND_ASSET,
	ERRAND_DEVICE,
	ERRAND_MEDIUM,
	ERRAND_CLASSIFY,
	ERRAND_REPORT
};

struct demo_errand {
	enum demo_errand_kind kind;
	enum demo_fate fate;
	int section; /* -1: any that has something free */
	int whose;   /* person; 0: a clerk of the section */
	int next;    /* on which office day of the story it goes on; -1 = no more */
	/* worked out as it goes */
	int stage, clerk, back; /* back: office day of the return */
	bool mended;            /* returned once, or its entry on behalf seen */
	unsigned flavour;       /* what it is for, and where */
	int64_t matter;
	struct demo_thing *thing, *info;
};

/* The office days of the story: errands count in them. */
struct demo_days {
	const day *days;
	int n;
	day end; /* on which the story ends: after the last of them */
};

/* Does what is due today; sets e->next. */
void demo_errand_go(
    struct demo *d, struct demo_things *t, const struct demo_days *days, int today, struct demo_errand *e);

#endif
