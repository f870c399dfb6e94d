/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What one person can do with a matter now: the acts' own rules, asked ahead. */
#include "model/entitlement.h"
#include "model/handler.h"
#include "model/matter.h"
#include "model/notice.h"
#include "model/route.h"

/* review, withdraw, revoke, correct the form, comment */
enum { OTHERS_MAX = 5 };

struct buttons {
	struct judging *j;
	struct next *list;
	size_t n;
};

static struct next *
add(struct buttons *b, enum act_kind act, struct str step, struct str section, struct str label)
{
	struct next *n = &b->list[b->n++];

	*n = (struct next){
	    .act = act, .step = step, .section = section, .label = label, .who_n = 1, .who_all = 1};
	n->who = ARENA_NEW(b->j->a, const struct person *);
	n->who[0] = b->j->who;
	return n;
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
	struct judging *j = b->j;

	for (size_t i = 0; j->m->state == MATTER_OPEN && i < j->m->opened_n; i++) {
		const struct opened *o = &j->m->opened[i];
		const struct step *s = &j->proc->steps[o->step];
		enum act_kind act = matter_act_of(j->proc, o);
		struct claim c = entitlement_of_row(j->pol, j->town, j->m, o, j->now->day);
		enum standing right;
		struct next *n;

		if (!route_is_waiting(o) || has(b, act, s->name))
			continue;
		right = entitlement_standing(j->pol, j->town, &c, j->now->day, j->who, NULL, NULL);
		if (right == STANDING_NONE)
			continue;
		n = add(b, act, s->name, o->section, matter_label(j, o));
		n->clause = s->clause;
		n->deputy = right == STANDING_DEPUTY;
		n->rows = act == ACT_DO && s->rows;
		n->may_return = act == ACT_DECIDE && decision_may_return(j);
		n->permit_word = s->permit_word;
		n->refuse_word = s->refuse_word;
	}
}

/* What somebody above could take on: a button a row, for each is raised by itself. */
static void
add_raises(struct buttons *b)
{
	const struct judging *j = b->j;

	for (size_t i = 0; j->m->state == MATTER_OPEN && i < j->m->opened_n; i++) {
		const struct opened *o = &j->m->opened[i];
		struct claim c = entitlement_of_row(j->pol, j->town, j->m, o, j->now->day);
		int role;

		if (!route_is_waiting(o) || o->raised != NONE ||
		    has(b, ACT_RAISE, j->proc->steps[o->step].name) ||
		    !entitlement_above(j->pol, j->town, &c, j->now->day, j->who, &role))
			continue;
		add(b, ACT_RAISE, j->proc->steps[o->step].name, o->section,
		    say(j->a, SAY_RAISING, matter_label(j, o)));
	}
}

static void
add_corrections(struct buttons *b)
{
	const struct judging *j = b->j;
	const struct post *by;

	if (!(j->m->state == MATTER_OPEN && route_form(j->proc, j->m)) && j->proc->form_n > 0 &&
	    correction_may(j, NULL, &by))
		add(b, ACT_CORRECT, STR(""), STR(""), say(j->a, SAY_CORRECTION));
	for (size_t i = 0; i < j->m->opened_n; i++) {
		const struct opened *o = &j->m->opened[i];
		const struct step *s = &j->proc->steps[o->step];

		if (correction_fits(j->proc, o) && !has(b, ACT_CORRECT, s->name) && correction_may(j, o, &by))
			add(b, ACT_CORRECT, s->name, o->section, say(j->a, SAY_CORRECTION_OF, s->label));
	}
}

static bool
has_notice(const struct judging *j)
{
	for (size_t i = 0; i < j->m->notices_n; i++)
		if (notice_is_his(j->pol, j->town, &j->m->notices[i], j->who, j->now->day))
			return true;
	return false;
}

/* What has nothing to do with a step. */
static void
add_others(struct buttons *b)
{
	struct judging *j = b->j;

	if (has_notice(j))
		add(b, ACT_REVIEW, STR(""), STR(""), say(j->a, SAY_REVIEWING));
	if (ending_may_withdraw(j))
		add(b, ACT_WITHDRAW, STR(""), STR(""), say(j->a, SAY_WITHDRAWAL));
	if (ending_may_revoke(j, NULL))
		add(b, ACT_REVOKE, STR(""), STR(""), say(j->a, SAY_REVOCATION));
	add_corrections(b);
	if (comment_may(j))
		add(b, ACT_COMMENT, STR(""), STR(""), say(j->a, SAY_COMMENT));
}

/* A station goes on with what was begun at one of its kind, and does nothing else. */
static bool
is_for_station(const struct judging *j)
{
	return j->proc->station && str_eq(j->proc->id, j->who->procedure);
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
	b.list = arena_array(a, 3 * j.m->opened_n + OTHERS_MAX, sizeof *b.list);
	*out = b.list;
	if (who->kind == PERSON_STATION) {
		if (is_for_station(&j))
			add_steps(&b);
		return b.n;
	}
	add_steps(&b);
	add_raises(&b);
	add_others(&b);
	return b.n;
}
