/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * 不在: somebody is away for whole days. His post stays his: who stands in for
 * him is worked out on the day. Past days stay as they were said.
 */
#include "model/absence.h"

#include "model/body.h"
#include "model/entitlement.h"
#include "model/handler.h"
#include "model/permission.h"

static const struct body_key absence_keys[] = {
    {"person", JSON_STR},
    {"from", JSON_STR},
    {"until", JSON_STR},
    {"reason", JSON_STR},
    {NULL, JSON_NULL},
};

struct away {
	const struct person *p;
	day from, until;
	const struct absence *old; /* of the same first day: replaced */
	struct str kind;           /* who says so */
};

/* --- who may say it ---------------------------------------------------------------- */

/* Whose absence it is, and who says so, as which post (NULL = any), on which day. */
struct saying {
	const struct policy *pol;
	const struct town *town;
	const struct person *who;
	const struct post *as;
	day d;
};

/* Does he stand in for a role that the other holds for this section, in whatever rank? */
static bool
is_deputy_at(const struct saying *s, const struct person *p, int role, struct str section)
{
	struct ranks ranks = ranks_of(s->pol, s->town, role, s->d);

	if (!town_holds(s->town, s->pol, p, role, section, s->d, NULL))
		return false;
	while (ranks_next(&ranks))
		if (ranks_has(&ranks, section, s->who, s->as))
			return true;
	return false;
}

static bool
is_deputy_of(const struct saying *s, const struct person *p)
{
	for (size_t r = 0; r < s->pol->roles_n; r++) {
		if (s->pol->roles[r].deputies == NONE)
			continue;
		if (is_deputy_at(s, p, (int)r, STR("")))
			return true;
		for (size_t i = 0; !s->pol->roles[r].town && i < s->town->sections_n; i++)
			if (is_deputy_at(s, p, (int)r, s->town->sections[i].id))
				return true;
	}
	return false;
}

struct str
absence_kind(const struct policy *pol, const struct town *town, const struct person *who,
    const struct person *about, const struct post *as, day d, const struct post **by)
{
	const struct saying s = {pol, town, who, as, d};

	if (about == who)
		return STR("self");
	if (permission_has(pol, town, act_word(ACT_ABSENT), who, about, as, d, by))
		return STR("leader");
	return is_deputy_of(&s, about) ? STR("deputy") : STR("");
}

static bool
find_kind(struct judging *j, struct away *a)
{
	const struct post *post = j->as ? j->as : town_main_post(j->town, j->who, j->now->day);

	a->kind = absence_kind(j->pol, j->town, j->who, a->p, j->as, j->now->day, &post);
	j->out->post = post ? post->id : STR("");
	return a->kind.n > 0 || refuse(j, ERR_REFUSED, SAY_ABSENT_NOT_ALLOWED, a->p->name);
}

/* --- which days ------------------------------------------------------------------------ */

/* The next absence of a person: *at is 0 at first; NULL at the end. */
static const struct absence *
absence_next(const struct town *t, const struct person *p, int *at)
{
	int first = t->absences_first[p - t->persons], end = t->absences_first[p - t->persons + 1];

	return first + *at < end ? &t->absences[t->absences_of[first + (*at)++]] : NULL;
}

static bool
check_overlap(struct judging *j, const struct away *a)
{
	const struct absence *other;

	for (int at = 0; (other = absence_next(j->town, a->p, &at)) != NULL;)
		if (other != a->old && other->from <= other->until && a->from <= a->until &&
		    other->from <= a->until && a->from <= other->until)
			return refuse(j, ERR_REFUSED, SAY_ABSENT_OVERLAPS, a->p->name,
			    judging_day(j, other->from), judging_day(j, other->until));
	return true;
}

/* Days that have passed stay as they were: what changes begins today at the earliest. */
static bool
check_past(struct judging *j, const struct away *a)
{
	day first;

	if (a->old == NULL)
		first = a->from;
	else
		first = (a->until < a->old->until ? a->until : a->old->until) + 1;
	if (first >= j->now->day)
		return true;
	way_out(j, SAY_ABSENT_PAST_WAY_OUT);
	return refuse(j, ERR_REFUSED, SAY_ABSENT_PAST, judging_day(j, j->now->day));
}

static bool
check_days(struct judging *j, const struct away *a)
{
	if (a->until < a->from - 1)
		return body_wrong(j, STR("until"), SAY_BODY_SPAN);
	if (a->old == NULL && a->until < a->from)
		return refuse(j, ERR_REFUSED, SAY_ABSENT_NONE, a->p->name, judging_day(j, a->from));
	if (a->old && a->old->until == a->until)
		return refuse(j, ERR_REFUSED, SAY_BODY_EMPTY);
	if (!check_past(j, a))
		return false;
	/* who stands in says it at the moment at which it is so, and does not unsay what others said */
	if (str_eq(a->kind, STR("deputy")) &&
	    (a->from != j->now->day || (a->old && !str_eq(a->old->kind, STR("deputy"))))) {
		way_out(j, SAY_ABSENT_DEPUTY_WAY_OUT);
		return refuse(j, ERR_REFUSED, SAY_ABSENT_DEPUTY, a->p->name);
	}
	return check_overlap(j, a);
}

static bool
read_body(struct judging *j, struct away *a)
{
	const struct json *body = j->act->body;
	struct str id = json_get_str(body, "person");
	const struct absence *other;

	if (!body_keys(j, body, STR(""), absence_keys))
		return false;
	a->p = town_person(j->town, id.p ? id : STR(""));
	if (a->p == NULL || a->p->kind != PERSON_STAFF)
		return body_wrong(j, STR("person"), SAY_NO_SUCH_PERSON, judging_clip(id.p ? id : STR("")));
	if (!body_day(j, json_get(body, "from"), STR("from"), &a->from) ||
	    !body_day(j, json_get(body, "until"), STR("until"), &a->until) ||
	    !body_text(j, json_get(body, "reason"), STR("reason")))
		return false;
	if (!person_in_office(a->p, a->from))
		return refuse(j, ERR_REFUSED, SAY_NOT_IN_OFFICE, a->p->name, judging_day(j, a->from));
	for (int at = 0; (other = absence_next(j->town, a->p, &at)) != NULL;)
		if (other->from == a->from)
			a->old = other;
	return true;
}

bool
absence_judge(struct judging *j)
{
	struct away a = {.p = NULL};
	struct effect *e;

	if (!read_body(j, &a) || !find_kind(j, &a) || !check_days(j, &a))
		return false;
	e = judging_effect(j, EFFECT_ABSENT);
	e->person = a.p->id;
	e->kind = a.kind;
	e->from = day_iso(j->a, a.from);
	e->until = day_iso(j->a, a.until);
	e->ref = STR("reason");
	j->out->say = say(j->a, a.until < a.from ? SAY_ABSENT_BACK : SAY_ABSENT_DONE, a.p->name,
	    judging_day(j, a.from), judging_day(j, a.until));
	return true;
}
