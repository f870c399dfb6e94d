/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 据置端末: which devices stand where and for what; one more, a new code, the end of one. */
#include "auth/auth.h"
#include "os/loop.h"
#include "query.h"
#include "web/field.h"
#include "web/judged.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/right.h"

enum { BODY_ROOM = 8 * 1024, INPUTS = 4 };

/* "genkan" of "@genkan". */
static struct str
name_of(const struct person *p)
{
	return str_sub(p->id, 1, p->id.n);
}

/* --- the list ---------------------------------------------------------------------------- */

static struct str
last_use(struct request *rq, const struct person *p)
{
	struct q_page_last_of_out row;

	if (q_page_last_of(rq->desk->store, rq->page, &(struct q_page_last_of_in){p->id}, &row) != ERR_OK)
		return phrase(TEXT_STATIONS_NEVER);
	return label_time(rq->page, row.time);
}

static struct view_device
device_of(struct request *rq, const struct person *p, bool lives)
{
	int proc = policy_procedure(rq->desk->policy, p->procedure);
	struct view_device d = {.name = p->name,
	    .id = name_of(p),
	    .section = p->section.n ? label_section(rq->desk, p->section) : STR(""),
	    .what = proc == NONE ? p->procedure : rq->desk->policy->procedures[proc].label,
	    .from = day_wareki_short(rq->page, p->from),
	    .last = last_use(rq, p)};

	if (lives) {
		d.act_id_code = page_act_id(rq);
		d.act_id_end = page_act_id(rq);
	} else {
		d.until = day_wareki_short(rq->page, p->until);
	}
	return d;
}

static void
devices_fill(struct request *rq, struct view_stations *v)
{
	const struct town *t = &rq->desk->town;
	struct view_device *now = PAGE_LIST(rq, struct view_device, t->persons_n + 1),
	                   *ended = PAGE_LIST(rq, struct view_device, t->persons_n + 1);

	for (size_t i = 0; i < t->persons_n; i++) {
		const struct person *p = &t->persons[i];

		if (p->kind != PERSON_STATION)
			continue;
		if (person_in_office(p, rq->desk->today))
			now[v->devices_n++] = device_of(rq, p, true);
		else
			ended[v->ended_n++] = device_of(rq, p, false);
	}
	v->devices = now;
	v->ended = ended;
}

/* --- one more -------------------------------------------------------------------------------- */

static struct view_input
input_begin(struct request *rq, const char *name, enum text_key label, bool required, const struct judged *j)
{
	struct view_input i = field_text(rq, name, label, required, false);

	i.id = arena_fmt(rq->page, "s-%s", name);
	i.value = j ? request_typed(rq, i.name) : STR("");
	i.error = j && str_eq(j->field, i.name) ? j->why : STR("");
	i.says = arena_fmt(rq->page, "%.*s-hint %.*s-bad", STR_ARG(i.id), STR_ARG(i.id));
	return i;
}

static struct view_input
procedure_input(struct request *rq, const struct judged *j)
{
	const struct policy *p = rq->desk->policy;
	struct view_input i = input_begin(rq, "procedure", TEXT_STATIONS_WHAT, true, j);
	struct view_option *o = PAGE_LIST(rq, struct view_option, p->procedures_n + 1);

	for (size_t n = 0; n < p->procedures_n; n++)
		if (p->procedures[n].station)
			o[i.options_n++] = (struct view_option){.value = p->procedures[n].id,
			    .label = p->procedures[n].label,
			    .chosen = str_eq(p->procedures[n].id, i.value)};
	if (i.options_n == 1)
		o[0].chosen = true;
	i.hint = phrase(TEXT_STATIONS_WHAT_HINT);
	i.is_line = false;
	i.is_radio = true;
	i.options = o;
	return i;
}

static struct view_input
section_input(struct request *rq, const struct judged *j)
{
	const struct town *t = &rq->desk->town;
	const struct post *own = town_main_post(t, rq->who, rq->desk->today);
	struct view_input i = input_begin(rq, "section", TEXT_STATIONS_SECTION, true, j);
	struct view_option *o = PAGE_LIST(rq, struct view_option, t->sections_n + 1);
	struct str chosen = j ? i.value : own ? own->section : STR("");

	for (size_t s = 0; s < t->sections_n; s++)
		if (rq->desk->today >= t->sections[s].from && rq->desk->today <= t->sections[s].until)
			o[i.options_n++] = (struct view_option){.value = t->sections[s].id,
			    .label = t->sections[s].label,
			    .chosen = str_eq(t->sections[s].id, chosen)};
	i.hint = phrase(TEXT_STATIONS_SECTION_HINT);
	i.is_line = false;
	i.is_select = true;
	i.options = o;
	return i;
}

static void
inputs_fill(struct request *rq, const struct judged *j, struct view_stations *v)
{
	struct view_input *list = PAGE_LIST(rq, struct view_input, INPUTS);
	bool adds = request_typed(rq, STR("do")).n == 0;

	j = adds ? j : NULL;
	list[0] = procedure_input(rq, j);
	v->none_for = list[0].options_n == 0;
	list[1] = input_begin(rq, "label", TEXT_STATIONS_LABEL, true, j);
	list[1].hint = phrase(TEXT_STATIONS_LABEL_HINT);
	list[2] = input_begin(rq, "station", TEXT_STATIONS_NAME, true, j);
	list[2].hint = phrase(TEXT_STATIONS_NAME_HINT);
	list[2].limit = STR("31");
	list[3] = section_input(rq, j);
	v->inputs = list;
	v->inputs_n = INPUTS;
}

static void
stations_draw(struct request *rq, const struct judged *j)
{
	struct view_stations v = {.frame = page_frame(rq, phrase(TEXT_STATIONS_TITLE))};

	page_here(rq, &v.frame, STR("/admin"));
	if (request_queried(rq, STR("done")).n)
		v.frame.notice = PHRASE(rq->page, TEXT_MATTER_DONE, request_queried(rq, STR("done")));
	v.act_id = page_act_id(rq);
	if (j) {
		v.once = j->err == ERR_CONFLICT && j->why.n == 0;
		v.error = j->why;
		v.way_out = j->way_out;
	}
	devices_fill(rq, &v);
	inputs_fill(rq, j, &v);
	PAGE_DRAW(rq, stations, &v);
}

enum err
stations_page(struct request *rq)
{
	if (!right_has(rq, ACT_STATION))
		return right_refuse(rq, ACT_STATION);
	stations_draw(rq, NULL);
	return ERR_OK;
}

/* --- acts ---------------------------------------------------------------------------------------- */

/* The code, big, once: to be typed at the device. */
static void
code_draw(struct request *rq, const struct json *code)
{
	struct view_station_new v = {.frame = page_frame(rq, phrase(TEXT_STATIONS_CODE_TITLE)),
	    .name = label_person(rq->desk, code->key),
	    .code = code->s};

	page_here(rq, &v.frame, STR("/admin"));
	v.address = arena_fmt(
	    rq->page, "%s://%.*s/station", rq->web->behind_tls ? "https" : "http", STR_ARG(rq->head.host));
	v.until = label_time(rq->page, loop_clock() + AUTH_CODE_STATION);
	PAGE_DRAW(rq, station_new, &v);
}

static enum err
stations_answered(struct request *rq)
{
	struct judged j;

	judged_read(rq, rq->asks.ask, &j);
	if (j.err == ERR_OK && j.codes && j.codes->first) {
		code_draw(rq, j.codes->first);
		return ERR_OK;
	}
	if (j.err == ERR_OK && str_eq(request_typed(rq, STR("do")), STR("end")))
		return request_goto(rq, arena_fmt(rq->page, "/stations?done=%lld", (long long)j.seq));
	if (j.err == ERR_OK)
		j.err = ERR_CONFLICT; /* recorded before: the code was shown then */
	stations_draw(rq, &j);
	return j.err;
}

static void
member(struct json_out *o, const char *key, struct str value)
{
	json_key(o, key);
	json_str(o, value);
}

static void
add_write(struct request *rq, struct json_out *o)
{
	static const char *const names[] = {"station", "label", "procedure", "section"};

	json_open(o, '{');
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		member(o, names[i], str_trim(request_typed(rq, str_of(names[i]))));
	json_close(o, '}');
}

/* Over since yesterday: its screen says so at once. */
static void
end_write(struct request *rq, struct json_out *o)
{
	json_open(o, '{');
	member(o, "station", request_typed(rq, STR("station")));
	member(o, "until", day_iso(rq->arena, rq->desk->today - 1));
	json_close(o, '}');
}

static void
code_write(struct request *rq, struct json_out *o)
{
	json_open(o, '{');
	json_key(o, "persons");
	json_open(o, '[');
	json_str(o, arena_fmt(rq->arena, "@%.*s", STR_ARG(request_typed(rq, STR("station")))));
	json_close(o, ']');
	json_close(o, '}');
}

/* A name that another device has would change that one. */
static bool
name_check(struct request *rq, struct judged *j)
{
	struct str name = str_trim(request_typed(rq, STR("station")));
	const struct person *other =
	    town_person(&rq->desk->town, arena_fmt(rq->page, "@%.*s", STR_ARG(name)));
	bool taken = other && person_in_office(other, rq->desk->today), bad = false;

	for (size_t i = 0; i < name.n; i++)
		bad = bad || name.p[i] == ' ' || name.p[i] == '/' || name.p[i] == '@';
	if (!taken && !bad)
		return true;
	*j = (struct judged){.err = ERR_MALFORMED, .field = STR("station")};
	j->why = phrase(taken ? TEXT_STATIONS_NAME_TAKEN : TEXT_STATIONS_NAME_BAD);
	return false;
}

/* What can be told without the gate, in the words of the form. */
static bool
typed_check(struct request *rq, struct judged *j)
{
	static const struct {
		struct str name;
		enum text_key label;
		bool pick;
	} must[] = {
	    {{"procedure", 9}, TEXT_STATIONS_WHAT, true},
	    {{"label", 5}, TEXT_STATIONS_LABEL, false},
	    {{"station", 7}, TEXT_STATIONS_NAME, false},
	};

	for (size_t i = 0; i < sizeof must / sizeof *must; i++) {
		if (str_trim(request_typed(rq, must[i].name)).n)
			continue;
		*j = (struct judged){.err = ERR_MALFORMED, .field = must[i].name};
		j->why =
		    PHRASE(rq->page, must[i].pick ? TEXT_FORM_PICK : TEXT_FORM_EMPTY, phrase(must[i].label));
		return false;
	}
	return name_check(rq, j);
}

enum err
stations_send(struct request *rq)
{
	struct str what = request_typed(rq, STR("do"));
	struct buf b = buf_on(rq->arena, BODY_ROOM);
	struct json_out o = {.buf = &b};
	bool code = str_eq(what, STR("code"));
	struct judged j;

	if (!right_has(rq, ACT_STATION))
		return right_refuse(rq, ACT_STATION);
	if (what.n == 0 && !typed_check(rq, &j)) {
		stations_draw(rq, &j);
		return j.err;
	}
	if (code)
		code_write(rq, &o);
	else if (str_eq(what, STR("end")))
		end_write(rq, &o);
	else
		add_write(rq, &o);
	if (!buf_done(&b))
		return ERR_TOO_LARGE;
	judged_ask(rq, request_ask(rq, 1, stations_answered),
	    &(struct act){
	        .kind = code ? ACT_CODE : ACT_STATION, .id = request_typed(rq, STR("act_id")), .seen = -1},
	    buf_str(&b));
	return ERR_OK;
}
