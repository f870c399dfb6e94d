/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 閉庁日: the table of closed days by fiscal year, single days, and a whole table from a file. */
#include "base/num.h"
#include "model/judge.h"
#include "query.h"
#include "roster/holiday_list.h"
#include "web/field.h"
#include "web/judged.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/right.h"

enum { DAYS_MAX = 20000, YEARS_MAX = 64, BODY_ROOM = 4096 };

struct table {
	struct closed_day *days;
	size_t n;
};

static enum err
table_read(struct request *rq, struct table *out)
{
	struct q_cursor c = q_page_holidays_open(rq->desk->store, &(struct q_page_holidays_in){DAYS_MAX});
	struct q_page_holidays_out row;

	*out = (struct table){PAGE_LIST(rq, struct closed_day, DAYS_MAX), 0};
	while (out->n < DAYS_MAX && q_page_holidays_next(&c, rq->page, &row))
		if (day_parse_iso(row.day, &out->days[out->n].day))
			out->days[out->n++].label = row.label;
	return q_cursor_end(&c);
}

/* --- the page ------------------------------------------------------------------------ */

static struct str
year_href(struct request *rq, int year)
{
	return arena_fmt(rq->page, "/holiday?year=%d", year);
}

/* This year, the next, and every year that has a day; in their order. */
static void
years_fill(struct request *rq, const struct table *t, int shown, struct view_holiday *v)
{
	int now = day_fiscal_year(rq->desk->today), first = now, last = now + 1;
	struct view_link *links = PAGE_LIST(rq, struct view_link, YEARS_MAX);

	if (t->n) {
		int from = day_fiscal_year(t->days[0].day), until = day_fiscal_year(t->days[t->n - 1].day);

		first = from < first ? from : first;
		last = until > last ? until : last;
	}
	if (last - first >= YEARS_MAX)
		first = last - YEARS_MAX + 1;
	for (int y = first; y <= last; y++)
		links[v->years_n++] =
		    (struct view_link){day_fiscal_label(rq->page, y), year_href(rq, y), y == shown};
	v->years = links;
}

static void
days_fill(struct request *rq, const struct table *t, int year, struct view_holiday *v)
{
	struct view_closed *rows = PAGE_LIST(rq, struct view_closed, t->n + 1);

	for (size_t i = 0; i < t->n; i++) {
		day d = t->days[i].day;

		if (day_fiscal_year(d) != year)
			continue;
		rows[v->days_n++] = (struct view_closed){.when = label_day(rq->page, d),
		    .label = t->days[i].label,
		    .iso = day_iso(rq->page, d),
		    .act_id = v->may && d >= rq->desk->today ? page_act_id(rq) : STR("")};
	}
	v->days = rows;
}

static void
inputs_fill(struct request *rq, const struct judged *j, struct view_holiday *v)
{
	struct view_input *i = PAGE_LIST(rq, struct view_input, 2);

	i[0] = field_text(rq, "day", TEXT_HOLIDAY_DAY, true, false);
	i[0].is_line = false;
	i[0].is_date = true;
	i[0].hint = PHRASE(rq->page, TEXT_FORM_DATE, day_wareki_short(rq->page, rq->desk->today));
	i[1] = field_text(rq, "label", TEXT_HOLIDAY_LABEL, true, false);
	for (size_t n = 0; n < 2; n++) {
		i[n].id = arena_fmt(rq->page, "h-%.*s", STR_ARG(i[n].name));
		i[n].value = j ? request_typed(rq, i[n].name) : STR("");
		i[n].error = j && str_ends(j->field, i[n].name) ? j->why : STR("");
		i[n].says = arena_fmt(rq->page, "%.*s-hint %.*s-bad", STR_ARG(i[n].id), STR_ARG(i[n].id));
	}
	v->inputs = i;
	v->inputs_n = 2;
}

/* From the shown year on: is there a table for the deadlines of the months to come? */
static bool
next_year_lacks(struct request *rq, const struct table *t)
{
	int next = day_fiscal_year(rq->desk->today) + 1;

	for (size_t i = 0; i < t->n; i++)
		if (day_fiscal_year(t->days[i].day) == next)
			return false;
	return true;
}

static enum err
holiday_draw(struct request *rq, const struct judged *j)
{
	int64_t year = day_fiscal_year(rq->desk->today);
	struct view_holiday v = {.frame = page_frame(rq, phrase(TEXT_HOLIDAY_TITLE))};
	struct table t;
	enum err e = table_read(rq, &t);

	if (e != ERR_OK)
		return e;
	if (!num_i64(request_queried(rq, STR("year")), 1, 9998, &year))
		year = day_fiscal_year(rq->desk->today);
	page_here(rq, &v.frame, STR("/admin"));
	if (request_queried(rq, STR("done")).n)
		v.frame.notice = PHRASE(rq->page, TEXT_MATTER_DONE, request_queried(rq, STR("done")));
	v.may = right_has(rq, ACT_HOLIDAY);
	v.year = day_fiscal_label(rq->page, (int)year);
	v.none_next = next_year_lacks(rq, &t);
	v.next_year = day_fiscal_label(rq->page, day_fiscal_year(rq->desk->today) + 1);
	v.who = right_roles(rq, ACT_HOLIDAY);
	v.act_id = j ? request_typed(rq, STR("act_id")) : page_act_id(rq);
	if (j) {
		v.error = j->why;
		v.way_out = j->way_out;
	}
	years_fill(rq, &t, (int)year, &v);
	days_fill(rq, &t, (int)year, &v);
	inputs_fill(rq, j, &v);
	PAGE_DRAW(rq, holiday, &v);
	return ERR_OK;
}

enum err
holiday_page(struct request *rq)
{
	return holiday_draw(rq, NULL);
}

/* --- single days ------------------------------------------------------------------------ */

static enum err
holiday_answered(struct request *rq)
{
	struct judged j;
	enum err e;
	day d;

	judged_read(rq, rq->asks.ask, &j);
	if (j.err == ERR_OK) {
		if (!day_parse(request_typed(rq, STR("day")), &d))
			d = rq->desk->today;
		return request_goto(rq,
		    arena_fmt(rq->page, "/holiday?year=%d&done=%lld", day_fiscal_year(d), (long long)j.seq));
	}
	e = holiday_draw(rq, &j);
	return e == ERR_OK ? j.err : e;
}

static void
holiday_ask(struct request *rq, struct str body, handler *then)
{
	judged_ask(rq, request_ask(rq, 1, then),
	    &(struct act){.kind = ACT_HOLIDAY, .id = request_typed(rq, STR("act_id")), .seen = -1}, body);
}

/* What can be told without the gate, in the words of the form. */
static bool
typed_check(struct request *rq, bool remove, day *d, struct judged *j)
{
	*j = (struct judged){.err = ERR_MALFORMED};
	if (!day_parse(str_trim(request_typed(rq, STR("day"))), d)) {
		j->field = STR("day");
		j->why = PHRASE(rq->page, TEXT_FORM_NO_DATE, day_wareki_short(rq->page, rq->desk->today));
	} else if (!remove && str_trim(request_typed(rq, STR("label"))).n == 0) {
		j->field = STR("label");
		j->why = PHRASE(rq->page, TEXT_FORM_EMPTY, phrase(TEXT_HOLIDAY_LABEL));
	}
	return j->why.n == 0;
}

enum err
holiday_change(struct request *rq)
{
	bool remove = request_typed(rq, STR("remove")).n > 0;
	struct buf b = buf_on(rq->arena, BODY_ROOM);
	struct json_out o = {.buf = &b};
	struct judged j;
	enum err e;
	day d;

	if (!right_has(rq, ACT_HOLIDAY))
		return right_refuse(rq, ACT_HOLIDAY);
	if (!typed_check(rq, remove, &d, &j)) {
		e = holiday_draw(rq, &j);
		return e == ERR_OK ? j.err : e;
	}
	json_open(&o, '{');
	json_key(&o, remove ? "remove" : "add");
	json_open(&o, '[');
	if (remove) {
		json_str(&o, day_iso(rq->arena, d));
	} else {
		json_open(&o, '{');
		json_key(&o, "day");
		json_str(&o, day_iso(rq->arena, d));
		json_key(&o, "label");
		json_str(&o, str_trim(request_typed(rq, STR("label"))));
		json_close(&o, '}');
	}
	json_close(&o, ']');
	json_close(&o, '}');
	if (!buf_done(&b))
		return ERR_TOO_LARGE;
	holiday_ask(rq, buf_str(&b), holiday_answered);
	return ERR_OK;
}

/* --- a whole table ------------------------------------------------------------------------- */

static void
faults_fill(struct request *rq, const struct holiday_list *l, struct view_holiday_list *v)
{
	struct view_fault *list = PAGE_LIST(rq, struct view_fault, l->fault_n);

	for (size_t i = 0; i < l->fault_n; i++)
		list[i] = (struct view_fault){.line = (int64_t)l->faults[i].line,
		    .column = (int64_t)l->faults[i].column,
		    .text = l->faults[i].text};
	v->faults = list;
	v->faults_n = l->fault_n;
	v->fault_all = (int64_t)l->fault_all;
	v->fault_rest = (int64_t)(l->fault_all - l->fault_n);
}

static void
listed_fill(struct request *rq, const struct holiday_list *l, struct view_holiday_list *v)
{
	struct view_closed *added = PAGE_LIST(rq, struct view_closed, l->n),
	                   *renamed = PAGE_LIST(rq, struct view_closed, l->n);

	for (size_t i = 0; i < l->n; i++) {
		struct view_closed row = {.when = label_day(rq->page, l->days[i].day),
		    .label = l->days[i].label,
		    .was = l->days[i].was};

		if (l->days[i].state == LISTED_NEW)
			added[v->added_n++] = row;
		else if (l->days[i].state == LISTED_RENAMED)
			renamed[v->renamed_n++] = row;
	}
	v->added = added;
	v->renamed = renamed;
	v->same = (int64_t)holiday_list_count(l, LISTED_SAME);
	v->past = (int64_t)holiday_list_count(l, LISTED_PAST);
	v->added_all = (int64_t)v->added_n;
	v->renamed_all = (int64_t)v->renamed_n;
	v->changes = v->added_all + v->renamed_all;
}

/* Days to come that stand in the table and not in the file stay closed: the town's own, perhaps. */
static void
kept_fill(
    struct request *rq, const struct holiday_list *l, const struct table *t, struct view_holiday_list *v)
{
	struct view_closed *kept = PAGE_LIST(rq, struct view_closed, t->n);

	for (size_t i = 0; i < t->n; i++) {
		bool listed = t->days[i].day < rq->desk->today;

		for (size_t n = 0; n < l->n && !listed; n++)
			listed = l->days[n].day == t->days[i].day;
		if (!listed)
			kept[v->kept_n++] = (struct view_closed){
			    .when = label_day(rq->page, t->days[i].day), .label = t->days[i].label};
	}
	v->kept = kept;
	v->kept_all = (int64_t)v->kept_n;
}

static enum err
list_read(struct request *rq, struct holiday_list *l)
{
	const struct upload *f = multipart_file(&rq->files, STR("list"));
	struct str again = form_get(&rq->form, STR("text"));
	struct table t;
	enum err e = table_read(rq, &t);

	if (e != ERR_OK)
		return e;
	if (again.p == NULL && (f == NULL || f->file.n == 0)) {
		page_why(rq, TEXT_UPLOAD_NONE, TEXT_UPLOAD_NONE_TODO);
		return ERR_MALFORMED;
	}
	holiday_list_read(
	    rq->page, again.p ? request_typed(rq, STR("file")) : f->file, again.p ? again : f->bytes, l);
	holiday_list_compare(l, t.days, t.n, rq->desk->today);
	return ERR_OK;
}

static enum err
list_draw(struct request *rq, const struct holiday_list *l, const struct judged *j)
{
	struct view_holiday_list v = {.frame = page_frame(rq, phrase(TEXT_HOLIDAY_LOOK_TITLE))};
	struct table t;
	enum err e = table_read(rq, &t);

	if (e != ERR_OK)
		return e;
	page_here(rq, &v.frame, STR("/admin"));
	v.file = l->file;
	v.encoding = l->encoding;
	v.text = l->text;
	v.act_id = page_act_id(rq);
	if (j) {
		v.error = j->why;
		v.way_out = j->way_out;
	}
	faults_fill(rq, l, &v);
	if (l->fault_all == 0) {
		listed_fill(rq, l, &v);
		kept_fill(rq, l, &t, &v);
	}
	PAGE_DRAW(rq, holiday_list, &v);
	return ERR_OK;
}

/* The file is looked at; nothing happens yet. */
enum err
holiday_look(struct request *rq)
{
	struct holiday_list l;
	enum err e;

	if (!right_has(rq, ACT_HOLIDAY))
		return right_refuse(rq, ACT_HOLIDAY);
	e = list_read(rq, &l);
	return e == ERR_OK ? list_draw(rq, &l, NULL) : e;
}

static enum err
list_answered(struct request *rq)
{
	struct holiday_list l;
	struct judged j;
	enum err e;

	judged_read(rq, rq->asks.ask, &j);
	if (j.err == ERR_OK)
		return request_goto(rq, arena_fmt(rq->page, "/holiday?done=%lld", (long long)j.seq));
	e = list_read(rq, &l);
	if (e == ERR_OK)
		e = list_draw(rq, &l, &j);
	return e == ERR_OK ? j.err : e;
}

/* What comes back is read and compared as if it had just been chosen. */
enum err
holiday_take(struct request *rq)
{
	struct holiday_list l;
	struct str body;
	enum err e;

	if (!right_has(rq, ACT_HOLIDAY))
		return right_refuse(rq, ACT_HOLIDAY);
	e = list_read(rq, &l);
	if (e != ERR_OK)
		return e;
	if (l.fault_all || holiday_list_count(&l, LISTED_NEW) + holiday_list_count(&l, LISTED_RENAMED) == 0)
		return list_draw(rq, &l, NULL);
	body = holiday_list_body(&l);
	if (body.n == 0)
		return ERR_TOO_LARGE;
	holiday_ask(rq, arena_str(rq->arena, body), list_answered);
	return ERR_OK;
}
