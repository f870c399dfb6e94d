/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One's own password. */
#include "web/password.h"

#include "auth/rule.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"

enum { WORDS_MAX = 8 * 1024, POSTS_MAX = 16 };

static void
word_add(struct buf *b, struct str s)
{
	if (s.n == 0)
		return;
	buf_add(b, s);
	buf_char(b, '\n');
}

struct str
password_words(const struct request *rq, struct arena *a, const struct person *p)
{
	const struct town *t = &rq->desk->town;
	struct buf b = buf_on(a, WORDS_MAX);
	const struct post *posts[POSTS_MAX];
	size_t n = p ? town_posts_of(t, p, rq->desk->today, posts, POSTS_MAX) : 0;

	word_add(&b, t->name);
	if (p) {
		word_add(&b, p->name);
		word_add(&b, p->kana);
		word_add(&b, p->id);
	}
	for (size_t i = 0; i < n && i < POSTS_MAX; i++) {
		word_add(&b, posts[i]->label);
		word_add(&b, label_section(rq->desk, posts[i]->section));
	}
	return buf_str(&b);
}

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
	return m->err > 0 && m->err < ERR_COUNT ? (enum err)m->err : ERR_IO;
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
	        .words = password_words(rq, rq->arena, rq->who)}};
	return ERR_OK;
}
