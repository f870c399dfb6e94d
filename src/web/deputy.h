/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * 代決 before anybody has said that somebody is away: who could stand in if all
 * for whom a matter waits were. The same rules, asked of the town as it would be.
 */
#ifndef WEB_DEPUTY_H
#define WEB_DEPUTY_H

#include "model/judge.h"
#include "web/request.h"

enum { DEPUTY_AWAY_MAX = 8 };

/* The town with everybody away today for whom an open step of the matter waits; NULL when it waits for nobody. */
const struct town *deputy_town(struct request *rq, const struct matter *m);
/*
 * Who is not marked as away yet and would have to be, for this person to stand
 * in at this step; at most DEPUTY_AWAY_MAX. 0: nobody, or he could not.
 */
size_t deputy_away(struct request *rq, const struct matter *m, struct str step, const struct person **out);
/* What the marked absences of those for whom he stands in say: "佐藤課長（11月25日まで 出張）、…". */
struct str deputy_words(struct request *rq, const struct matter *m, struct str step);

#endif
