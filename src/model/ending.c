/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Taken back by the applicant; revoked by whom the policy names. */
#include "model/course.h"
#include "model/due.h"
#include "model/entitlement.h"
#include "model/form.h"
#include "model/handler.h"
#include "model/matter.h"
#include "model/route.h"

/* --- withdraw --------------------------------------------------------------------- */

/* The step by which the matter has changed items: it stands in the way. */
static struct str
changing_step(const struct judging *j)
{
	for (size_t t = 0; t < j->proc->then_n; t++) {
		const struct then *then = &j->proc->then[t];

		if (then->on == ON_STEP && then->what == THEN_SET &&
		    route_step_fired(j->proc, j->m, then->step))
			return j->proc->steps[then->step].label;
	}
	return STR("");
}

static struct str
waiting_labels(const struct judging *j)
{
	struct str *labels = arena_array(j->a, j->m->opened_n, sizeof *labels);
	size_t n = 0;

	for (size_t i = 0; i < j->m->opened_n; i++)
		if (route_is_waiting(&j->m->opened[i]))
			labels[n++] = matter_label(j, &j->m->opened[i]);
	return say_join(j->a, labels, n, "、");
}

bool
ending_may_withdraw(struct judging *j)
{
	const struct person *applicant = town_person(j->town, j->m->applicant);

	if (!matter_is_open(j))
		return false;
	if (j->m->applicant.n == 0)
		return refuse(j, ERR_REFUSED, SAY_WITHDRAW_NOBODYS);
	if (!str_eq(j->who->id, j->m->applicant))
		return refuse(
		    j, ERR_REFUSED, SAY_WITHDRAW_NOT_YOURS, applicant ? applicant->name : j->m->applicant);
	if (j->proc->stays)
		return refuse(j, ERR_REFUSED, SAY_WITHDRAW_STAYS, j->proc->label);
	if (!route_has_changed(j->proc, j->m))
		return true;
	way_out(j, SAY_WITHDRAW_WAY_OUT, waiting_labels(j));
	return refuse(j, ERR_REFUSED, SAY_WITHDRAW_TOO_LATE, changing_step(j));
}

bool
ending_judge_withdraw(struct judging *j)
{
	struct str reason;

	if (!matter_take(j) || !matter_seen(j) || !ending_may_withdraw(j) ||
	    !form_only(j, j->act->body, "reason") || !form_note(j, j->act->body, "reason", &reason) ||
	    !course_end(j, MATTER_WITHDRAWN))
		return false;
	j->out->post = j->as ? j->as->id : j->m->post;
	j->out->say = say(j->a, SAY_WITHDRAWN, j->proc->label);
	return true;
}

/* --- revoke ------------------------------------------------------------------------- */

static bool
is_in_force(const struct matter *m, day d)
{
	return (m->state == MATTER_OPEN || m->state == MATTER_DONE) && m->until != DAY_NONE && m->until >= d;
}

static bool
refuse_revoker(struct judging *j, const struct claim *c)
{
	enum { SHOWN = 3 };
	const struct person *who[SHOWN];
	size_t all = entitlement_all(j->pol, j->town, c, j->now->day, who, SHOWN);
	int level = entitlement_level(j->pol, j->town, c, j->now->day);

	if (all == 0)
		return refuse(j, ERR_REFUSED, SAY_REVOKE_NOBODY, j->pol->roles[c->role].label);
	if (str_eq(j->who->id, c->not_a))
		return refuse(j, ERR_REFUSED, SAY_OWN_MATTER, say(j->a, SAY_REVOCATION));
	return refuse(j, ERR_REFUSED, SAY_REVOKE_NOT_ALLOWED,
	    judging_holders(j, level, c->section, who, all < SHOWN ? all : SHOWN, all));
}

bool
ending_may_revoke(struct judging *j, const struct post **by)
{
	struct claim c;

	if (!j->proc->valid.set)
		return refuse(j, ERR_REFUSED, SAY_REVOKE_NO_RULE, j->proc->label);
	if (!is_in_force(j->m, j->now->day))
		return refuse(j, ERR_REFUSED, SAY_REVOKE_NOT_IN_FORCE);
	c = entitlement_of_revoke(j->pol, j->town, j->m, j->now->day);
	return entitlement_has(j->pol, j->town, &c, j->now->day, j->who, j->as, by) || refuse_revoker(j, &c);
}

/*
 * Things are outside: the matter cannot just end, or nobody would have to bring
 * them back. The permit ends today and so does the time for what is left to do.
 */
static void
hasten(struct judging *j)
{
	j->m->until = j->now->day;
	judging_about(j, EFFECT_VALID)->until = day_iso(j->a, j->now->day);
	for (size_t i = 0; i < j->m->opened_n; i++) {
		struct opened *o = &j->m->opened[i];
		struct effect *e;

		if (o->state != STEP_OPEN)
			continue;
		o->due = due_end_of(j->now->day);
		e = judging_about(j, EFFECT_STEP);
		e->step = j->proc->steps[o->step].name;
		e->role = course_role(j, o);
		e->section = o->section;
		e->due = o->due;
	}
	j->out->say = say(j->a, SAY_REVOKED_OUTSIDE, j->proc->label, waiting_labels(j));
}

bool
ending_judge_revoke(struct judging *j)
{
	const struct post *by = NULL;
	struct str reason;

	if (!matter_take(j) || !matter_seen(j) || !ending_may_revoke(j, &by) ||
	    !form_only(j, j->act->body, "reason") || !form_note(j, j->act->body, "reason", &reason))
		return false;
	if (reason.n == 0)
		return wrong(j, STR("reason"), say(j->a, SAY_NOTE), SAY_NOTE_MISSING);
	j->out->post = by ? by->id : STR("");
	if (j->m->state == MATTER_OPEN && route_has_changed(j->proc, j->m)) {
		hasten(j);
		return true;
	}
	j->out->say = say(j->a, SAY_REVOKED, j->proc->label);
	return course_end(j, MATTER_REVOKED);
}
