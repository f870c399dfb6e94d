/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 据置端末: a device that is logged in for one procedure, begins and ends by name. Its code is never in the ledger. */
#include "model/body.h"
#include "model/handler.h"
#include "model/permission.h"

static const struct body_key station_keys[] = {
    {"station", JSON_STR},
    {"label", JSON_STR},
    {"procedure", JSON_STR},
    {"section", JSON_STR},
    {"until", JSON_STR},
    {NULL, JSON_NULL},
};

static struct effect *
emit(struct judging *j, struct str id, day from, day until)
{
	struct effect *e = judging_effect(j, EFFECT_PERSON);

	e->person = id;
	e->from = day_iso(j->a, from);
	e->until = day_iso(j->a, until);
	e->flag = PERSON_STATION;
	return e;
}

static bool
end(struct judging *j, const struct person *old, struct str name)
{
	day until;

	if (old == NULL || !person_in_office(old, j->now->day))
		return refuse(j, ERR_REFUSED, SAY_STATION_NONE, name);
	if (!body_day(j, json_get(j->act->body, "until"), STR("until"), &until))
		return false;
	if (until < j->now->day - 1)
		return refuse(
		    j, ERR_REFUSED, SAY_BACK_DATED, judging_day(j, until), judging_day(j, j->now->day));
	(void)emit(j, old->id, old->from, until);
	j->out->say = say(j->a, SAY_STATION_ENDED, old->name, judging_day(j, until));
	return true;
}

static bool
begin(struct judging *j, const struct person *old, struct str id)
{
	const struct json *body = j->act->body;
	struct str procedure = json_get_str(body, "procedure"), section = json_get_str(body, "section");
	int p = policy_procedure(j->pol, procedure.p ? procedure : STR(""));
	bool lives = old && person_in_office(old, j->now->day);
	struct effect *e;

	if (!body_text(j, json_get(body, "label"), STR("label")))
		return false;
	if (p == NONE || !j->pol->procedures[p].station)
		return body_wrong(j, STR("procedure"), SAY_STATION_PROCEDURE,
		    judging_clip(procedure.p ? procedure : STR("")));
	if (section.n && town_section(j->town, section) == NULL)
		return body_wrong(j, STR("section"), SAY_NO_SECTION, judging_clip(section));
	e = emit(j, id, lives ? old->from : j->now->day, DAY_NEVER);
	e->procedure = j->pol->procedures[p].id;
	e->section = section.n ? section : STR("");
	e->ref = STR("label");
	j->out->say = say(j->a, lives ? SAY_STATION_CHANGED : SAY_STATION_BEGUN, json_get_str(body, "label"),
	    j->pol->procedures[p].label);
	return true;
}

bool
station_judge(struct judging *j)
{
	const struct json *body = j->act->body;
	const struct person *old;
	struct str name, id;

	if (!body_keys(j, body, STR(""), station_keys) ||
	    !body_id(j, json_get(body, "station"), STR("station"), &name))
		return false;
	if (name.n == BODY_ID_MAX || str_starts(name, STR("@")))
		return body_wrong(j, STR("station"), SAY_BODY_ID);
	id = arena_fmt(j->a, "@%.*s", STR_ARG(name));
	old = town_person(j->town, id);
	return json_get(body, "until") ? end(j, old, name) : begin(j, old, id);
}
