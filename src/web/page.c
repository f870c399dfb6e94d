/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/page.h"

#include "codec/json.h"
#include "crypto/random.h"
#include "model/judge.h"
#include "model/may_read.h"
#include "web/asset.h"
#include "web/right.h"
#include "web/route.h"
#include "web/tablet.h"

enum { MENU_MAX = 12 };

static const struct {
	struct str href;
	enum text_key label;
	bool office; /* for those who look after something there only */
} menu[] = {
    {{"/", 1}, TEXT_MENU_TODAY, false},
    {{"/apply", 6}, TEXT_MENU_APPLY, false},
    {{"/register", 9}, TEXT_MENU_REGISTER, false},
    {{"/people", 7}, TEXT_MENU_PEOPLE, false},
    {{"/absence", 8}, TEXT_MENU_ABSENCE, false},
    {{"/mine", 5}, TEXT_MENU_MINE, false},
    {{"/evidence", 9}, TEXT_MENU_EVIDENCE, false},
    {{"/setting", 8}, TEXT_MENU_SETTING, false},
    {{"/admin", 6}, TEXT_MENU_ADMIN, true},
};

/* The report of an accident, begun with what this page is about. */
static struct str
alarm_href(const struct request *rq)
{
	const struct desk *k = rq->desk;
	int alarm = policy_alarm(k->policy);
	struct buf b = buf_on(rq->page, PATH_MAX_BYTES);

	if (alarm == NONE || !judge_may_start(k->policy, &k->town, alarm, rq->who, k->today))
		return STR("");
	buf_add(&b, STR("/apply/"));
	buf_add(&b, k->policy->procedures[alarm].id);
	if (rq->item || rq->facts.matter) {
		buf_add(&b, rq->item ? STR("?item=") : STR("?matter="));
		buf_i64(&b, rq->item ? rq->item->id : rq->facts.matter->id);
	}
	return buf_str(&b);
}

static void
frame_person(const struct request *rq, struct view_frame *f)
{
	const struct desk *k = rq->desk;
	const struct post *post;
	struct view_link *links = PAGE_LIST(rq, struct view_link, MENU_MAX);

	f->csrf = csrf_token(&rq->web->csrf, rq->page, rq->session);
	if (request_is_station(rq))
		return; /* has pages of its own, and no menu */
	f->alarm = alarm_href(rq);
	post = town_main_post(&k->town, rq->who, k->today);
	f->inside = true;
	f->person = rq->who->name;
	f->post = post ? post->label : STR("");
	f->shared = rq->is.shared;
	for (size_t i = 0; i < sizeof menu / sizeof *menu; i++)
		if (!menu[i].office || right_office(rq) || right_has(rq, ACT_CODE))
			links[f->menu_n++] = (struct view_link){
			    phrase(menu[i].label), menu[i].href, str_eq(menu[i].href, rq->head.path)};
	f->menu = links;
}

struct view_frame
page_frame(const struct request *rq, struct str title)
{
	struct asset_set *assets = rq->web->assets;
	struct view_frame f = {.title = title};

	f.tokens = asset_href(assets, STR("tokens.css"));
	f.css = asset_href(assets, STR("sekimori.css"));
	f.htmx = asset_href(assets, STR("htmx.min.js"));
	if (rq->desk) {
		f.town = rq->desk->town.name;
		f.demo = rq->desk->town.kind != TOWN_REAL;
	}
	if (rq->desk && rq->who && rq->route && (!route_is_open(rq->route) || request_is_station(rq)))
		frame_person(rq, &f);
	else
		f.csrf = csrf_token(&rq->web->csrf, rq->page, STR(""));
	return f;
}

void
page_script(const struct request *rq, struct view_frame *f)
{
	if (rq->asks_files)
		f->script = asset_href(rq->web->assets, STR("file.js"));
}

void
page_here(struct request *rq, struct view_frame *f, struct str href)
{
	struct view_link *links = PAGE_LIST(rq, struct view_link, MENU_MAX);

	for (size_t i = 0; i < f->menu_n; i++) {
		links[i] = f->menu[i];
		links[i].here = str_eq(links[i].href, href);
	}
	f->menu = links;
}

struct buf
page_begin(const struct request *rq)
{
	return buf_on(rq->page, PAGE_MAX);
}

void
page_end(struct request *rq, const struct buf *b)
{
	rq->reply.body = buf_str(b);
	rq->reply.drawn = buf_done(b);
}

void
page_file(struct request *rq, struct str name, struct str type, struct str bytes)
{
	rq->reply.body = bytes;
	rq->reply.type = type;
	rq->reply.file = name;
	rq->reply.drawn = true;
}

void
page_why(struct request *rq, enum text_key why, enum text_key todo)
{
	rq->why.text = phrase(why);
	rq->way_out = phrase(todo);
}

struct str
page_act_id(struct request *rq)
{
	unsigned char bytes[16];
	struct buf b = buf_on(rq->page, 2 * sizeof bytes);

	random_fill(bytes, sizeof bytes);
	buf_hex(&b, bytes, sizeof bytes);
	return buf_str(&b);
}

static bool
is_api(const struct request *rq)
{
	return (rq->route && rq->route->login == LOGIN_API) || str_starts(rq->head.path, STR("/api/"));
}

struct str
page_todo(enum err e)
{
	switch (e) {
	case ERR_FORBIDDEN:
		return phrase(TEXT_TODO_FORBIDDEN);
	case ERR_NOT_FOUND:
		return phrase(TEXT_TODO_NOT_FOUND);
	case ERR_TOO_LARGE:
		return phrase(TEXT_TODO_TOO_LARGE);
	case ERR_BUSY:
	case ERR_CLOSED:
		return phrase(TEXT_TODO_CLOSED);
	case ERR_LOGGED_OUT:
		return phrase(TEXT_TODO_LOGGED_OUT);
	case ERR_MALFORMED:
		return phrase(TEXT_TODO_MALFORMED);
	default:
		return phrase(TEXT_TODO_OTHER);
	}
}

/* The same shape as the gate's answers, so that a caller reads one. */
static void
error_json(struct request *rq, enum err e)
{
	struct buf b = page_begin(rq);
	struct json_out o = {.buf = &b};
	struct str key = err_key(e);

	json_open(&o, '{');
	json_key(&o, "allowed");
	json_bool(&o, false);
	json_key(&o, "err");
	json_str(&o, str_sub(key, sizeof "err." - 1, key.n));
	json_key(&o, "why");
	json_str(&o, rq->why.text.n ? rq->why.text : phrase_err(e));
	json_key(&o, "way-out");
	json_str(&o, rq->way_out.n ? rq->way_out : page_todo(e));
	json_close(&o, '}');
	rq->reply.type = STR("application/json");
	page_end(rq, &b);
}

/* After the log-in one is where one wanted to go. */
static enum err
login_first(struct request *rq)
{
	struct buf b = buf_on(rq->page, 2 * PATH_MAX_BYTES);

	if (rq->route->login == LOGIN_STATION)
		return request_goto(rq, STR("/station"));
	buf_add(&b, STR("/login"));
	if (rq->head.path.n > 1) {
		buf_add(&b, STR("?to="));
		buf_add(&b, form_escape(rq->page, rq->head.path));
	}
	return request_goto(rq, buf_str(&b));
}

enum err
page_error(struct request *rq, enum err e)
{
	struct view_error v = {.status = err_http(e)};

	rq->reply = (struct reply){0};
	if (is_api(rq)) {
		error_json(rq, e);
		return e;
	}
	if (e == ERR_LOGGED_OUT && rq->head.method == METHOD_GET)
		return login_first(rq);
	if (request_is_station(rq) || (rq->route && rq->route->login == LOGIN_STATION && rq->who == NULL)) {
		tablet_error(rq, e);
		return e;
	}
	v.frame = page_frame(rq, phrase_err(e));
	v.what = phrase_err(e);
	v.why = rq->why.text;
	v.todo = rq->way_out.n ? rq->way_out : page_todo(e);
	v.back = STR("/");
	PAGE_DRAW(rq, error, &v);
	return e;
}
