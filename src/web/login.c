/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* In and out. */
#include "base/utf8.h"
#include "crypto/password.h"
#include "web/cookie.h"
#include "web/page.h"
#include "web/pages.h"

enum { LOGIN_MAX = 64 };

/* Where to go afterwards: a path of ours, else the first page. */
static struct str
goal(struct str to)
{
	bool good = to.n > 0 && to.n <= PATH_MAX_BYTES && to.p[0] == '/' && !utf8_has_control(to) &&
	            !str_starts(to, STR("//")) && str_find(to, STR("\\")) == SIZE_MAX &&
	            !str_starts(to, STR("/login"));

	return good ? to : STR("/");
}

static enum err
login_draw(struct request *rq, struct str error, int64_t wait)
{
	bool again = rq->head.method == METHOD_POST;
	struct view_login v = {
	    .frame = page_frame(rq, phrase(TEXT_LOGIN_TITLE)), .error = error, .wait = wait};

	v.to = goal(again ? request_typed(rq, STR("to")) : request_queried(rq, STR("to")));
	v.login = request_typed(rq, STR("login"));
	v.shared = request_typed(rq, STR("shared")).n > 0;
	if (request_queried(rq, STR("out")).n)
		v.frame.notice = phrase(TEXT_LOGIN_OUT);
	PAGE_DRAW(rq, login, &v);
	return ERR_OK;
}

enum err
login_page(struct request *rq)
{
	return login_draw(rq, STR(""), 0);
}

static enum err
login_answered(struct request *rq)
{
	const struct ask *ask = rq->asks.ask;
	const struct msg_LOGGED_IN *m = &ask->answer.LOGGED_IN;
	enum err e = link_err(ask, m->err);

	if (e == ERR_OK) {
		rq->reply.cookie = cookie_set(rq->page, m->session, rq->web->behind_tls);
		return request_goto(rq, goal(request_typed(rq, STR("to"))));
	}
	if (e == ERR_SLOW_DOWN)
		(void)!login_draw(rq, phrase(TEXT_LOGIN_SLOW), m->wait);
	else if (e == ERR_FORBIDDEN)
		(void)!login_draw(rq, phrase(TEXT_LOGIN_WRONG), m->wait);
	return e;
}

enum err
login_try(struct request *rq)
{
	struct str login = request_typed(rq, STR("login")), secret = request_typed(rq, STR("secret"));
	struct ask *ask;

	if (login.n == 0 || login.n > LOGIN_MAX || secret.n == 0 || secret.n > 4 * PASSWORD_MAX) {
		(void)!login_draw(rq, phrase(TEXT_LOGIN_EMPTY), 0);
		return ERR_MALFORMED;
	}
	ask = request_ask(rq, 1, login_answered);
	ask->question = (struct msg){.type = MSG_LOGIN,
	    .LOGIN = {.login = login,
	        .secret = secret,
	        .ip = rq->ip,
	        .shared = request_typed(rq, STR("shared")).n > 0}};
	return ERR_OK;
}

/* Not waited for: whatever auth says, this browser forgets the session now. */
enum err
login_end(struct request *rq)
{
	struct hash ended = hash_of(rq->session);

	link_logout(rq->web->link, rq->session);
	who_drop(rq->web->who, &ended);
	rq->reply.cookie = cookie_set(rq->page, STR(""), rq->web->behind_tls);
	return request_goto(rq, STR("/login?out=1"));
}
