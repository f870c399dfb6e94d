/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of acts, and what is asked of every one of them first. */
#include "model/judge.h"

#include "base/die.h"
#include "model/behalf.h"
#include "model/course.h"
#include "model/draft.h"
#include "model/handler.h"
#include "model/permission.h"

static bool (*const handlers[ACT_COUNT])(struct judging *) = {
    [ACT_SUBMIT] = submission_judge,
    [ACT_WITHDRAW] = ending_judge_withdraw,
    [ACT_DECIDE] = decision_judge,
    [ACT_DO] = deed_judge,
    [ACT_CONFIRM] = deed_judge_confirm,
    [ACT_REVOKE] = ending_judge_revoke,
    [ACT_PEOPLE] = people_judge,
    [ACT_APPOINT] = people_judge_appoint,
    [ACT_HOLIDAY] = rule_judge_holiday,
    [ACT_SET] = rule_judge_set,
    [ACT_ADOPT] = rule_judge_adopt,
    [ACT_CHANGE] = change_judge,
    [ACT_RAISE] = raise_judge,
    [ACT_COMMENT] = comment_judge,
    [ACT_REVIEW] = notice_judge_review,
    [ACT_CORRECT] = correction_judge,
    [ACT_ABSENT] = absence_judge,
    [ACT_STATION] = station_judge,
    [ACT_CODE] = code_judge,
    [ACT_DAY] = clock_judge_day,
    [ACT_LATE] = clock_judge_late,
};

/* --- who may use the built-in acts ------------------------------------------------------ */

/* Acts that the policy's `acts` allow whole; absences and codes are asked about each person. */
static const struct {
	bool is, installer; /* by the installer too, until somebody else is there who can */
	enum say label;
} built_in[ACT_COUNT] = {
    [ACT_PEOPLE] = {true, true, SAY_ACT_PEOPLE},
    [ACT_APPOINT] = {true, true, SAY_ACT_APPOINT},
    [ACT_HOLIDAY] = {true, false, SAY_ACT_HOLIDAY},
    [ACT_SET] = {true, false, SAY_ACT_SET},
    [ACT_ADOPT] = {true, false, SAY_ACT_ADOPT},
    [ACT_STATION] = {true, true, SAY_ACT_STATION},
};

static bool
check_built_in(struct judging *j)
{
	enum act_kind kind = j->act->kind;

	if (!built_in[kind].is)
		return true;
	if (built_in[kind].installer && j->who->kind == PERSON_INSTALLER)
		return true;
	return permission_check(j, act_word(kind), say(j->a, built_in[kind].label), NULL);
}

/* --- asked of everybody -------------------------------------------------------------------- */

static bool
check_post(struct judging *j)
{
	const struct person *who = behalf_poster(j);

	if (j->act->post.n == 0)
		return true;
	j->as = town_post(j->town, j->act->post);
	if (j->as == NULL)
		return refuse(j, ERR_REFUSED, SAY_POST_UNKNOWN, judging_clip(j->act->post));
	if (town_has_post(j->town, who, j->as, j->now->day))
		return true;
	way_out(j, SAY_POST_WAY_OUT);
	return refuse(j, ERR_REFUSED, SAY_POST_NOT_HELD, who->name, judging_post(j->as));
}

/* What the clock begins has an id that nobody else can write. */
static bool
check_clock(struct judging *j)
{
	if (!act_may_clock(j->act->kind) ||
	    (!act_is_clock(j->act->kind) && !str_starts(j->act->id, STR("@"))))
		return refuse(j, ERR_REFUSED, SAY_NOBODY);
	return behalf_begin(j);
}

/* A station is no person: it may start its one procedure and go on with what was begun so. */
static bool
check_station(struct judging *j)
{
	const struct matter *m = j->facts.matter;
	const struct procedure *p = NULL;

	if (j->act->behalf.n || j->act->at.n || j->act->post.n)
		return refuse(j, ERR_REFUSED, SAY_STATION_ONLY, j->who->name);
	if (j->act->kind == ACT_SUBMIT && str_eq(j->act->procedure, j->who->procedure)) {
		int i = policy_procedure(j->pol, j->act->procedure);

		p = i != NONE ? &j->pol->procedures[i] : NULL;
	} else if (j->act->kind == ACT_DO && m &&
	           str_eq(j->pol->procedures[m->procedure].id, j->who->procedure)) {
		p = &j->pol->procedures[m->procedure];
	}
	return (p && p->station) || refuse(j, ERR_REFUSED, SAY_STATION_ONLY, j->who->name);
}

static bool
check_person(struct judging *j)
{
	if (j->who == NULL)
		return check_clock(j);
	if (act_is_clock(j->act->kind))
		return refuse(j, ERR_REFUSED, SAY_CLOCK_ONLY);
	if (!person_in_office(j->who, j->now->day) && j->who->kind == PERSON_STATION)
		return refuse(j, ERR_REFUSED, SAY_STATION_NONE, j->who->name);
	if (!person_in_office(j->who, j->now->day))
		return refuse(j, ERR_REFUSED, SAY_NOT_IN_OFFICE, j->who->name, judging_day(j, j->now->day));
	if (j->who->kind == PERSON_OUTSIDER)
		return refuse(j, ERR_REFUSED, SAY_NOBODY);
	if (j->who->kind == PERSON_STATION && !check_station(j))
		return false;
	return behalf_begin(j) && check_post(j) && check_built_in(j);
}

/* Nothing of a refused act remains but its reasons. */
static void
forget(struct verdict *v)
{
	v->effects = (struct effects){.n = 0};
	v->decided = v->lacks_permit = false;
	v->next_n = 0;
	v->say = STR("");
}

void
judge(struct arena *a, const struct policy *pol, const struct town *town, const struct facts *facts,
    const struct act *act, const struct person *who, const struct now *now, struct verdict *out)
{
	struct judging j = {.a = a,
	    .pol = pol,
	    .town = town,
	    .act = act,
	    .who = who,
	    .sender = who,
	    .now = now,
	    .out = out,
	    .facts = *facts};

	*out = (struct verdict){.err = ERR_OK};
	must(act->kind < ACT_COUNT);
	draft_begin(&j);
	out->allowed = check_person(&j) && handlers[act->kind](&j);
	if (!out->allowed) {
		must(out->err != ERR_OK);
		forget(out);
		return;
	}
	behalf_settle(&j);
	draft_settle(&j);
	out->err = ERR_OK;
	out->why = out->way_out = out->bad_field = STR("");
	if (j.m)
		course_next(&j);
}
