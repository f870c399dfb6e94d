/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/actor.h"

#include "crypto/random.h"
#include "os/loop.h"

enum { ANSWER_MAX = 1024 * 1024 };

day
actor_today(const struct view *v)
{
	int64_t now = loop_clock();

	return day_of_time(v->last > now ? v->last : now);
}

struct str
actor_id(struct arena *a, const char *word)
{
	uint64_t id;

	random_fill(&id, sizeof id);
	return arena_fmt(a, "%s-%016llx", word, (unsigned long long)id);
}

static struct str
installer_login(const struct view *v)
{
	for (size_t i = 0; i < v->town.persons_n; i++)
		if (v->town.persons[i].kind == PERSON_INSTALLER &&
		    person_in_office(&v->town.persons[i], actor_today(v)))
			return v->town.persons[i].login;
	return STR("");
}

static enum err
actor_token(struct call *c, struct view *v, struct link *l, struct str *token)
{
	struct str file = option_value(&c->given, "token");
	struct msg ask = {.type = MSG_TOKEN}, got;
	enum err e;

	if (file.p != NULL)
		return link_token(c->arena, file, token, &c->why);
	ask.TOKEN.login = installer_login(v);
	if (ask.TOKEN.login.n == 0)
		return why_set(&c->why, ERR_FORBIDDEN,
		    "設置者の役目は終わりました。行う人の --token FILE を書いてください。");
	e = link_ask(l, &ask, MSG_TOKEN_IS, &got, &c->why);
	if (e == ERR_OK && got.TOKEN_IS.err != ERR_OK)
		e = why_set(&c->why, (enum err)got.TOKEN_IS.err, "%.*s", STR_ARG(got.TOKEN_IS.why));
	*token = e == ERR_OK ? got.TOKEN_IS.token : (struct str){NULL, 0};
	return e;
}

/* "why way-out" of a refused act, for people. */
static enum err
refused_say(struct call *c, enum err e, struct str answer)
{
	struct why ignored = {.arena = c->arena};
	struct json *tree;
	struct str why, way_out;

	if (json_read(c->arena, answer, ANSWER_MAX, &tree, &ignored) != ERR_OK)
		return why_set(&c->why, e, "%.*s", STR_ARG(answer));
	why = json_get_str(tree, "why");
	way_out = json_get_str(tree, "way-out");
	return why_set(&c->why, e, "%.*s%s%.*s", STR_ARG(why), way_out.n ? "\n" : "", STR_ARG(way_out));
}

enum err
actor_send(struct call *c, struct view *v, struct link *l, struct str act, struct str *answer)
{
	struct str token = {NULL, 0}, as = option_value(&c->given, "as");
	enum err e = as.p != NULL ? ERR_OK : actor_token(c, v, l, &token);

	*answer = (struct str){NULL, 0};
	if (e == ERR_OK)
		e = link_act(l, token, as, act, answer, &c->why);
	return e != ERR_OK && answer->p != NULL ? refused_say(c, e, *answer) : e;
}
