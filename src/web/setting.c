/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 運用値: what the policy leaves open, and what the committee has decided about it. */
#include "base/fold.h"
#include "base/num.h"
#include "model/judge.h"
#include "os/loop.h"
#include "proto/act.h"
#include "web/field.h"
#include "web/judged.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/setting_value.h"

enum { SETTING_BODY_MAX = 64 * 1024 };

/* The last decision for the town (`of` empty), a section or a thing, or NULL: the default of the policy holds. */
static const struct decided *
decided_last(const struct town *t, struct str id, struct str of)
{
	const struct decided *last = NULL;

	for (size_t i = 0; i < t->settings_n; i++)
		if (str_eq(t->settings[i].setting, id) && str_eq(t->settings[i].of, of) &&
		    (last == NULL || t->settings[i].time >= last->time))
			last = &t->settings[i];
	return last;
}

/* For whom it was decided: 税務課, 太総機第3号 …; empty for the town. */
static struct str
of_label(struct request *rq, const struct setting *s, struct str of)
{
	int64_t id;

	if (of.n == 0 || s->of == SETTING_OF_TOWN)
		return of;
	if (s->of == SETTING_OF_SECTION)
		return label_section(rq->desk, of);
	return num_i64(of, 1, INT64_MAX, &id) ? label_item(rq, id) : of;
}

static bool
may_set(const struct request *rq)
{
	const struct desk *k = rq->desk;
	const struct policy *p = k->policy;

	for (size_t i = 0; i < p->acts_n; i++)
		for (size_t r = 0; str_eq(p->acts[i].act, act_word(ACT_SET)) && r < p->acts[i].n; r++)
			if (town_holds_anywhere(&k->town, p, rq->who, p->acts[i].roles[r], k->today, NULL))
				return true;
	return false;
}

static struct str
setting_href(struct request *rq, const struct setting *s)
{
	return arena_fmt(rq->page, "/setting/%.*s", STR_ARG(s->id));
}

static struct str
row_label(struct request *rq, const struct setting *s, struct str of)
{
	return of.n ? PHRASE(rq->page, TEXT_SETTING_FOR, s->label, of_label(rq, s, of)) : s->label;
}

static struct view_setting_row
setting_row(struct request *rq, const struct setting *s, struct str of)
{
	const struct decided *d = decided_last(&rq->desk->town, s->id, of);
	struct view_setting_row row = {.label = row_label(rq, s, of),
	    .unit = s->unit,
	    .value = setting_value_shown(rq, s, d ? d->value : s->otherwise),
	    .decided = d != NULL,
	    .clause = label_clause(rq->page, s->clause),
	    .href = setting_href(rq, s)};

	if (d) {
		row.when = label_day(rq->page, d->decided);
		row.text = d->text;
	}
	return row;
}

enum err
setting_list(struct request *rq)
{
	const struct policy *p = rq->desk->policy;
	const struct town *t = &rq->desk->town;
	struct view_setting_row *rows = PAGE_LIST(rq, struct view_setting_row, p->settings_n + t->settings_n);
	struct view_setting_list v = {.frame = page_frame(rq, phrase(TEXT_SETTING_TITLE)), .rows = rows};

	for (size_t i = 0; i < p->settings_n; i++) {
		const struct setting *s = &p->settings[i];

		rows[v.rows_n++] = setting_row(rq, s, STR(""));
		for (size_t k = 0; k < t->settings_n;
		     k++) /* each section and thing once: by its last decision */
			if (t->settings[k].of.n && str_eq(t->settings[k].setting, s->id) &&
			    decided_last(t, s->id, t->settings[k].of) == &t->settings[k])
				rows[v.rows_n++] = setting_row(rq, s, t->settings[k].of);
	}
	PAGE_DRAW(rq, setting_list, &v);
	return ERR_OK;
}

static struct view_input
value_input(struct request *rq, const struct setting *s)
{
	struct view_input i = field_text(rq, "value", TEXT_SETTING_VALUE, true, false);

	i.id = STR("value");
	i.value = request_typed(rq, i.name);
	setting_value_ask(rq, s, &i);
	return i;
}

static void
inputs_fill(struct request *rq, const struct setting *s, const struct judged *j, struct view_setting *v)
{
	struct view_input *i = PAGE_LIST(rq, struct view_input, 3);

	i[0] = value_input(rq, s);
	i[1] = field_text(rq, "decided", TEXT_SETTING_DECIDED_ON, true, false);
	i[1].is_line = false;
	i[1].is_date = true;
	i[1].hint = PHRASE(rq->page, TEXT_FORM_DATE, day_wareki_short(rq->page, rq->desk->today));
	i[2] = field_text(rq, "text", TEXT_SETTING_TEXT, true, true);
	for (size_t n = 0; n < 3; n++) {
		i[n].id = arena_fmt(rq->page, "s-%.*s", STR_ARG(i[n].name));
		i[n].value = request_typed(rq, i[n].name);
		if (j && str_eq(j->field, i[n].name))
			i[n].error = j->why;
		i[n].says = arena_fmt(rq->page, "%.*s-hint %.*s-bad", STR_ARG(i[n].id), STR_ARG(i[n].id));
	}
	v->inputs = i;
	v->inputs_n = 3;
}

static struct str
history_text(struct request *rq, const struct setting *s, const struct decided *d)
{
	return d->of.n ? PHRASE(rq->page, TEXT_SETTING_FOR, d->text, of_label(rq, s, d->of)) : d->text;
}

static void
history_fill(struct request *rq, const struct setting *s, struct view_setting *v)
{
	const struct town *t = &rq->desk->town;
	struct view_pair *h = PAGE_LIST(rq, struct view_pair, t->settings_n);

	for (size_t i = t->settings_n; i-- > 0;)
		if (str_eq(t->settings[i].setting, s->id))
			h[v->history_n++] =
			    (struct view_pair){.label = label_day(rq->page, t->settings[i].decided),
			        .value = PHRASE(rq->page, TEXT_SETTING_WAS,
			            setting_value_shown(rq, s, t->settings[i].value), s->unit,
			            history_text(rq, s, &t->settings[i]))};
	v->history = h;
}

static void
setting_draw(struct request *rq, const struct setting *s, const struct judged *j)
{
	struct view_setting_row row = setting_row(rq, s, STR(""));
	struct view_setting v = {.label = s->label,
	    .clause = row.clause,
	    .unit = s->unit,
	    .value = row.value,
	    .may_set = may_set(rq),
	    .href = row.href};

	v.frame = page_frame(rq, s->label);
	page_here(rq, &v.frame, STR("/setting"));
	v.act_id = page_act_id(rq);
	if (request_queried(rq, STR("done")).n)
		v.frame.notice = PHRASE(rq->page, TEXT_MATTER_DONE, request_queried(rq, STR("done")));
	if (j) {
		v.error = j->why;
		v.way_out = j->way_out;
		v.act_id = request_typed(rq, STR("act_id"));
	}
	inputs_fill(rq, s, j, &v);
	history_fill(rq, s, &v);
	PAGE_DRAW(rq, setting, &v);
}

static enum err
setting_take(const struct request *rq, const struct setting **out)
{
	int at = policy_setting(rq->desk->policy, rq->part[0]);

	*out = at == NONE ? NULL : &rq->desk->policy->settings[at];
	return *out ? ERR_OK : ERR_NOT_FOUND;
}

enum err
setting_page(struct request *rq)
{
	const struct setting *s;
	enum err e = setting_take(rq, &s);

	if (e == ERR_OK)
		setting_draw(rq, s, NULL);
	return e;
}

static enum err
setting_answered(struct request *rq)
{
	const struct setting *s;
	struct judged j;
	enum err e = setting_take(rq, &s);

	if (e != ERR_OK)
		return e;
	judged_read(rq, rq->asks.ask, &j);
	if (j.err == ERR_OK)
		return request_goto(
		    rq, arena_fmt(rq->page, "/setting/%.*s?done=%lld", STR_ARG(s->id), (long long)j.seq));
	setting_draw(rq, s, &j);
	return j.err;
}

/* Typed in letters and figures that may come in full width. */
static bool
is_spelt(const struct setting *s)
{
	return s->type == SETTING_NUMBER || s->type == SETTING_TIME || s->type == SETTING_POSTS;
}

enum err
setting_set(struct request *rq)
{
	static const char *const names[] = {"value", "decided", "text"};
	struct buf b = buf_on(rq->arena, SETTING_BODY_MAX);
	struct json_out o = {.buf = &b};
	const struct setting *s;
	enum err e = setting_take(rq, &s);

	if (e != ERR_OK)
		return e;
	json_open(&o, '{');
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct str v = str_trim(request_typed(rq, str_of(names[i])));

		json_key(&o, names[i]);
		json_str(&o, i == 0 && is_spelt(s) ? fold_width(rq->page, v) : v);
	}
	json_close(&o, '}');
	if (!buf_done(&b))
		return ERR_TOO_LARGE;
	judged_ask(rq, request_ask(rq, 1, setting_answered),
	    &(struct act){
	        .kind = ACT_SET, .id = request_typed(rq, STR("act_id")), .setting = s->id, .seen = -1},
	    buf_str(&b));
	return ERR_OK;
}
