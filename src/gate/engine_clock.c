/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The clock is an actor: days begin, steps are reminded of, become late, and
 * open what is to be done about that. Its ids begin with "@", which act_read
 * lets nobody write: else who takes tomorrow's id today would stop the town.
 */
#include "gate/engine_inside.h"
#include "model/clock.h"
#include "model/route.h"
#include "query.h"

enum { BODY_MAX = 4096 };

void
engine_on_refusal(struct engine *e, engine_refusal *tell, void *arg)
{
	e->refusal = tell;
	e->refusal_arg = arg;
}

/* A machine that fails is not judge who refuses: the first undoes the batch. */
static bool
has_failed(const struct reply *r)
{
	return r->doomed || r->err == ERR_FULL || r->err == ERR_IO;
}

enum err
engine_clock_act(struct trial *t, struct engine *e, struct arena *a, struct act *act, struct str body,
    int64_t time, bool *done)
{
	struct json *tree;
	struct reply r;

	act->seen = -1;
	if (json_read(a, body, ACT_MAX, &tree, NULL))
		return ERR_CORRUPT;
	act->body = tree;
	engine_try(t, e, a, act, STR(""), CHANNEL_CLOCK, time, &r);
	*done = r.err == ERR_OK;
	if (has_failed(&r))
		return r.err;
	if (!*done && e->refusal)
		e->refusal(e->refusal_arg, act, r.json);
	return ERR_OK;
}

enum err
engine_open(struct engine *e, struct arena *a, const struct opening *o, int64_t time, bool *done)
{
	struct str body;
	struct trial t;
	struct act act;
	int64_t seq;
	enum err err = store_entry_by_id(e->store, o->id, &seq);

	*done = false;
	if (err != ERR_NOT_FOUND)
		return err;
	opening_submit(a, e->policy, o, &act, &body);
	return engine_clock_act(&t, e, a, &act, body, time, done);
}

/* --- days -------------------------------------------------------------------------- */

static enum err
day_begins(struct engine *e, struct arena *a, day d, int64_t time)
{
	struct str iso = day_iso(a, d);
	struct act act = {.kind = ACT_DAY, .id = arena_fmt(a, "@day-%.*s", STR_ARG(iso))};
	struct str body = arena_fmt(a, "{\"day\":\"%.*s\",\"down\":%d}", STR_ARG(iso), d < day_of_time(time));
	struct trial t;
	bool done = true;
	enum err err = engine_clock_act(&t, e, a, &act, body, time, &done);

	/* a town whose days are refused cannot go on */
	return err == ERR_OK && !done ? ERR_CORRUPT : err;
}

/* Each day, and what it begins, before the next one. */
static enum err
tick_days(struct engine *e, struct arena *a, int64_t time, size_t max, size_t *made)
{
	struct q_town_day_out row;
	bool all = true;
	enum err err;
	day d;

	if ((err = q_town_day(e->store, a, &row)))
		return err;
	if (!day_parse_iso(row.day, &d))
		return ERR_CORRUPT;
	err = engine_dawn(e, a, d, time, max, made, &all);
	while (err == ERR_OK && all && d < day_of_time(time) && *made < max) {
		if ((err = day_begins(e, a, ++d, time)))
			return err;
		++*made;
		err = engine_dawn(e, a, d, time, max, made, &all);
	}
	return err;
}

/* --- steps ------------------------------------------------------------------------- */

static bool
is_passed(const struct engine *e, const struct q_step_told_out *row)
{
	size_t n = e->passed_n < PASSED_MAX ? e->passed_n : PASSED_MAX;

	for (size_t i = 0; i < n; i++)
		if (e->passed[i].matter == row->matter && e->passed[i].n == row->n &&
		    e->passed[i].remind == row->remind)
			return true;
	return false;
}

static void
pass_over(struct engine *e, const struct q_step_told_out *row)
{
	e->passed[e->passed_n++ % PASSED_MAX] = (struct passed){row->matter, row->n, row->remind};
}

static struct str
late_body(struct arena *a, const struct q_step_told_out *row, int64_t down)
{
	struct buf b = buf_on(a, BODY_MAX);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	json_key(&o, "section");
	json_str(&o, row->section);
	json_key(&o, "due");
	json_int(&o, row->due);
	if (row->remind) {
		json_key(&o, "remind");
		json_bool(&o, true);
	}
	if (down && row->moment >= down) {
		json_key(&o, "down");
		json_int(&o, down);
	}
	json_close(&o, '}');
	return buf_str(&b);
}

/* What the late step opens; its id is the row's, so that it is opened once. */
static enum err
late_open(struct trial *late, int64_t time, size_t *made)
{
	const struct matter *m = late->facts.matter;
	struct str section = json_get_str(late->act->body, "section"), body;
	struct trial t;
	struct act act;
	bool done;
	enum err err;

	for (size_t i = 0; i < m->opened_n; i++) {
		const struct opened *o = &m->opened[i];
		const struct step *step = &late->policy->procedures[m->procedure].steps[o->step];

		if (!route_is_waiting(o) || !str_eq(step->name, late->act->step) ||
		    !str_eq(o->section, section) || !clock_carry(late->a, late->policy, m, o, &act, &body))
			continue;
		if ((err = engine_clock_act(&t, late->e, late->a, &act, body, time, &done)))
			return err;
		*made += done;
	}
	return ERR_OK;
}

static enum err
late_tell(struct engine *e, struct arena *a, const struct q_step_told_out *row, int64_t time, int64_t down,
    size_t *made)
{
	struct act act = {.kind = ACT_LATE, .matter = row->matter, .step = row->step};
	struct trial t;
	bool done;
	enum err err;

	act.id = arena_fmt(a, "@%s-%lld-%lld-%lld", row->remind ? "remind" : "late", (long long)row->matter,
	    (long long)row->moment, (long long)store_tree(e->store)->size);
	if ((err = engine_clock_act(&t, e, a, &act, late_body(a, row, down), time, &done)))
		return err;
	if (!done) {
		pass_over(e, row);
		return ERR_OK;
	}
	++*made;
	return row->remind ? ERR_OK : late_open(&t, time, made);
}

/* The rows whose moment has come, without those that were passed over; at most `most`. */
static enum err
rows_read(
    struct engine *e, struct arena *a, int64_t time, size_t most, struct q_step_told_out *rows, size_t *n)
{
	struct q_step_told_in in = {.time = time, .most = (int64_t)(most + PASSED_MAX)};
	struct q_cursor c = q_step_told_open(e->store, &in);

	*n = 0;
	while (*n < most && q_step_told_next(&c, a, &rows[*n]))
		if (!is_passed(e, &rows[*n]))
			++*n;
	return q_cursor_end(&c);
}

static enum err
tick_late(struct engine *e, struct arena *a, int64_t time, int64_t down, size_t max, size_t *made)
{
	size_t before = *made, most = max - before, n;
	struct q_step_told_out *rows = arena_array(a, most, sizeof *rows);
	enum err err = rows_read(e, a, time, most, rows, &n);

	for (size_t i = 0; i < n && err == ERR_OK && *made < max; i++) {
		arena_reset(e->work);
		err = late_tell(e, e->work, &rows[i], time, down, made);
	}
	/* some were refused: what stands behind them comes with the next call */
	if (n == most && *made > before)
		*made = max;
	return err;
}

enum err
engine_tick(struct engine *e, struct arena *a, int64_t time, int64_t down, size_t max, size_t *made)
{
	enum err err;

	*made = 0;
	if ((err = tick_days(e, a, time, max, made)) || *made >= max)
		return err;
	err = tick_late(e, a, time, down, max, made);
	if (*made > max) /* the last one opened something */
		*made = max;
	return err;
}

bool
engine_due(struct engine *e, struct arena *a, int64_t time)
{
	struct q_step_told_out row;
	struct q_town_day_out began;
	size_t n;
	day last;

	if (q_town_day(e->store, a, &began) || !day_parse_iso(began.day, &last))
		return false;
	if (last < day_of_time(time) || engine_dawn_waits(e, a, last))
		return true;
	return rows_read(e, a, time, 1, &row, &n) == ERR_OK && n > 0;
}
