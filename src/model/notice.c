/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/notice.h"

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

/* One act gives a notice once, however many rows it closes. */
static bool
is_given(const struct judging *j, const struct effect *n)
{
	for (size_t i = 0; i < j->out->effects.n; i++) {
		const struct effect *e = &j->out->effects.e[i];

		if (e->what == EFFECT_NOTICE && str_eq(e->step, n->step) && str_eq(e->kind, n->kind) &&
		    str_eq(e->role, n->role) && str_eq(e->section, n->section) &&
		    str_eq(e->person, n->person))
			return true;
	}
	return false;
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

	if (!is_given(j, &e))
		*judging_effect(j, EFFECT_NOTICE) = e;
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
notice_is_his(const struct policy *pol, const struct town *town, const struct notice *n,
    const struct person *who, day d)
{
	int role = n->role.n ? policy_role(pol, n->role) : NONE;

	if (role == NONE)
		return n->role.n == 0 && str_eq(n->person, who->id);
	return town_holds(town, pol, who, role, n->section, d, NULL);
}
