/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* In at a station: a name in two taps, what else is asked, and the entry. */
#include <stdlib.h>

#include "base/fold.h"
#include "base/num.h"
#include "os/loop.h"
#include "query.h"
#include "web/field.h"
#include "web/judged.h"
#include "web/kana.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/stay.h"
#include "web/stored.h"
#include "web/tablet.h"

enum { RECENT_LOOK = 300, RECENT_SHOWN = 12, BODY_MAX_JSON = 256 * 1024 };

#define GUEST STR("guest")

static const enum text_key row_labels[KANA_ROWS] = {TEXT_KANA_A, TEXT_KANA_KA, TEXT_KANA_SA, TEXT_KANA_TA,
    TEXT_KANA_NA, TEXT_KANA_HA, TEXT_KANA_MA, TEXT_KANA_YA, TEXT_KANA_RA, TEXT_KANA_WA, TEXT_KANA_OTHER};

/* --- names --------------------------------------------------------------------------------- */

struct caller {
	const struct person *person;
	struct str reading; /* folded */
};

struct names {
	struct request *rq;
	struct way way;
	struct stay *stays;
	size_t stay_n;
	bool missed;
};

/* Everybody who may stand in the field: in office, and no device. */
static bool
is_caller(const struct request *rq, const struct person *p)
{
	return (p->kind == PERSON_STAFF || p->kind == PERSON_OUTSIDER) &&
	       person_in_office(p, rq->desk->today);
}

static int
by_reading(const void *x, const void *y)
{
	const struct caller *a = x, *b = y;
	int c = str_cmp(a->reading, b->reading);

	return c ? c : str_cmp(a->person->id, b->person->id);
}

static size_t
callers_of_row(struct names *s, int row, struct caller *out)
{
	const struct town *t = &s->rq->desk->town;
	size_t n = 0;

	for (size_t i = 0; i < t->persons_n; i++) {
		const struct person *p = &t->persons[i];
		struct str reading = p->kana.n ? p->kana : p->name;

		if (is_caller(s->rq, p) && kana_row(s->rq->page, reading) == row)
			out[n++] = (struct caller){p, fold_key(s->rq->page, reading)};
	}
	qsort(out, n, sizeof *out, by_reading);
	return n;
}

/* Whoever came in lately, the last one first. */
static size_t
callers_recent(struct names *s, struct caller *out)
{
	struct q_station_recent_in in = {.proc = s->way.proc->id, .most = RECENT_LOOK};
	struct q_cursor c = q_station_recent_open(s->rq->desk->store, &in);
	struct q_station_recent_out r;
	size_t n = 0;

	while (q_station_recent_next(&c, s->rq->page, &r)) {
		const struct person *p = town_person(&s->rq->desk->town, way_person(s->rq, &s->way, r.form));
		bool known = p == NULL || !is_caller(s->rq, p);

		for (size_t i = 0; i < n && !known; i++)
			known = out[i].person == p;
		if (!known && n < RECENT_SHOWN)
			out[n++] = (struct caller){.person = p};
	}
	(void)!q_cursor_end(&c); /* a failure shows as nobody having come lately */
	return n;
}

static void
callers_fill(struct names *s, const struct caller *callers, size_t n, struct view_station_names *v)
{
	struct request *rq = s->rq;
	struct view_caller *list = PAGE_LIST(rq, struct view_caller, n + 1);

	for (size_t i = 0; i < n; i++) {
		const struct person *p = callers[i].person;
		const struct post *post = town_main_post(&rq->desk->town, p, rq->desk->today);

		list[i] = (struct view_caller){.name = p->name,
		    .note = post ? label_section(rq->desk, post->section) : p->company,
		    .href = arena_fmt(rq->page, "/station/%s/%.*s", s->missed ? "missed" : "in",
		        STR_ARG(form_escape(rq->page, p->id))),
		    .inside = stay_of_person(s->stays, s->stay_n, p->id) != NULL};
	}
	v->callers = list;
	v->callers_n = n;
}

/* 最近, and the rows that have anybody in them. */
static void
rows_fill(struct names *s, int chosen, struct view_station_names *v)
{
	struct request *rq = s->rq;
	const struct town *t = &rq->desk->town;
	struct view_link *links = PAGE_LIST(rq, struct view_link, KANA_ROWS + 1);
	const char *path = s->missed ? "/station/missed" : "/station/in";
	bool there[KANA_ROWS] = {false};

	for (size_t i = 0; i < t->persons_n; i++)
		if (is_caller(rq, &t->persons[i]))
			there[kana_row(
			    rq->page, t->persons[i].kana.n ? t->persons[i].kana : t->persons[i].name)] = true;
	links[v->rows_n++] = (struct view_link){phrase(TEXT_STATION_RECENT), str_of(path), chosen < 0};
	for (int row = 0; row < KANA_ROWS; row++)
		if (there[row])
			links[v->rows_n++] = (struct view_link){phrase(row_labels[row]),
			    arena_fmt(rq->page, "%s?row=%.*s", path, STR_ARG(kana_word(row))), chosen == row};
	v->rows = links;
}

static enum err
names_draw(struct request *rq, bool missed)
{
	struct names s = {.rq = rq, .missed = missed};
	struct view_station_names v = {.missed = missed};
	int row = kana_row_of_word(request_queried(rq, STR("row")));
	struct caller *callers = PAGE_LIST(rq, struct caller, rq->desk->town.persons_n + RECENT_SHOWN);
	enum err e = way_of_station(rq, &s.way);

	if (e == ERR_OK)
		e = stay_all(rq, &s.way, &s.stays, &s.stay_n);
	if (e != ERR_OK)
		return e;
	if (s.way.who != NONE) {
		callers_fill(&s, callers,
		    row < 0 ? callers_recent(&s, callers) : callers_of_row(&s, row, callers), &v);
		rows_fill(&s, row, &v);
	}
	v.recent = row < 0;
	if (s.way.guests)
		v.guest_href = arena_fmt(rq->page, "/station/%s/guest", missed ? "missed" : "in");
	v.title = phrase(missed ? TEXT_STATION_WHO_MISSED : TEXT_STATION_WHO);
	v.tablet = tablet_frame(rq, v.title, TABLET_IDLE);
	PAGE_DRAW(rq, station_names, &v);
	return ERR_OK;
}

enum err
station_in(struct request *rq)
{
	return names_draw(rq, false);
}

enum err
station_missed(struct request *rq)
{
	return names_draw(rq, true);
}

/* --- what else is asked ------------------------------------------------------------------------ */

struct entering {
	struct way way;
	bool guest, missed;
	const struct person *person; /* NULL for a guest */
	struct field_form form;
	struct str at, at_error; /* of coming in, when it was missed */
	int64_t moment;
};

static enum err
entering_read(struct request *rq, bool missed, struct entering *in)
{
	enum err e = way_of_station(rq, &in->way);

	in->missed = missed;
	in->guest = str_eq(rq->part[0], GUEST);
	in->person = in->guest ? NULL : town_person(&rq->desk->town, rq->part[0]);
	if (e != ERR_OK)
		return e;
	if (in->guest ? !in->way.guests
	              : in->way.who == NONE || in->person == NULL || !is_caller(rq, in->person))
		return ERR_NOT_FOUND;
	in->form = (struct field_form){.policy = in->way.policy, .prefix = STR("s")};
	in->form.n = way_asks(rq, &in->way, in->guest, &in->form.fields);
	return ERR_OK;
}

/* What this person, else whoever came last, said to what is asked: as if it had been typed. */
static void
remember(struct request *rq, struct entering *in)
{
	struct q_station_recent_in query = {.proc = in->way.proc->id, .most = RECENT_LOOK};
	struct q_cursor c = q_station_recent_open(rq->desk->store, &query);
	struct q_station_recent_out r;
	struct str form = {NULL, 0};

	while (q_station_recent_next(&c, rq->page, &r)) {
		bool his = in->person && str_eq(way_person(rq, &in->way, r.form), in->person->id);

		if (form.n == 0 || his)
			form = r.form;
		if (his)
			break;
	}
	(void)!q_cursor_end(&c); /* a failure shows as nothing remembered */
	rq->form.pairs = PAGE_LIST(rq, struct form_pair, in->form.n + 1);
	rq->form.n = 0;
	for (size_t i = 0; i < in->form.n && form.n; i++)
		if (in->form.fields[i].type == FIELD_CHOICE || in->form.fields[i].type == FIELD_YESNO)
			rq->form.pairs[rq->form.n++] =
			    (struct form_pair){field_name(rq->page, in->form.fields[i].name),
			        stored_text(rq->page, form, in->form.fields[i].name)};
	in->form.typed = true;
}

/* A yes or no is never remembered of a guest: it is about him, not about the door. */
static void
forget_guest(struct entering *in, struct request *rq)
{
	size_t n = 0;

	for (size_t i = 0; in->guest && i < rq->form.n; i++) {
		struct str name = str_sub(rq->form.pairs[i].name, 2, SIZE_MAX);
		int at = field_index(in->form.fields, in->form.n, name);

		if (at != NONE && in->form.fields[at].type != FIELD_YESNO)
			rq->form.pairs[n++] = rq->form.pairs[i];
	}
	if (in->guest)
		rq->form.n = n;
}

/* Every choice is a row of buttons here, however long. */
static void
choices_widen(struct view_input *inputs, size_t n, const struct field_form *form)
{
	for (size_t i = 0, at = 0; at < form->n && i < n; at++) {
		if (form->fields[at].worked_out)
			continue;
		if (form->fields[at].type == FIELD_CHOICE) {
			inputs[i].is_radio = true;
			inputs[i].is_select = false;
		}
		i++;
	}
}

static void
form_draw(struct request *rq, struct entering *in, struct str error, struct str way_out)
{
	struct view_station_form v = {.guest = in->guest,
	    .missed = in->missed,
	    .error = error,
	    .way_out = way_out,
	    .at = in->at,
	    .at_error = in->at_error};
	const struct post *post =
	    in->person ? town_main_post(&rq->desk->town, in->person, rq->desk->today) : NULL;
	struct view_input *inputs;

	v.inputs_n = field_inputs(rq, &in->form, &inputs);
	choices_widen(inputs, v.inputs_n, &in->form);
	v.inputs = inputs;
	v.who = in->person ? in->person->name : phrase(TEXT_STATION_GUEST);
	v.note = post ? label_section(rq->desk, post->section) : STR("");
	v.href = rq->head.path;
	v.act_id = request_typed(rq, STR("act_id")).n ? request_typed(rq, STR("act_id")) : page_act_id(rq);
	v.act_id_out =
	    request_typed(rq, STR("act_id_out")).n ? request_typed(rq, STR("act_id_out")) : page_act_id(rq);
	v.title = phrase(in->missed ? TEXT_STATION_MISSED_TITLE : TEXT_STATION_IN_TITLE);
	v.send = phrase(in->missed ? TEXT_STATION_SEND_BOTH : TEXT_STATION_SEND_IN);
	v.tablet = tablet_frame(rq, v.title, in->guest ? TABLET_TYPING : TABLET_IDLE);
	PAGE_DRAW(rq, station_form, &v);
}

/* He who is inside and taps 入室 again is shown the way out. */
static enum err
inside_draw(struct request *rq, const struct stay *s)
{
	struct view_station_inside v = {.forgotten = day_of_time(s->since) < rq->desk->today};

	v.stay = (struct view_stay){.name = s->name,
	    .note = s->note,
	    .since = stay_when(rq, s->since),
	    .href = label_path(rq->page, STR("/station/out/"), s->matter),
	    .act_id = page_act_id(rq),
	    .seen = s->seen,
	    .late = s->late,
	    .one_tap = s->way.one_tap};
	v.person = s->person;
	v.asks_time = v.forgotten && s->way.out_at != NONE && s->way.one_tap;
	v.day_label = label_day(rq->page, day_of_time(s->since));
	v.tablet = tablet_frame(rq, phrase(TEXT_STATION_INSIDE_TITLE), TABLET_IDLE);
	v.csrf = v.tablet.frame.csrf;
	PAGE_DRAW(rq, station_inside, &v);
	return ERR_OK;
}

static enum err
form_page(struct request *rq, bool missed)
{
	struct entering in = {0};
	const struct stay *here;
	struct stay *stays;
	size_t n;
	enum err e = entering_read(rq, missed, &in);

	if (e == ERR_OK)
		e = stay_all(rq, &in.way, &stays, &n);
	if (e != ERR_OK)
		return e;
	here = in.person ? stay_of_person(stays, n, in.person->id) : NULL;
	if (here)
		return inside_draw(rq, here);
	remember(rq, &in);
	forget_guest(&in, rq);
	form_draw(rq, &in, STR(""), STR(""));
	return ERR_OK;
}

enum err
station_form(struct request *rq)
{
	return form_page(rq, false);
}

enum err
station_missed_form(struct request *rq)
{
	return form_page(rq, true);
}

/* --- the entry ------------------------------------------------------------------------------------ */

/* "8:45" of today, not after now. */
static void
time_read(struct request *rq, struct entering *in)
{
	struct str typed = str_trim(fold_width(rq->page, request_typed(rq, STR("at")))), hour;
	int64_t now = loop_clock(), h, m;

	in->at = typed;
	in->moment = now;
	if (!in->missed || in->way.at == NONE)
		return;
	if (!str_cut(&typed, ':', &hour) || !num_i64(hour, 0, 23, &h) || !num_i64(typed, 0, 59, &m)) {
		in->at_error = phrase(TEXT_STATION_NO_TIME);
		return;
	}
	in->moment = day_begin(day_of_time(now)) + h * 3600 + m * 60;
	if (in->moment > now)
		in->at_error = phrase(TEXT_STATION_TIME_TO_COME);
}

static struct str
body_write(struct request *rq, const struct entering *in)
{
	struct buf b = buf_on(rq->arena, BODY_MAX_JSON);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	if (in->person) {
		json_key_str(&o, in->way.proc->form[in->way.who].name);
		json_str(&o, in->person->id);
	}
	field_write(rq, &in->form, &o);
	if (in->way.at != NONE) {
		json_key_str(&o, in->way.proc->form[in->way.at].name);
		json_str(&o, way_moment(rq->arena, in->moment));
	}
	json_close(&o, '}');
	return buf_done(&b) ? buf_str(&b) : STR("{}");
}

/* What was sent, drawn again with why it was not taken. */
static enum err
again(struct request *rq, bool missed, const struct judged *j)
{
	struct entering in = {0};
	enum err e = entering_read(rq, missed, &in);

	if (e != ERR_OK)
		return e;
	in.form.typed = true;
	in.form.bad_field = j->field;
	in.form.error = j->why;
	in.at = request_typed(rq, STR("at"));
	form_draw(rq, &in, j->why, j->way_out);
	return j->err;
}

static enum err
done_goto(struct request *rq, int64_t matter, bool out)
{
	return request_goto(
	    rq, arena_fmt(rq->page, "/station/done/%lld%s", (long long)matter, out ? "?out=1" : ""));
}

static enum err
entered(struct request *rq)
{
	struct judged j;

	judged_read(rq, rq->asks.ask, &j);
	return j.err == ERR_OK ? done_goto(rq, j.matter, false) : again(rq, false, &j);
}

static enum err
left_too(struct request *rq)
{
	struct judged j;

	judged_read(rq, rq->asks.ask, &j);
	return j.err == ERR_OK ? done_goto(rq, j.matter, true) : judged_fail(rq, &j);
}

/* The way out asks nothing but when: now. */
static struct str
out_body(struct request *rq, const struct way *w)
{
	struct buf b = buf_on(rq->arena, BODY_MAX_JSON);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	if (w->out_at != NONE) {
		json_key_str(&o, w->proc->steps[w->out].form[w->out_at].name);
		json_str(&o, way_moment(rq->arena, loop_clock()));
	}
	json_close(&o, '}');
	return buf_done(&b) ? buf_str(&b) : STR("{}");
}

/* Coming in is recorded: now going out. */
static enum err
entered_now_out(struct request *rq)
{
	struct judged j;
	struct way w;
	enum err e = way_of_station(rq, &w);

	judged_read(rq, rq->asks.ask, &j);
	if (e != ERR_OK)
		return e;
	if (j.err != ERR_OK)
		return again(rq, true, &j);
	if (w.out == NONE)
		return done_goto(rq, j.matter, false);
	if (!w.one_tap) /* the way out asks something: he is inside now, and goes out as everybody */
		return request_goto(rq, label_path(rq->page, STR("/station/out/"), j.matter));
	const struct act act = {.kind = ACT_DO,
	    .id = request_typed(rq, STR("act_id_out")),
	    .matter = j.matter,
	    .step = w.proc->steps[w.out].name,
	    .seen = j.seq};
	judged_ask(rq, request_ask(rq, 1, left_too), &act, out_body(rq, &w));
	return ERR_OK;
}

static enum err
enter(struct request *rq, bool missed)
{
	struct entering in = {0};
	enum err e = entering_read(rq, missed, &in);

	if (e != ERR_OK)
		return e;
	in.form.typed = true;
	time_read(rq, &in);
	if (!field_known(rq, &in.form)) {
		page_why(rq, TEXT_FORM_UNKNOWN, TEXT_TODO_MALFORMED);
		return ERR_MALFORMED;
	}
	if (!field_check(rq, &in.form) || in.at_error.n) {
		form_draw(rq, &in, phrase(TEXT_FORM_CHECK), STR(""));
		return ERR_MALFORMED;
	}
	const struct act act = {.kind = ACT_SUBMIT,
	    .id = request_typed(rq, STR("act_id")),
	    .procedure = in.way.proc->id,
	    .seen = -1};
	judged_ask(rq, request_ask(rq, 1, missed ? entered_now_out : entered), &act, body_write(rq, &in));
	return ERR_OK;
}

enum err
station_enter(struct request *rq)
{
	return enter(rq, false);
}

enum err
station_missed_enter(struct request *rq)
{
	return enter(rq, true);
}
