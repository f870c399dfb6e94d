/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* はじめてのコード: who has none yet, and a sheet of cards to print and to cut apart. */
#include "auth/auth.h"
#include "os/loop.h"
#include "store/entrance.h"
#include "web/field.h"
#include "web/judged.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/right.h"

enum { BODY_ROOM = 64 * 1024, CODES_AT_ONCE = 200, CARDS_ABREAST = 2 };

/* --- who may be given one ---------------------------------------------------------------- */

static bool
may_give(const struct request *rq, const struct person *p)
{
	return p->kind == PERSON_STAFF && p->login.n && p != rq->who &&
	       person_in_office(p, rq->desk->today) && right_over(rq, ACT_CODE, p);
}

static bool
code_lives(const struct entrance *e, int64_t now)
{
	return e && e->code > e->password && e->code + AUTH_CODE_PERSON > now;
}

/* Neither a password nor a code that still waits to be used. */
static bool
is_without(const struct entrance *e, int64_t now)
{
	return (e == NULL || e->password == 0) && !code_lives(e, now);
}

static struct str
section_of(const struct request *rq, const struct person *p)
{
	const struct post *post = town_main_post(&rq->desk->town, p, rq->desk->today);

	return post ? post->section : STR("");
}

static struct view_code_row
row_of(struct request *rq, const struct person *p, const struct entrance *e)
{
	const struct post *post = town_main_post(&rq->desk->town, p, rq->desk->today);
	int64_t now = loop_clock();
	struct view_code_row r = {.id = p->id,
	    .name = p->name,
	    .post = post ? post->label : STR(""),
	    .login = p->login,
	    .chosen = is_without(e, now)};

	if (code_lives(e, now))
		r.given = PHRASE(rq->page, TEXT_CODE_GIVEN, day_wareki_short(rq->page, day_of_time(e->code)));
	else if (e && e->password)
		r.set = PHRASE(rq->page, TEXT_CODE_SET, day_wareki_short(rq->page, day_of_time(e->password)));
	else
		r.none = true;
	return r;
}

/* --- the page -------------------------------------------------------------------------------- */

/* The sections that have anybody he may give one to, with how many wait for theirs. */
static void
sections_fill(struct request *rq, struct map *known, struct str shown, struct view_code *v)
{
	const struct town *t = &rq->desk->town;
	struct view_link *links = PAGE_LIST(rq, struct view_link, t->sections_n);
	int64_t now = loop_clock();

	for (size_t s = 0; s < t->sections_n; s++) {
		size_t members = 0, without = 0;

		for (size_t p = 0; p < t->persons_n; p++)
			if (may_give(rq, &t->persons[p]) &&
			    str_eq(section_of(rq, &t->persons[p]), t->sections[s].id)) {
				members++;
				without += is_without(map_get(known, t->persons[p].id), now);
			}
		v->without += (int64_t)without;
		if (members)
			links[v->sections_n++] = (struct view_link){
			    .label = without ? PHRASE(rq->page, TEXT_CODE_SECTION, t->sections[s].label,
			                           arena_fmt(rq->page, "%zu", without))
			                     : t->sections[s].label,
			    .href = arena_fmt(rq->page, "/code?section=%.*s", STR_ARG(t->sections[s].id)),
			    .here = str_eq(t->sections[s].id, shown)};
	}
	v->sections = links;
}

/* The one that was asked for, else one's own, else the first that there is. */
static struct str
section_shown(struct request *rq)
{
	const struct town *t = &rq->desk->town;
	struct str asked = request_queried(rq, STR("section")), own = section_of(rq, rq->who),
	           first = STR("");

	if (town_section(t, asked))
		return asked;
	for (size_t p = 0; p < t->persons_n; p++) {
		if (!may_give(rq, &t->persons[p]))
			continue;
		if (str_eq(section_of(rq, &t->persons[p]), own))
			return own;
		if (first.n == 0 || str_cmp(section_of(rq, &t->persons[p]), first) < 0)
			first = section_of(rq, &t->persons[p]);
	}
	return first;
}

static enum err
code_draw(struct request *rq, const struct judged *j)
{
	const struct town *t = &rq->desk->town;
	struct view_code_row *rows = PAGE_LIST(rq, struct view_code_row, t->persons_n + 1);
	struct view_code v = {.frame = page_frame(rq, phrase(TEXT_CODE_TITLE)), .rows = rows};
	struct str section = section_shown(rq);
	struct map *known;
	enum err e = entrance_read(rq->desk->store, rq->page, &known);

	if (e != ERR_OK)
		return e;
	page_here(rq, &v.frame, STR("/admin"));
	v.act_id = page_act_id(rq);
	v.act_id_all = page_act_id(rq);
	v.section = label_section(rq->desk, section);
	if (j) {
		v.once = j->err == ERR_CONFLICT && j->why.n == 0;
		v.error = j->why;
		v.way_out = j->way_out;
	}
	sections_fill(rq, known, section, &v);
	for (size_t p = 0; p < t->persons_n; p++)
		if (may_give(rq, &t->persons[p]) && str_eq(section_of(rq, &t->persons[p]), section))
			rows[v.rows_n++] = row_of(rq, &t->persons[p], map_get(known, t->persons[p].id));
	v.most = CODES_AT_ONCE;
	v.many = v.without > CODES_AT_ONCE;
	PAGE_DRAW(rq, code, &v);
	return ERR_OK;
}

enum err
code_page(struct request *rq)
{
	return right_has(rq, ACT_CODE) ? code_draw(rq, NULL) : right_refuse(rq, ACT_CODE);
}

/* --- the sheet ----------------------------------------------------------------------------------- */

static struct view_code_card
card_of(struct request *rq, const struct person *p, struct str code)
{
	const struct post *post = town_main_post(&rq->desk->town, p, rq->desk->today);

	return (struct view_code_card){
	    .name = p->name, .post = post ? post->label : STR(""), .login = p->login, .code = code};
}

/* Cards of one section on sheets of their own: they go to its head. */
static void
cards_fill(struct request *rq, const struct json *codes, struct str section, struct view_code_group *g)
{
	const struct town *t = &rq->desk->town;
	struct view_code_card *cards = PAGE_LIST(rq, struct view_code_card, codes->count + 1);
	struct view_code_line *lines = PAGE_LIST(rq, struct view_code_line, codes->count / CARDS_ABREAST + 1);
	size_t n = 0;

	for (const struct json *c = codes->first; c; c = c->next) {
		const struct person *p = town_person(t, c->key);

		if (p && str_eq(section_of(rq, p), section))
			cards[n++] = card_of(rq, p, c->s);
	}
	for (size_t i = 0; i < n; i += CARDS_ABREAST)
		lines[g->lines_n++] =
		    (struct view_code_line){&cards[i], n - i < CARDS_ABREAST ? n - i : CARDS_ABREAST};
	g->lines = lines;
}

static void
sheet_draw(struct request *rq, const struct judged *j)
{
	const struct town *t = &rq->desk->town;
	struct view_code_group *groups = PAGE_LIST(rq, struct view_code_group, t->sections_n + 1);
	struct view_code_sheet v = {.frame = page_frame(rq, phrase(TEXT_CODE_SHEET_TITLE)), .groups = groups};
	size_t missing = j->without_code ? j->without_code->count : 0;

	page_here(rq, &v.frame, STR("/admin"));
	v.town = t->name;
	v.address = arena_fmt(
	    rq->page, "%s://%.*s/claim", rq->web->behind_tls ? "https" : "http", STR_ARG(rq->head.host));
	v.until = label_day(rq->page, day_of_time(loop_clock() + AUTH_CODE_PERSON) - 1);
	v.count = (int64_t)j->codes->count;
	v.missing = (int64_t)missing;
	for (size_t s = 0; s <= t->sections_n; s++) {
		struct view_code_group *g = &groups[v.groups_n];

		*g = (struct view_code_group){
		    .label = s < t->sections_n ? t->sections[s].label : phrase(TEXT_PEOPLE_NO_SECTION)};
		cards_fill(rq, j->codes, s < t->sections_n ? t->sections[s].id : STR(""), g);
		v.groups_n += g->lines_n > 0;
	}
	PAGE_DRAW(rq, code_sheet, &v);
}

/* Shown once: what was repeated brings no codes, and the page says so. */
static enum err
code_answered(struct request *rq)
{
	struct judged j;
	enum err e;

	judged_read(rq, rq->asks.ask, &j);
	if (j.err == ERR_OK && j.codes && j.codes->count) {
		sheet_draw(rq, &j);
		return ERR_OK;
	}
	if (j.err == ERR_OK)
		j.err = ERR_CONFLICT;
	e = code_draw(rq, &j);
	return e == ERR_OK ? j.err : e;
}

/* Everybody without a password or a code, as many as one sheet takes; or those who were ticked. */
static enum err
persons_write(struct request *rq, struct json_out *o, size_t *n)
{
	const struct town *t = &rq->desk->town;
	struct map *known;
	enum err e;

	*n = 0;
	if (request_typed(rq, STR("all")).n == 0) {
		for (size_t i = 0; i < rq->form.n; i++)
			if (str_eq(rq->form.pairs[i].name, STR("person"))) {
				json_str(o, rq->form.pairs[i].value);
				(*n)++;
			}
		return ERR_OK;
	}
	e = entrance_read(rq->desk->store, rq->page, &known);
	for (size_t p = 0; e == ERR_OK && p < t->persons_n && *n < CODES_AT_ONCE; p++)
		if (may_give(rq, &t->persons[p]) &&
		    is_without(map_get(known, t->persons[p].id), loop_clock())) {
			json_str(o, t->persons[p].id);
			(*n)++;
		}
	return e;
}

enum err
code_make(struct request *rq)
{
	struct buf b = buf_on(rq->arena, BODY_ROOM);
	struct json_out o = {.buf = &b};
	struct judged nobody = {.err = ERR_MALFORMED, .why = phrase(TEXT_CODE_NOBODY)};
	size_t n;
	enum err e;

	if (!right_has(rq, ACT_CODE))
		return right_refuse(rq, ACT_CODE);
	json_open(&o, '{');
	json_key(&o, "persons");
	json_open(&o, '[');
	e = persons_write(rq, &o, &n);
	json_close(&o, ']');
	json_close(&o, '}');
	if (n == 0 && request_typed(rq, STR("all")).n)
		nobody = (struct judged){.err = ERR_CONFLICT}; /* they have theirs: this was sent before */
	if (e == ERR_OK && n == 0) {
		e = code_draw(rq, &nobody);
		return e == ERR_OK ? nobody.err : e;
	}
	if (e != ERR_OK || !buf_done(&b))
		return e == ERR_OK ? ERR_TOO_LARGE : e;
	judged_ask(rq, request_ask(rq, 1, code_answered),
	    &(struct act){.kind = ACT_CODE, .id = request_typed(rq, STR("act_id")), .seen = -1}, buf_str(&b));
	return ERR_OK;
}
