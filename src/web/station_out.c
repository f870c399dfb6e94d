/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Out at a station: who is inside, one tap, and what the way out asks where it asks anything. */
#include "base/fold.h"
#include "base/num.h"
#include "os/loop.h"
#include "web/field.h"
#include "web/judged.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/stay.h"
#include "web/tablet.h"

enum { BODY_MAX_JSON = 64 * 1024 };

enum err
station_out(struct request *rq)
{
	struct view_station_out v = {0};
	struct view_stay *list;
	struct stay *stays;
	struct way w;
	size_t n;
	enum err e = way_of_station(rq, &w);

	if (e == ERR_OK)
		e = stay_all(rq, &w, &stays, &n);
	if (e != ERR_OK)
		return e;
	list = PAGE_LIST(rq, struct view_stay, n + 1);
	for (size_t i = 0; i < n; i++)
		list[i] = (struct view_stay){.name = stays[i].name,
		    .note = stays[i].note,
		    .since = PHRASE(rq->page, TEXT_STATION_SINCE, stay_when(rq, stays[i].since)),
		    .href = label_path(rq->page, STR("/station/out/"), stays[i].matter),
		    .act_id = page_act_id(rq),
		    .seen = stays[i].seen,
		    .late = stays[i].late,
		    .one_tap = stays[i].way.one_tap};
	v.inside = list;
	v.inside_n = n;
	v.label = w.out == NONE ? STR("") : w.proc->steps[w.out].label;
	if (w.at != NONE)
		v.missed_href = STR("/station/missed");
	v.tablet = tablet_frame(rq, v.label, TABLET_IDLE);
	v.csrf = v.tablet.frame.csrf;
	PAGE_DRAW(rq, station_out, &v);
	return ERR_OK;
}

/* --- one of them ------------------------------------------------------------------------- */

struct leaving {
	struct way way; /* of the station now */
	const struct stay *stay;
	struct field_form form;
};

static enum err
leaving_read(struct request *rq, struct leaving *l)
{
	struct stay *stays;
	size_t n;
	int64_t id;
	enum err e = way_of_station(rq, &l->way);

	if (e == ERR_OK)
		e = request_id(rq, 0, &id);
	if (e == ERR_OK)
		e = stay_all(rq, &l->way, &stays, &n);
	if (e != ERR_OK)
		return e;
	l->stay = stay_find(stays, n, id);
	if (l->stay == NULL)
		return ERR_NOT_FOUND;
	l->form = (struct field_form){.policy = l->stay->way.policy, .prefix = STR("s")};
	l->form.n = way_asks_out(rq, &l->stay->way, &l->form.fields);
	return ERR_OK;
}

static void
leaving_draw(struct request *rq, struct leaving *l, struct str error, struct str way_out)
{
	const struct stay *s = l->stay;
	struct view_station_form v = {.out = true, .error = error, .way_out = way_out, .seen = s->seen};
	struct view_input *inputs;

	v.inputs_n = field_inputs(rq, &l->form, &inputs);
	v.inputs = inputs;
	v.who = s->name;
	v.note = s->note;
	v.href = rq->head.path;
	v.title = s->way.proc->steps[s->way.out].label;
	v.send = PHRASE(rq->page, TEXT_STATION_SEND_OUT, v.title);
	v.act_id = request_typed(rq, STR("act_id")).n ? request_typed(rq, STR("act_id")) : page_act_id(rq);
	v.tablet = tablet_frame(rq, v.title, TABLET_IDLE);
	PAGE_DRAW(rq, station_form, &v);
}

enum err
station_leaving(struct request *rq)
{
	struct leaving l = {0};
	enum err e = leaving_read(rq, &l);

	if (e == ERR_OK)
		leaving_draw(rq, &l, STR(""), STR(""));
	return e;
}

/* When: now, or what was typed for the day on which it was forgotten. */
static enum err
moment_read(struct request *rq, const struct stay *s, int64_t *out)
{
	struct str at = str_trim(fold_width(rq->page, request_typed(rq, STR("at")))), hour;
	int64_t now = loop_clock(), h, m;

	*out = now;
	if (request_typed(rq, STR("forgotten")).n == 0)
		return ERR_OK;
	if (!str_cut(&at, ':', &hour) || !num_i64(hour, 0, 23, &h) || !num_i64(at, 0, 59, &m)) {
		page_why(rq, TEXT_STATION_NO_TIME, TEXT_STATION_BACK_TODO);
		return ERR_MALFORMED;
	}
	*out = day_begin(day_of_time(s->since)) + h * 3600 + m * 60;
	if (*out < s->since || *out > now) {
		page_why(rq, TEXT_STATION_TIME_BEFORE, TEXT_STATION_BACK_TODO);
		return ERR_MALFORMED;
	}
	return ERR_OK;
}

static enum err
left(struct request *rq)
{
	struct str person = request_typed(rq, STR("forgotten"));
	struct judged j;

	judged_read(rq, rq->asks.ask, &j);
	if (j.err != ERR_OK)
		return judged_fail(rq, &j);
	if (person.n) /* it is straight; now he comes in */
		return request_goto(
		    rq, arena_fmt(rq->page, "/station/in/%.*s", STR_ARG(form_escape(rq->page, person))));
	return request_goto(rq, arena_fmt(rq->page, "/station/done/%lld?out=1", (long long)j.matter));
}

static struct str
body_write(struct request *rq, const struct leaving *l, int64_t moment)
{
	struct buf b = buf_on(rq->arena, BODY_MAX_JSON);
	struct json_out o = {.buf = &b};
	const struct way *w = &l->stay->way;

	json_open(&o, '{');
	field_write(rq, &l->form, &o);
	if (w->out_at != NONE) {
		json_key_str(&o, w->proc->steps[w->out].form[w->out_at].name);
		json_str(&o, way_moment(rq->arena, moment));
	}
	json_close(&o, '}');
	return buf_done(&b) ? buf_str(&b) : STR("{}");
}

enum err
station_leave(struct request *rq)
{
	struct leaving l = {0};
	int64_t seen, moment;
	enum err e = leaving_read(rq, &l);

	if (e == ERR_NOT_FOUND) /* a finger taps twice: it is recorded, or was by another station */
		return request_goto(
		    rq, arena_fmt(rq->page, "/station/done/%.*s?out=1", STR_ARG(rq->part[0])));
	if (e == ERR_OK)
		e = moment_read(rq, l.stay, &moment);
	if (e != ERR_OK)
		return e;
	l.form.typed = true;
	if (!field_known(rq, &l.form)) {
		page_why(rq, TEXT_FORM_UNKNOWN, TEXT_TODO_MALFORMED);
		return ERR_MALFORMED;
	}
	if (!field_check(rq, &l.form)) {
		leaving_draw(rq, &l, phrase(TEXT_FORM_CHECK), STR(""));
		return ERR_MALFORMED;
	}
	if (!num_i64(request_typed(rq, STR("seen")), 0, INT64_MAX, &seen))
		seen = l.stay->seen;
	const struct act act = {.kind = ACT_DO,
	    .id = request_typed(rq, STR("act_id")),
	    .matter = l.stay->matter,
	    .step = l.stay->way.proc->steps[l.stay->way.out].name,
	    .seen = seen};
	judged_ask(rq, request_ask(rq, 1, left), &act, body_write(rq, &l, moment));
	return ERR_OK;
}
