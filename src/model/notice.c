/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/notice.h"

#include "model/form.h"
#include "model/handler.h"
#include "model/matter.h"

enum { AWAY_MAX = 32 };

struct str
notice_kind_word(enum notice_kind k)
{
	static const char *const words[NOTICE_KINDS] = {
	    [NOTICE_DEPUTY] = "deputy",
	    [NOTICE_RAISED] = "raised",
	    [NOTICE_LATE] = "late",
	    [NOTICE_COPY] = "copy",
	    [NOTICE_OWN] = "own",
	    [NOTICE_BEHALF] = "behalf",
	};

	return str_of(words[k]);
}

static bool
is_there(const struct judging *j, const struct effect *n)
{
	for (size_t i = 0; i < j->out->effects.n; i++) {
		const struct effect *e = &j->out->effects.e[i];

		if (e->what == n->what && str_eq(e->step, n->step) && str_eq(e->kind, n->kind) &&
		    str_eq(e->role, n->role) && str_eq(e->section, n->section) &&
		    str_eq(e->person, n->person))
			return true;
	}
	return false;
}

/* One act gives a notice once, however many rows it closes; and sees it once, however often it was given. */
static void
emit(struct judging *j, const struct effect *e)
{
	if (!is_there(j, e))
		*judging_effect(j, e->what) = *e;
}

void
notice_add(
    struct judging *j, enum notice_kind k, struct str step, int role, struct str section, struct str person)
{
	const struct effect e = {.what = EFFECT_NOTICE,
	    .matter = j->m->id,
	    .step = step,
	    .role = role == NONE ? STR("") : j->pol->roles[role].id,
	    .section = role == NONE || j->pol->roles[role].town ? STR("") : section,
	    .person = role == NONE ? person : STR(""),
	    .kind = notice_kind_word(k)};

	emit(j, &e);
}

void
notice_of_closing(struct judging *j, const struct opened *o, enum standing by)
{
	const struct step *s = &j->proc->steps[o->step];
	struct claim c = entitlement_of_row(j->pol, j->town, j->m, o, j->now->day);
	const struct person *away[AWAY_MAX];
	size_t n =
	    by == STANDING_DEPUTY ? entitlement_away(j->pol, j->town, &c, j->now->day, away, AWAY_MAX) : 0;
	int inform;

	for (size_t i = 0; i < n && i < AWAY_MAX; i++)
		notice_add(j, NOTICE_DEPUTY, s->name, NONE, STR(""), away[i]->id);
	if (entitlement_is_own(j->pol, j->town, &c, j->now->day, &inform) && inform != NONE)
		notice_add(j, NOTICE_OWN, s->name, inform, c.section, STR(""));
}

bool
notice_is_to(const struct policy *pol, const struct town *town, const struct notice *n,
    const struct person *who, day d)
{
	int role = n->role.n ? policy_role(pol, n->role) : NONE;

	if (role == NONE)
		return n->role.n == 0 && str_eq(n->person, who->id);
	return town_holds(town, pol, who, role, n->section, d, NULL);
}

bool
notice_is_his(const struct policy *pol, const struct town *town, const struct notice *n,
    const struct person *who, day d)
{
	return !n->seen && notice_is_to(pol, town, n, who, d);
}

/* --- review --------------------------------------------------------------------------- */

/* 後閲, 供覧: everything of this matter that he has still to see. */
bool
notice_judge_review(struct judging *j)
{
	const struct post *post;
	struct str note;

	if (!matter_take(j) || !matter_seen(j) || !form_only(j, j->act->body, "note") ||
	    !form_note(j, j->act->body, "note", &note))
		return false;
	for (size_t i = 0; i < j->m->notices_n; i++) {
		const struct notice *n = &j->m->notices[i];
		const struct effect e = {.what = EFFECT_SEEN,
		    .matter = j->m->id,
		    .step = n->step,
		    .role = n->role,
		    .person = n->person,
		    .section = n->section,
		    .kind = n->kind};

		if (notice_is_his(j->pol, j->town, n, j->who, j->now->day))
			emit(j, &e);
	}
	if (j->out->effects.n == 0)
		return refuse(j, ERR_REFUSED, SAY_REVIEW_NOTHING);
	post = j->as ? j->as : town_main_post(j->town, j->who, j->now->day);
	j->out->post = post ? post->id : STR("");
	j->out->say = say(j->a, SAY_REVIEWED, matter_name(j));
	return true;
}
