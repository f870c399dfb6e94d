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
#include "web/picker.h"
#include "web/right.h"
#include "web/setting_value.h"

enum { SETTING_BODY_MAX = 64 * 1024, INPUTS = 4 };

/* The last decision for the town (`of` empty), a section or an item, or NULL: the default of the policy holds. */
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

/* A section or a thing by its name. */
static struct str
of_label(struct request *rq, const struct setting *s, struct str of)
{
	int64_t id;

	if (s->of == SETTING_OF_ITEM && num_i64(of, 1, INT64_MAX, &id))
		return label_item(rq, id);
	return label_section(rq->desk, of);
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

static bool
is_last_of(const struct town *t, size_t at)
{
	const struct decided *d = &t->settings[at];

	for (size_t i = at + 1; i < t->settings_n; i++)
		if (str_eq(t->settings[i].setting, d->setting) && str_eq(t->settings[i].of, d->of) &&
		    t->settings[i].time >= d->time)
			return false;
	return d->of.n > 0;
}

/* The sections and things that have a value of their own. */
static size_t
own_fill(struct request *rq, const struct setting *s, const struct view_pair **out)
{
	const struct town *t = &rq->desk->town;
	struct view_pair *list = PAGE_LIST(rq, struct view_pair, t->settings_n);
	size_t n = 0;

	for (size_t i = 0; s->of != SETTING_OF_TOWN && i < t->settings_n; i++)
		if (str_eq(t->settings[i].setting, s->id) && is_last_of(t, i) && t->settings[i].value.n)
			list[n++] = (struct view_pair){.label = of_label(rq, s, t->settings[i].of),
			    .value = arena_fmt(rq->page, "%.*s %.*s",
			        STR_ARG(setting_value_shown(rq, s, t->settings[i].value)), STR_ARG(s->unit))};
	*out = list;
	return n;
}

static struct view_setting_row
setting_row(struct request *rq, const struct setting *s)
{
	const struct decided *d = decided_last(&rq->desk->town, s->id, STR(""));
	struct view_setting_row row = {.label = s->label,
	    .unit = s->unit,
	    .value = setting_value_shown(rq, s, d ? d->value : s->otherwise),
	    .decided = d != NULL,
	    .clause = s->reading ? label_clauses(rq->page, &s->clauses) : label_clause(rq->page, s->clause),
	    .href = setting_href(rq, s)};

	row.own_n = own_fill(rq, s, &row.own);
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
	struct view_setting_row *rows = PAGE_LIST(rq, struct view_setting_row, p->settings_n);
	struct view_setting_row *readings = PAGE_LIST(rq, struct view_setting_row, p->settings_n);
	struct view_setting_list v = {
	    .frame = page_frame(rq, phrase(TEXT_SETTING_TITLE)), .rows = rows, .readings = readings};

	for (size_t i = 0; i < p->settings_n; i++) {
		if (p->settings[i].reading)
			readings[v.readings_n++] = setting_row(rq, &p->settings[i]);
		else
			rows[v.rows_n++] = setting_row(rq, &p->settings[i]);
	}
	v.may_adopt = right_has(rq, ACT_ADOPT);
	PAGE_DRAW(rq, setting_list, &v);
	return ERR_OK;
}

static struct view_input
value_input(struct request *rq, const struct setting *s)
{
	struct view_input i = field_text(rq, "value", TEXT_SETTING_VALUE, true, s->reading);

	i.id = STR("value");
	i.value = request_typed(rq, i.name);
	setting_value_ask(rq, s, &i);
	return i;
}

/* For which section; nothing chosen: for the town. */
static struct view_input
section_input(struct request *rq)
{
	struct view_input i = field_text(rq, "of", TEXT_SETTING_OF_SECTION, false, false);
	const struct town *t = &rq->desk->town;
	struct view_option *o = PAGE_LIST(rq, struct view_option, t->sections_n);

	for (size_t k = 0; k < t->sections_n; k++)
		if (t->sections[k].from <= rq->desk->today &&
		    (t->sections[k].until == DAY_NONE || rq->desk->today <= t->sections[k].until))
			o[i.options_n++] = (struct view_option){.value = t->sections[k].id,
			    .label = t->sections[k].label,
			    .chosen = str_eq(t->sections[k].id, request_typed(rq, STR("of")))};
	i.is_line = false;
	i.is_select = true;
	i.options = o;
	return i;
}

/* For which thing of its register. */
static struct view_input
item_input(struct request *rq, const struct setting *s)
{
	struct view_input i = field_text(rq, "of", TEXT_SETTING_OF_ITEM, false, false);
	int reg = s->of_reg;
	const struct field f = {.name = STR("of"), .type = FIELD_ITEM, .of = &reg, .of_n = 1};

	i.is_line = false;
	i.is_items = i.one = true;
	i.hint = PHRASE(rq->page, TEXT_SETTING_OF_ITEM_HINT, rq->desk->policy->registers[s->of_reg].label);
	picker_fill(rq, rq->desk->policy, &f, rq->head.method == METHOD_POST, &i);
	return i;
}

static void
inputs_fill(struct request *rq, const struct setting *s, const struct judged *j, struct view_setting *v)
{
	struct view_input *i = PAGE_LIST(rq, struct view_input, INPUTS);
	size_t count = INPUTS - 1;

	i[0] = value_input(rq, s);
	i[1] = field_text(rq, "decided", TEXT_SETTING_DECIDED_ON, true, false);
	i[1].is_line = false;
	i[1].is_date = true;
	i[1].hint = PHRASE(rq->page, TEXT_FORM_DATE, day_wareki_short(rq->page, rq->desk->today));
	i[2] = field_text(rq, "text", TEXT_SETTING_TEXT, true, true);
	if (s->of != SETTING_OF_TOWN)
		i[count++] = s->of == SETTING_OF_SECTION ? section_input(rq) : item_input(rq, s);
	for (size_t n = 0; n < count; n++) {
		i[n].id = arena_fmt(rq->page, "s-%.*s", STR_ARG(i[n].name));
		i[n].value = request_typed(rq, i[n].name);
		if (j && str_eq(j->field, i[n].name))
			i[n].error = j->why;
		i[n].says = arena_fmt(rq->page, "%.*s-hint %.*s-bad", STR_ARG(i[n].id), STR_ARG(i[n].id));
	}
	v->inputs = i;
	v->inputs_n = count;
}

static struct str
history_label(struct request *rq, const struct setting *s, const struct decided *d)
{
	struct str when = label_day(rq->page, d->decided);

	return d->of.n ? PHRASE(rq->page, TEXT_SETTING_FOR, when, of_label(rq, s, d->of)) : when;
}

static void
history_fill(struct request *rq, const struct setting *s, struct view_setting *v)
{
	const struct town *t = &rq->desk->town;
	struct view_pair *h = PAGE_LIST(rq, struct view_pair, t->settings_n);

	for (size_t i = t->settings_n; i-- > 0;)
		if (str_eq(t->settings[i].setting, s->id))
			h[v->history_n++] = (struct view_pair){.label = history_label(rq, s, &t->settings[i]),
			    .value = PHRASE(rq->page, TEXT_SETTING_WAS,
			        setting_value_shown(rq, s, t->settings[i].value), s->unit,
			        t->settings[i].text)};
	v->history = h;
}

static void
setting_draw(struct request *rq, const struct setting *s, const struct judged *j)
{
	struct view_setting_row row = setting_row(rq, s);
	struct view_setting v = {.label = s->label,
	    .clause = row.clause,
	    .unit = s->unit,
	    .value = row.value,
	    .reading = s->reading,
	    .own = row.own,
	    .own_n = row.own_n,
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
	if (field_is_picking(rq)) {
		setting_draw(rq, s, NULL);
		return ERR_OK;
	}
	json_open(&o, '{');
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct str v = str_trim(request_typed(rq, str_of(names[i])));

		json_key(&o, names[i]);
		json_str(&o, i == 0 && is_spelt(s) ? fold_width(rq->page, v) : v);
	}
	if (s->of != SETTING_OF_TOWN && str_trim(request_typed(rq, STR("of"))).n) {
		json_key(&o, "of");
		json_str(&o, str_trim(request_typed(rq, STR("of"))));
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
