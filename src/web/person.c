/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One of the staff: posts from-until, what is in his name, absences; a post that begins or ends. */
#include "base/fold.h"
#include "model/judge.h"
#include "web/charge.h"
#include "web/field.h"
#include "web/judged.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/right.h"

enum { BODY_ROOM = 16 * 1024, FACTS_MAX = 12, INPUTS_MAX = 6 };

/* --- what is known ---------------------------------------------------------------------- */

static void
fact_add(struct view_person *v, struct view_pair *facts, enum text_key label, struct str value)
{
	if (value.n)
		facts[v->facts_n++] = (struct view_pair){.label = phrase(label), .value = value};
}

static struct str
period(struct request *rq, day from, day until)
{
	struct str end = until == DAY_NEVER || until == DAY_NONE ? STR("") : day_wareki(rq->page, until);

	return PHRASE(
	    rq->page, TEXT_PERSON_PERIOD, from == DAY_NONE ? STR("") : day_wareki(rq->page, from), end);
}

static void
facts_fill(struct request *rq, const struct person *p, struct view_person *v)
{
	struct view_pair *facts = PAGE_LIST(rq, struct view_pair, FACTS_MAX);
	bool staff = p->kind == PERSON_STAFF;

	fact_add(v, facts, TEXT_PERSON_ID, p->id);
	fact_add(v, facts, TEXT_PERSON_KANA, p->kana);
	fact_add(v, facts, TEXT_PERSON_LOGIN,
	    p->login.n ? p->login
	    : staff    ? phrase(TEXT_PERSON_NO_LOGIN)
	               : STR(""));
	fact_add(v, facts, TEXT_PERSON_COMPANY, p->company);
	fact_add(v, facts, TEXT_PERSON_CARD, p->card);
	fact_add(v, facts, TEXT_PERSON_OFFICE, period(rq, p->from, p->until));
	fact_add(v, facts, TEXT_PERSON_DECIDER, p->decider.n ? label_person(rq->desk, p->decider) : STR(""));
	v->facts = facts;
}

/* His holdings, the newest first; those of today can be ended. */
static void
holdings_fill(struct request *rq, const struct person *p, struct view_person *v)
{
	const struct town *t = &rq->desk->town;
	day today = rq->desk->today;
	size_t at = (size_t)(p - t->persons);
	int first = t->holdings_first[at], end = t->holdings_first[at + 1];
	struct view_held *list = PAGE_LIST(rq, struct view_held, (size_t)(end - first) + 1);
	struct str chosen = request_typed(rq, STR("post"));

	for (int i = end; i-- > first;) {
		const struct holding *h = &t->holdings[t->holdings_of[i]];
		bool over = h->until != DAY_NONE && h->until < today;

		if (h->until != DAY_NONE && h->until < h->from)
			continue; /* taken back before it began */
		list[v->held_n++] = (struct view_held){.post = t->posts[h->post].label,
		    .id = t->posts[h->post].id,
		    .section = label_section(rq->desk, t->posts[h->post].section),
		    .concurrent = h->concurrent,
		    .from = day_wareki(rq->page, h->from),
		    .until = day_wareki(rq->page, h->until),
		    .now = !over && h->from <= today,
		    .ahead = h->from > today,
		    .chosen = str_eq(t->posts[h->post].id, chosen)};
	}
	v->held = list;
}

/* Why somebody is away is between him and those who may enter it for him. */
static void
absences_fill(struct request *rq, const struct person *p, struct view_person *v)
{
	const struct town *t = &rq->desk->town;
	size_t at = (size_t)(p - t->persons);
	int first = t->absences_first[at], end = t->absences_first[at + 1];
	struct view_pair *list = PAGE_LIST(rq, struct view_pair, (size_t)(end - first) + 1);
	bool why = p == rq->who || right_over(rq, ACT_ABSENT, p);

	for (int i = end; i-- > first;) {
		const struct absence *a = &t->absences[t->absences_of[i]];

		if (a->until >= a->from)
			list[v->absences_n++] = (struct view_pair){
			    .label = period(rq, a->from, a->until), .value = why ? a->reason : STR("")};
	}
	v->absences = list;
}

static enum err
charge_fill(struct request *rq, const struct person *p, struct view_person *v)
{
	struct charge c;
	enum err e = charge_read(rq, p, &c);

	v->matters = c.matters;
	v->matters_n = c.matters_n;
	v->things = c.things;
	v->things_n = c.things_n;
	v->hidden = c.hidden;
	return e;
}

/* --- forms --------------------------------------------------------------------------------- */

static struct view_input
input_begin(struct request *rq, const char *name, enum text_key label, bool required, const struct judged *j)
{
	struct view_input i = field_text(rq, name, label, required, false);

	i.id = arena_fmt(rq->page, "p-%s", name);
	i.value = j ? request_typed(rq, i.name) : STR("");
	i.error = j && str_eq(j->field, i.name) ? j->why : STR("");
	i.says = arena_fmt(rq->page, "%.*s-hint %.*s-bad", STR_ARG(i.id), STR_ARG(i.id));
	return i;
}

static struct view_input
input_day(struct request *rq, const char *name, enum text_key label, bool required, const struct judged *j)
{
	struct view_input i = input_begin(rq, name, label, required, j);

	i.is_line = false;
	i.is_date = true;
	i.hint = PHRASE(rq->page, TEXT_FORM_DATE, day_wareki_short(rq->page, rq->desk->today));
	return i;
}

static bool
section_stands(const struct section *s, day d)
{
	return s && d >= s->from && (s->until == DAY_NONE || d <= s->until);
}

/* All posts under their sections. */
static struct view_input
input_post(struct request *rq, const struct judged *j)
{
	const struct town *t = &rq->desk->town;
	struct view_input i = input_begin(rq, "post", TEXT_PERSON_POST, true, j);
	struct view_optgroup *g = PAGE_LIST(rq, struct view_optgroup, t->sections_n);

	i.is_line = false;
	i.is_grouped = true;
	for (size_t s = 0; s < t->sections_n; s++) {
		struct view_option *o = PAGE_LIST(rq, struct view_option, t->posts_n);
		size_t n = 0;

		for (size_t p = 0; section_stands(&t->sections[s], rq->desk->today) && p < t->posts_n; p++)
			if (str_eq(t->posts[p].section, t->sections[s].id))
				o[n++] = (struct view_option){.value = t->posts[p].id,
				    .label = t->posts[p].label,
				    .chosen = str_eq(t->posts[p].id, i.value)};
		if (n)
			g[i.groups_n++] = (struct view_optgroup){t->sections[s].label, o, n};
	}
	i.groups = g;
	return i;
}

static struct view_input
input_concurrent(struct request *rq, const struct judged *j)
{
	struct view_input i = input_begin(rq, "concurrent", TEXT_PERSON_KIND, true, j);
	struct view_option *o = PAGE_LIST(rq, struct view_option, 2);

	o[0] = (struct view_option){.value = STR("no"), .label = phrase(TEXT_PERSON_MAIN)};
	o[1] = (struct view_option){.value = STR("yes"), .label = phrase(TEXT_PERSON_CONCURRENT)};
	o[0].chosen = str_eq(i.value, o[0].value);
	o[1].chosen = !o[0].chosen;
	i.is_line = false;
	i.is_radio = true;
	i.options = o;
	i.options_n = 2;
	return i;
}

/* Only who says why may name a day that is over. */
static struct view_input
input_correct(struct request *rq, const struct judged *j)
{
	struct view_input i = input_begin(rq, "correct", TEXT_PERSON_CORRECT, false, j);

	i.hint = phrase(TEXT_PERSON_CORRECT_HINT);
	return i;
}

static void
forms_fill(struct request *rq, const struct judged *j, struct view_person *v)
{
	struct view_input *add = PAGE_LIST(rq, struct view_input, INPUTS_MAX),
	                  *end = PAGE_LIST(rq, struct view_input, INPUTS_MAX);
	bool ends = str_eq(request_typed(rq, STR("do")), STR("end"));
	const struct judged *for_add = ends ? NULL : j, *for_end = ends ? j : NULL;

	add[v->add_n++] = input_post(rq, for_add);
	add[v->add_n++] = input_concurrent(rq, for_add);
	add[v->add_n++] = input_day(rq, "from", TEXT_PERSON_FROM, true, for_add);
	add[v->add_n++] = input_day(rq, "until", TEXT_PERSON_UNTIL_MAYBE, false, for_add);
	add[v->add_n++] = input_correct(rq, for_add);
	end[v->end_n++] = input_day(rq, "until", TEXT_PERSON_UNTIL, true, for_end);
	end[v->end_n++] = input_correct(rq, for_end);
	for (size_t i = 0; i < v->end_n; i++) {
		end[i].id = arena_fmt(rq->page, "e%.*s", STR_ARG(end[i].id));
		end[i].says =
		    arena_fmt(rq->page, "%.*s-hint %.*s-bad", STR_ARG(end[i].id), STR_ARG(end[i].id));
	}
	v->add = add;
	v->end = end;
}

/* --- the page ---------------------------------------------------------------------------------- */

static enum err
person_take(const struct request *rq, const struct person **out)
{
	*out = town_person(&rq->desk->town, rq->part[0]);
	return *out && ((*out)->kind == PERSON_STAFF || (*out)->kind == PERSON_OUTSIDER) ? ERR_OK
	                                                                                 : ERR_NOT_FOUND;
}

static enum err
person_draw(struct request *rq, const struct person *p, const struct judged *j)
{
	const struct post *post = town_main_post(&rq->desk->town, p, rq->desk->today);
	const struct absence *away;
	struct view_person v = {.name = p->name, .id = p->id};
	enum err e;

	v.frame = page_frame(rq, p->name);
	page_here(rq, &v.frame, STR("/people"));
	if (request_queried(rq, STR("done")).n)
		v.frame.notice = PHRASE(rq->page, TEXT_MATTER_DONE, request_queried(rq, STR("done")));
	v.post = post ? post->label : p->company;
	v.href = arena_fmt(rq->page, "/person/%.*s", STR_ARG(p->id));
	v.gone = !person_in_office(p, rq->desk->today);
	v.outside = p->kind == PERSON_OUTSIDER;
	if (town_absent(&rq->desk->town, p, rq->desk->today, &away))
		v.away = PHRASE(rq->page, TEXT_PEOPLE_AWAY_UNTIL, day_wareki(rq->page, away->until));
	v.may = p->kind == PERSON_STAFF && right_has(rq, ACT_APPOINT);
	v.act_id = page_act_id(rq);
	v.act_id_end = page_act_id(rq);
	v.may_code =
	    p->kind == PERSON_STAFF && p->login.n && p != rq->who && !v.gone && right_over(rq, ACT_CODE, p);
	v.act_id_code = page_act_id(rq);
	if (j) {
		v.error = j->why;
		v.way_out = j->way_out;
	}
	facts_fill(rq, p, &v);
	holdings_fill(rq, p, &v);
	absences_fill(rq, p, &v);
	if (v.may)
		forms_fill(rq, j, &v);
	e = charge_fill(rq, p, &v);
	if (e == ERR_OK)
		PAGE_DRAW(rq, person, &v);
	return e;
}

enum err
person_page(struct request *rq)
{
	const struct person *p;
	enum err e = person_take(rq, &p);

	return e == ERR_OK ? person_draw(rq, p, NULL) : e;
}

/* --- acts ----------------------------------------------------------------------------------------- */

static enum err
person_answered(struct request *rq)
{
	const struct person *p;
	struct judged j;
	enum err e = person_take(rq, &p);

	if (e != ERR_OK)
		return e;
	judged_read(rq, rq->asks.ask, &j);
	if (j.err == ERR_OK)
		return request_goto(
		    rq, arena_fmt(rq->page, "/person/%.*s?done=%lld", STR_ARG(p->id), (long long)j.seq));
	e = person_draw(rq, p, &j);
	return e == ERR_OK ? j.err : e;
}

/* A typed date as the act wants it; what is none stays, and is named. */
static bool
day_write(struct request *rq, struct json_out *o, const char *name, bool required, struct judged *j)
{
	struct str typed = str_trim(request_typed(rq, str_of(name)));
	day d;

	if (typed.n == 0 && !required)
		return true;
	if (!day_parse(typed, &d)) {
		*j = (struct judged){.err = ERR_MALFORMED, .field = str_of(name)};
		j->why = PHRASE(rq->page, TEXT_FORM_NO_DATE, day_wareki_short(rq->page, rq->desk->today));
		return false;
	}
	json_key(o, name);
	json_str(o, day_iso(rq->arena, d));
	return true;
}

static bool
body_write(struct request *rq, const struct person *p, struct json_out *o, struct judged *j)
{
	struct str correct = str_trim(request_typed(rq, STR("correct"))),
	           post = request_typed(rq, STR("post"));
	bool ends = str_eq(request_typed(rq, STR("do")), STR("end"));

	if (post.n == 0) {
		*j = (struct judged){.err = ERR_MALFORMED, .field = STR("post")};
		j->why = PHRASE(rq->page, TEXT_FORM_PICK, phrase(TEXT_PERSON_POST));
		return false;
	}
	json_open(o, '{');
	json_key(o, "person");
	json_str(o, p->id);
	json_key(o, "post");
	json_str(o, post);
	if (!ends) {
		json_key(o, "concurrent");
		json_bool(o, str_eq(request_typed(rq, STR("concurrent")), STR("yes")));
		if (!day_write(rq, o, "from", true, j))
			return false;
	}
	if (!day_write(rq, o, "until", ends, j))
		return false;
	if (correct.n) {
		json_key(o, "correct");
		json_str(o, correct);
	}
	json_close(o, '}');
	return true;
}

enum err
person_appoint(struct request *rq)
{
	struct buf b = buf_on(rq->arena, BODY_ROOM);
	struct json_out o = {.buf = &b};
	const struct person *p;
	struct judged j;
	enum err e = person_take(rq, &p);

	if (e == ERR_OK && !right_has(rq, ACT_APPOINT))
		return right_refuse(rq, ACT_APPOINT);
	if (e != ERR_OK)
		return e;
	if (!body_write(rq, p, &o, &j)) {
		e = person_draw(rq, p, &j);
		return e == ERR_OK ? j.err : e;
	}
	if (!buf_done(&b))
		return ERR_TOO_LARGE;
	judged_ask(rq, request_ask(rq, 1, person_answered),
	    &(struct act){.kind = ACT_APPOINT, .id = request_typed(rq, STR("act_id")), .seen = -1},
	    buf_str(&b));
	return ERR_OK;
}
