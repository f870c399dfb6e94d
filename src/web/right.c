/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/right.h"

#include "model/permission.h"
#include "web/phrase.h"

enum { ROLES_MAX = 4096 };

/* Until an administrator is there, the one who sets the town up brings people in. */
static bool
sets_up(const struct request *rq, enum act_kind kind)
{
	return rq->who->kind == PERSON_INSTALLER &&
	       (kind == ACT_PEOPLE || kind == ACT_APPOINT || kind == ACT_CODE);
}

bool
right_has(const struct request *rq, enum act_kind kind)
{
	return right_over(rq, kind, NULL);
}

bool
right_over(const struct request *rq, enum act_kind kind, const struct person *about)
{
	const struct desk *k = rq->desk;

	return permission_has(k->policy, &k->town, act_word(kind), rq->who, about, NULL, k->today, NULL) ||
	       sets_up(rq, kind);
}

bool
right_office(const struct request *rq)
{
	static const enum act_kind kinds[] = {ACT_PEOPLE, ACT_APPOINT, ACT_HOLIDAY, ACT_STATION};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (right_has(rq, kinds[i]))
			return true;
	return false;
}

struct str
right_roles(const struct request *rq, enum act_kind kind)
{
	const struct policy *p = rq->desk->policy;
	const struct act_rule *rule = NULL;
	struct buf b = buf_on(rq->page, ROLES_MAX);

	for (size_t i = 0; i < p->acts_n; i++)
		if (str_eq(p->acts[i].act, act_word(kind)))
			rule = &p->acts[i];
	for (size_t i = 0; rule && i < rule->n; i++) {
		if (i)
			buf_add(&b, phrase(TEXT_LIST_COMMA));
		buf_add(&b, p->roles[rule->roles[i]].label);
	}
	return buf_str(&b);
}

enum err
right_refuse(struct request *rq, enum act_kind kind)
{
	struct str who = right_roles(rq, kind);

	rq->why.text = phrase(TEXT_RIGHT_NONE);
	rq->way_out = who.n ? PHRASE(rq->page, TEXT_RIGHT_WHO, who) : phrase(TEXT_RIGHT_NOBODY);
	return ERR_FORBIDDEN;
}
