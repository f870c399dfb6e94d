/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* きょうの仕事: the first page. What I must report, decide, do, confirm, see; where my own applications stand. */
#include <stdlib.h>

#include "base/num.h"
#include "base/utf8.h"
#include "model/judge.h"
#include "proto/act.h"
#include "web/health.h"
#include "web/judged.h"
#include "web/label.h"
#include "web/news.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/work.h"

enum { ROWS_MAX = 100, SEAT_ROWS = 100, LATE_MAX = 300, TOGETHER_MAX = 50, RENEWALS_FEW = 3 };

/* Several statements give the same row under names of their own. */
#define ROW(x)                                                                                               \
	(&(struct q_page_waiting_out){.matter = (x).matter,                                                  \
	    .step = (x).step,                                                                                \
	    .section = (x).section,                                                                          \
	    .state = (x).state,                                                                              \
	    .person = (x).person,                                                                            \
	    .due = (x).due,                                                                                  \
	    .late = (x).late,                                                                                \
	    .reminded = (x).reminded,                                                                        \
	    .raised = (x).raised,                                                                            \
	    .proc = (x).proc,                                                                                \
	    .policy = (x).policy,                                                                            \
	    .applicant = (x).applicant,                                                                      \
	    .post = (x).post,                                                                                \
	    .at = (x).at,                                                                                    \
	    .day = (x).day,                                                                                  \
	    .number = (x).number,                                                                            \
	    .last = (x).last,                                                                                \
	    .form = (x).form})

/* A list that is being filled. */
struct works {
	struct view_work *w;
	size_t n;
};

struct today {
	struct request *rq;
	int64_t now;
	struct view_today v;
	struct works report, decide, todo, confirm, open, late;
	struct news *news;
};

/* Two seats, or two sections, can bring the same step: one line, for one act closes all rows that are his. */
static bool
is_listed(const struct works *list, struct str id)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->w[i].id, id))
			return true;
	return false;
}

/* MATTER.STEP.SEEN.ID: all that the act needs, so that many can be sent from one page. */
static struct str
check_value(struct today *t, const struct work_row *w)
{
	return arena_fmt(t->rq->page, "%lld:%.*s:%lld:%.*s", (long long)w->r.matter, STR_ARG(w->r.step),
	    (long long)w->r.last, STR_ARG(page_act_id(t->rq)));
}

/* Which list it belongs to: a report stands first, for its clock runs. */
static struct works *
list_of(struct today *t, const struct work_row *w)
{
	if (w->opened.state == STEP_UNCONFIRMED)
		return &t->confirm;
	if (w->step->kind == STEP_DECIDE)
		return &t->decide;
	if (w->step->kind == STEP_INFORM)
		return label_is_report(w->procedure, w->opened.step) ? &t->report : &t->confirm;
	return &t->todo;
}

/* Does it ask for a permit anew? */
static bool
is_renewal(struct request *rq, const struct work_row *w)
{
	struct q_page_came_of_out up;

	return w->procedure->valid.renew &&
	       q_page_came_of(rq->desk->store, rq->page, &(struct q_page_came_of_in){w->r.matter}, &up) ==
	           ERR_OK &&
	       str_eq(up.proc, w->procedure->id);
}

static const struct str *
tag_first(struct request *rq, struct view_work *v)
{
	struct str *tags = PAGE_LIST(rq, struct str, v->tags_n + 1);

	tags[0] = phrase(TEXT_RENEWAL_TITLE);
	for (size_t i = 0; i < v->tags_n; i++)
		tags[i + 1] = v->tags[i];
	v->tags_n++;
	return tags;
}

static void
work_add(struct today *t, const struct work_row *w)
{
	struct works *list = list_of(t, w);
	enum standing by = list->n == ROWS_MAX ? STANDING_NONE : work_standing(t->rq, w);
	struct view_work v;

	if (by == STANDING_NONE)
		return;
	v = work_view(t->rq, w, by, t->now);
	if (is_listed(list, v.id))
		return;
	v.renews = list == &t->decide && is_renewal(t->rq, w);
	if (v.renews)
		v.tags = tag_first(t->rq, &v);
	if (list == &t->decide && w->step->permit_word.n == 0 && w->step->form_n == 0) {
		v.check = check_value(t, w);
		t->v.pickable = true;
	}
	list->w[list->n++] = v;
}

static enum err
row_take(struct today *t, const struct q_page_waiting_out *r)
{
	struct work_row w;
	enum err e = work_read(t->rq, r, &w);

	if (e == ERR_OK)
		work_add(t, &w);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err
cursor_end(struct q_cursor *c, enum err e)
{
	enum err end = q_cursor_end(c);

	return e == ERR_OK ? end : e;
}

/* --- what waits: one statement a seat --------------------------------------------- */

static enum err
seat_read_all(struct today *t, const struct seat *s)
{
	struct q_page_waiting_out one;
	struct q_cursor c = q_page_waiting_open(t->rq->desk->store,
	    &(struct q_page_waiting_in){.role = s->role, .section = s->section, .most = SEAT_ROWS});
	enum err e = ERR_OK;

	while (e == ERR_OK && q_page_waiting_next(&c, t->rq->page, &one))
		e = row_take(t, &one);
	return cursor_end(&c, e);
}

static enum err
seat_read_of(struct today *t, const struct seat *s)
{
	struct q_page_waiting_of_out one;
	struct q_cursor c = q_page_waiting_of_open(t->rq->desk->store,
	    &(struct q_page_waiting_of_in){
	        .role = s->role, .section = s->section, .applicant = s->only_applicant, .most = SEAT_ROWS});
	enum err e = ERR_OK;

	while (e == ERR_OK && q_page_waiting_of_next(&c, t->rq->page, &one))
		e = row_take(t, ROW(one));
	return cursor_end(&c, e);
}

static enum err
seat_read_raised(struct today *t, const struct seat *s)
{
	struct q_page_raised_out one;
	struct q_cursor c = q_page_raised_open(t->rq->desk->store,
	    &(struct q_page_raised_in){.role = s->role, .section = s->section, .most = SEAT_ROWS});
	enum err e = ERR_OK;

	while (e == ERR_OK && q_page_raised_next(&c, t->rq->page, &one))
		e = row_take(t, ROW(one));
	return cursor_end(&c, e);
}

/* The own steps of applicants who cannot do them any more. */
static enum err
seat_read_left(struct today *t)
{
	struct q_page_left_out one;
	struct q_cursor c = q_page_left_open(t->rq->desk->store,
	    &(struct q_page_left_in){.today = day_iso(t->rq->page, t->rq->desk->today), .most = SEAT_ROWS});
	enum err e = ERR_OK;

	while (e == ERR_OK && q_page_left_next(&c, t->rq->page, &one))
		e = row_take(t, ROW(one));
	return cursor_end(&c, e);
}

static enum err
seat_read(struct today *t, const struct seat *s)
{
	if (s->raised)
		return seat_read_raised(t, s);
	if (s->left)
		return seat_read_left(t);
	return s->only_applicant.n ? seat_read_of(t, s) : seat_read_all(t, s);
}

static enum err
seats_read(struct today *t)
{
	struct request *rq = t->rq;
	struct seat *seats;
	size_t n = judge_seats(rq->page, rq->desk->policy, &rq->desk->town, rq->who, rq->desk->today, &seats);
	enum err e = news_read_own(t->news);

	for (size_t i = 0; i < n && e == ERR_OK; i++) {
		const struct seat *s = &seats[i];

		e = seat_read(t, s);
		if (e == ERR_OK && !s->left && !s->raised && !s->deputy && s->only_applicant.n == 0)
			e = news_read_of(t->news, s->role, s->section);
	}
	return e;
}

/* For whom an own application waits. */
static struct str
waits_for(struct request *rq, const struct work_row *w)
{
	const struct person *who[2];
	size_t n =
	    judge_entitled_all(w->policy, &rq->desk->town, &w->matter, &w->opened, rq->desk->today, who, 2);

	if (n == 0)
		return phrase(TEXT_TODAY_NOBODY);
	return n == 1
	           ? who[0]->name
	           : PHRASE(rq->page, TEXT_TODAY_AND_OTHERS, who[0]->name, arena_fmt(rq->page, "%zu", n - 1));
}

/* Is this person one of those who are told when the step is late? */
static bool
watches(struct request *rq, const struct work_row *w)
{
	const struct due *due = &w->step->due;
	const struct actor *who = &due->late_inform;
	struct str section = who->of == OF_TOWN ? STR("") : w->matter.section;

	return due->set && due->has_late_inform && who->kind == ACTOR_ROLE &&
	       town_holds(&rq->desk->town, w->policy, rq->who, who->role, section, rq->desk->today, NULL);
}

/* Does the policy in force tell anybody with one of his roles? Most people need not ask. */
static bool
may_watch(struct request *rq)
{
	const struct policy *p = rq->desk->policy;

	for (size_t i = 0; i < p->procedures_n; i++)
		for (size_t s = 0; s < p->procedures[i].step_n; s++) {
			const struct due *due = &p->procedures[i].steps[s].due;

			if (due->set && due->has_late_inform && due->late_inform.kind == ACTOR_ROLE &&
			    town_holds_anywhere(
			        &rq->desk->town, p, rq->who, due->late_inform.role, rq->desk->today, NULL))
				return true;
		}
	return false;
}

static enum err
late_read(struct today *t)
{
	struct request *rq = t->rq;
	struct q_page_late_out one;
	struct q_cursor c;
	enum err e = ERR_OK;

	if (!may_watch(rq))
		return ERR_OK;
	c = q_page_late_open(rq->desk->store, &(struct q_page_late_in){.most = LATE_MAX});
	while (e == ERR_OK && q_page_late_next(&c, rq->page, &one)) {
		struct work_row w;

		e = work_read(rq, ROW(one), &w);
		if (e == ERR_OK && t->late.n < ROWS_MAX && watches(rq, &w) &&
		    work_standing(rq, &w) == STANDING_NONE)
			t->late.w[t->late.n++] = work_view(rq, &w, STANDING_NONE, t->now);
	}
	return cursor_end(&c, e);
}

static enum err
own_read(struct today *t)
{
	struct request *rq = t->rq;
	struct q_page_own_open_out one;
	struct q_cursor c = q_page_own_open_open(
	    rq->desk->store, &(struct q_page_own_open_in){.applicant = rq->who->id, .most = ROWS_MAX});
	enum err e = ERR_OK;

	while (e == ERR_OK && q_page_own_open_next(&c, rq->page, &one)) {
		struct work_row w;

		e = work_read(rq, ROW(one), &w);
		if (e != ERR_OK)
			continue;
		work_add(t, &w);
		t->open.w[t->open.n] = work_view(rq, &w, STANDING_NONE, t->now);
		t->open.w[t->open.n++].applicant = waits_for(rq, &w);
	}
	return cursor_end(&c, e);
}

/* Late first, then the nearest due; those without a date in the order in which they came. */
static int
by_urgency(const void *x, const void *y)
{
	const struct view_work *a = x, *b = y;

	if (a->late != b->late)
		return a->late ? -1 : 1;
	return (a->due_at > b->due_at) - (a->due_at < b->due_at);
}

/* The newest checkpoint: origin, size, root. Read as text; who wants proof asks the evidence page. */
static void
checkpoint_fill(struct today *t)
{
	struct request *rq = t->rq;
	struct q_page_checkpoint_out row;
	struct q_page_entry_time_out at;
	struct str rest, line;

	if (q_page_checkpoint(rq->desk->store, rq->page, &row) != ERR_OK || row.size == 0 ||
	    q_page_entry_time(rq->desk->store, rq->page, &(struct q_page_entry_time_in){row.size - 1}, &at) !=
	        ERR_OK)
		return;
	rest = row.note;
	for (int i = 0; i < 3; i++)
		if (!str_cut(&rest, '\n', &line))
			return;
	t->v.sealed = true;
	t->v.checkpoint_size = row.size;
	t->v.checkpoint_when = label_time(rq->page, at.time);
	t->v.checkpoint_root = utf8_head(line, 12);
}

static struct str
notice_of(struct request *rq)
{
	struct str done = request_queried(rq, STR("done")), seen = request_queried(rq, STR("seen"));
	uint64_t n;

	if (num_u64(done, 1, TOGETHER_MAX, &n))
		return PHRASE(rq->page, TEXT_TODAY_PERMITTED, done);
	return num_u64(seen, 1, TOGETHER_MAX, &n) ? PHRASE(rq->page, TEXT_TODAY_SEEN, seen) : STR("");
}

static void
today_begin(struct today *t, struct request *rq)
{
	struct works *const lists[] = {&t->report, &t->decide, &t->todo, &t->confirm, &t->open, &t->late};

	t->rq = rq;
	t->now = desk_now(rq->desk);
	t->news = news_begin(rq);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		lists[i]->w = PAGE_LIST(rq, struct view_work, ROWS_MAX);
}

static size_t
works_end(struct works *list, bool sorted, const struct view_work **out)
{
	if (sorted)
		qsort(list->w, list->n, sizeof *list->w, by_urgency);
	*out = list->w;
	return list->n;
}

/* Many renewals of the turn of the year are looked at by themselves: a page with nothing else. */
static void
renewals_fill(struct today *t)
{
	struct str asked = request_queried(t->rq, STR("renewals"));
	size_t all = 0;

	for (size_t i = 0; i < t->decide.n; i++)
		all += t->decide.w[i].renews;
	if (all > RENEWALS_FEW)
		t->v.renewals = arena_fmt(t->rq->page, "%zu", all);
	t->v.only_renewals = asked.n > 0;
	t->v.picked = str_eq(asked, STR("all"));
	if (!t->v.only_renewals)
		return;
	all = 0;
	for (size_t i = 0; i < t->decide.n; i++)
		if (t->decide.w[i].renews)
			t->decide.w[all++] = t->decide.w[i];
	t->decide.n = all;
	t->report.n = t->todo.n = t->confirm.n = t->open.n = t->late.n = 0;
}

static void
today_fill(struct today *t)
{
	struct request *rq = t->rq;
	struct view_today *v = &t->v;

	renewals_fill(t);

	v->report_n = works_end(&t->report, true, &v->report);
	v->decide_n = works_end(&t->decide, true, &v->decide);
	v->todo_n = works_end(&t->todo, true, &v->todo);
	v->confirm_n = works_end(&t->confirm, true, &v->confirm);
	v->open_n = works_end(&t->open, false, &v->open);
	v->late_n = works_end(&t->late, false, &v->late);
	v->sights_n = v->only_renewals ? 0 : news_end(t->news, &v->sights);
	v->nothing = v->report_n + v->decide_n + v->todo_n + v->confirm_n + v->sights_n == 0;
	v->today = label_day(rq->page, rq->desk->today);
	v->ill = health_line(rq, &v->health);
	checkpoint_fill(t);
	v->frame = page_frame(rq, phrase(TEXT_TODAY_TITLE));
	v->frame.notice = notice_of(rq);
}

static enum err
today_draw(struct request *rq, const struct view_pair *refused, size_t refused_n)
{
	struct today *t = ARENA_NEW(rq->page, struct today);
	enum err e;

	today_begin(t, rq);
	e = seats_read(t);
	if (e == ERR_OK)
		e = own_read(t);
	if (e == ERR_OK)
		e = late_read(t);
	if (e != ERR_OK)
		return e;
	today_fill(t);
	t->v.refused = refused;
	t->v.refused_n = refused_n;
	PAGE_DRAW(rq, today, &t->v);
	return ERR_OK;
}

enum err
today_page(struct request *rq)
{
	return today_draw(rq, NULL, 0);
}

/* --- several at once ---------------------------------------------------------------- */

/* A tick of a list as the act it stands for: a decision, or (without a step) that news has been seen. */
static bool
pick_read(struct str value, struct act *act)
{
	struct str matter, step, seen;

	*act = (struct act){.kind = ACT_DECIDE, .outcome = OUTCOME_PERMIT};
	if (!str_cut(&value, ':', &matter) || !str_cut(&value, ':', &step) || !str_cut(&value, ':', &seen) ||
	    !value.p)
		return false;
	act->step = step;
	act->id = value;
	if (step.n == 0)
		*act = (struct act){.kind = ACT_REVIEW, .id = value};
	return num_i64(matter, 0, INT64_MAX, &act->matter) && num_i64(seen, 0, INT64_MAX, &act->seen);
}

static struct str
matter_label(struct request *rq, int64_t id)
{
	struct q_page_matter_brief_out row;
	const struct policy *p;
	int proc = NONE;

	if (q_page_matter_brief(rq->desk->store, rq->page, &(struct q_page_matter_brief_in){id}, &row) ==
	        ERR_OK &&
	    desk_policy(rq->desk, row.policy, &p) == ERR_OK)
		proc = policy_procedure(p, row.proc);
	return proc == NONE ? STR("?") : p->procedures[proc].label;
}

/* All answers are there: what did not go through stands at the top of the page, with its reason. */
static enum err
today_decided(struct request *rq)
{
	struct view_pair *refused = PAGE_LIST(rq, struct view_pair, rq->asks.n);
	const struct act *acts = rq->kept;
	size_t n = 0;
	enum err e = ERR_OK;

	for (size_t i = 0; i < rq->asks.n; i++) {
		struct judged j;

		judged_read(rq, &rq->asks.ask[i], &j);
		if (j.err == ERR_OK)
			continue;
		e = j.err;
		refused[n].href = label_path(rq->page, STR("/matter/"), acts[i].matter);
		refused[n].label = matter_label(rq, acts[i].matter);
		refused[n++].value = arena_fmt(rq->page, "%.*s %.*s", STR_ARG(j.why), STR_ARG(j.way_out));
	}
	if (n == 0)
		return request_goto(rq, arena_fmt(rq->page, "/?%s=%zu",
		                            acts[0].kind == ACT_REVIEW ? "seen" : "done", rq->asks.n));
	return today_draw(rq, refused, n) == ERR_OK ? e : ERR_IO;
}

enum err
today_decide(struct request *rq)
{
	struct act *acts = arena_array(rq->arena, TOGETHER_MAX, sizeof *acts);
	struct ask *ask;
	size_t n = 0;

	for (size_t i = 0; i < rq->form.n && n < TOGETHER_MAX; i++)
		if (str_eq(rq->form.pairs[i].name, STR("pick"))) {
			if (!pick_read(rq->form.pairs[i].value, &acts[n]))
				return ERR_MALFORMED;
			n++;
		}
	if (n == 0)
		return request_goto(rq, STR("/"));
	ask = request_ask(rq, n, today_decided);
	for (size_t i = 0; i < n; i++)
		judged_ask(rq, &ask[i], &acts[i], STR(""));
	rq->kept = acts;
	return ERR_OK;
}
