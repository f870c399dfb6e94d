/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a matter stands: its steps, for whom they wait or who closed them, and the rounds before. */
#include "model/reach.h"
#include "model/route.h"
#include "web/label.h"
#include "web/matter.h"
#include "web/page.h"
#include "web/stored.h"

enum { PERSON_LINE = 8192 };

/* An open step: for whom it waits, or why for nobody. */
static void
waits_fill(const struct matter_sheet *s, const struct opened *o, struct view_stage *v)
{
	struct request *rq = s->rq;

	v->who = matter_waits_for(s, o);
	/* there may be somebody, and he is away */
	v->nobody = judge_held_by_nobody(rq->page, rq->policy, &rq->desk->town, s->m, o, rq->desk->today);
	if (v->who.n == 0 && v->nobody.n == 0)
		v->nobody = phrase(TEXT_TODAY_NOBODY);
	if (o->raised != NONE)
		v->raised = PHRASE(rq->page, TEXT_STEP_RAISED, rq->policy->roles[o->raised].label);
	if (o->state == STEP_UNCONFIRMED)
		v->when = PHRASE(rq->page, TEXT_STEP_DONE_BY, label_person(rq->desk, o->person),
		    label_day(rq->page, o->day));
}

static void
stage_who(const struct matter_sheet *s, const struct opened *o, struct view_stage *v)
{
	if (matter_is_waiting(o) && s->m->state == MATTER_OPEN) {
		waits_fill(s, o, v);
	} else if (o->person.n) {
		v->who = matter_by(s->rq, o->person, o->post);
		v->when = label_day(s->rq->page, o->day);
		v->deputy = o->deputy;
	}
}

static struct view_stage
stage_view(struct matter_sheet *s, const struct opened *o)
{
	struct request *rq = s->rq;
	const struct step *step = &s->p->steps[o->step];
	struct view_fact *facts = PAGE_LIST(rq, struct view_fact, step->form_n + CASE_ITEMS);
	struct view_stage v = {.label = label_step(s->p, o->step, s->m->applicant.n > 0),
	    .clause = label_clause(rq->page, step->clause),
	    .by_hand = step->by_hand,
	    .late = o->late,
	    .state = label_step_state(s->p, o),
	    .mark = label_step_mark(o),
	    .note = o->note,
	    .facts = facts};
	bool open = o->state == STEP_OPEN && s->m->state == MATTER_OPEN;

	if (step->board != NONE)
		v.section = PHRASE(rq->page, TEXT_MATTER_BOARD_STAGE, rq->policy->boards[step->board].label);
	else if (o->section.n && (step->by.of == OF_OWNER || o->section.p[0] == '@'))
		v.section = label_section(rq->desk, o->section);
	else if (step->called_by != NONE && step->by.kind == ACTOR_ROLE)
		v.section = rq->policy->roles[step->by.role].label; /* the addressees bear one label */
	stage_who(s, o, &v);
	if (open) {
		v.left = label_left(rq->page, o->due, s->now);
		v.soon = o->reminded && !o->late;
	}
	if (o->due && (open || o->late))
		v.due = label_due(rq->page, o->due, o->late && v.left.n == 0);
	v.facts_n = matter_facts(s, step->form, step->form_n, o->fields, step->name, o->section, facts);
	return v;
}

/* What an earlier round came to: read from its row, for the case only knows that it is past. */
static struct view_stage
past_view(const struct matter_sheet *s, const struct q_page_steps_past_out *row)
{
	static const struct {
		const char *word;
		enum step_state state;
	} words[] = {{"done", STEP_DONE}, {"permit", STEP_PERMITTED}, {"conditional", STEP_CONDITIONAL},
	    {"refuse", STEP_REFUSED}, {"taken", STEP_TAKEN}, {"unconfirmed", STEP_UNCONFIRMED},
	    {"confirmed", STEP_CONFIRMED}, {"return", STEP_PAST}};
	struct opened o = {.step = step_index(s->p, row->step), .state = STEP_ENDED, .raised = NONE};
	struct view_stage v = {.note = row->note, .deputy = row->deputy != 0};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq(row->state, str_of(words[i].word)))
			o.state = words[i].state;
	v.label = label_step(s->p, o.step, s->m->applicant.n > 0);
	v.state = label_step_state(s->p, &o);
	v.mark = label_step_mark(&o);
	if (row->person.n && o.state != STEP_ENDED) {
		v.who = matter_by(s->rq, row->person, row->post);
		v.when = label_iso(s->rq->page, row->day);
	}
	return v;
}

static void
past_fill(struct matter_sheet *s)
{
	struct view_stage *list = PAGE_LIST(s->rq, struct view_stage, s->m->opened_n);
	struct q_page_steps_past_out row;
	struct q_cursor c = q_page_steps_past_open(s->rq->desk->store,
	    &(struct q_page_steps_past_in){.matter = s->m->id, .most = (int64_t)s->m->opened_n});

	while (q_page_steps_past_next(&c, s->rq->page, &row))
		if (step_index(s->p, row.step) != NONE)
			list[s->v.past_n++] = past_view(s, &row);
	(void)!q_cursor_end(&c); /* fewer of them; the history below has them all */
	s->v.past = list;
}

/* Does it depend on a decision that is still to come? */
static bool
is_undecided(const struct matter_sheet *s, const struct step *step)
{
	for (size_t i = 0; i < step->when_n; i++)
		for (size_t k = 0; k < step->when[i].n; k++)
			if (step->when[i].any[k].what == COND_PERMITTED &&
			    !route_step_closed(s->m, step->when[i].any[k].step))
				return true;
	return false;
}

/* Steps behind everything that has been opened in this round: still to come, as far as can be seen from here. */
static void
later_fill(struct matter_sheet *s)
{
	const struct reach reach = {
	    s->rq->policy, &s->rq->facts, s->m, &s->rq->desk->town, s->rq->desk->today};
	struct view_stage *later = PAGE_LIST(s->rq, struct view_stage, s->p->step_n);
	int last = -1;

	for (size_t i = 0; i < s->m->opened_n; i++) {
		const struct opened *o = &s->m->opened[i];

		if (o->state != STEP_PAST && s->p->steps[o->step].kind != STEP_FORM && o->step > last)
			last = o->step;
	}
	for (size_t i = (size_t)(last + 1); s->m->state == MATTER_OPEN && i < s->p->step_n; i++) {
		const struct step *step = &s->p->steps[i];
		bool comes = reach_when(&reach, step);

		if (step->called_by != NONE || (!comes && !is_undecided(s, step)))
			continue;
		later[s->v.later_n++] = (struct view_stage){.label = step->label,
		    .clause = label_clause(s->rq->page, step->clause),
		    .state = phrase(comes ? TEXT_MATTER_LATER : TEXT_MATTER_LATER_IF)};
	}
	s->v.later = later;
}

/* --- each of many persons -------------------------------------------------------------- */

static bool
is_persons_own(const struct matter_sheet *s, const struct opened *o)
{
	return s->p->steps[o->step].by.each_person && o->section.n && o->section.p[0] == '@';
}

/* "佐藤": and what he wrote, where the step asks something. */
static struct str
person_line(const struct matter_sheet *s, const struct opened *o)
{
	struct request *rq = s->rq;
	const struct step *step = &s->p->steps[o->step];
	struct buf b = buf_on(rq->page, PERSON_LINE);

	buf_add(&b, label_section(rq->desk, o->section));
	if (o->person.n)
		buf_fmt(&b, " %.*s", STR_ARG(label_day(rq->page, o->day)));
	for (size_t i = 0; o->fields && i < step->form_n; i++) {
		struct str v = label_value(rq, rq->policy, &step->form[i], &o->fields[i]);

		if (v.n)
			buf_fmt(&b, "　%.*s：%.*s", STR_ARG(step->form[i].label), STR_ARG(v));
	}
	if (o->note.n)
		buf_fmt(&b, "　%.*s", STR_ARG(o->note));
	return buf_str(&b);
}

/* All rows of the step as one stage: how many have and have not, and who. */
static struct view_stage
persons_view(struct matter_sheet *s, size_t first)
{
	const struct opened *all = s->m->opened;
	struct request *rq = s->rq;
	struct str *had = PAGE_LIST(rq, struct str, s->m->opened_n),
	           *not_yet = PAGE_LIST(rq, struct str, s->m->opened_n);
	const struct opened *shown = &all[first];
	struct view_stage v;
	size_t late = 0;

	for (size_t i = first; i < s->m->opened_n; i++)
		if (all[i].step == all[first].step && matter_is_waiting(&all[i])) {
			shown = &all[i];
			break;
		}
	v = stage_view(s, shown);
	v.section = v.who = v.when = v.note = v.raised = v.nobody = STR("");
	v.facts_n = 0;
	for (size_t i = first; i < s->m->opened_n; i++) {
		if (all[i].step != all[first].step || all[i].state == STEP_PAST)
			continue;
		if (!matter_is_waiting(&all[i])) {
			if (all[i].state != STEP_ENDED || all[i].person.n)
				had[v.had_n++] = person_line(s, &all[i]);
			continue;
		}
		late += all[i].late;
		not_yet[v.not_yet_n++] = person_line(s, &all[i]);
	}
	v.late = late > 0;
	v.had = had;
	v.not_yet = not_yet;
	v.had_count = arena_fmt(rq->page, "%zu", v.had_n);
	v.not_yet_count = arena_fmt(rq->page, "%zu", v.not_yet_n);
	return v;
}

/* Has a row of its step been shown already? */
static bool
is_shown(const struct matter_sheet *s, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (s->m->opened[i].step == s->m->opened[at].step && s->m->opened[i].state != STEP_PAST)
			return true;
	return false;
}

void
matter_stages(struct matter_sheet *s)
{
	struct view_stage *list = PAGE_LIST(s->rq, struct view_stage, s->m->opened_n);
	bool past = false;

	for (size_t i = 0; i < s->m->opened_n; i++) {
		const struct opened *o = &s->m->opened[i];

		if (o->state == STEP_PAST)
			past = true;
		else if (!is_persons_own(s, o))
			list[s->v.stages_n++] = stage_view(s, o);
		else if (!is_shown(s, i))
			list[s->v.stages_n++] = persons_view(s, i);
	}
	s->v.stages = list;
	if (past)
		past_fill(s);
	later_fill(s);
}
