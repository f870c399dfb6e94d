/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `people import`: a staff list becomes one act, or nothing. */
#include <stdio.h>

#include "cli/actor.h"
#include "os/file.h"
#include "roster/staff_plan.h"

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

static enum err
list_plan(struct call *c, struct view *v, struct staff_plan *plan)
{
	struct str path = command_word(c, 1), date = option_value(&c->given, "effective"), bytes = STR("");
	struct staff staff;
	day effective = actor_today(v);
	enum err e;

	if (date.p != NULL && !day_parse(date, &effective))
		return why_set(
		    &c->why, ERR_MALFORMED, "--effective の「%.*s」という日付はありません。", STR_ARG(date));
	e = file_read(c->arena, path, LIST_MAX, &bytes, &c->why);
	if (e != ERR_OK)
		return e;
	staff_read(c->arena, path, bytes, &staff);
	if (staff.fault_all == 0)
		staff_check(&staff, v->policy, &v->town);
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

struct import_job {
	struct call *call;
	struct view *view;
	struct str act, answer;
};

static enum err
import_send(struct link *l, void *context)
{
	struct import_job *job = context;

	return actor_send(job->call, job->view, l, job->act, &job->answer);
}

static enum err
import_plan(struct call *c, struct view *v, const struct home *h, const struct staff_plan *plan)
{
	struct import_job job = {.call = c, .view = v};
	struct str id = actor_id(c->arena, "people");
	enum err e;

	job.act = arena_fmt(
	    c->arena, "{\"id\":\"%.*s\",\"act\":\"people\",\"body\":%.*s}", STR_ARG(id), STR_ARG(plan->body));
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
