/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One's own password. */
#include "auth/rule.h"
#include "model/words.h"
#include "web/page.h"
#include "web/pages.h"

static void
password_draw(struct request *rq, struct str error)
{
	struct view_password v = {
	    .frame = page_frame(rq, phrase(TEXT_PASSWORD_TITLE)), .error = error, .min = RULE_PASSWORD_LEAST};

	if (request_queried(rq, STR("done")).n)
		v.frame.notice = phrase(TEXT_PASSWORD_DONE);
	PAGE_DRAW(rq, password, &v);
}

enum err
password_page(struct request *rq)
{
	password_draw(rq, STR(""));
	return ERR_OK;
}

static enum err
password_answered(struct request *rq)
{
	const struct ask *ask = rq->asks.ask;
	const struct msg_CHANGED *m = &ask->answer.CHANGED;

	if (ask->err != ERR_OK)
		return ask->err;
	if (m->err == ERR_OK)
		return request_goto(rq, STR("/password?done=1"));
	password_draw(rq, m->why.n ? m->why : phrase(TEXT_PASSWORD_REFUSED));
	return link_err(ask, m->err);
}

enum err
password_change(struct request *rq)
{
	struct str secret = request_typed(rq, STR("new"));
	struct ask *ask;

	if (!str_eq(secret, request_typed(rq, STR("again")))) {
		password_draw(rq, phrase(TEXT_PASSWORD_DIFFERENT));
		return ERR_MALFORMED;
	}
	ask = request_ask(rq, 1, password_answered);
	ask->question = (struct msg){.type = MSG_CHANGE,
	    .CHANGE = {.session = rq->session,
	        .old = request_typed(rq, STR("old")),
	        .secret = secret,
	        .words = words_of(rq->arena, &rq->desk->town, rq->who, rq->desk->today)}};
	return ERR_OK;
}
