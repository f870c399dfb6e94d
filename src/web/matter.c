/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 案件: one run of a procedure, what has happened to it and what I can do with it now. */
#include "web/matter.h"

#include "base/num.h"
#include "model/matter.h"
#include "model/may_read.h"
#include "proto/act.h"
#include "web/entry.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/reading.h"
#include "web/stored.h"

enum {
	WAS_MAX = 500,
	PAPERS_MAX = 100,
	KIN_MAX = 50,
	SIGHTS_MAX = 100,
	LINES_MAX = 20,
	TOLD_MAX = 20,
	LABEL_MAX = 4096
};

/* --- small words ----------------------------------------------------------------------- */

struct str
matter_by(const struct request *rq, struct str person, struct str post)
{
	return post.n ? PHRASE(rq->page, TEXT_STEP_BY, label_person(rq->desk, person),
	                    label_post(rq->desk, post))
	              : label_person(rq->desk, person);
}

bool
matter_is_waiting(const struct opened *o)
{
	return o->state == STEP_OPEN || o->state == STEP_UNCONFIRMED;
}

struct str
matter_waits_for(const struct matter_sheet *s, const struct opened *o)
{
	struct request *rq = s->rq;
	const struct person *who[MATTER_WHO_SHOWN];
	size_t n =
	    judge_entitled_all(rq->policy, &rq->desk->town, s->m, o, rq->desk->today, who, MATTER_WHO_SHOWN);
	struct buf b = buf_on(rq->page, LABEL_MAX);

	for (size_t i = 0; i < MATTER_WHO_SHOWN && i < n; i++) {
		if (i)
			buf_add(&b, phrase(TEXT_LIST_COMMA));
		buf_add(&b, town_absent(&rq->desk->town, who[i], rq->desk->today, NULL)
		                ? PHRASE(rq->page, TEXT_STEP_AWAY, who[i]->name)
		                : who[i]->name);
	}
	if (n > MATTER_WHO_SHOWN)
		return PHRASE(rq->page, TEXT_TODAY_AND_OTHERS, buf_str(&b),
		    arena_fmt(rq->page, "%zu", n - MATTER_WHO_SHOWN));
	return buf_str(&b);
}

struct str
matter_paper(const struct matter_sheet *s, int64_t seq)
{
	for (size_t i = 0; i < s->papers_n; i++)
		if (s->papers[i].seq == seq)
			return PHRASE(s->rq->page, TEXT_MATTER_PAPER, s->papers[i].number,
			    label_iso(s->rq->page, s->papers[i].date));
	return STR("");
}

/* --- what was read of the tables --------------------------------------------------------- */

static void
was_read(struct matter_sheet *s)
{
	struct request *rq = s->rq;
	struct q_cursor c = q_page_matter_was_open(
	    rq->desk->store, &(struct q_page_matter_was_in){.matter = s->m->id, .most = WAS_MAX});

	s->was = PAGE_LIST(rq, struct q_page_matter_was_out, WAS_MAX);
	while (s->was_n < WAS_MAX && q_page_matter_was_next(&c, rq->page, &s->was[s->was_n]))
		s->was_n++;
	(void)!q_cursor_end(&c); /* shorter; the evidence has all of it */
}

static void
papers_read(struct matter_sheet *s)
{
	struct request *rq = s->rq;
	struct q_cursor c = q_page_papers_open(
	    rq->desk->store, &(struct q_page_papers_in){.matter = s->m->id, .most = PAPERS_MAX});

	s->papers = PAGE_LIST(rq, struct q_page_papers_out, PAPERS_MAX);
	while (s->papers_n < PAPERS_MAX && q_page_papers_next(&c, rq->page, &s->papers[s->papers_n]))
		s->papers_n++;
	(void)!q_cursor_end(&c);
}

void
matter_begin(struct request *rq, const struct tried *tried, struct matter_sheet *out)
{
	*out = (struct matter_sheet){.rq = rq,
	    .m = rq->facts.matter,
	    .p = &rq->policy->procedures[rq->facts.matter->procedure],
	    .tried = tried,
	    .now = desk_now(rq->desk)};
	was_read(out);
	papers_read(out);
}

/* --- facts -------------------------------------------------------------------------------- */

static size_t
was_of(struct matter_sheet *s, const struct field *f, struct str step, struct str section,
    const struct view_was **out)
{
	struct request *rq = s->rq;
	struct view_was *list = NULL;
	size_t n = 0;

	for (size_t i = 0; i < s->was_n; i++) {
		const struct q_page_matter_was_out *w = &s->was[i];

		if (!str_eq(w->field, f->name) || !str_eq(w->step, step) || !str_eq(w->section, section))
			continue;
		if (list == NULL)
			list = PAGE_LIST(rq, struct view_was, s->was_n - i);
		list[n] = (struct view_was){.value = label_json(rq, rq->policy, f, w->value),
		    .when = label_time(rq->page, w->time),
		    .who = matter_by(rq, w->actor, w->post),
		    .href = label_path(rq->page, STR("/entry/"), w->seq)};
		if (list[n].value.n == 0)
			list[n].value = phrase(TEXT_MATTER_EMPTY);
		n++;
	}
	*out = list;
	return n;
}

/* Several things: a line, and a link, for each. */
static size_t
item_facts(struct request *rq, const struct field *f, const struct value *v, struct view_fact *out)
{
	for (size_t i = 0; i < v->n; i++)
		out[i] = (struct view_fact){.label = f->label,
		    .value = label_item(rq, v->items[i]),
		    .href = label_path(rq->page, STR("/item/"), v->items[i])};
	return v->n;
}

size_t
matter_facts(struct matter_sheet *s, const struct field *f, size_t n, const struct value *v, struct str step,
    struct str section, struct view_fact *out)
{
	size_t k = 0;

	for (size_t i = 0; v && i < n; i++) {
		struct view_fact *first = &out[k];
		size_t added = 0;

		if (v[i].kind == VALUE_ITEMS && v[i].n)
			added = item_facts(s->rq, &f[i], &v[i], first);
		else
			*first = (struct view_fact){.label = f[i].label,
			    .value = label_value(s->rq, s->rq->policy, &f[i], &v[i]),
			    .lines = f[i].type == FIELD_TEXT};
		if (f[i].type == FIELD_FILE && v[i].kind == VALUE_STR && v[i].s.n)
			first->href = label_file_href(s->rq->page, "/matter/", s->m->id, v[i].s);
		first->was_n = was_of(s, &f[i], step, section, &first->was);
		if (added == 0 && (first->value.n || first->was_n))
			added = 1;
		if (added == 1 && first->value.n == 0)
			first->value = phrase(TEXT_MATTER_EMPTY);
		k += added;
	}
	return k;
}

/* --- the head --------------------------------------------------------------------------------- */

/* What it is beside its state, each in one word. */
static void
marks_fill(struct matter_sheet *s)
{
	struct view_mark *list = PAGE_LIST(s->rq, struct view_mark, 4);
	bool conditional = false, form = false;

	for (size_t i = 0; i < s->m->opened_n; i++) {
		conditional = conditional || s->m->opened[i].state == STEP_CONDITIONAL;
		form = form || (s->p->steps[s->m->opened[i].step].kind == STEP_FORM &&
		                   s->m->opened[i].state == STEP_OPEN);
	}
	if (s->m->taken)
		list[s->v.marks_n++] = (struct view_mark){phrase(TEXT_STATE_TAKEN), STR("plain")};
	if (form)
		list[s->v.marks_n++] = (struct view_mark){
		    phrase(matter_came_back(s->m) ? TEXT_STATE_RETURNED : TEXT_STATE_UNFILLED), STR("bad")};
	if (conditional)
		list[s->v.marks_n++] = (struct view_mark){phrase(TEXT_STATE_CONDITIONAL), STR("wait")};
	s->v.marks = list;
}

/* Who gave it back, and why; shown until it is sent again. */
static void
returned_fill(struct matter_sheet *s)
{
	struct q_page_steps_past_out row;
	struct q_cursor c;
	bool waits = false;

	for (size_t i = 0; i < s->m->opened_n; i++)
		waits = waits || (s->p->steps[s->m->opened[i].step].kind == STEP_FORM &&
		                     s->m->opened[i].state == STEP_OPEN);
	if (!waits)
		return;
	c = q_page_steps_past_open(
	    s->rq->desk->store, &(struct q_page_steps_past_in){.matter = s->m->id, .most = CASE_ROWS});
	while (q_page_steps_past_next(&c, s->rq->page, &row))
		if (str_eq(row.state, STR("return"))) {
			s->v.returned = row.note;
			s->v.returned_who = matter_by(s->rq, row.person, row.post);
		}
	(void)!q_cursor_end(&c);
}

static void
conditions_fill(struct matter_sheet *s)
{
	struct str *list = PAGE_LIST(s->rq, struct str, s->m->opened_n);

	for (size_t i = 0; i < s->m->opened_n; i++) {
		const struct opened *o = &s->m->opened[i];

		if (o->state == STEP_CONDITIONAL)
			list[s->v.conditions_n++] = PHRASE(s->rq->page, TEXT_MATTER_CONDITION, o->note,
			    matter_by(s->rq, o->person, o->post), s->p->steps[o->step].label);
	}
	s->v.conditions = list;
}

/* Began by the clock, or entered by somebody else than whose it is. */
static void
entered_fill(struct matter_sheet *s)
{
	struct q_page_log_one_out row;

	s->v.paper = matter_paper(s, s->m->id);
	if (q_page_log_one(s->rq->desk->store, s->rq->page, &(struct q_page_log_one_in){s->m->id}, &row) !=
	    ERR_OK)
		return;
	if (str_eq(row.actor, STR("clock")))
		s->v.entered = phrase(TEXT_MATTER_BY_CLOCK);
	if (row.behalf.n)
		s->v.entered =
		    PHRASE(s->rq->page, TEXT_MATTER_ENTERED, matter_by(s->rq, row.actor, row.post));
}

static void
head_fill(struct matter_sheet *s)
{
	struct request *rq = s->rq;
	const struct matter *m = s->m;
	struct view_matter *v = &s->v;
	struct view_fact *facts = PAGE_LIST(rq, struct view_fact, s->p->form_n + CASE_ITEMS);

	v->frame = page_frame(
	    rq, m->number.n ? arena_fmt(rq->page, "%.*s %.*s", STR_ARG(s->p->label), STR_ARG(m->number))
	                    : s->p->label);
	v->label = s->p->label;
	v->number = m->number;
	v->state = label_state(m->state);
	v->mark = label_mark(m->state);
	v->applicant = m->applicant.n ? label_person(rq->desk, m->applicant) : phrase(TEXT_WHO_CLOCK);
	v->post = label_post(rq->desk, m->post);
	v->section = m->section.n ? label_section(rq->desk, m->section) : phrase(TEXT_MATTER_WHOLE_TOWN);
	v->when = label_day(rq->page, m->on);
	v->until = label_day(rq->page, m->until);
	v->href = label_path(rq->page, STR("/matter/"), m->id);
	v->by_clock = m->applicant.n == 0;
	v->seen = m->last;
	v->facts_n = matter_facts(s, s->p->form, s->p->form_n, m->form, STR(""), STR(""), facts);
	v->facts = facts;
	marks_fill(s);
	returned_fill(s);
	conditions_fill(s);
	entered_fill(s);
}

/* --- the alarm ------------------------------------------------------------------------------------ */

static size_t
lines_of(struct request *rq, struct str text, const struct str **out)
{
	struct str *list = PAGE_LIST(rq, struct str, LINES_MAX), line;
	size_t n = 0;

	while (n < LINES_MAX && str_cut(&text, '\n', &line))
		if (str_trim(line).n)
			list[n++] = str_trim(line);
	*out = list;
	return n;
}

/* Those for whom its steps wait, each once, with what they are. */
static size_t
told_fill(struct matter_sheet *s, struct str *out)
{
	struct request *rq = s->rq;
	const struct person *told[TOLD_MAX], *who[TOLD_MAX];
	size_t n = 0;

	for (size_t i = 0; i < s->m->opened_n; i++) {
		size_t all = 0;

		if (matter_is_waiting(&s->m->opened[i]))
			all = judge_entitled_all(rq->policy, &rq->desk->town, s->m, &s->m->opened[i],
			    rq->desk->today, who, TOLD_MAX);
		for (size_t k = 0; k < all && k < TOLD_MAX && n < TOLD_MAX; k++) {
			const struct post *post = town_main_post(&rq->desk->town, who[k], rq->desk->today);
			size_t known = 0;

			while (known < n && told[known] != who[k])
				known++;
			if (known < n)
				continue;
			told[n] = who[k];
			out[n++] = matter_by(rq, who[k]->id, post ? post->id : STR(""));
		}
	}
	return n;
}

/* Right after it was sent: who knows now, and what to do at once, in the policy's words. */
static void
alarm_fill(struct matter_sheet *s)
{
	struct str *told = PAGE_LIST(s->rq, struct str, TOLD_MAX);
	struct str done = request_queried(s->rq, STR("done"));

	if (s->p->alarm.n == 0 || s->m->state != MATTER_OPEN)
		return;
	s->v.alarm_n = lines_of(s->rq, s->p->alarm, &s->v.alarm);
	s->v.alarm_open = s->m->last == s->m->id;
	s->v.sent = str_eq(done, arena_fmt(s->rq->page, "%lld", (long long)s->m->id));
	if (s->v.sent)
		s->v.told_n = told_fill(s, told);
	s->v.told = told;
}

/* --- what it is bound up with -------------------------------------------------------------------- */

static struct view_kin
kin_view(
    struct request *rq, int64_t id, struct str proc, struct str policy, struct str number, struct str state)
{
	const struct policy *p;
	int at = desk_policy(rq->desk, policy, &p) == ERR_OK ? policy_procedure(p, proc) : NONE;
	struct str label = at == NONE ? proc : p->procedures[at].label;
	struct view_kin k = {.state = label_state_word(state), .mark = label_state_mark(state)};

	k.label =
	    number.n ? arena_fmt(rq->page, "%.*s %.*s", STR_ARG(label), STR_ARG(number))
	             : PHRASE(rq->page, TEXT_MATTER_NAMED, label, arena_fmt(rq->page, "%lld", (long long)id));
	if (request_reads_matter(rq, id))
		k.href = label_path(rq->page, STR("/matter/"), id);
	return k;
}

static void
kin_fill(struct matter_sheet *s)
{
	struct request *rq = s->rq;
	struct view_kin *of = PAGE_LIST(rq, struct view_kin, 1),
	                *came = PAGE_LIST(rq, struct view_kin, KIN_MAX);
	struct q_page_matter_brief_out up;
	struct q_page_matters_of_out rows[KIN_MAX];
	struct q_cursor c = q_page_matters_of_open(
	    rq->desk->store, &(struct q_page_matters_of_in){.of = s->m->id, .most = KIN_MAX});
	size_t n = 0;

	while (n < KIN_MAX && q_page_matters_of_next(&c, rq->page, &rows[n]))
		n++;
	(void)!q_cursor_end(&c);
	for (size_t i = 0; i < n; i++)
		came[i] =
		    kin_view(rq, rows[i].id, rows[i].proc, rows[i].policy, rows[i].number, rows[i].state);
	if (s->m->of > 0 && q_page_matter_brief(rq->desk->store, rq->page,
	                        &(struct q_page_matter_brief_in){s->m->of}, &up) == ERR_OK)
		of[s->v.of_n++] = kin_view(rq, s->m->of, up.proc, up.policy, up.number, up.state);
	s->v.of = of;
	s->v.came = came;
	s->v.came_n = n;
}

static struct view_sight
sight_view(struct matter_sheet *s, const struct q_page_notices_out *row)
{
	struct request *rq = s->rq;
	int role = policy_role(rq->policy, row->role),
	    step = row->step.n ? step_index(s->p, row->step) : NONE;
	struct view_sight v = {.kind = label_notice(rq->page, row->kind)};

	v.who = row->person.n  ? label_person(rq->desk, row->person)
	        : role == NONE ? row->role
	                       : rq->policy->roles[role].label;
	if (row->person.n == 0 && row->section.n)
		v.who = PHRASE(rq->page, TEXT_READ_OF_OWNER, v.who, label_section(rq->desk, row->section));
	if (step != NONE && s->p->steps[step].kind != STEP_FORM)
		v.what = s->p->steps[step].label;
	if (row->seen)
		v.seen = PHRASE(rq->page, TEXT_SIGHT_SEEN, label_person(rq->desk, row->by),
		    label_time(rq->page, row->time));
	return v;
}

static void
sights_fill(struct matter_sheet *s)
{
	struct view_sight *list = PAGE_LIST(s->rq, struct view_sight, SIGHTS_MAX);
	struct q_page_notices_out row;
	struct q_cursor c = q_page_notices_open(
	    s->rq->desk->store, &(struct q_page_notices_in){.matter = s->m->id, .most = SIGHTS_MAX});

	while (s->v.sights_n < SIGHTS_MAX && q_page_notices_next(&c, s->rq->page, &row))
		list[s->v.sights_n++] = sight_view(s, &row);
	(void)!q_cursor_end(&c);
	s->v.sights = list;
}

/* --- the page ----------------------------------------------------------------------------------------- */

void
matter_draw(struct request *rq, const struct tried *tried)
{
	struct matter_sheet *s = ARENA_NEW(rq->page, struct matter_sheet);
	struct str *since;

	matter_begin(rq, tried, s);
	head_fill(s);
	alarm_fill(s);
	s->v.readings_n =
	    reading_of_clauses(rq, rq->policy, s->p->clauses.s, s->p->clauses.n, &s->v.readings);
	matter_stages(s);
	matter_rolls(s);
	matter_buttons(s);
	matter_moments(s);
	sights_fill(s);
	kin_fill(s);
	if (request_queried(rq, STR("done")).n && !s->v.sent)
		s->v.frame.notice = PHRASE(rq->page, TEXT_MATTER_DONE, request_queried(rq, STR("done")));
	page_script(rq, &s->v.frame);
	if (tried && tried->any) {
		s->v.error = tried->judged.why;
		s->v.way_out = tried->judged.way_out;
		s->v.since_n = judged_since(rq, &tried->judged, &since);
		s->v.since = since;
	}
	PAGE_DRAW(rq, matter, &s->v);
}

enum err
matter_page(struct request *rq)
{
	matter_draw(rq, NULL);
	return ERR_OK;
}
