/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 職員名簿: a staff list is chosen, looked at, and taken; nothing happens before that. */
#include "roster/staff.h"

#include "web/field.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/right.h"
#include "web/roster_look.h"

enum { SAMPLE_MAX = 4096, KEY_MAX = 64 };

/* What a column is for: the sentence of its name. */
static struct str
column_say(struct arena *a, enum staff_column column)
{
	static const char *const names[] = {
#define STAFF(name, header, required) #name,
	    STAFF_COLUMNS(STAFF)
#undef STAFF
	};
	struct buf key = buf_on(a, KEY_MAX);
	enum text_key say;

	buf_add(&key, STR("roster.column."));
	for (const char *p = names[column]; *p; p++)
		buf_char(&key, (char)(*p | 0x20)); /* the names of the table are capitals */
	say = text_find(buf_str(&key));

	return say < TEXT_COUNT ? phrase(say) : STR("");
}

/* --- choosing -------------------------------------------------------------------------- */

enum err
roster_page(struct request *rq)
{
	struct view_pair *columns = PAGE_LIST(rq, struct view_pair, STAFF_COLUMN_COUNT);
	struct view_roster v = {.frame = page_frame(rq, phrase(TEXT_ROSTER_TITLE)), .columns = columns};

	if (!right_has(rq, ACT_PEOPLE))
		return right_refuse(rq, ACT_PEOPLE);
	page_here(rq, &v.frame, STR("/admin"));
	if (request_queried(rq, STR("done")).n)
		v.frame.notice = PHRASE(rq->page, TEXT_ROSTER_DONE, request_queried(rq, STR("done")));
	v.codes = request_queried(rq, STR("done")).n && right_has(rq, ACT_CODE);
	v.example = day_wareki_short(rq->page, rq->desk->today);
	for (size_t c = 0; c < STAFF_COLUMN_COUNT; c++) {
		columns[v.columns_n++] = (struct view_pair){.label = staff_header((enum staff_column)c),
		    .value = column_say(rq->page, (enum staff_column)c),
		    .lines = staff_must((enum staff_column)c)};
	}
	PAGE_DRAW(rq, roster, &v);
	return ERR_OK;
}

/* An empty list with its heading, in the encoding that Excel opens by itself. */
enum err
roster_sample(struct request *rq)
{
	struct buf b = buf_on(rq->page, SAMPLE_MAX);

	buf_add(&b, STR("\xef\xbb\xbf"));
	for (size_t c = 0; c < STAFF_COLUMN_COUNT; c++) {
		if (c)
			buf_char(&b, ',');
		buf_add(&b, staff_header((enum staff_column)c));
	}
	buf_add(&b, STR("\r\n"));
	page_file(rq, STR("staff.csv"), STR("text/csv; charset=utf-8"), buf_str(&b));
	return ERR_OK;
}

/* --- looking ------------------------------------------------------------------------------ */

enum err
roster_look(struct request *rq)
{
	struct roster_look look;
	enum err e;

	if (!right_has(rq, ACT_PEOPLE))
		return right_refuse(rq, ACT_PEOPLE);
	e = roster_look_open(rq, &look);
	if (e == ERR_OK)
		e = roster_look_draw(rq, &look, NULL, false);
	roster_look_close(&look);
	return e;
}

/* --- taking --------------------------------------------------------------------------------- */

/* The page again, with what the gate, or the change of the town, has to say. */
static enum err
look_again(struct request *rq, const struct judged *j, enum err said)
{
	struct roster_look look;
	enum err e = roster_look_open(rq, &look);

	if (e == ERR_OK)
		e = roster_look_draw(rq, &look, j, said == ERR_STALE);
	roster_look_close(&look);
	return e == ERR_OK ? said : e;
}

static enum err
roster_answered(struct request *rq)
{
	struct judged j;

	judged_read(rq, rq->asks.ask, &j);
	if (j.err == ERR_OK)
		return request_goto(rq, arena_fmt(rq->page, "/roster?done=%lld", (long long)j.seq));
	return look_again(rq, &j, j.err);
}

/*
 * The list comes back whole and is read as if it had just been chosen: what the
 * browser says of it counts for nothing. It must make the plan that was shown.
 */
enum err
roster_take(struct request *rq)
{
	struct roster_look look;
	struct str body = STR("");
	bool same;
	enum err e;

	if (!right_has(rq, ACT_PEOPLE))
		return right_refuse(rq, ACT_PEOPLE);
	e = roster_look_open(rq, &look);
	if (e == ERR_OK && roster_look_good(&look))
		body = arena_str(rq->arena, look.plan.body);
	same = e == ERR_OK && str_eq(look.seen, request_typed(rq, STR("seen")));
	roster_look_close(&look);
	if (e != ERR_OK)
		return e;
	if (body.n == 0 || !same)
		return look_again(rq, NULL, body.n ? ERR_STALE : ERR_MALFORMED);
	judged_ask(rq, request_ask(rq, 1, roster_answered),
	    &(struct act){.kind = ACT_PEOPLE, .id = request_typed(rq, STR("act_id")), .seen = -1}, body);
	return ERR_OK;
}
