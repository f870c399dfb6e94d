/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `station`: devices that are logged in and stand for nobody: added, listed, ended. */
#include <stdio.h>

#include "cli/actor.h"

enum { ACT_ROOM = 64 * 1024, ANSWER_ROOM = 1024 * 1024 };

struct station_job {
	struct call *call;
	struct view *view;
	struct str act, answer;
};

static enum err
station_send(struct link *l, void *context)
{
	struct station_job *job = context;

	return actor_send(job->call, job->view, l, job->act, &job->answer);
}

/* NAME, with or without the @ that its id begins with. */
static struct str
station_name(const struct call *c)
{
	struct str name = command_word(c, 1);

	return str_starts(name, STR("@")) ? str_sub(name, 1, name.n) : name;
}

static void
member(struct json_out *o, const char *key, struct str value)
{
	if (value.p == NULL)
		return;
	json_key(o, key);
	json_str(o, value);
}

/* --- station add -------------------------------------------------------------------------- */

/* What is not said of a station that is there already stays as it is. */
static enum err
add_write(struct call *c, const struct view *v, struct str *act)
{
	struct str name = station_name(c), procedure = option_value(&c->given, "for"),
	           label = option_value(&c->given, "label"), section = option_value(&c->given, "section");
	const struct person *old = town_person(&v->town, arena_fmt(c->arena, "@%.*s", STR_ARG(name)));
	struct buf b = buf_on(c->arena, ACT_ROOM);
	struct json_out o = {.buf = &b};

	if (procedure.p == NULL && old == NULL)
		return why_set(&c->why, ERR_MALFORMED, "--for に、この端末で始める手続を書いてください。");
	json_open(&o, '{');
	member(&o, "id", actor_id(c->arena, "station"));
	member(&o, "act", STR("station"));
	json_key(&o, "body");
	json_open(&o, '{');
	member(&o, "station", name);
	member(&o, "label", label.p ? label : old ? old->name : name);
	member(&o, "procedure", procedure.p ? procedure : old->procedure);
	member(&o, "section", section.p || old == NULL ? section : old->section);
	json_close(&o, '}');
	json_close(&o, '}');
	*act = buf_str(&b);
	return buf_done(&b) ? ERR_OK : why_set(&c->why, ERR_TOO_LARGE, "名前が長すぎます。");
}

static enum err
code_print(struct call *c, struct str answer)
{
	struct str id = arena_fmt(c->arena, "@%.*s", STR_ARG(station_name(c)));
	struct json *tree;
	struct str code = STR("");

	if (json_read(c->arena, answer, ANSWER_ROOM, &tree, &c->why) == ERR_OK)
		code = json_get_str(json_get(tree, "codes"), id.p);
	if (code.n == 0)
		return why_set(&c->why, ERR_IO,
		    "登録しましたが、コードを作れませんでした。同じ命令をもう一度行ってください。");
	printf("%.*s\n", STR_ARG(code));
	fprintf(stderr,
	    "端末のブラウザで /station を開き、24時間以内にこのコードを入れてください。使えるのは一度だけです。\n"
	    "登録した端末は時間切れになりません。sekimori station end でやめさせます。\n");
	return ERR_OK;
}

int
station_add_command(struct call *c)
{
	struct view view = {0};
	struct station_job job = {.call = c, .view = &view};
	struct home home;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);

	if (e == ERR_OK && (e = view_open(c->arena, &home, &view, &c->why)) == ERR_OK)
		e = add_write(c, &view, &job.act);
	view_close(&view);
	if (e == ERR_OK)
		e = link_with(c->arena, &home, station_send, &job, &c->why);
	if (e == ERR_OK)
		e = code_print(c, job.answer);
	return e == ERR_OK ? EXIT_OK : command_fail(c, e);
}

/* --- station end ------------------------------------------------------------------------------ */

static void
end_write(struct call *c, const struct view *v, struct str *act)
{
	struct str id = actor_id(c->arena, "station"), yesterday = day_iso(c->arena, actor_today(v) - 1);
	struct buf b = buf_on(c->arena, ACT_ROOM);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	member(&o, "id", id);
	member(&o, "act", STR("station"));
	json_key(&o, "body");
	json_open(&o, '{');
	member(&o, "station", station_name(c));
	member(&o, "until", yesterday);
	json_close(&o, '}');
	json_close(&o, '}');
	*act = buf_str(&b);
}

int
station_end_command(struct call *c)
{
	struct view view = {0};
	struct station_job job = {.call = c, .view = &view};
	struct home home;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);

	if (e == ERR_OK && (e = view_open(c->arena, &home, &view, &c->why)) == ERR_OK)
		end_write(c, &view, &job.act);
	view_close(&view);
	if (e == ERR_OK)
		e = link_with(c->arena, &home, station_send, &job, &c->why);
	if (e != ERR_OK)
		return command_fail(c, e);
	printf("据置端末「%.*s」をやめました。\n", STR_ARG(station_name(c)));
	return EXIT_OK;
}

/* --- station list --------------------------------------------------------------------------------- */

static struct str
procedure_label(const struct view *v, struct str id)
{
	for (size_t i = 0; i < v->policy->procedures_n; i++)
		if (str_eq(v->policy->procedures[i].id, id))
			return v->policy->procedures[i].label;
	return id;
}

static void
station_print(const struct view *v, const struct person *p)
{
	const struct section *s = town_section(&v->town, p->section);
	struct str label = s ? s->label : p->section, until = day_iso(v->arena, p->until);

	printf("%.*s\t%.*s\t%.*s\t%.*s\t%s%.*s\n", STR_ARG(p->id), STR_ARG(p->name),
	    STR_ARG(procedure_label(v, p->procedure)), STR_ARG(label),
	    person_in_office(p, actor_today(v)) ? "使用中" : "終了 ", STR_ARG(until));
}

int
station_list_command(struct call *c)
{
	struct view view = {0};
	struct home home;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);
	size_t n = 0;

	if (e == ERR_OK)
		e = view_open(c->arena, &home, &view, &c->why);
	for (size_t i = 0; e == ERR_OK && i < view.town.persons_n; i++)
		if (view.town.persons[i].kind == PERSON_STATION) {
			station_print(&view, &view.town.persons[i]);
			n++;
		}
	view_close(&view);
	if (e != ERR_OK)
		return command_fail(c, e);
	if (n == 0)
		printf("据置端末はありません。\n");
	return EXIT_OK;
}
