/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/work.h"

#include "web/label.h"
#include "web/page.h"
#include "web/stored.h"

enum { FACTS_MAX = 6, TAGS_MAX = 6 };

enum err
work_read(struct request *rq, const struct q_page_waiting_out *r, struct work_row *out)
{
	int proc, step;
	enum err e;

	*out = (struct work_row){.r = *r};
	e = desk_policy(rq->desk, r->policy, &out->policy);
	if (e != ERR_OK)
		return e;
	proc = policy_procedure(out->policy, r->proc);
	step = proc == NONE ? NONE : step_index(&out->policy->procedures[proc], r->step);
	if (step == NONE)
		return ERR_NOT_FOUND;
	out->procedure = &out->policy->procedures[proc];
	out->step = &out->procedure->steps[step];
	/* a step may except the person that a field of the form names */
	out->form = arena_array(rq->page, out->procedure->form_n, sizeof *out->form);
	stored_read(rq->page, r->form, out->procedure->form, out->procedure->form_n, out->form);
	out->matter = (struct matter){.id = r->matter,
	    .form = out->form,
	    .procedure = proc,
	    .policy = r->policy,
	    .state = MATTER_OPEN,
	    .applicant = r->applicant,
	    .post = r->post,
	    .section = r->at,
	    .last = r->last};
	out->opened = (struct opened){.raised = policy_role(out->policy, r->raised),
	    .step = step,
	    .reminded = r->reminded == 1,
	    .section = r->section,
	    .person = r->person,
	    .due = r->due,
	    .late = r->late == 1,
	    .state = str_eq(r->state, STR("open")) ? STEP_OPEN : STEP_UNCONFIRMED};
	return ERR_OK;
}

enum standing
work_standing(struct request *rq, const struct work_row *w)
{
	const struct claim c =
	    entitlement_of_row(w->policy, &rq->desk->town, &w->matter, &w->opened, rq->desk->today);

	return entitlement_standing(w->policy, &rq->desk->town, &c, rq->desk->today, rq->who, NULL, NULL);
}

/* Listed fields first, then the others, as long as there is room: what one needs to decide. */
static size_t
facts_fill(struct request *rq, const struct work_row *w, struct view_pair *out)
{
	const struct procedure *p = w->procedure;
	const struct value *v = w->form;
	size_t n = 0;

	for (int listed = 1; listed >= 0; listed--)
		for (size_t i = 0; i < p->form_n && n < FACTS_MAX; i++) {
			if (p->form[i].list != listed || v[i].kind == VALUE_EMPTY)
				continue;
			out[n] = label_pair(rq, w->policy, &p->form[i], &v[i]);
			n += out[n].value.n > 0;
		}
	return n;
}

/* What is out of the ordinary with it, each in a word. */
static size_t
tags_fill(const struct work_row *w, enum standing by, struct str *out)
{
	size_t n = 0;

	if (by == STANDING_DEPUTY)
		out[n++] = phrase(TEXT_DEPUTY_MARK);
	if (by == STANDING_RAISED)
		out[n++] = phrase(TEXT_WORK_RAISED);
	if (w->step->kind == STEP_FORM)
		out[n++] = phrase(w->matter.applicant.n ? TEXT_STATE_RETURNED : TEXT_STATE_UNFILLED);
	if (w->opened.reminded && !w->opened.late)
		out[n++] = phrase(TEXT_STEP_SOON);
	if (w->step->by_hand)
		out[n++] = phrase(TEXT_MATTER_BY_HAND);
	return n;
}

struct view_work
work_view(struct request *rq, const struct work_row *w, enum standing by, int64_t now)
{
	struct arena *a = rq->page;
	struct view_pair *facts = PAGE_LIST(rq, struct view_pair, FACTS_MAX + 1);
	struct str *tags = PAGE_LIST(rq, struct str, TAGS_MAX);
	struct view_work v = {.title = w->procedure->label,
	    .number = w->r.number,
	    .late = w->opened.late,
	    .clause = label_clause(a, w->step->clause),
	    .due_at = w->r.due ? w->r.due : INT64_MAX};

	v.href = label_path(a, STR("/matter/"), w->r.matter);
	v.id = arena_fmt(a, "w%lld-%.*s", (long long)w->r.matter, STR_ARG(w->step->name));
	v.applicant = w->r.applicant.n ? label_person(rq->desk, w->r.applicant) : phrase(TEXT_WHO_CLOCK);
	v.post = label_post(rq->desk, w->r.post);
	if (w->r.applicant.n == 0)
		v.post = w->r.at.n ? label_section(rq->desk, w->r.at) : phrase(TEXT_MATTER_WHOLE_TOWN);
	v.when = label_iso(a, w->r.day);
	v.step = label_step(w->procedure, w->opened.step, w->matter.applicant.n > 0);
	if (w->opened.state == STEP_OPEN || v.late) {
		v.left = label_left(a, w->r.due, now);
		v.due = label_due(a, w->r.due, v.late && v.left.n == 0);
	}
	v.tags_n = tags_fill(w, by, tags);
	v.tags = tags;
	v.facts_n = facts_fill(rq, w, facts);
	v.facts = facts;
	return v;
}
