/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 義務一覧: every duty of the policy with what meets it, and how the town reads it. */
#include "policy/coverage.h"
#include "web/catalogue.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/reading.h"

static struct str
kind_label(enum duty_kind kind)
{
	switch (kind) {
	case DUTY_ANY:
		break;
	case DUTY_PERMIT:
		return phrase(TEXT_DUTY_PERMIT);
	case DUTY_RECORD:
		return phrase(TEXT_DUTY_RECORD);
	case DUTY_REPORT:
		return phrase(TEXT_DUTY_REPORT);
	case DUTY_REGISTER:
		return phrase(TEXT_DUTY_REGISTER);
	case DUTY_RECURRING:
		return phrase(TEXT_DUTY_RECURRING);
	case DUTY_CONTROL:
		return phrase(TEXT_DUTY_CONTROL);
	case DUTY_ORGANISATION:
		return phrase(TEXT_DUTY_ORGANISATION);
	case DUTY_DOCUMENT:
		return phrase(TEXT_DUTY_DOCUMENT);
	}
	return STR("");
}

static struct view_link
procedure_link(struct request *rq, const struct procedure *p, struct str step)
{
	return (struct view_link){
	    .label = step.n ? PHRASE(rq->page, TEXT_DUTY_STEP, p->label, step) : p->label,
	    .href = arena_fmt(rq->page, p->station ? "/book/%.*s" : "/procedure/%.*s", STR_ARG(p->id))};
}

static struct view_link
cover_link(struct request *rq, const struct policy *p, const struct cover *c)
{
	switch (c->kind) {
	case COVER_STEP:
		return procedure_link(
		    rq, &p->procedures[c->index], p->procedures[c->index].steps[c->step].label);
	case COVER_PROCEDURE:
		return procedure_link(rq, &p->procedures[c->index], STR(""));
	case COVER_REGISTER:
		return (struct view_link){.label = p->registers[c->index].label,
		    .href = arena_fmt(rq->page, "/register/%.*s", STR_ARG(p->registers[c->index].id))};
	case COVER_ROLE:
		return (struct view_link){
		    .label = PHRASE(rq->page, TEXT_DUTY_ROLE, p->roles[c->index].label)};
	case COVER_BOARD:
		return (struct view_link){
		    .label = PHRASE(rq->page, TEXT_DUTY_BOARD, p->boards[c->index].label)};
	case COVER_MEASURE:
		return (struct view_link){
		    .label = PHRASE(rq->page, TEXT_DUTY_MEASURE, p->measures[c->index].label)};
	}
	return (struct view_link){.label = STR("")};
}

static size_t
links_fill(struct request *rq, const struct policy *p, int duty, const struct view_link **out)
{
	struct coverage c;
	struct view_link *list;

	coverage_of(rq->page, p, duty, &c);
	list = PAGE_LIST(rq, struct view_link, c.n);
	for (size_t i = 0; i < c.n; i++)
		list[i] = cover_link(rq, p, &c.by[i]);
	*out = list;
	return c.n;
}

static struct view_duty
duty_view(struct request *rq, const struct policy *p, int at)
{
	const struct duty *d = &p->duties[at];
	struct view_duty v = {.id = d->id,
	    .say = d->say,
	    .who = d->who == NONE ? STR("") : p->roles[d->who].label,
	    .kind = kind_label(d->kind)};

	if (d->kind2 != DUTY_ANY)
		v.kind = PHRASE(rq->page, TEXT_DUTY_KINDS, v.kind, kind_label(d->kind2));
	v.by_n = links_fill(rq, p, at, &v.by);
	v.readings_n = reading_of_clauses(rq, p, &d->id, 1, &v.readings);
	return v;
}

static bool
fits(struct request *rq, const struct view_duty *d, struct str query)
{
	struct str *texts = PAGE_LIST(rq, struct str, d->by_n + 4);
	size_t n = 0;

	texts[n++] = d->id;
	texts[n++] = d->say;
	texts[n++] = d->who;
	texts[n++] = d->kind;
	for (size_t i = 0; i < d->by_n; i++)
		texts[n++] = d->by[i].label;
	return catalogue_fits(rq->page, query, texts, n);
}

/* What stands before the first hyphen: the chapter, as the town numbers it. */
static struct str
chapter_of(struct str id)
{
	struct str head;

	return str_cut(&id, '-', &head) ? head : id;
}

enum err
duty_list(struct request *rq)
{
	const struct policy *p = rq->desk->policy;
	struct view_duty_group *groups = PAGE_LIST(rq, struct view_duty_group, p->duties_n);
	struct view_duty *rows = PAGE_LIST(rq, struct view_duty, p->duties_n);
	struct view_duty_list v = {.frame = page_frame(rq, phrase(TEXT_DUTY_TITLE)),
	    .query = request_queried(rq, STR("q")),
	    .groups = groups};
	size_t n = 0;
	struct str chapter = STR("");

	page_here(rq, &v.frame, STR("/evidence"));
	for (size_t i = 0; i < p->duties_n; i++) {
		rows[n] = duty_view(rq, p, (int)i);
		if (!fits(rq, &rows[n], v.query))
			continue;
		if (v.groups_n == 0 || !str_eq(chapter, chapter_of(p->duties[i].id))) {
			chapter = chapter_of(p->duties[i].id);
			groups[v.groups_n++] =
			    (struct view_duty_group){.label = PHRASE(rq->page, TEXT_DUTY_CHAPTER, chapter),
			        .id = chapter,
			        .duties = &rows[n]};
		}
		groups[v.groups_n - 1].duties_n++;
		n++;
	}
	v.count = arena_fmt(rq->page, "%zu", n);
	PAGE_DRAW(rq, duty_list, &v);
	return ERR_OK;
}
