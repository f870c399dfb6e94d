/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_incident.h"

#include "model/judge.h"

enum {
	PLAN_MAX = 64,
	ROWS = 2,        /* of a timeline, before it is closed */
	FRESH_DAYS = 12, /* office days before the end: what began since then is under way */
	STEPS_A_DAY = 3,
	PURPOSE = 11 /* a prime: the same matter stops at the same place */
};

/* What happened, by kind; found at the desk of some section. */
static const struct {
	const char *kind, *certainty, *place, *summary, *first_aid;
} stories[] = {
    {"failure", "fact", "執務室", "業務システムの画面が固まり、30分ほど窓口の手続ができなかった。",
        "再起動せず、画面を写真に撮った。"},
    {"infection", "suspected", "執務室", "添付ファイルを開いたところ、見慣れない画面が出た。",
        "LANケーブルを抜いた。電源は切っていない。"},
    {"leak", "fact", "窓口", "別の人あての通知書を封筒に入れて送ってしまった。",
        "相手に電話をし、開けずに保管してもらっている。"},
    {"loss", "suspected", "書庫", "棚卸しで、台帳にあるUSBメモリが見つからない。",
        "最後に使った人にたずねている。"},
    {"intrusion", "suspected", "サーバ室", "夜間に、使われていないはずの管理者でのログインの記録があった。",
        "その利用者を止めた。"},
    {"violation", "fact", "執務室", "離席のとき、画面に鍵を掛けていない端末が3台あった。",
        "その場で鍵を掛けた。"},
    {"other", "suspected", "会議室", "会議室に、だれのものか分からない書類が残っていた。",
        "書類は課で預かっている。"},
};
enum { STORIES = sizeof stories / sizeof *stories };

/* What is typed at each step; the others ask nothing. */
static const struct {
	const char *step, *body;
} bodies[] = {
    {"report", "{\"note\":\"課内の端末をすべて確かめています。\"}"},
    {"report-other", "{\"note\":\"相手方には電話で連絡しました。\"}"},
    {"breach-report",
        "{\"instructed\":\"同じ作業を止め、控えを確かめるよう指示した。\",\"status\":\"広がっていない。\"}"},
    {"analyse",
        "{\"cause\":\"手順書に確認の段がなかった。\",\"impact\":\"ほかの課には及んでいない。\",\"with\":\"システム管理者、担当課\"}"},
};

struct planned {
	int day, story, section;
};

struct demo_incidents {
	struct planned list[PLAN_MAX];
	size_t n;
};

static int
section_any(struct demo *d)
{
	int at;

	do
		at = (int)demo_act_random(d, (unsigned)d->staff->section_n);
	while (d->staff->sections[at].head == NULL);
	return at;
}

struct demo_incidents *
demo_incident_plan(struct demo *d, const struct demo_days *days)
{
	/* office days before the end, and what is found then: nobody has reported the first on, the last is new */
	static const int last[][2] = {{9, 0}, {7, 1}, {6, 3}, {4, 4}, {3, 2}, {3, 5}, {2, 6}, {1, 0}, {1, 2}};
	struct demo_incidents *list = ARENA_NEW(d->arena, struct demo_incidents);
	int first = 20, span = days->n - FRESH_DAYS - first;

	for (int i = 0; i < 3 * STORIES && span > 0; i++)
		list->list[list->n++] =
		    (struct planned){first + i * span / (3 * STORIES), i % STORIES, section_any(d)};
	for (size_t i = 0; i < sizeof last / sizeof *last; i++)
		list->list[list->n++] = (struct planned){days->n - last[i][0], last[i][1], section_any(d)};
	return list;
}

static struct str
moment(struct demo *d, int64_t before)
{
	int64_t at = d->stage->time - before, s;
	day on = day_of_time(at);

	s = at - day_begin(on);
	return arena_fmt(
	    d->arena, "%.*sT%02d:%02d", STR_ARG(day_iso(d->arena, on)), (int)(s / 3600), (int)(s / 60 % 60));
}

static void
incident_report(struct demo *d, const struct planned *p)
{
	const struct demo_staff *staff = d->staff;
	int clerk = demo_staff_clerk(staff, p->section, demo_act_random(d, 100));
	struct str accused = STR("");

	/* now and then it is about the head himself: then it goes past him */
	if (p->story == 5 && p->day % 2 == 0 && staff->sections[p->section].head_at >= 0)
		accused = arena_fmt(d->arena, ",\"accused\":\"%.*s\"",
		    STR_ARG(staff->persons[staff->sections[p->section].head_at].id));
	demo_act_submit(d, clerk, "incident",
	    arena_fmt(d->arena,
	        "{\"kind\":\"%s\",\"certainty\":\"%s\",\"found-at\":\"%.*s\",\"place\":\"%s\",\"summary\":\"%s\",\"first-aid\":\"%s\"%.*s}",
	        stories[p->story].kind, stories[p->story].certainty, STR_ARG(moment(d, 30 * 60)),
	        stories[p->story].place, stories[p->story].summary, stories[p->story].first_aid,
	        STR_ARG(accused)));
}

/* --- on its way ---------------------------------------------------------------------------- */

struct under_way {
	struct demo *d;
	int64_t matter;
	const struct matter *m;
	const struct procedure *proc;
	const struct opened *o;
	const struct step *step;
	int who;
};

static struct str
items_text(struct demo *d, const char *name, const struct value *v)
{
	struct buf b = buf_on(d->arena, 4096);

	if (v->n == 0)
		return STR("");
	buf_fmt(&b, ",\"%s\":[", name);
	for (size_t i = 0; i < v->n; i++)
		buf_fmt(&b, "%s%lld", i ? "," : "", (long long)v->items[i]);
	buf_char(&b, ']');
	return buf_str(&b);
}

/* The clock began it: the officer says what was found. */
static void
form_complete(struct under_way *u)
{
	struct demo *d = u->d;
	struct str lists = STR("");

	for (size_t i = 0; i < u->proc->form_n; i++)
		if (u->proc->form[i].type == FIELD_ITEMS)
			lists = arena_fmt(d->arena, "%.*s%.*s", STR_ARG(lists),
			    STR_ARG(
			        items_text(d, arena_str(d->arena, u->proc->form[i].name).p, &u->m->form[i])));
	demo_act_on(d, u->who, "change", u->matter, NULL,
	    arena_fmt(d->arena,
	        "{\"kind\":\"loss\",\"certainty\":\"suspected\",\"found-at\":\"%.*s\",\"place\":\"持出し先\",\"summary\":\"返却予定日を過ぎても戻っていない。持ち出した職員に電話で確かめ、手元にあることが分かった。\"%.*s}",
	        STR_ARG(moment(d, 20 * 60)), STR_ARG(lists)));
}

static void
row_add(struct under_way *u)
{
	struct demo *d = u->d;
	static const char *const done[ROWS] = {
	    "関係する人に聞き取りをした。", "同じことが起きていないか、課内を確かめた。"};

	if (u->o->rows < ROWS)
		demo_act_on(d, u->who, "do", u->matter, arena_str(d->arena, u->step->name).p,
		    arena_fmt(d->arena, "{\"at\":\"%.*s\",\"what\":\"%s\"}", STR_ARG(moment(d, 10 * 60)),
		        done[u->o->rows]));
	else
		demo_act_on(d, u->who, "do", u->matter, arena_str(d->arena, u->step->name).p,
		    STR("{\"_close\":true}"));
}

static struct str
body_of(struct under_way *u)
{
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
		if (str_eq(u->step->name, str_of(bodies[i].step)))
			return str_of(bodies[i].body);
	if (str_eq(u->step->name, STR("prevent")))
		return arena_fmt(u->d->arena,
		    "{\"measure\":\"手順書を改め、朝礼で知らせた。\",\"done-on\":\"%.*s\"}",
		    STR_ARG(day_iso(u->d->arena, demo_act_today(u->d))));
	return STR("");
}

/* Not every loss is reported further; then the reason stands there. */
static void
step_decide(struct under_way *u)
{
	bool further = u->matter % 3 != 0 || !str_eq(u->step->name, STR("need-report"));

	demo_act_decide(u->d, u->who, u->matter, arena_str(u->d->arena, u->step->name),
	    further ? "permit" : "refuse",
	    further ? NULL : "すぐに見つかり、外へ出ていないことを確かめたため");
}

static void
step_go(struct under_way *u)
{
	const char *name = arena_str(u->d->arena, u->step->name).p;

	if (u->o->state == STEP_UNCONFIRMED)
		demo_act_on(u->d, u->who, "confirm", u->matter, name, STR(""));
	else if (u->step->kind == STEP_FORM)
		form_complete(u);
	else if (u->step->rows)
		row_add(u);
	else if (u->step->kind == STEP_DECIDE)
		step_decide(u);
	else
		demo_act_on(u->d, u->who, "do", u->matter, name, body_of(u));
}

/* Something that waits and somebody who is there. */
static bool
step_find(struct under_way *u)
{
	u->m = demo_act_matter(u->d, u->matter);
	if (u->m == NULL || u->m->state != MATTER_OPEN)
		return false;
	u->proc = &engine_policy(u->d->stage->engine)->procedures[u->m->procedure];
	for (size_t i = 0; i < u->m->opened_n; i++) {
		u->o = &u->m->opened[i];
		u->step = &u->proc->steps[u->o->step];
		if (u->o->state != STEP_OPEN && u->o->state != STEP_UNCONFIRMED)
			continue;
		u->who = demo_act_row_who(u->d, u->m, u->o);
		if (u->who >= 0)
			return true;
	}
	return false;
}

/* The last ones stand at every stage: how many steps each has come is its own. */
static bool
is_held(struct under_way *u, const struct demo_days *days)
{
	bool fresh = u->m->on >= days->days[days->n - FRESH_DAYS];
	size_t closed = 0;

	for (size_t i = 0; i < u->m->opened_n; i++)
		closed += u->m->opened[i].state != STEP_OPEN;
	return fresh && closed >= (size_t)(u->matter % PURPOSE % 8);
}

static void
incident_go(struct demo *d, int64_t matter, const struct demo_days *days)
{
	struct under_way u = {.d = d, .matter = matter};

	for (int i = 0; i < STEPS_A_DAY && d->err == ERR_OK && step_find(&u); i++) {
		if (is_held(&u, days))
			return;
		step_go(&u);
	}
}

void
demo_incident_day(struct demo *d, struct demo_incidents *list, const struct demo_days *days, int today)
{
	int64_t open[DEMO_OPEN_MAX];
	size_t n = demo_act_open(d, "incident", open);

	for (size_t i = 0; i < n && d->err == ERR_OK; i++)
		incident_go(d, open[i], days);
	for (size_t i = 0; i < list->n && d->err == ERR_OK; i++)
		if (list->list[i].day == today)
			incident_report(d, &list->list[i]);
}
