/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whatever the policy asks for: forms are filled in by their kinds, with what is
 * usual. A step that would not take that waits for somebody at the screen.
 */
#include "cli/demo_round.h"

#include "model/board.h"
#include "model/book.h"
#include "model/each.h"
#include "query.h"

enum {
	BODY_MAX = 256 * 1024,
	STEPS_MAX = 500, /* of one matter on one day */
	SLOW_OF = 12,    /* one of so many leaves what each has to do */
	SPREAD = 20,     /* days over which people get round to it */
	PATIENCE = 10,   /* days on which it is tried */
	NEVER_OF = 100,  /* of so many … */
	NEVER = 4,       /* … nobody does these */
	SCORE = 85,      /* of a comprehension check */
	HASH = 40503
};

/* --- what is usual ------------------------------------------------------------------------- */

struct filling {
	struct demo *d;
	const struct matter *m;
	const struct step *s; /* NULL: the matter's form */
	int who;
	struct json_out *o;
};

static struct str
today_text(const struct filling *f)
{
	return day_iso(f->d->scratch, demo_act_today(f->d));
}

static int64_t
number_usual(const struct filling *f, const struct field *field)
{
	const struct policy *pol = engine_policy(f->d->stage->engine);

	if (f->s && f->s->board != NONE && field == &f->s->form[BOARD_PRESENT])
		return (int64_t)board_members(
		    pol, engine_town(f->d->stage->engine), f->s->board, demo_act_today(f->d));
	return str_find(field->name, STR("score")) != SIZE_MAX ? SCORE : 0;
}

/* False: only somebody at the screen can say. */
static bool
value_put(const struct filling *f, const struct field *field)
{
	const struct policy *pol = engine_policy(f->d->stage->engine);
	struct str me = f->d->staff->persons[f->who].id;

	if (field->type == FIELD_ITEM || field->type == FIELD_ITEMS || field->type == FIELD_FILE)
		return false;
	json_key_str(f->o, field->name);
	switch (field->type) {
	case FIELD_DATE:
		json_str(f->o, today_text(f));
		return true;
	case FIELD_TIME:
		json_str(f->o, arena_fmt(f->d->scratch, "%.*sT09:00", STR_ARG(today_text(f))));
		return true;
	case FIELD_NUMBER:
		json_int(f->o, number_usual(f, field));
		return true;
	case FIELD_CHOICE:
		json_str(f->o, field->choices[0].id);
		return true;
	case FIELD_YESNO:
		json_str(f->o, STR("yes"));
		return true;
	case FIELD_CLASS:
		json_str(f->o, pol->classes[pol->classes_n - 1].id);
		return true;
	case FIELD_PERSON:
	case FIELD_PERSONS:
		json_str(f->o, me);
		return true;
	case FIELD_SECTION:
		json_str(f->o, f->m->section.n ? f->m->section : STR("soumu"));
		return true;
	default:
		json_str(f->o, STR("確かめた"));
		return true;
	}
}

/* What is there stays; what must be there is filled in. `item`: of a row about it, else 0. */
static bool
form_put(
    const struct filling *f, const struct field *fields, size_t n, const struct value *there, int64_t item)
{
	for (size_t i = 0; i < n; i++) {
		if (item && i == 0) {
			json_key_str(f->o, fields[i].name);
			json_int(f->o, item);
		} else if (there && there[i].kind != VALUE_EMPTY) {
			json_key_str(f->o, fields[i].name);
			value_write(f->o, &there[i]);
		} else if (fields[i].required && !fields[i].worked_out && !value_put(f, &fields[i])) {
			return false;
		}
	}
	return true;
}

/* A thing is found as the register says. */
static const struct value *
as_registered(const struct filling *f, const struct item *it)
{
	const struct reg *reg = &engine_policy(f->d->stage->engine)->registers[it->reg];
	struct value *there = arena_array(f->d->scratch, f->s->form_n, sizeof *there);

	for (size_t i = 1; i < f->s->form_n; i++) {
		int at = field_index(reg->fields, reg->field_n, f->s->form[i].name);

		if (at != NONE && reg->fields[at].type == f->s->form[i].type)
			there[i] = it->fields[at];
	}
	return there;
}

/* One row for each thing that the book goes through. */
static bool
rows_put(const struct filling *f)
{
	const struct over *over = &f->s->over;
	const struct need_key key = {.kind = NEED_OVER,
	    .reg = over->reg,
	    .section = over->of == OVER_APPLICANT ? f->m->section : STR("")};
	struct facts facts = {0};
	size_t n = 0;

	if (over->reg == NONE)
		return true;
	if (store_facts(
	        f->d->stage->store, f->d->scratch, engine_policy(f->d->stage->engine), &key, 1, &facts))
		return false;
	for (size_t i = 0; i < facts.over_n; i++) {
		if (!book_means(&facts, f->s, facts.over[i]))
			continue;
		if (n++ == 0) {
			json_key(f->o, "_rows");
			json_open(f->o, '[');
		}
		json_open(f->o, '{');
		if (!form_put(f, f->s->form, f->s->form_n,
		        as_registered(f, facts_item(&facts, facts.over[i])), facts.over[i]))
			return false;
		json_close(f->o, '}');
	}
	if (n)
		json_close(f->o, ']');
	return true;
}

/* --- one step --------------------------------------------------------------------------------- */

static bool
adds_items(const struct procedure *p, const struct step *s)
{
	for (size_t i = 0; i < p->then_n; i++)
		if (p->then[i].on == ON_STEP && &p->steps[p->then[i].step] == s &&
		    p->then[i].what == THEN_ADD)
			return true;
	return false;
}

static bool
body_put(const struct filling *f, const struct procedure *p)
{
	if (f->s == NULL)
		return form_put(f, p->form, p->form_n, f->m->form, 0);
	if (!f->s->rows)
		return form_put(f, f->s->form, f->s->form_n, NULL, 0);
	if (!adds_items(p, f->s) && !rows_put(f))
		return false;
	json_key(f->o, "_close");
	json_bool(f->o, true);
	return true;
}

static const char *
act_of(const struct step *s, const struct opened *o)
{
	if (o->state == STEP_UNCONFIRMED)
		return "confirm";
	return s->kind == STEP_FORM ? "change" : s->kind == STEP_DECIDE ? "decide" : "do";
}

/* Sends it; what is refused is left for somebody at the screen. */
static bool
step_send(struct demo *d, const struct matter *m, const struct opened *o, int who)
{
	const struct procedure *p = &engine_policy(d->stage->engine)->procedures[m->procedure];
	const struct step *s = &p->steps[o->step];
	const char *act = act_of(s, o);
	struct buf b = buf_on(d->scratch, BODY_MAX);
	struct json_out out = {.buf = &b};
	struct filling f = {d, m, s->kind == STEP_FORM ? NULL : s, who, &out};
	struct reply r;

	json_open(&out, '{');
	json_key(&out, "act");
	json_str(&out, str_of(act));
	json_key(&out, "matter");
	json_int(&out, m->id);
	json_key(&out, "seen");
	json_int(&out, m->last);
	if (s->kind != STEP_FORM) {
		json_key(&out, "step");
		json_str(&out, s->name);
	}
	if (s->kind == STEP_DECIDE && o->state == STEP_OPEN) {
		json_key(&out, "outcome");
		json_str(&out, STR("permit"));
	}
	json_key(&out, "body");
	json_open(&out, '{');
	if (o->state == STEP_OPEN && !body_put(&f, p))
		return false;
	json_close(&out, '}');
	json_close(&out, '}');
	if (!buf_done(&b))
		return false;
	stage_act(d->stage, d->staff->persons[who].id, buf_str(&b), &r);
	return r.err == ERR_OK;
}

/* Of what each person has to do, a few leave it. */
static bool
is_slow(const struct matter *m, const struct opened *o)
{
	struct str person = each_person(o->section);
	unsigned h = (unsigned)m->id;

	for (size_t i = 0; i < person.n; i++)
		h = h * HASH + (unsigned char)person.p[i];
	return person.n && (h >> 8) % SLOW_OF == 0;
}

/* The first step for which somebody is there. */
static bool
step_do(struct demo *d, int64_t id)
{
	const struct matter *m = demo_act_matter(d, id);

	for (size_t i = 0; m && m->state == MATTER_OPEN && i < m->opened_n; i++) {
		const struct opened *o = &m->opened[i];
		bool waits = o->state == STEP_OPEN || o->state == STEP_UNCONFIRMED;
		int who = waits && !is_slow(m, o) ? demo_act_row_who(d, m, o) : -1;

		if (who >= 0)
			return step_send(d, m, o, who);
	}
	return false;
}

/* --- one day -------------------------------------------------------------------------------------- */

/* People get round to it on different days; always the same ones never. */
static bool
is_its_day(const struct demo *d, int64_t id, struct str begun)
{
	unsigned h = (unsigned)(id * HASH) >> 4;
	day from;

	if (!day_parse_iso(begun, &from) || h % NEVER_OF < NEVER)
		return false;
	from += (day)(h / NEVER_OF % SPREAD);
	return demo_act_today(d) >= from && demo_act_today(d) <= from + PATIENCE;
}

static void
procedure_do(struct demo *d, const struct procedure *p)
{
	struct q_cli_open_of_in in = {.proc = p->id, .most = INT32_MAX};
	struct q_cli_open_of_out row;
	struct q_cursor c = q_cli_open_of_open(d->stage->store, &in);
	struct arena *list = arena_new(1 << 20);
	int64_t *ids = arena_array(list, 1, sizeof *ids);
	size_t n = 0, room = 1;

	while (q_cli_open_of_next(&c, d->scratch, &row)) {
		if (!is_its_day(d, row.id, row.day))
			continue;
		if (n == room) {
			int64_t *more = arena_array(list, 2 * room, sizeof *more);

			for (size_t i = 0; i < n; i++)
				more[i] = ids[i];
			ids = more;
			room *= 2;
		}
		ids[n++] = row.id;
	}
	if (q_cursor_end(&c) != ERR_OK)
		d->err = why_set(d->why, ERR_IO, "案件の一覧が読めません。");
	for (size_t i = 0; i < n; i++)
		for (int step = 0; step < STEPS_MAX && d->err == ERR_OK && step_do(d, ids[i]); step++)
			;
	arena_free(&list);
}

void
demo_round_day(struct demo *d)
{
	const struct policy *pol = engine_policy(d->stage->engine);

	for (size_t i = 0; i < pol->procedures_n && d->err == ERR_OK; i++)
		if (pol->procedures[i].round_n) {
			arena_reset(d->scratch);
			procedure_do(d, &pol->procedures[i]);
		}
}
