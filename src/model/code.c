/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One-time codes for a first or a forgotten password: who gets one is on record, the codes themselves are not. */
#include "model/body.h"
#include "model/handler.h"
#include "model/permission.h"

enum { PERSONS_MAX = 500 };

static const struct body_key code_keys[] = {{"persons", JSON_LIST}, {NULL, JSON_NULL}};

static bool
check_station(struct judging *j, const struct person *p)
{
	return person_in_office(p, j->now->day)
	           ? permission_check(j, act_word(ACT_STATION), say(j->a, SAY_ACT_STATION), NULL)
	           : refuse(j, ERR_REFUSED, SAY_STATION_NONE, p->name);
}

static bool
check_one(struct judging *j, const struct json *list, const struct json *v, struct str ref)
{
	const struct person *p = v->kind == JSON_STR ? town_person(j->town, v->s) : NULL;

	if (p == NULL)
		return body_wrong(
		    j, ref, SAY_NO_SUCH_PERSON, v->kind == JSON_STR ? judging_clip(v->s) : STR(""));
	for (const struct json *before = list->first; before != v; before = before->next)
		if (str_eq(before->s, v->s))
			return body_wrong(j, ref, SAY_BODY_TWICE, p->id);
	if (p->kind == PERSON_STATION)
		return check_station(j, p);
	if (!person_in_office(p, j->now->day))
		return refuse(j, ERR_REFUSED, SAY_NOT_IN_OFFICE, p->name, judging_day(j, j->now->day));
	if (p->login.n == 0)
		return refuse(j, ERR_REFUSED, SAY_CODE_NO_LOGIN, p->name);
	if (p == j->who) {
		way_out(j, SAY_CODE_SELF_WAY_OUT);
		return refuse(j, ERR_REFUSED, SAY_CODE_SELF);
	}
	return j->who->kind == PERSON_INSTALLER ||
	       permission_check(j, act_word(ACT_CODE), say(j->a, SAY_ACT_CODE), p);
}

bool
code_judge(struct judging *j)
{
	const struct json *list = json_get(j->act->body, "persons");
	size_t i = 0;

	if (!body_keys(j, j->act->body, STR(""), code_keys))
		return false;
	if (list == NULL || list->count == 0 || list->count > PERSONS_MAX)
		return body_wrong(j, STR("persons"), SAY_CODE_PERSONS, judging_number(j, PERSONS_MAX));
	for (const struct json *v = list->first; v; v = v->next)
		if (!check_one(j, list, v, arena_fmt(j->a, "persons/%zu", i++)))
			return false;
	j->out->say = say(j->a, SAY_CODE_DONE, judging_number(j, (int64_t)list->count));
	return true;
}
