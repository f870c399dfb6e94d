/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/behalf.h"

#include "model/body.h"
#include "model/entitlement.h"
#include "model/notice.h"
#include "model/opening.h"
#include "model/permission.h"
#include "model/route.h"

static const struct body_key paper_keys[] = {{"number", JSON_STR}, {"date", JSON_STR}, {NULL, JSON_NULL}};

/* --- keys of the body that belong to no form ------------------------------------------ */

static bool
is_reserved_for(const struct act *act, struct str key, bool clock)
{
	switch (act->kind) {
	case ACT_SUBMIT:
		if (clock)
			return str_eq(key, STR(CLOCK_OF)) || str_eq(key, STR(CLOCK_SECTION)) ||
			       str_eq(key, STR(CLOCK_PERSON)) || str_eq(key, STR(CLOCK_DOWN));
		return str_eq(key, STR("_paper"));
	case ACT_DO:
		return str_eq(key, STR("_paper")) || str_eq(key, STR("_close")) || str_eq(key, STR("_rows"));
	case ACT_CHANGE:
	case ACT_DECIDE:
	case ACT_CONFIRM:
		return str_eq(key, STR("_paper"));
	case ACT_PEOPLE:
	case ACT_APPOINT:
		return str_eq(key, STR("_paper"));
	default:
		return false;
	}
}

static bool
check_reserved(struct judging *j)
{
	const struct json *body = j->act->body;

	for (const struct json *v = body ? body->first : NULL; v; v = v->next)
		if (str_starts(v->key, STR("_")) && !is_reserved_for(j->act, v->key, j->sender == NULL))
			return body_wrong(j, arena_str(j->a, judging_clip(v->key)), SAY_BODY_UNKNOWN);
	return true;
}

bool
behalf_paper(struct judging *j, const struct json *body, bool *is)
{
	const struct json *paper = json_get(body, "_paper");
	day date;

	*is = paper != NULL;
	if (paper == NULL)
		return true;
	if (!body_keys(j, paper, STR("_paper"), paper_keys) ||
	    !body_text(j, json_get(paper, "number"), STR("_paper/number")) ||
	    !body_day(j, json_get(paper, "date"), STR("_paper/date"), &date))
		return false;
	return date <= j->now->day || body_wrong(j, STR("_paper/date"), SAY_PAPER_AHEAD);
}

void
behalf_emit_paper(struct judging *j)
{
	struct effect *e = judging_effect(j, EFFECT_PAPER);
	day date;

	e->matter = j->out->matter;
	if (day_parse(json_get_str(json_get(j->act->body, "_paper"), "date"), &date))
		e->from = day_iso(j->a, date);
	e->ref = STR("_paper/number");
}

/* --- for whom -------------------------------------------------------------------------- */

static bool
check_person(struct judging *j, const struct person *p)
{
	if (p == NULL || p->kind == PERSON_STATION || p->kind == PERSON_INSTALLER)
		return refuse(j, ERR_REFUSED, SAY_BEHALF_NOBODY, judging_clip(j->act->behalf));
	if (p == j->sender)
		return refuse(j, ERR_REFUSED, SAY_BEHALF_SELF);
	if (!person_in_office(p, j->now->day))
		return refuse(j, ERR_REFUSED, SAY_NOT_IN_OFFICE, p->name, judging_day(j, j->now->day));
	if (p->kind == PERSON_OUTSIDER && j->act->kind != ACT_SUBMIT)
		return refuse(j, ERR_REFUSED, SAY_BEHALF_OUTSIDER, p->name);
	return true;
}

/* What is taken over from paper has a rule of its own. */
static bool
check_permission(struct judging *j, const struct person *p)
{
	const struct post *as = j->as;
	bool may;

	j->as = NULL; /* the post that the act names is his, not the sender's */
	may = j->act->at.n ? permission_check(j, STR("takeover"), say(j->a, SAY_ACT_TAKEOVER), p)
	                   : permission_check(j, STR("behalf"), say(j->a, SAY_ACT_BEHALF), p);
	j->as = as;
	return may;
}

/* His word is asked when no paper has it; for a decision only paper will do. */
static bool
check_word(struct judging *j, const struct person *p, bool paper)
{
	if (paper)
		return true;
	way_out(j, SAY_BEHALF_PAPER_WAY_OUT);
	if (j->act->kind == ACT_DECIDE)
		return refuse(j, ERR_REFUSED, SAY_BEHALF_DECISION);
	if (p->login.n == 0)
		return refuse(j, ERR_REFUSED, SAY_BEHALF_NO_LOGIN, p->name);
	j->out->way_out = STR("");
	return true;
}

static bool
is_excluded(const struct claim *c, const struct person *p)
{
	return str_eq(c->not_a, p->id) || str_eq(c->not_b, p->id) || str_eq(c->not_c, p->id);
}

/* Nobody decides or confirms by another's name what he may not by his own. */
static bool
check_own(struct judging *j)
{
	const struct matter *m = j->facts.matter;
	const struct procedure *p = m ? &j->pol->procedures[m->procedure] : NULL;

	if (m == NULL || (j->act->kind != ACT_DECIDE && j->act->kind != ACT_CONFIRM))
		return true;
	for (size_t i = 0; i < m->opened_n; i++) {
		const struct opened *o = &m->opened[i];
		const struct step *s = &p->steps[o->step];
		struct claim c;

		if (!route_is_waiting(o) || !str_eq(s->name, j->act->step))
			continue;
		c = entitlement_of_row(j->pol, j->town, m, o, j->now->day);
		if (is_excluded(&c, j->sender))
			return refuse(j, ERR_REFUSED,
			    j->act->kind == ACT_DECIDE ? SAY_OWN_MATTER : SAY_OWN_CONFIRM, s->label);
	}
	return true;
}

bool
behalf_begin(struct judging *j)
{
	const struct person *p;
	bool paper;

	if (!check_reserved(j))
		return false;
	if (j->act->behalf.n == 0) {
		if (j->act->at.n == 0 && json_get(j->act->body, "_paper") && j->act->kind != ACT_PEOPLE &&
		    j->act->kind != ACT_APPOINT)
			return body_wrong(j, STR("_paper"), SAY_PAPER_ALONE);
		return behalf_paper(j, j->act->body, &paper);
	}
	p = town_person(j->town, j->act->behalf);
	if (!check_person(j, p) || !check_permission(j, p) || !behalf_paper(j, j->act->body, &paper) ||
	    !check_word(j, p, paper) || !check_own(j))
		return false;
	j->who = p;
	j->out->behalf = p->id;
	return true;
}

const struct person *
behalf_poster(const struct judging *j)
{
	return j->who && j->who->kind == PERSON_OUTSIDER ? j->sender : j->who;
}

void
behalf_settle(struct judging *j)
{
	if (j->m == NULL || j->act->kind == ACT_PEOPLE || j->act->kind == ACT_APPOINT)
		return;
	if (json_get(j->act->body, "_paper"))
		behalf_emit_paper(j);
	else if (j->out->behalf.n)
		notice_add(j, NOTICE_BEHALF, j->act->step, NONE, STR(""), j->who->id);
}
