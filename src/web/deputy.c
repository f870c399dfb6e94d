/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/deputy.h"

#include <string.h>

#include "model/entitlement.h"
#include "web/label.h"
#include "web/page.h"

enum { HOLDERS_MAX = 64, WORDS_MAX = 4096 };

static bool
is_open(const struct opened *o)
{
	return o->state == STEP_OPEN || o->state == STEP_UNCONFIRMED;
}

static size_t
holders_of(struct request *rq, const struct matter *m, const struct person **out)
{
	size_t n = 0;

	for (size_t i = 0; i < m->opened_n && n < HOLDERS_MAX; i++) {
		size_t all;

		if (!is_open(&m->opened[i]))
			continue;
		all = judge_entitled_all(
		    rq->policy, &rq->desk->town, m, &m->opened[i], rq->desk->today, out + n, HOLDERS_MAX - n);
		n += all < HOLDERS_MAX - n ? all : HOLDERS_MAX - n;
	}
	return n;
}

const struct town *
deputy_town(struct request *rq, const struct matter *m)
{
	const struct person *who[HOLDERS_MAX];
	const struct town *now = &rq->desk->town;
	size_t n = holders_of(rq, m, who);
	struct town *t;

	if (n == 0)
		return NULL;
	t = ARENA_NEW(rq->page, struct town);
	*t = *now;
	t->absences = arena_array(rq->page, now->absences_n + n, sizeof *t->absences);
	if (now->absences_n)
		memcpy(t->absences, now->absences, now->absences_n * sizeof *t->absences);
	for (size_t i = 0; i < n; i++)
		if (who[i] != rq->who)
			t->absences[t->absences_n++] =
			    (struct absence){.person = (int)(who[i] - now->persons),
			        .from = rq->desk->today,
			        .until = rq->desk->today};
	town_index(rq->page, t);
	return t;
}

/* The claim of the first open row of the step, and whether he stands in there, in this town. */
static bool
stands_in(struct request *rq, const struct town *t, const struct matter *m, struct str step, struct claim *c)
{
	const struct procedure *p = &rq->policy->procedures[m->procedure];

	for (size_t i = 0; i < m->opened_n; i++) {
		const struct opened *o = &m->opened[i];

		if (!is_open(o) || !str_eq(p->steps[o->step].name, step))
			continue;
		*c = entitlement_of_row(rq->policy, t, m, o, rq->desk->today);
		if (entitlement_standing(rq->policy, t, c, rq->desk->today, rq->who, NULL, NULL) ==
		    STANDING_DEPUTY)
			return true;
	}
	return false;
}

size_t
deputy_away(struct request *rq, const struct matter *m, struct str step, const struct person **out)
{
	const struct town *t = deputy_town(rq, m);
	const struct person *away[DEPUTY_AWAY_MAX];
	struct claim c;
	size_t n = 0, all;

	if (t == NULL || !stands_in(rq, t, m, step, &c))
		return 0;
	all = entitlement_away(rq->policy, t, &c, rq->desk->today, away, DEPUTY_AWAY_MAX);
	for (size_t i = 0; i < all && i < DEPUTY_AWAY_MAX; i++)
		if (!town_absent(&rq->desk->town, away[i], rq->desk->today, NULL))
			out[n++] = away[i];
	return n;
}

struct str
deputy_words(struct request *rq, const struct matter *m, struct str step)
{
	const struct town *t = &rq->desk->town;
	const struct person *away[DEPUTY_AWAY_MAX];
	struct buf b = buf_on(rq->page, WORDS_MAX);
	struct claim c;
	size_t n;

	if (!stands_in(rq, t, m, step, &c))
		return STR("");
	n = entitlement_away(rq->policy, t, &c, rq->desk->today, away, DEPUTY_AWAY_MAX);
	for (size_t i = 0; i < n && i < DEPUTY_AWAY_MAX; i++) {
		const struct absence *a;

		if (!town_absent(t, away[i], rq->desk->today, &a))
			continue;
		if (b.n)
			buf_add(&b, phrase(TEXT_LIST_COMMA));
		buf_add(&b, PHRASE(rq->page, TEXT_DEPUTY_AWAY, away[i]->name, label_day(rq->page, a->until),
		                a->reason));
	}
	return buf_str(&b);
}
