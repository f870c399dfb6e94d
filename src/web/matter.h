/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The page of a matter and what hangs on it. Each file draws its part: the head
 * and what was typed (matter.c), where it stands (matter_stage.c), what can be
 * done with it (matter_do.c), what has happened (matter_log.c); matter_act.c
 * sends what was pressed.
 */
#ifndef WEB_MATTER_H
#define WEB_MATTER_H

#include "model/judge.h"
#include "query.h"
#include "view.h"
#include "web/field.h"
#include "web/judged.h"

enum { MATTER_WHO_SHOWN = 3 };

/* What came back when something was tried on this page. */
struct tried {
	struct str act, step;
	bool away; /* it was the 代決 that marks somebody absent first */
	struct field_form form;
	struct judged judged;
	bool any;
};

/* One page being drawn. */
struct matter_sheet {
	struct request *rq;
	const struct matter *m;
	const struct procedure *p;
	const struct tried *tried; /* or NULL */
	int64_t now;
	struct q_page_matter_was_out *was; /* what its forms held before */
	size_t was_n;
	struct q_page_papers_out *papers;
	size_t papers_n;
	struct view_matter v;
};

/* What every page of the matter needs. */
void matter_begin(struct request *rq, const struct tried *tried, struct matter_sheet *out);
/* Filled fields as facts, each with what stood there before; `step` empty = the matter's own form. */
size_t matter_facts(struct matter_sheet *s, const struct field *f, size_t n, const struct value *v,
    struct str step, struct str section, struct view_fact *out);
/* "田中（課長）"; without the post where there is none. */
struct str matter_by(const struct request *rq, struct str person, struct str post);
/* "佐藤、鈴木 ほか2人": for whom an open step waits; empty when there is nobody. */
struct str matter_waits_for(const struct matter_sheet *s, const struct opened *o);
/* Has it come up again in the round that runs now? What was given back is of an earlier one. */
bool matter_is_waiting(const struct opened *o);
/* The paper that an entry stands on, in words; empty when there is none. */
struct str matter_paper(const struct matter_sheet *s, int64_t seq);
/* The page with what was tried. */
void matter_draw(struct request *rq, const struct tried *tried);

void matter_stages(struct matter_sheet *s);
void matter_moments(struct matter_sheet *s);
void matter_rolls(struct matter_sheet *s);
void matter_buttons(struct matter_sheet *s);

/* --- what can be pressed ------------------------------------------------------------- */

/* For whom a form is drawn, and what it asks beside its own fields. */
struct matter_hand {
	const struct tried *tried; /* or NULL */
	bool asks_away;            /* who decides is first marked absent */
	bool asks_paper;           /* it is entered for another: number and date of his paper */
	bool *has_main;            /* is there a main button on the page already? */
};
/* The form of one thing that may be done next. */
struct view_button matter_button(
    const struct matter_sheet *s, const struct next *n, const struct matter_hand *h);
/* The fields of that form. */
struct field_form matter_form_of(const struct request *rq, enum act_kind act, struct str step);

/*
 * Is what was typed beside this outcome enough? To permit, all of the step's
 * form; to refuse, the meeting where a board decides; nothing to give back.
 */
bool matter_decision_check(struct request *rq, const struct act *act, struct field_form *f);

/* --- steps that go through a register ------------------------------------------------------ */

/* Is it such a step? */
bool matter_is_book(const struct procedure *p, struct str step);
/* Its table; `tried` as for a button. */
struct view_survey matter_book(struct matter_sheet *s, const struct next *n);
/* What was sent from it: some lines at once, the end of it, or "fill alike", which sends nothing. */
enum err matter_book_send(struct request *rq, const struct act *act, struct tried *t);
/* Asks the gate, with what was pressed on the page of the matter. */
void matter_ask(struct request *rq, const struct act *act, struct str body);

/* --- what was pressed ------------------------------------------------------------------- */

/* The act and the outcome that a sent form names; false when it names none. */
bool matter_act_typed(struct request *rq, struct act *act);
/* Its body, `_paper` included when that was asked. */
struct str matter_act_body(struct request *rq, const struct act *act, const struct field_form *f, bool paper);

#endif
