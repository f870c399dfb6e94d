/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What has happened to a matter: every entry in words, and the rows that its steps have taken. */
#include "proto/act.h"
#include "web/entry.h"
#include "web/label.h"
#include "web/matter.h"
#include "web/page.h"
#include "web/stored.h"

enum { LOG_MAX = 300, ROWS_MAX = 1000 };

/* Acts whose body is a note, a reason or a text and nothing else that is shown. */
static bool
has_note(struct str act)
{
	static const enum act_kind kinds[] = {ACT_DECIDE, ACT_CONFIRM, ACT_WITHDRAW, ACT_REVOKE, ACT_RAISE,
	    ACT_COMMENT, ACT_REVIEW, ACT_CORRECT};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(act, act_word(kinds[i])))
			return true;
	return false;
}

/* Was a row closed by this entry by 代決? */
static bool
is_deputy(const struct matter_sheet *s, int64_t seq)
{
	for (size_t i = 0; i < s->m->opened_n; i++)
		if (s->m->opened[i].seq == seq && s->m->opened[i].deputy)
			return true;
	return false;
}

static struct str
moment_what(struct matter_sheet *s, const struct q_page_matter_log_out *row)
{
	struct request *rq = s->rq;
	struct str what = label_act(rq, s->p, row->act, row->step, row->outcome);

	return is_deputy(s, row->seq) ? PHRASE(rq->page, TEXT_ACT_BY_DEPUTY, what) : what;
}

static struct view_moment
moment_view(struct matter_sheet *s, const struct q_page_matter_log_out *row)
{
	struct request *rq = s->rq;
	struct view_moment m = {.when = label_time(rq->page, row->time)};

	m.who = matter_by(rq, row->actor, row->post);
	if (row->behalf.n)
		m.who = PHRASE(rq->page, TEXT_ACT_BEHALF, label_person(rq->desk, row->behalf), m.who);
	m.what = moment_what(s, row);
	m.paper = matter_paper(s, row->seq);
	if (has_note(row->act))
		m.note = entry_note(rq, row->seq);
	m.seq = arena_fmt(rq->page, "%lld", (long long)row->seq);
	m.href = label_path(rq->page, STR("/entry/"), row->seq);
	return m;
}

void
matter_moments(struct matter_sheet *s)
{
	struct request *rq = s->rq;
	struct view_moment *m = PAGE_LIST(rq, struct view_moment, LOG_MAX);
	struct q_page_matter_log_out row;
	struct q_cursor c = q_page_matter_log_open(
	    rq->desk->store, &(struct q_page_matter_log_in){.matter = s->m->id, .most = LOG_MAX});

	while (s->v.moments_n < LOG_MAX && q_page_matter_log_next(&c, rq->page, &row))
		m[s->v.moments_n++] = moment_view(s, &row);
	(void)!q_cursor_end(&c); /* the history is cut, and the entries are still in the evidence */
	s->v.moments = m;
}

/* --- rows ------------------------------------------------------------------------------- */

/* Tables under way: rows come in the order of step and section. */
struct rolls {
	struct matter_sheet *s;
	struct view_roll *list;
	struct view_roll_row *rows; /* of the last of them */
	struct str step, section;
};

static void
roll_begin(struct rolls *t, const struct step *step, struct str section)
{
	struct matter_sheet *s = t->s;
	struct str *columns = PAGE_LIST(s->rq, struct str, step->form_n);

	for (size_t i = 0; i < step->form_n; i++)
		columns[i] = step->form[i].label;
	t->step = step->name;
	t->section = section;
	t->rows = PAGE_LIST(s->rq, struct view_roll_row, ROWS_MAX);
	t->list[s->v.rolls_n++] = (struct view_roll){.label = step->label,
	    .section = step->by.of == OF_OWNER || step->by.each_person ? label_section(s->rq->desk, section)
	                                                               : STR(""),
	    .columns = columns,
	    .columns_n = step->form_n,
	    .rows = t->rows};
}

static struct view_roll_row
row_view(struct matter_sheet *s, const struct step *step, const struct q_page_rows_out *row)
{
	struct request *rq = s->rq;
	struct value *v = arena_array(rq->page, step->form_n, sizeof *v);
	struct str *cells = PAGE_LIST(rq, struct str, step->form_n);

	stored_read(rq->page, row->fields, step->form, step->form_n, v);
	for (size_t i = 0; i < step->form_n; i++)
		cells[i] = label_value(rq, rq->policy, &step->form[i], &v[i]);
	return (struct view_roll_row){.cells = cells,
	    .cells_n = step->form_n,
	    .who = label_person(rq->desk, row->actor),
	    .seq = arena_fmt(rq->page, "%lld", (long long)row->seq),
	    .href = label_path(rq->page, STR("/entry/"), row->seq)};
}

static void
roll_add(struct rolls *t, const struct q_page_rows_out *row)
{
	struct matter_sheet *s = t->s;
	int at = step_index(s->p, row->step);

	if (at == NONE || (size_t)at >= s->p->step_n)
		return;
	if (s->v.rolls_n == 0 || !str_eq(t->step, row->step) || !str_eq(t->section, row->section))
		roll_begin(t, &s->p->steps[at], row->section);
	t->rows[t->list[s->v.rolls_n - 1].rows_n++] = row_view(s, &s->p->steps[at], row);
}

void
matter_rolls(struct matter_sheet *s)
{
	struct rolls t = {.s = s, .list = PAGE_LIST(s->rq, struct view_roll, s->m->opened_n + 1)};
	struct q_page_rows_out row;
	struct q_cursor c = q_page_rows_open(
	    s->rq->desk->store, &(struct q_page_rows_in){.matter = s->m->id, .most = ROWS_MAX});

	while (s->v.rolls_n <= s->m->opened_n && q_page_rows_next(&c, s->rq->page, &row))
		roll_add(&t, &row);
	(void)!q_cursor_end(&c); /* the table is cut; the evidence has all of it */
	s->v.rolls = t.list;
}
