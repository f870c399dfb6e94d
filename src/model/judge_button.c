/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What one person can do with a matter now: the acts' own rules, asked ahead. */
#include "model/handler.h"
#include "model/matter.h"
#include "model/route.h"

struct buttons {
	struct judging *j;
	struct next *list;
	size_t n;
};

static void
add(struct buttons *b, enum act_kind act, struct str step, struct str section, struct str label)
{
	struct next *n = &b->list[b->n++];

	*n = (struct next){
	    .act = act, .step = step, .section = section, .label = label, .who_n = 1, .who_all = 1};
	n->who = ARENA_NEW(b->j->a, const struct person *);
	n->who[0] = b->j->who;
}

static bool
has(const struct buttons *b, enum act_kind act, struct str step)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->list[i].act == act && str_eq(b->list[i].step, step))
			return true;
	return false;
}

/* One button a step, however many of its rows are his: one act closes them all. */
static void
add_steps(struct buttons *b)
{
	const struct judging *j = b->j;

	for (size_t i = 0; i < j->m->opened_n; i++) {
		const struct opened *o = &j->m->opened[i];
		const struct step *s = &j->proc->steps[o->step];
		enum act_kind act = matter_act_of(j->proc, o);

		if (j->m->state != MATTER_OPEN || !route_is_waiting(o) || has(b, act, s->name) ||
		    !matter_entitled(j, o, NULL))
			continue;
		add(b, act, s->name, o->section, s->label);
		b->list[b->n - 1].clause = s->clause;
	}
}

size_t
judge_buttons(struct arena *a, const struct policy *pol, const struct town *town, const struct facts *facts,
    const struct person *who, day d, struct next **out)
{
	const struct act act = {
	    .kind = ACT_DECIDE, .matter = facts->matter ? facts->matter->id : 0, .seen = -1};
	const struct now now = {.time = day_begin(d), .day = d};
	struct verdict v = {.err = ERR_OK};
	struct judging j = {.a = a,
	    .pol = pol,
	    .town = town,
	    .act = &act,
	    .who = who,
	    .sender = who,
	    .now = &now,
	    .out = &v,
	    .facts = *facts};
	struct buttons b = {.j = &j};

	*out = NULL;
	if (who == NULL || !person_in_office(who, d) || !matter_take(&j))
		return 0;
	b.list = arena_array(a, j.m->opened_n + 2, sizeof *b.list);
	add_steps(&b);
	if (ending_may_withdraw(&j))
		add(&b, ACT_WITHDRAW, STR(""), STR(""), say(a, SAY_WITHDRAWAL));
	if (ending_may_revoke(&j, NULL))
		add(&b, ACT_REVOKE, STR(""), STR(""), say(a, SAY_REVOCATION));
	*out = b.list;
	return b.n;
}
