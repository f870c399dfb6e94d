/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of acts, and what is asked of every one of them first. */
#include "model/judge.h"

#include "base/die.h"
#include "model/course.h"
#include "model/draft.h"
#include "model/handler.h"

static bool
not_yet(struct judging *j)
{
	return refuse(j, ERR_REFUSED, SAY_ACT_NO_RULE, act_word(j->act->kind));
}

static bool (*const handlers[ACT_COUNT])(struct judging *) = {
    [ACT_SUBMIT] = submission_judge,
    [ACT_WITHDRAW] = ending_judge_withdraw,
    [ACT_DECIDE] = decision_judge,
    [ACT_DO] = deed_judge,
    [ACT_CONFIRM] = deed_judge_confirm,
    [ACT_REVOKE] = ending_judge_revoke,
    [ACT_PEOPLE] = staff_judge_people,
    [ACT_APPOINT] = staff_judge_appoint,
    [ACT_HOLIDAY] = rule_judge_holiday,
    [ACT_SET] = rule_judge_set,
    [ACT_ADOPT] = rule_judge_adopt,
    [ACT_CHANGE] = change_judge,
    [ACT_RAISE] = not_yet,
    [ACT_COMMENT] = not_yet,
    [ACT_REVIEW] = not_yet,
    [ACT_CORRECT] = not_yet,
    [ACT_ABSENT] = not_yet,
    [ACT_STATION] = not_yet,
    [ACT_CODE] = not_yet,
    [ACT_DAY] = clock_judge_day,
    [ACT_LATE] = clock_judge_late,
};

/* --- who may use the built-in acts ------------------------------------------------------ */

static bool
is_built_in(enum act_kind k)
{
	return k == ACT_PEOPLE || k == ACT_APPOINT || k == ACT_HOLIDAY || k == ACT_SET || k == ACT_ADOPT;
}

static const struct act_rule *
rule_of(const struct policy *pol, enum act_kind kind)
{
	for (size_t i = 0; i < pol->acts_n; i++)
		if (str_eq(pol->acts[i].act, act_word(kind)))
			return &pol->acts[i];
	return NULL;
}

static bool
refuse_act(struct judging *j, const struct act_rule *rule, struct str name)
{
	struct str *labels;

	if (rule == NULL || rule->n == 0)
		return refuse(j, ERR_REFUSED, SAY_ACT_NO_RULE, name);
	labels = arena_array(j->a, rule->n, sizeof *labels);
	for (size_t i = 0; i < rule->n; i++)
		labels[i] = j->pol->roles[rule->roles[i]].label;
	return refuse(j, ERR_REFUSED, SAY_ACT_NOT_ALLOWED, name, say_join(j->a, labels, rule->n, "、"));
}

static struct str
act_label(const struct judging *j, enum act_kind kind)
{
	static const enum say labels[ACT_COUNT] = {
	    [ACT_PEOPLE] = SAY_ACT_PEOPLE,
	    [ACT_APPOINT] = SAY_ACT_APPOINT,
	    [ACT_HOLIDAY] = SAY_ACT_HOLIDAY,
	    [ACT_SET] = SAY_ACT_SET,
	    [ACT_ADOPT] = SAY_ACT_ADOPT,
	};

	return say(j->a, labels[kind]);
}

/* The roles that the policy names for it; the installer until somebody else is there who can. */
static bool
check_built_in(struct judging *j)
{
	const struct act_rule *rule = rule_of(j->pol, j->act->kind);
	const struct post *by;

	if ((j->act->kind == ACT_PEOPLE || j->act->kind == ACT_APPOINT) && j->who->kind == PERSON_INSTALLER)
		return true;
	for (size_t i = 0; rule && i < rule->n; i++) {
		if (!town_holds_anywhere(j->town, j->pol, j->who, rule->roles[i], j->now->day, &by))
			continue;
		if (j->as && !town_post_carries(j->pol, j->as, rule->roles[i]))
			continue;
		j->out->post = j->as ? j->as->id : by->id;
		return true;
	}
	return refuse_act(j, rule, act_label(j, j->act->kind));
}

/* --- asked of everybody -------------------------------------------------------------------- */

static bool
check_post(struct judging *j)
{
	if (j->act->post.n == 0)
		return true;
	j->as = town_post(j->town, j->act->post);
	if (j->as == NULL)
		return refuse(j, ERR_REFUSED, SAY_POST_UNKNOWN, judging_clip(j->act->post));
	if (town_has_post(j->town, j->who, j->as, j->now->day))
		return true;
	way_out(j, SAY_POST_WAY_OUT);
	return refuse(j, ERR_REFUSED, SAY_POST_NOT_HELD, j->who->name, judging_post(j->as));
}

static bool
check_person(struct judging *j)
{
	if (act_is_clock(j->act->kind))
		return j->who == NULL || refuse(j, ERR_REFUSED, SAY_CLOCK_ONLY);
	if (j->who == NULL)
		return refuse(j, ERR_REFUSED, SAY_NOBODY);
	if (!person_in_office(j->who, j->now->day))
		return refuse(j, ERR_REFUSED, SAY_NOT_IN_OFFICE, j->who->name, judging_day(j, j->now->day));
	return check_post(j) && (!is_built_in(j->act->kind) || check_built_in(j));
}

/* Nothing of a refused act remains but its reasons. */
static void
forget(struct verdict *v)
{
	v->effects = (struct effects){.n = 0};
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
	draft_settle(&j);
	out->err = ERR_OK;
	out->why = out->way_out = out->bad_field = STR("");
	if (j.m)
		course_next(&j);
}
