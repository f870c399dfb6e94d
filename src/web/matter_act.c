/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was pressed on the page of a matter, on its way to the gate and back. */
#include "base/num.h"
#include "proto/act.h"
#include "web/deputy.h"
#include "web/entering.h"
#include "web/label.h"
#include "web/matter.h"
#include "web/page.h"
#include "web/pages.h"

enum { BODY_MAX_JSON = 900 * 1024 };

/* --- reading it ------------------------------------------------------------------------ */

/* The acts that are pressed here, and the key under which their author's word stands in the body. */
static const struct {
	enum act_kind act;
	const char *note;
} pressed[] = {
    {ACT_DECIDE, "note"},
    {ACT_DO, NULL},
    {ACT_CONFIRM, "note"},
    {ACT_REVIEW, "note"},
    {ACT_WITHDRAW, "reason"},
    {ACT_REVOKE, "reason"},
    {ACT_RAISE, "reason"},
    {ACT_COMMENT, "text"},
};

static enum outcome
outcome_typed(struct str word)
{
	for (enum outcome o = OUTCOME_PERMIT; o <= OUTCOME_CONDITIONAL; o++)
		if (str_eq(word, outcome_word(o)))
			return o;
	return OUTCOME_NONE;
}

static bool
is_of_step(enum act_kind k)
{
	return k == ACT_DECIDE || k == ACT_DO || k == ACT_CONFIRM || k == ACT_RAISE;
}

bool
matter_act_typed(struct request *rq, struct act *act)
{
	struct str word = request_typed(rq, STR("act"));

	*act = (struct act){
	    .kind = ACT_COUNT, .id = request_typed(rq, STR("act_id")), .matter = rq->facts.matter->id};
	for (size_t i = 0; i < sizeof pressed / sizeof *pressed; i++)
		if (str_eq(word, act_word(pressed[i].act)))
			act->kind = pressed[i].act;
	if (act->kind == ACT_COUNT || !num_i64(request_typed(rq, STR("seen")), 0, INT64_MAX, &act->seen))
		return false;
	if (is_of_step(act->kind))
		act->step = request_typed(rq, STR("step"));
	if (act->kind == ACT_DECIDE)
		act->outcome = outcome_typed(request_typed(rq, STR("outcome")));
	if (act->kind == ACT_COMMENT)
		act->seen = -1; /* a word more is welcome whatever has happened */
	return act->kind != ACT_DECIDE || act->outcome != OUTCOME_NONE;
}

/* The form of a board's decision begins with its meeting: policy/board.c. */
enum { BOARD_FIELDS = 3 };

bool
matter_decision_check(struct request *rq, const struct act *act, struct field_form *f)
{
	const struct procedure *p = &rq->policy->procedures[rq->facts.matter->procedure];
	int step = step_index(p, act->step);
	size_t meeting =
	    step != NONE && (size_t)step < p->step_n && p->steps[step].board != NONE ? BOARD_FIELDS : 0;
	bool good = field_check(rq, f);

	if (act->outcome != OUTCOME_REFUSE && act->outcome != OUTCOME_RETURN)
		return good;
	good = true;
	for (size_t i = 0; i < f->n; i++) {
		bool asked = act->outcome == OUTCOME_REFUSE &&
		             (i < meeting ||
		                 str_trim(request_typed(rq, field_name(rq->page, f->fields[i].name))).n > 0);

		if (!asked)
			f->errors[i] = STR("");
		good = good && f->errors[i].n == 0;
	}
	return good;
}

static bool
is_closing(const struct request *rq, const struct act *act)
{
	return act->kind == ACT_DO && str_eq(request_typed(rq, STR("outcome")), STR("close"));
}

/* 「終える」 with nothing typed (a moment stands there by itself) closes; else what was typed is the last row. */
static bool
is_empty(const struct request *rq, const struct field_form *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->fields[i].type != FIELD_TIME &&
		    str_trim(request_typed(rq, field_name(rq->page, f->fields[i].name))).n)
			return false;
	return true;
}

struct str
matter_act_body(struct request *rq, const struct act *act, const struct field_form *f, bool paper)
{
	struct buf b = buf_on(rq->arena, BODY_MAX_JSON);
	struct json_out o = {.buf = &b};
	const char *name = NULL;
	struct str note;

	for (size_t i = 0; i < sizeof pressed / sizeof *pressed; i++)
		if (pressed[i].act == act->kind)
			name = pressed[i].note;
	note = name ? str_trim(request_typed(rq, str_of(name))) : STR("");
	json_open(&o, '{');
	if (act->kind == ACT_DECIDE && act->outcome != OUTCOME_RETURN)
		field_write(rq, f, &o);
	if (act->kind == ACT_DO && !(is_closing(rq, act) && is_empty(rq, f)))
		field_write(rq, f, &o);
	if (is_closing(rq, act)) {
		json_key(&o, "_close");
		json_bool(&o, true);
	}
	if (name &&
	    (note.n || act->kind == ACT_REVOKE || act->kind == ACT_RAISE || act->kind == ACT_COMMENT)) {
		json_key(&o, name);
		json_str(&o, note);
	}
	if (paper)
		entering_write(rq, &o);
	json_close(&o, '}');
	return buf_done(&b) && b.n > 2 ? buf_str(&b) : STR("");
}

/* --- sending it ---------------------------------------------------------------------------- */

static struct tried
tried_begin(struct request *rq)
{
	return (struct tried){.act = request_typed(rq, STR("act")),
	    .step = request_typed(rq, STR("step")),
	    .away = request_typed(rq, STR("away")).n > 0,
	    .any = true};
}

static enum err
pressed_answered(struct request *rq)
{
	struct tried t = tried_begin(rq);

	judged_read(rq, rq->asks.ask, &t.judged);
	if (t.judged.err == ERR_OK)
		return request_goto(rq, arena_fmt(rq->page, "/matter/%lld?done=%lld",
		                            (long long)rq->facts.matter->id, (long long)t.judged.seq));
	matter_draw(rq, &t);
	return t.judged.err;
}

void
matter_ask(struct request *rq, const struct act *act, struct str body)
{
	judged_ask(rq, request_ask(rq, 1, pressed_answered), act, body);
}

static enum err
pressed_send(struct request *rq)
{
	struct act act;
	struct field_form f;

	if (!matter_act_typed(rq, &act))
		return ERR_MALFORMED;
	f = matter_form_of(rq, act.kind, act.step);
	judged_ask(rq, request_ask(rq, 1, pressed_answered), &act, matter_act_body(rq, &act, &f, false));
	return ERR_OK;
}

/* --- 代決: first those for whom he stands in are marked absent ------------------------------ */

static struct str
away_body(struct request *rq, const struct person *who, day until)
{
	struct buf b = buf_on(rq->arena, BODY_MAX_JSON);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	json_key(&o, "person");
	json_str(&o, who->id);
	json_key(&o, "from");
	json_str(&o, day_iso(rq->page, rq->desk->today));
	json_key(&o, "until");
	json_str(&o, day_iso(rq->page, until));
	json_key(&o, "reason");
	json_str(&o, str_trim(request_typed(rq, STR("away_reason"))));
	json_close(&o, '}');
	return buf_str(&b);
}

/* All of them are marked, or what was refused stands over the form; nothing has been decided then. */
static enum err
away_answered(struct request *rq)
{
	for (size_t i = 0; i < rq->asks.n; i++) {
		struct tried t = tried_begin(rq);

		judged_read(rq, &rq->asks.ask[i], &t.judged);
		if (t.judged.err == ERR_OK)
			continue;
		matter_draw(rq, &t);
		return t.judged.err;
	}
	return pressed_send(rq);
}

static enum err
away_wrong(struct request *rq, struct tried *t, const char *field, enum text_key why)
{
	t->judged.field = str_of(field);
	t->judged.why = phrase(why);
	matter_draw(rq, t);
	return ERR_MALFORMED;
}

static enum err
away_send(struct request *rq, struct tried *t, const struct act *act)
{
	const struct person *away[DEPUTY_AWAY_MAX];
	size_t n = deputy_away(rq, rq->facts.matter, act->step, away);
	struct ask *ask;
	day until;

	if (n == 0)
		return pressed_send(rq); /* somebody has marked them meanwhile: judge says the rest */
	if (!day_parse(request_typed(rq, STR("away_until")), &until) || rq->desk->today > until)
		return away_wrong(rq, t, "away_until", TEXT_DEPUTY_NO_DAY);
	if (str_trim(request_typed(rq, STR("away_reason"))).n == 0)
		return away_wrong(rq, t, "away_reason", TEXT_DEPUTY_NO_REASON);
	ask = request_ask(rq, n, away_answered);
	for (size_t i = 0; i < n; i++) {
		const struct act absent = {.kind = ACT_ABSENT,
		    .id = arena_fmt(rq->arena, "%.*s-%zu", STR_ARG(act->id), i),
		    .seen = -1};

		judged_ask(rq, &ask[i], &absent, away_body(rq, away[i], until));
	}
	return ERR_OK;
}

static bool
pressed_check(struct request *rq, const struct act *act, struct field_form *f)
{
	if (act->kind == ACT_DECIDE)
		return matter_decision_check(rq, act, f);
	return (is_closing(rq, act) && is_empty(rq, f)) || field_check(rq, f);
}

enum err
matter_act(struct request *rq)
{
	struct tried t = tried_begin(rq);
	struct act act;

	if (!matter_act_typed(rq, &act))
		return ERR_MALFORMED;
	if (act.kind == ACT_DO &&
	    matter_is_book(&rq->policy->procedures[rq->facts.matter->procedure], act.step))
		return matter_book_send(rq, &act, &t);
	t.form = matter_form_of(rq, act.kind, act.step);
	t.form.typed = true;
	if (field_is_picking(rq)) {
		t.judged.err = ERR_OK;
		matter_draw(rq, &t);
		return ERR_OK;
	}
	if (!field_known(rq, &t.form)) {
		page_why(rq, TEXT_FORM_UNKNOWN, TEXT_TODO_MALFORMED);
		return ERR_MALFORMED;
	}
	if (!pressed_check(rq, &act, &t.form)) {
		t.judged.why = phrase(TEXT_FORM_CHECK);
		matter_draw(rq, &t);
		return ERR_MALFORMED;
	}
	return t.away ? away_send(rq, &t, &act) : pressed_send(rq);
}
