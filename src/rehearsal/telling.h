/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a retrial finds, in sentences. */
#ifndef REHEARSAL_TELLING_H
#define REHEARSAL_TELLING_H

#include "rehearsal/retrial.h"

/* Whose words are used: labels of procedures and steps come from the policy it was judged by now. */
struct telling {
	const struct policy *policy; /* NULL: ids stand for labels */
	const struct town *town;     /* names of sections; NULL likewise */
};

/*
 * "申請(記載 812)は断られます: …", "… 開く段階が増えます: 情報の持出しの許可（税務課）。";
 * one sentence for each kind of difference, in the arena.
 */
struct str telling_line(struct arena *a, const struct telling *t, const struct retrial_finding *f);

#endif
