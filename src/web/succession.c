/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/succession.h"

#include "base/map.h"
#include "model/judge.h"
#include "model/may_read.h"
#include "query.h"
#include "web/label.h"
#include "web/page.h"
#include "web/stored.h"

enum { STEPS_MAX = 10000, HOLDERS_MAX = 32, NAMED_MAX = 2 };

struct heirs {
	struct request *rq;
	const struct town *after;
	day d;
	struct map *of; /* person id -> struct succession, of those who leave or move */
};

/* An open step as far as judge's rules look at it. */
struct waiting {
	const struct policy *policy;
	const struct procedure *procedure;
	const struct step *step;
	struct matter matter;
	struct opened opened;
};

static bool
waiting_read(struct request *rq, const struct q_page_open_steps_out *r, struct waiting *w)
{
	int proc, step;

	if (desk_policy(rq->desk, r->policy, &w->policy) != ERR_OK)
		return false;
	proc = policy_procedure(w->policy, r->proc);
	step = proc == NONE ? NONE : step_index(&w->policy->procedures[proc], r->step);
	if (step == NONE)
		return false;
	w->procedure = &w->policy->procedures[proc];
	w->step = &w->procedure->steps[step];
	w->matter = (struct matter){.id = r->matter,
	    .procedure = proc,
	    .policy = r->policy,
	    .state = MATTER_OPEN,
	    .applicant = r->applicant,
	    .post = r->post,
	    .section = r->at};
	if (w->step->except != NONE) {
		w->matter.form = arena_array(rq->page, w->procedure->form_n, sizeof *w->matter.form);
		stored_read(rq->page, r->form, w->procedure->form, w->procedure->form_n, w->matter.form);
	}
	w->opened = (struct opened){.step = step,
	    .section = r->section,
	    .person = r->person,
	    .raised = r->raised.n ? policy_role(w->policy, r->raised) : NONE,
	    .state = str_eq(r->state, STR("open")) ? STEP_OPEN : STEP_UNCONFIRMED};
	return true;
}

static struct str
next_say(const struct heirs *h, const struct waiting *w)
{
	const struct person *who[NAMED_MAX];
	size_t n = judge_entitled_all(w->policy, h->after, &w->matter, &w->opened, h->d, who, NAMED_MAX);
	struct arena *a = h->rq->page;

	if (n == 0)
		return judge_held_by_nobody(a, w->policy, h->after, &w->matter, &w->opened, h->d);
	if (n == 1)
		return who[0]->name;
	return PHRASE(a, TEXT_TODAY_AND_OTHERS, who[0]->name, arena_fmt(a, "%zu", n - 1));
}

static void
row_add(struct heirs *h, const struct waiting *w, const struct q_page_open_steps_out *r, struct succession *s)
{
	struct request *rq = h->rq;
	const struct desk *k = rq->desk;
	struct view_heir row = {.step = w->step->label};

	if (s->rows_n == SUCCESSION_SHOWN) {
		s->rest++;
		return;
	}
	row.next = next_say(h, w);
	row.matter = r->number.n ? PHRASE(rq->page, TEXT_ROSTER_MATTER, w->procedure->label, r->number)
	                         : w->procedure->label;
	if (may_read_matter(w->policy, &k->town, rq->who, k->today, &w->matter))
		row.href = label_path(rq->page, STR("/matter/"), r->matter);
	s->rows[s->rows_n++] = row;
}

static void
step_take(struct heirs *h, const struct q_page_open_steps_out *r)
{
	const struct desk *k = h->rq->desk;
	const struct person *who[HOLDERS_MAX];
	struct waiting w;
	size_t n;

	if (!waiting_read(h->rq, r, &w))
		return;
	n = judge_entitled_all(w.policy, &k->town, &w.matter, &w.opened, k->today, who, HOLDERS_MAX);
	for (size_t i = 0; i < n && i < HOLDERS_MAX; i++) {
		struct succession *s = map_get(h->of, who[i]->id);
		const struct person *then = s ? town_person(h->after, who[i]->id) : NULL;

		if (then && !judge_entitled(w.policy, h->after, &w.matter, &w.opened, then, h->d, NULL))
			row_add(h, &w, r, s);
	}
}

enum err
succession_read(struct request *rq, const struct town *after, day d, const struct staff_change *changes,
    size_t n, struct succession **out)
{
	struct heirs h = {.rq = rq, .after = after, .d = d, .of = map_new(rq->page)};
	struct succession *all = arena_array(rq->page, n + 1, sizeof *all);
	struct q_page_open_steps_out row;
	struct q_cursor c;

	for (size_t i = 0; i < n; i++)
		if (changes[i].kind == STAFF_LEAVING || changes[i].kind == STAFF_MOVED) {
			all[i].rows = PAGE_LIST(rq, struct view_heir, SUCCESSION_SHOWN);
			map_put(h.of, changes[i].now->id, &all[i]);
		}
	*out = all;
	c = q_page_open_steps_open(rq->desk->store, &(struct q_page_open_steps_in){STEPS_MAX});
	while (q_page_open_steps_next(&c, rq->page, &row))
		step_take(&h, &row);
	return q_cursor_end(&c);
}
