/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who can get in, as auth tells it: when somebody was given a code, when he set
 * a password. A page that hands out codes asks who has none yet; what cannot be
 * written is only a poorer list.
 */
#include "gate/inside.h"

#include "store/entrance.h"

static enum err
note(struct gate *g, enum entrance_what what, struct str person, int64_t time)
{
	enum err e = store_begin(g->store);

	if (e)
		return e;
	return store_finish(g->store, entrance_note(g->store, g->scratch, what, person, time));
}

void
admit_event(struct gate *g, const struct msg_EVENT *m)
{
	bool taken = str_eq(m->detail, STR("取消し"));

	if (m->person.n == 0)
		return;
	if (str_eq(m->what, STR("code.made")))
		(void)!note(g, ENTRANCE_CODE, m->person, moment_clock(g));
	else if (str_eq(m->what, STR("password.set")))
		(void)!note(g, ENTRANCE_PASSWORD, m->person, taken ? 0 : moment_clock(g));
}
