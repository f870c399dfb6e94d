/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* はじめての方・パスワードを忘れた方: a one-time code for a password of one's own, and in. */
#include "auth/rule.h"
#include "crypto/password.h"
#include "model/words.h"
#include "web/cookie.h"
#include "web/page.h"
#include "web/pages.h"

enum { CODE_MAX = 128 };

static enum err
claim_draw(struct request *rq, struct str error, int64_t wait)
{
	struct view_claim v = {.frame = page_frame(rq, phrase(TEXT_CLAIM_TITLE)),
	    .error = error,
	    .wait = wait,
	    .min = RULE_PASSWORD_LEAST,
	    .login = request_typed(rq, STR("login")),
	    .code = request_typed(rq, STR("code")),
	    .shared = request_typed(rq, STR("shared")).n > 0};

	PAGE_DRAW(rq, claim, &v);
	return ERR_OK;
}

enum err
claim_page(struct request *rq)
{
	return claim_draw(rq, STR(""), 0);
}

static enum err
claim_answered(struct request *rq)
{
	const struct ask *ask = rq->asks.ask;
	const struct msg_LOGGED_IN *m = &ask->answer.LOGGED_IN;
	enum err e = link_err(ask, m->err);

	if (e == ERR_OK) {
		rq->reply.cookie = cookie_set(rq->page, m->session, rq->web->behind_tls);
		return request_goto(rq, STR("/"));
	}
	if (ask->err == ERR_OK)
		(void)!claim_draw(rq,
		    m->why.n ? m->why : phrase(e == ERR_SLOW_DOWN ? TEXT_LOGIN_SLOW : TEXT_CLAIM_WRONG),
		    m->wait);
	return e;
}

/* What is wrong before auth is asked; empty: nothing. */
static struct str
typed_wrong(const struct request *rq, struct str login, struct str code, struct str secret)
{
	if (login.n == 0 || login.n > RULE_LOGIN_MAX || code.n == 0 || code.n > CODE_MAX || secret.n == 0)
		return phrase(TEXT_CLAIM_EMPTY);
	if (secret.n > 4 * PASSWORD_MAX || !str_eq(secret, request_typed(rq, STR("again"))))
		return phrase(TEXT_PASSWORD_DIFFERENT);
	return STR("");
}

enum err
claim_try(struct request *rq)
{
	struct str login = str_trim(request_typed(rq, STR("login"))),
	           code = str_trim(request_typed(rq, STR("code"))), secret = request_typed(rq, STR("new")),
	           wrong = typed_wrong(rq, login, code, secret);
	const struct town *t = &rq->desk->town;
	struct ask *ask;

	if (wrong.n) {
		(void)!claim_draw(rq, wrong, 0);
		return ERR_MALFORMED;
	}
	ask = request_ask(rq, 1, claim_answered);
	ask->question = (struct msg){.type = MSG_CLAIM,
	    .CLAIM = {.login = login,
	        .code = code,
	        .secret = secret,
	        .words = words_of(rq->arena, t, map_get(t->person_by_login, login), rq->desk->today),
	        .ip = rq->ip,
	        .shared = request_typed(rq, STR("shared")).n > 0}};
	return ERR_OK;
}
