/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `people import`: a staff list becomes one act, or nothing. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/link.h"
#include "roster/staff_plan.h"
#include "cli/view.h"
#include "crypto/random.h"
#include "os/file.h"
#include "os/loop.h"

enum { LIST_MAX = 16 * 1024 * 1024 };

static void
faults_print(const struct staff *s)
{
	for (size_t i = 0; i < s->fault_n; i++) {
		struct str line = why_line(&s->faults[i]);

		fprintf(stderr, "%.*s\n", STR_ARG(line));
	}
	if (s->fault_all > s->fault_n)
		fprintf(stderr, "ほかに %zu 件あります。\n", s->fault_all - s->fault_n);
}

/* The town's today: a demo's clock may be ahead of the machine's. */
static day
today(const struct view *v)
{
	int64_t now = loop_clock();

	return day_of_time(v->last > now ? v->last : now);
}

static enum err
list_plan(struct call *c, struct view *v, struct staff_plan *plan)
{
	struct str path = command_word(c, 1), date = option_value(&c->given, "effective"), bytes = STR("");
	struct staff staff;
	day effective = today(v);
	enum err e;

	if (date.p != NULL && !day_parse(date, &effective))
		return why_set(
		    &c->why, ERR_MALFORMED, "--effective の「%.*s」という日付はありません。", STR_ARG(date));
	e = file_read(c->arena, path, LIST_MAX, &bytes, &c->why);
	if (e != ERR_OK)
		return e;
	staff_read(c->arena, path, bytes, &staff);
	if (staff.fault_all == 0)
		staff_check(&staff, &v->town);
	if (staff.fault_all > 0) {
		faults_print(&staff);
		return why_set(&c->why, ERR_MALFORMED, "誤りが %zu 件あります。何も取り込んでいません。",
		    staff.fault_all);
	}
	e = staff_plan_make(c->arena, &staff, v->policy, &v->town, effective, plan, &c->why);
	if (e == ERR_OK) {
		struct str on = day_wareki(c->arena, effective);

		printf("%.*sの名簿(%zu 行、%.*s)による変更: %zu 件\n", STR_ARG(on), staff.n,
		    STR_ARG(staff.encoding), plan->changes);
	}
	return e;
}

/* Who imports: the bearer of --token, else the installer while there is one. */
static enum err
import_token(struct call *c, struct view *v, struct link *l, struct str *token)
{
	struct str file = option_value(&c->given, "token");
	struct msg ask = {.type = MSG_TOKEN}, got;
	enum err e;

	if (file.p != NULL)
		return link_token(c->arena, file, token, &c->why);
	for (size_t i = 0; i < v->town.persons_n; i++)
		if (v->town.persons[i].kind == PERSON_INSTALLER && person_in_office(&v->town.persons[i], today(v)))
			ask.TOKEN.login = v->town.persons[i].login;
	if (ask.TOKEN.login.n == 0)
		return why_set(&c->why, ERR_FORBIDDEN,
		    "設置者の役目は終わりました。取り込む人の --token FILE を書いてください。");
	e = link_ask(l, &ask, MSG_TOKEN_IS, &got, &c->why);
	if (e == ERR_OK && got.TOKEN_IS.err != ERR_OK)
		e = why_set(&c->why, (enum err)got.TOKEN_IS.err, "%.*s", STR_ARG(got.TOKEN_IS.why));
	*token = e == ERR_OK ? got.TOKEN_IS.token : (struct str){NULL, 0};
	return e;
}

struct import_job {
	struct call *call;
	struct view *view;
	struct str act, answer;
};

static enum err
import_send(struct link *l, void *context)
{
	struct import_job *job = context;
	struct str token = {NULL, 0};
	enum err e = import_token(job->call, job->view, l, &token);

	if (e == ERR_OK)
		e = link_act(l, token, STR(""), job->act, &job->answer, &job->call->why);
	if (e != ERR_OK && job->answer.p != NULL)
		return why_set(&job->call->why, e, "%.*s", STR_ARG(job->answer));
	return e;
}

static enum err
import_plan(struct call *c, struct view *v, const struct home *h, const struct staff_plan *plan)
{
	struct import_job job = {.call = c, .view = v};
	uint64_t id;
	enum err e;

	random_fill(&id, sizeof id);
	job.act = arena_fmt(c->arena, "{\"id\":\"people-%016llx\",\"act\":\"people\",\"body\":%.*s}",
	    (unsigned long long)id, STR_ARG(plan->body));
	e = link_with(c->arena, h, import_send, &job, &c->why);
	if (e == ERR_OK)
		printf("%.*s\n", STR_ARG(job.answer));
	return e;
}

int
people_command(struct call *c)
{
	struct staff_plan plan = {0};
	struct view view = {0};
	struct home home;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);

	if (e == ERR_OK && (e = view_open(c->arena, &home, &view, &c->why)) == ERR_OK)
		e = list_plan(c, &view, &plan);
	view_close(&view);
	if (e == ERR_OK) {
		printf("%.*s", STR_ARG(plan.lines));
		if (plan.changes == 0)
			printf("変わるところはありません。\n");
		else if (option_given(&c->given, "dry-run"))
			printf("試しです。何も取り込んでいません。\n");
		else
			e = import_plan(c, &view, &home, &plan);
	}
	return e == ERR_OK ? EXIT_OK : command_fail(c, e);
}
