/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What I can do with a matter now: judge's own buttons as forms, one of them the main one. */
#include "proto/act.h"
#include "web/deputy.h"
#include "web/entering.h"
#include "web/label.h"
#include "web/matter.h"
#include "web/page.h"
#include "web/renewal.h"

enum { PRESSES_MAX = 4, EXTRA_INPUTS = 4, WAYS_MAX = 16 };

struct field_form
matter_form_of(const struct request *rq, enum act_kind act, struct str step)
{
	const struct procedure *p = &rq->policy->procedures[rq->facts.matter->procedure];
	int s = step_index(p, step);
	struct field_form f = {.policy = rq->policy, .prefix = step.n ? step : act_word(act)};

	if ((act == ACT_DO || act == ACT_DECIDE) && s != NONE && (size_t)s < p->step_n) {
		f.fields = p->steps[s].form;
		f.n = p->steps[s].form_n;
	}
	return f;
}

/* Was it this form that was just sent? Then it comes back as it was typed. */
static bool
was_tried(const struct matter_hand *h, const struct next *n)
{
	return h->tried && h->tried->any && str_eq(h->tried->act, act_word(n->act)) &&
	       str_eq(h->tried->step, n->step) && h->tried->away == h->asks_away;
}

/* A row is about now, unless he says otherwise. */
static const struct value *
now_values(const struct matter_sheet *s, const struct field_form *f)
{
	struct value *v = PAGE_LIST(s->rq, struct value, f->n);
	day d = day_of_time(s->now);

	for (size_t i = 0; i < f->n; i++)
		if (f->fields[i].type == FIELD_TIME && f->fields[i].required)
			v[i] = (struct value){.kind = VALUE_STR,
			    .s = day_iso_time(s->rq->page, d, (int)((s->now - day_begin(d)) / 60))};
	return v;
}

static struct field_form
form_of(const struct matter_sheet *s, const struct next *n, const struct matter_hand *h)
{
	struct field_form f = matter_form_of(s->rq, n->act, n->step);

	if (n->rows)
		f.given = now_values(s, &f);
	if (h->asks_away)
		f.prefix = arena_fmt(s->rq->page, "%.*s-away", STR_ARG(f.prefix));
	if (was_tried(h, n)) {
		f.typed = true;
		f.errors = h->tried->form.errors;
		f.bad_field = h->tried->judged.field;
		f.error = h->tried->judged.why;
	}
	return f;
}

/* --- what is asked beside the policy's fields ------------------------------------------------ */

static struct view_input
beside(struct request *rq, const struct field_form *f, const char *name, enum text_key label, bool required,
    bool lines)
{
	struct view_input i = field_text(rq, name, label, required, lines);

	i.id = arena_fmt(rq->page, "%.*s-%s", STR_ARG(f->prefix), name);
	if (f->typed)
		i.value = request_typed(rq, str_of(name));
	if (f->typed && str_eq(f->bad_field, str_of(name))) {
		i.error = f->error;
		i.says = arena_fmt(rq->page, "%.*s-bad", STR_ARG(i.id));
	}
	return i;
}

static struct view_input
date_beside(struct request *rq, const struct field_form *f, const char *name, enum text_key label)
{
	struct view_input i = beside(rq, f, name, label, true, false);

	i.is_line = false;
	i.is_date = true;
	i.hint = PHRASE(rq->page, TEXT_FORM_DATE, day_wareki_short(rq->page, rq->desk->today));
	i.says = arena_fmt(rq->page, "%.*s-hint%s%.*s", STR_ARG(i.id), i.says.n ? " " : "", STR_ARG(i.says));
	return i;
}

/* Acts that carry a word of their author: under which key, asked how. */
static const struct {
	enum act_kind act;
	const char *name;
	enum text_key label;
	bool required;
} notes[] = {
    {ACT_DECIDE, "note", TEXT_MATTER_NOTE_DECIDE, false},
    {ACT_CONFIRM, "note", TEXT_MATTER_NOTE, false},
    {ACT_REVIEW, "note", TEXT_MATTER_NOTE, false},
    {ACT_WITHDRAW, "reason", TEXT_MATTER_REASON, false},
    {ACT_REVOKE, "reason", TEXT_MATTER_REASON, true},
    {ACT_RAISE, "reason", TEXT_MATTER_REASON, true},
    {ACT_COMMENT, "text", TEXT_MATTER_COMMENT, true},
};

static void
inputs_beside(const struct matter_sheet *s, const struct next *n, const struct matter_hand *h,
    const struct field_form *f, struct view_input *list, size_t *count)
{
	struct request *rq = s->rq;
	bool decide = n->act == ACT_DECIDE; /* a decision is entered only as it stands on paper */

	if (h->asks_away) {
		list[(*count)++] = date_beside(rq, f, "away_until", TEXT_DEPUTY_UNTIL);
		list[(*count)++] = beside(rq, f, "away_reason", TEXT_DEPUTY_REASON, true, false);
	}
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
		if (notes[i].act == n->act)
			list[(*count)++] =
			    beside(rq, f, notes[i].name, notes[i].label, notes[i].required, true);
	if (n->act == ACT_DECIDE)
		list[*count - 1].bare = true;
	if (n->act == ACT_DECIDE && n->refuse_word.n)
		list[*count - 1].label = PHRASE(rq->page, TEXT_MATTER_NOTE_WORDS, n->refuse_word);
	if (h->asks_paper) {
		list[(*count)++] = beside(rq, f, "paper_number", TEXT_BEHALF_NUMBER, decide, false);
		list[(*count)] = date_beside(rq, f, "paper_date", TEXT_BEHALF_DATE);
		list[(*count)++].required = decide;
	}
}

/* --- its buttons --------------------------------------------------------------------------------- */

struct presses {
	struct request *rq;
	struct view_press list[PRESSES_MAX];
	size_t n;
};

static void
press(struct presses *p, struct str label, const char *value, bool danger)
{
	p->list[p->n++] = (struct view_press){.label = label, .value = str_of(value), .danger = danger};
}

static void
decide_presses(struct presses *p, const struct matter_sheet *s, const struct next *n)
{
	int at = step_index(s->p, n->step);
	bool goes_on = at != NONE && s->p->steps[at].goes_on;
	struct str permit = n->permit_word.n ? n->permit_word : phrase(TEXT_MATTER_PERMIT);

	press(p, n->deputy ? PHRASE(p->rq->page, TEXT_MATTER_DEPUTY, permit) : permit, "permit", false);
	if (!goes_on && n->permit_word.n == 0)
		press(p, phrase(TEXT_MATTER_CONDITIONAL), "conditional", false);
	if (n->may_return)
		press(p, phrase(TEXT_MATTER_RETURN), "return", false);
	press(p, n->refuse_word.n ? n->refuse_word : phrase(TEXT_MATTER_REFUSE), "refuse", true);
}

static struct str
deed_word(const struct matter_sheet *s, const struct next *n)
{
	int at = step_index(s->p, n->step);

	if (at != NONE && s->p->steps[at].kind == STEP_INFORM)
		return phrase(label_is_report(s->p, at) ? TEXT_MATTER_REPORT : TEXT_MATTER_RECEIVED);
	return PHRASE(s->rq->page, TEXT_MATTER_RECORD, n->label);
}

static void
deed_presses(struct presses *p, const struct matter_sheet *s, const struct next *n)
{
	struct str word;

	if (n->rows) {
		press(p, phrase(TEXT_MATTER_ADD_ROW), "", false);
		press(p, PHRASE(p->rq->page, TEXT_MATTER_CLOSE, n->label), "close", false);
		return;
	}
	word = deed_word(s, n);
	press(p, n->deputy ? PHRASE(p->rq->page, TEXT_MATTER_DEPUTY, word) : word, "", false);
}

static void
presses_fill(struct presses *p, const struct matter_sheet *s, const struct next *n)
{
	switch (n->act) {
	case ACT_DECIDE:
		decide_presses(p, s, n);
		break;
	case ACT_DO:
		deed_presses(p, s, n);
		break;
	case ACT_CONFIRM:
		press(p,
		    n->deputy ? PHRASE(p->rq->page, TEXT_MATTER_DEPUTY, phrase(TEXT_MATTER_CONFIRM))
		              : phrase(TEXT_MATTER_CONFIRM),
		    "", false);
		break;
	case ACT_REVIEW:
		press(p, phrase(TEXT_MATTER_REVIEW), "", false);
		break;
	case ACT_RAISE:
		press(p, phrase(TEXT_MATTER_RAISE), "", false);
		break;
	case ACT_COMMENT:
		press(p, phrase(TEXT_MATTER_COMMENT_GO), "", false);
		break;
	default:
		press(p, PHRASE(p->rq->page, TEXT_MATTER_RECORD, n->label), "",
		    n->act == ACT_WITHDRAW || n->act == ACT_REVOKE);
		break;
	}
}

/* --- one form ---------------------------------------------------------------------------------------- */

/* Seldom wanted, and not to be pressed by mistake: folded under its own words. */
static struct str
fold_of(const struct matter_sheet *s, const struct next *n, const struct matter_hand *h)
{
	const struct person *away[DEPUTY_AWAY_MAX];
	size_t n_away;

	if (n->act == ACT_WITHDRAW || n->act == ACT_REVOKE || n->act == ACT_RAISE)
		return n->label;
	if (!h->asks_away)
		return STR("");
	n_away = deputy_away(s->rq, s->m, n->step, away);
	return n_away ? PHRASE(s->rq->page, TEXT_DEPUTY_FOLD, n->label, away[0]->name) : STR("");
}

/* The row that the form closes: its clock stands on it. */
static const struct opened *
row_of(const struct matter_sheet *s, const struct next *n)
{
	int at = step_index(s->p, n->step);

	for (size_t i = 0; at != NONE && i < s->m->opened_n; i++)
		if (s->m->opened[i].step == at && matter_is_waiting(&s->m->opened[i]))
			return &s->m->opened[i];
	return NULL;
}

static void
button_words(
    const struct matter_sheet *s, const struct next *n, const struct matter_hand *h, struct view_button *b)
{
	const struct opened *o = row_of(s, n);
	int at = step_index(s->p, n->step);

	b->by_hand = at != NONE && s->p->steps[at].by_hand;
	b->fold = fold_of(s, n, h);
	if (at != NONE && n->act == ACT_DECIDE && s->p->steps[at].board != NONE) {
		b->label = PHRASE(s->rq->page, TEXT_MATTER_BOARD,
		    s->rq->policy->boards[s->p->steps[at].board].label, n->label);
		b->hint = phrase(TEXT_MATTER_BOARD_HINT);
	}
	if (n->act == ACT_REVIEW)
		b->hint = phrase(TEXT_MATTER_REVIEW_HINT);
	if (n->act == ACT_RAISE)
		b->hint = phrase(TEXT_MATTER_RAISE_HINT);
	if (h->asks_away)
		b->hint = phrase(TEXT_DEPUTY_HINT);
	if (n->deputy && !h->asks_away)
		b->away = deputy_words(s->rq, s->m, n->step);
	if (o && (n->act == ACT_DO || n->act == ACT_DECIDE)) {
		b->left = label_left(s->rq->page, o->due, s->now);
		b->late = o->late || (o->due && o->due < s->now);
	}
}

struct view_button
matter_button(const struct matter_sheet *s, const struct next *n, const struct matter_hand *h)
{
	struct request *rq = s->rq;
	struct field_form f = form_of(s, n, h);
	struct presses *p = ARENA_NEW(rq->page, struct presses);
	struct view_button b = {.label = n->label,
	    .act = act_word(n->act),
	    .step = n->step,
	    .clause = label_clause(rq->page, n->clause),
	    .asks_away = h->asks_away,
	    .danger = n->act == ACT_WITHDRAW || n->act == ACT_REVOKE,
	    .open = f.typed};
	struct view_input *own, *all;

	b.act_id = f.typed && request_typed(rq, STR("act_id")).n ? request_typed(rq, STR("act_id"))
	                                                         : page_act_id(rq);
	b.inputs_n = field_inputs(rq, &f, &own);
	b.files = field_takes_files(own, b.inputs_n);
	all = PAGE_LIST(rq, struct view_input, b.inputs_n + EXTRA_INPUTS + 1);
	for (size_t i = 0; i < b.inputs_n; i++)
		all[i] = own[i];
	inputs_beside(s, n, h, &f, all, &b.inputs_n);
	b.inputs = all;
	button_words(s, n, h, &b);
	p->rq = rq;
	presses_fill(p, s, n);
	if (!*h->has_main && b.fold.n == 0 && !b.danger)
		*h->has_main = p->list[0].main = b.main = true;
	b.presses = p->list;
	b.presses_n = p->n;
	return b;
}

/* --- all of them ------------------------------------------------------------------------------------ */

struct doing {
	struct matter_sheet *s;
	struct next *next;
	size_t n;
	struct view_button *list, *talk;
	struct view_link *ways;
	struct view_survey *books;
	bool has_main;
};

static void
way_add(struct doing *d, struct str label, const char *page, struct str step, bool main)
{
	struct arena *a = d->s->rq->page;

	d->ways[d->s->v.ways_n++] = (struct view_link){.label = label,
	    .href = arena_fmt(a, "/matter/%lld/%s%s%.*s", (long long)d->s->m->id, page,
	        step.n ? "?step=" : "", STR_ARG(step)),
	    .here = main};
	d->has_main = d->has_main || main;
}

/* A table has no room beside the page: a way leads to it. */
static void
book_add(struct doing *d, const struct next *n)
{
	struct view_survey b = matter_book(d->s, n);

	d->books[d->s->v.books_n++] = b;
	if (d->s->v.ways_n == WAYS_MAX)
		return;
	d->ways[d->s->v.ways_n++] = (struct view_link){.label = n->label,
	    .href = arena_fmt(d->s->rq->page, "#%.*s", STR_ARG(b.id)),
	    .here = !d->has_main};
	d->has_main = true;
}

static void
next_add(struct doing *d, const struct next *n, bool asks_away)
{
	struct matter_hand h = {.tried = d->s->tried, .asks_away = asks_away, .has_main = &d->has_main};
	bool quiet = true;

	switch (n->act) {
	case ACT_CHANGE:
		way_add(d, phrase(d->s->m->applicant.n ? TEXT_MATTER_AGAIN : TEXT_MATTER_FILL_IN), "change",
		    STR(""), !d->has_main);
		break;
	case ACT_CORRECT:
		if (d->s->v.ways_n < WAYS_MAX)
			way_add(
			    d, n->step.n ? n->label : phrase(TEXT_MATTER_CORRECT), "correct", n->step, false);
		break;
	case ACT_COMMENT:
		h.has_main = &quiet;
		d->talk[d->s->v.talk_n++] = matter_button(d->s, n, &h);
		break;
	default:
		if (n->act == ACT_DO && matter_is_book(d->s->p, n->step))
			book_add(d, n);
		else
			d->list[d->s->v.buttons_n++] = matter_button(d->s, n, &h);
		break;
	}
}

static bool
is_deed(enum act_kind k)
{
	return k == ACT_DECIDE || k == ACT_DO || k == ACT_CONFIRM;
}

static bool
has(const struct next *list, size_t n, const struct next *one)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].act == one->act && str_eq(list[i].step, one->step))
			return true;
	return false;
}

/* Steps where he could stand in if those for whom they wait were away. */
static void
deputies_add(struct doing *d)
{
	struct request *rq = d->s->rq;
	const struct town *t = d->s->m->state == MATTER_OPEN ? deputy_town(rq, d->s->m) : NULL;
	struct next *next;
	size_t n;

	if (t == NULL)
		return;
	n = judge_buttons(rq->page, rq->policy, t, &rq->facts, rq->who, rq->desk->today, &next);
	for (size_t i = 0; i < n; i++)
		if (next[i].deputy && is_deed(next[i].act) && !has(d->next, d->n, &next[i]))
			next_add(d, &next[i], true);
}

/* Of a step of many persons, how many. */
static struct str
waiting_words(const struct matter_sheet *s, const struct opened *o)
{
	size_t n = 0;

	if (!s->p->steps[o->step].by.each_person)
		return matter_waits_for(s, o);
	for (size_t i = 0; i < s->m->opened_n; i++)
		n += s->m->opened[i].step == o->step && matter_is_waiting(&s->m->opened[i]);
	return PHRASE(s->rq->page, TEXT_MATTER_WAITS_MANY, arena_fmt(s->rq->page, "%zu", n));
}

/* Nothing to do for me: then who has, so that nobody waits for the wrong person. */
static struct str
nothing_to_do(const struct matter_sheet *s)
{
	for (size_t i = 0; s->m->state == MATTER_OPEN && i < s->m->opened_n; i++) {
		const struct opened *o = &s->m->opened[i];
		struct str who, label = label_step(s->p, o->step, s->m->applicant.n > 0);

		if (!matter_is_waiting(o))
			continue;
		who = waiting_words(s, o);
		return PHRASE(
		    s->rq->page, TEXT_MATTER_OTHERS_TURN, label, who.n ? who : phrase(TEXT_TODAY_NOBODY));
	}
	return phrase(TEXT_MATTER_OVER);
}

/* May he enter for somebody what this matter waits for? */
static bool
may_enter(const struct matter_sheet *s)
{
	return s->m->state == MATTER_OPEN && entering_may(s->rq, ENTERING_BEHALF);
}

void
matter_buttons(struct matter_sheet *s)
{
	struct request *rq = s->rq;
	struct doing d = {.s = s};
	bool deeds = false;

	d.n = judge_buttons(
	    rq->page, rq->policy, &rq->desk->town, &rq->facts, rq->who, rq->desk->today, &d.next);
	d.list = PAGE_LIST(rq, struct view_button, 2 * (d.n + s->m->opened_n + 1));
	d.talk = PAGE_LIST(rq, struct view_button, d.n + 1);
	d.ways = PAGE_LIST(rq, struct view_link, WAYS_MAX + 2);
	d.books = PAGE_LIST(rq, struct view_survey, d.n + 1);
	for (size_t i = 0; i < d.n; i++) {
		deeds = deeds || is_deed(d.next[i].act) || d.next[i].act == ACT_CHANGE ||
		        d.next[i].act == ACT_REVIEW;
		next_add(&d, &d.next[i], false);
	}
	deputies_add(&d);
	if (renewal_offered(rq, s->m))
		way_add(&d, phrase(TEXT_RENEWAL_TITLE), "renew", STR(""), !d.has_main);
	if (may_enter(s))
		way_add(&d, phrase(TEXT_MATTER_BEHALF), "behalf", STR(""), false);
	if (!deeds)
		s->v.nothing_to_do = nothing_to_do(s);
	s->v.buttons = d.list;
	s->v.talk = d.talk;
	s->v.books = d.books;
	s->v.ways = d.ways;
}
