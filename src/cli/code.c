/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `code`: one-time codes for people, to be cut apart and handed over. */
#include "cli/code.h"

#include <stdio.h>

#include "cli/actor.h"

enum { LINES_MAX = 1024 * 1024, POSTS_MAX = 16 };

struct code_job {
	struct call *call;
	struct str ids;   /* a line each */
	struct str codes; /* "ID CODE" lines */
};

static enum err
codes_ask(struct link *l, void *context)
{
	struct code_job *job = context;
	struct why *why = &job->call->why;
	struct msg ask = {.type = MSG_CODES, .CODES = {.persons = job->ids}}, got;
	enum err e = link_ask(l, &ask, MSG_CODES_ARE, &got, why);

	if (e != ERR_OK)
		return e;
	job->codes = got.CODES_ARE.codes;
	if (got.CODES_ARE.err && job->codes.n == 0)
		return why_set(why, (enum err)got.CODES_ARE.err, "%.*s", STR_ARG(got.CODES_ARE.why));
	if (got.CODES_ARE.err)
		fprintf(stderr, "%.*s\n", STR_ARG(got.CODES_ARE.why));
	return ERR_OK;
}

enum err
code_ask(struct call *c, const struct home *h, struct str ids, struct str *codes)
{
	struct code_job job = {.call = c, .ids = ids, .codes = STR("")};
	enum err e = link_with(c->arena, h, codes_ask, &job, &c->why);

	*codes = job.codes;
	return e;
}

/* --- for whom --------------------------------------------------------------------------- */

static bool
holds_in(const struct view *v, const struct person *p, struct str section)
{
	const struct post *posts[POSTS_MAX];
	size_t n = town_posts_of(&v->town, p, actor_today(v), posts, POSTS_MAX);

	for (size_t i = 0; i < n && i < POSTS_MAX; i++)
		if (str_eq(posts[i]->section, section))
			return true;
	return false;
}

static enum err
section_ids(struct call *c, const struct view *v, struct str section, struct buf *out)
{
	if (town_section(&v->town, section) == NULL)
		return why_set(&c->why, ERR_NOT_FOUND,
		    "「%.*s」という課等はありません。所属コードを書いてください。", STR_ARG(section));
	for (size_t i = 0; i < v->town.persons_n; i++) {
		const struct person *p = &v->town.persons[i];

		if (p->login.n && person_in_office(p, actor_today(v)) && holds_in(v, p, section))
			buf_fmt(out, "%.*s\n", STR_ARG(p->id));
	}
	if (out->n == 0)
		return why_set(&c->why, ERR_NOT_FOUND, "「%.*s」に、ログイン名のある在職者がいません。",
		    STR_ARG(section));
	return ERR_OK;
}

static enum err
login_ids(struct call *c, const struct view *v, struct buf *out)
{
	for (size_t i = 1; i < c->given.word_n; i++) {
		struct str login = command_word(c, i);
		const struct person *p = str_starts(login, STR("@"))
		                             ? town_person(&v->town, login)
		                             : map_get(v->town.person_by_login, login);

		if (p == NULL || !person_in_office(p, actor_today(v)))
			return why_set(&c->why, ERR_NOT_FOUND, "「%.*s」というログイン名の在職者はいません。",
			    STR_ARG(login));
		buf_fmt(out, "%.*s\n", STR_ARG(p->id));
	}
	return ERR_OK;
}

static enum err
ids_read(struct call *c, const struct view *v, struct str *ids)
{
	struct str section = option_value(&c->given, "section");
	struct buf b = buf_on(c->arena, LINES_MAX);
	enum err e;

	if ((section.p == NULL) == (c->given.word_n < 2))
		return why_set(&c->why, ERR_MALFORMED,
		    "ログイン名か --section SECTION のどちらか一方を書いてください。");
	e = section.p ? section_ids(c, v, section, &b) : login_ids(c, v, &b);
	*ids = buf_str(&b);
	return e;
}

/* --- what is shown --------------------------------------------------------------------------- */

static void
code_print(const struct view *v, struct str line)
{
	struct str id, code = line;
	const struct person *p;
	const struct post *post;
	const struct section *s;

	if (!str_cut(&code, ' ', &id) || (p = town_person(&v->town, id)) == NULL)
		return;
	post = town_main_post(&v->town, p, actor_today(v));
	s = post ? town_section(&v->town, post->section) : NULL;
	printf("%.*s\t%.*s\t%.*s\t%.*s\n", STR_ARG(code), STR_ARG(p->login.n ? p->login : p->id),
	    STR_ARG(p->name), STR_ARG(s ? s->label : STR("")));
}

int
code_command(struct call *c)
{
	struct str ids, codes = STR(""), line;
	struct view view = {0};
	struct home home;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);

	if (e == ERR_OK && (e = view_open(c->arena, &home, &view, &c->why)) == ERR_OK)
		e = ids_read(c, &view, &ids);
	view_close(&view);
	if (e == ERR_OK)
		e = code_ask(c, &home, ids, &codes);
	if (e != ERR_OK)
		return command_fail(c, e);
	while (str_cut(&codes, '\n', &line))
		code_print(&view, line);
	fprintf(stderr, "%s\n", CODE_SAYS);
	return EXIT_OK;
}
