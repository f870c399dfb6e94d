/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo.h"

#include "cli/demo_away.h"
#include "cli/demo_calendar.h"
#include "cli/demo_door.h"
#include "cli/demo_incident.h"
#include "cli/demo_people.h"
#include "cli/demo_round.h"
#include "roster/staff_plan.h"

enum {
	STORY_DAYS = 365,
	STORY_MIN = 40,  /* office days below which there is no story to tell */
	ENTER_DAYS = 15, /* in which the sections fill their registers */
	MORNING = 9 * 3600,
	BATCH_DAYS = 7, /* in one transaction */
	ERRANDS_MAX = 4096,
	SCRATCH = 16 * 1024 * 1024
};

static const struct demo_login logins[] = {
    {"staff01", DEMO_PASSWORD, "総務課の職員。申請する、事故を知らせる"},
    {"staff02", DEMO_PASSWORD, "総務課の職員"},
    {"leader-soumu", DEMO_PASSWORD, "総務課の情報化リーダー。返却を確かめる、人に代わって入力する"},
    {"kacho-soumu", DEMO_PASSWORD,
        "総務課長(システム管理者)。決めるものが20件。職員・不在・据置端末・動作状況の画面"},
    {"kacho-zeimu", DEMO_PASSWORD, "税務課長"},
    {"leader-zeimu", DEMO_PASSWORD, "税務課の情報化リーダー"},
    {"kacho-fukushi", DEMO_PASSWORD, "福祉課長。今日は不在。後閲を待つものがあります"},
    {"hosa-fukushi", DEMO_PASSWORD, "福祉課長補佐。今日は課長に代わって決めます(代決)"},
    {"kacho-kenko", DEMO_PASSWORD, "健康課長。不在から戻ったところで、後閲を待つものがあります"},
    {"bucho-kensetsu", DEMO_PASSWORD, "産業建設部長 兼 都市計画課長"},
    {"deputy", DEMO_PASSWORD,
        "副町長(統括情報セキュリティ責任者)。事故の報告を受け、館長が欠員の図書館も決めます"},
    {"mayor", DEMO_PASSWORD, "町長"},
    {"superintendent", DEMO_PASSWORD, "教育長。教育委員会の課等の上に立ちます"},
    {"kacho-kyoiku", DEMO_PASSWORD, "教育総務課長"},
    {"gicho", DEMO_PASSWORD, "議会の議長"},
    {"kansa-1", DEMO_PASSWORD, "情報セキュリティ監査委員。すべてを読めます"},
    {NULL, NULL, NULL},
};

/* What the committee has decided so far; the other settings stay 未決定. */
static const struct {
	const char *setting, *value;
} decisions[] = {{"permit-years", "5"}, {"asset-record-years", "10"}, {"device-record-years", "5"},
    {"medium-record-years", "5"}};

/*
 * The matters beside the first entries: how many of which kind and fate, and in
 * which part of the story they begin, in office days counted from its end. A
 * smaller town has fewer of the common ones; what somebody wants to see is
 * there in every one.
 */
static const struct {
	enum demo_errand_kind kind;
	enum demo_fate fate;
	bool common;
	int n, earliest, latest;
	const char *section; /* NULL: any */
} casts[] = {
    {ERRAND_TAKE_OUT, FATE_DONE, true, 390, 0, 14, NULL},
    {ERRAND_TAKE_OUT, FATE_CONDITIONAL, true, 30, 0, 14, NULL},
    {ERRAND_TAKE_OUT, FATE_MENDED, true, 30, 0, 14, NULL},
    {ERRAND_TAKE_OUT, FATE_BEHALF, true, 20, 0, 14, NULL},
    {ERRAND_TAKE_OUT, FATE_REFUSED, true, 30, 0, 6, NULL},
    {ERRAND_TAKE_OUT, FATE_WITHDRAWN, true, 24, 0, 6, NULL},
    {ERRAND_TAKE_OUT, FATE_REVOKED, true, 16, 0, 8, NULL},
    {ERRAND_CLASSIFY, FATE_DONE, true, 70, 0, 4, NULL},
    {ERRAND_CLASSIFY, FATE_REFUSED, true, 6, 0, 4, NULL},
    {ERRAND_REPORT, FATE_DONE, true, 130, 0, 4, NULL},
    {ERRAND_ASSET, FATE_DONE, true, 40, 0, 4, NULL},
    {ERRAND_DEVICE, FATE_DONE, true, 30, 0, 4, NULL},
    {ERRAND_TAKE_OUT, FATE_TAKEN, false, 5, 0, 0, NULL},
    {ERRAND_ASSET, FATE_WITHDRAWN, false, 2, 0, 4, NULL},
    {ERRAND_DEVICE, FATE_REFUSED, false, 2, 0, 4, NULL},
    /* how it stands today */
    {ERRAND_TAKE_OUT, FATE_OVERDUE, false, 14, 18, 8, NULL},
    {ERRAND_TAKE_OUT, FATE_UNCONFIRMED, false, 5, 9, 6, NULL},
    {ERRAND_TAKE_OUT, FATE_OUTSIDE, false, 9, 3, 3, NULL},
    {ERRAND_TAKE_OUT, FATE_PERMITTED, false, 4, 3, 3, NULL},
    {ERRAND_TAKE_OUT, FATE_RETURNED, false, 4, 6, 2, NULL},
    {ERRAND_TAKE_OUT, FATE_WAITING, false, 10, 3, 1, NULL},
    {ERRAND_REPORT, FATE_WAITING, false, 18, 12, 5, NULL},
    {ERRAND_ASSET, FATE_WAITING, false, 4, 3, 1, "jumin"},
    /* a head who is away, and one who came back: what was decided in their stead */
    {ERRAND_ASSET, FATE_DONE, false, 3, 6, 5, "kenko"},
    {ERRAND_ASSET, FATE_DONE, false, 2, 2, 2, "fukushi"},
    {ERRAND_ASSET, FATE_WAITING, false, 3, 1, 1, "fukushi"},
    {ERRAND_ASSET, FATE_WAITING, false, 2, 2, 1, "kyoiku"},
    /* the general affairs head's desk */
    {ERRAND_TAKE_OUT, FATE_WAITING, false, 9, 3, 1, "soumu"},
    {ERRAND_ASSET, FATE_WAITING, false, 5, 3, 1, "soumu"},
    {ERRAND_DEVICE, FATE_WAITING, false, 4, 3, 1, "soumu"},
    {ERRAND_MEDIUM, FATE_WAITING, false, 4, 3, 1, "soumu"},
};

struct story {
	struct demo demo;
	struct demo_things things;
	struct demo_days days;
	struct demo_errand errands[ERRANDS_MAX];
	size_t errand_n;
	struct demo_incidents *incidents;
	int matters; /* wished */
};

const struct demo_login *
demo_logins(void)
{
	return logins;
}

day
demo_first_day(day today)
{
	return today - STORY_DAYS;
}

/* --- before the story ------------------------------------------------------------------ */

static void
people_come(struct demo *d)
{
	const struct policy *pol = engine_policy(d->stage->engine);
	const struct town *town = engine_town(d->stage->engine);
	struct staff list;
	struct staff_plan plan;

	staff_read(d->arena, STR("demo"), d->staff->csv, &list);
	staff_check(&list, pol, town);
	if (list.fault_all > 0) {
		d->err =
		    why_set(d->why, ERR_MALFORMED, "演習の名簿: %.*s", STR_ARG(why_line(&list.faults[0])));
		return;
	}
	d->err = staff_plan_make(d->arena, &list, pol, town, demo_act_today(d), &plan, d->why);
	if (d->err == ERR_OK)
		demo_act_raw(d, town->persons[0].id,
		    arena_fmt(d->arena, "{\"act\":\"people\",\"body\":%.*s}", STR_ARG(plan.body)));
}

static void
days_close(struct demo *d)
{
	struct str body = demo_calendar_body(d->arena, demo_act_today(d));

	if (body.n > 0)
		demo_act_raw(d, d->staff->persons[d->staff->admin].id,
		    arena_fmt(d->arena, "{\"act\":\"holiday\",\"body\":%.*s}", STR_ARG(body)));
}

static void
settings_decide(struct demo *d)
{
	const struct policy *pol = engine_policy(d->stage->engine);
	struct str today = day_iso(d->arena, demo_act_today(d));

	for (size_t i = 0; i < sizeof decisions / sizeof decisions[0]; i++)
		if (policy_setting(pol, str_of(decisions[i].setting)) != NONE)
			demo_act_raw(d, d->staff->persons[d->staff->admin].id,
			    arena_fmt(d->arena,
			        "{\"act\":\"set\",\"setting\":\"%s\",\"body\":{\"value\":\"%s\",\"decided\":\"%.*s\",\"text\":\"情報セキュリティ委員会決定(演習)\"}}",
			        decisions[i].setting, decisions[i].value, STR_ARG(today)));
}

/* The office days from the first day to the one before the last: nothing may happen later than now. */
static void
days_count(struct story *s, day last)
{
	day first = demo_act_today(&s->demo),
	    *days = arena_array(s->demo.arena, STORY_DAYS + 2, sizeof *days);
	const struct town *town = engine_town(s->demo.stage->engine);

	s->days = (struct demo_days){days, 0, last};
	for (day d = first; d < last; d++)
		if (day_is_office(&town->holidays, d))
			days[s->days.n++] = d;
}

static void
errand_add(struct story *s, enum demo_fate fate, int whose, int next)
{
	s->errands[s->errand_n++] = (struct demo_errand){
	    .kind = ERRAND_TAKE_OUT, .fate = fate, .section = -1, .whose = whose, .next = next};
}

static void
errands_cast(struct story *s)
{
	for (size_t c = 0; c < sizeof casts / sizeof casts[0]; c++) {
		int many = casts[c].common ? (casts[c].n * s->matters + DEMO_MATTERS - 1) / DEMO_MATTERS
		                           : casts[c].n;

		for (int i = 0; i < many && s->errand_n < ERRANDS_MAX - 8; i++) {
			int n = s->days.n,
			    from = casts[c].earliest > 0 ? n - casts[c].earliest : ENTER_DAYS + 5;
			int until = n - casts[c].latest;

			if (casts[c].fate == FATE_TAKEN) {
				from = ENTER_DAYS;
				until = ENTER_DAYS + 4;
			}
			s->errands[s->errand_n++] = (struct demo_errand){.kind = casts[c].kind,
			    .fate = casts[c].fate,
			    .section = casts[c].section != NULL
			                   ? demo_staff_section(s->demo.staff, casts[c].section)
			                   : -1,
			    .next = from + (int)demo_act_random(&s->demo, (unsigned)(until - from + 1))};
		}
	}
	/* who is on no staff list */
	errand_add(s, FATE_PERMITTED, s->demo.staff->outsider, s->days.n - 4);
}

/* --- the story ---------------------------------------------------------------------------- */

static void
sections_enter(struct story *s, int today)
{
	const struct demo_staff *staff = s->demo.staff;

	for (int i = 0; i < staff->section_n; i++)
		if (staff->sections[i].head != NULL && i % ENTER_DAYS == today)
			demo_thing_enter(&s->demo, &s->things, i);
}

static void
day_tell(struct story *s, int today)
{
	struct demo *d = &s->demo;
	int64_t morning = day_begin(s->days.days[today]) + MORNING;

	if (d->stage->time < morning)
		d->err = stage_until(d->stage, morning, d->why);
	demo_away_day(d, &s->days, today);
	if (today < ENTER_DAYS)
		sections_enter(s, today);
	for (size_t i = 0; i < s->errand_n; i++)
		demo_errand_go(d, &s->things, &s->days, today, &s->errands[i]);
	demo_incident_day(d, s->incidents, &s->days, today);
	demo_door_day(d, &s->days, today, s->matters);
	demo_round_day(d);
}

static void
days_tell(struct story *s)
{
	struct demo *d = &s->demo;

	for (int today = 0; d->err == ERR_OK && today < s->days.n; today++) {
		if (today % BATCH_DAYS == 0)
			d->err = store_begin(d->stage->store);
		if (d->err == ERR_OK)
			day_tell(s, today);
		if (d->err == ERR_OK && (today % BATCH_DAYS == BATCH_DAYS - 1 || today == s->days.n - 1))
			d->err = store_commit(d->stage->store);
	}
}

static void
town_ready(struct story *s)
{
	struct demo *d = &s->demo;

	d->err = store_begin(d->stage->store);
	if (d->err == ERR_OK)
		people_come(d);
	if (d->err == ERR_OK)
		days_close(d);
	if (d->err == ERR_OK)
		settings_decide(d);
	if (d->err == ERR_OK)
		demo_people_add(d);
	if (d->err == ERR_OK)
		demo_door_begin(d);
	if (d->err == ERR_OK)
		d->err = store_commit(d->stage->store);
}

/* From the last office day to now: days begin, and what is not back becomes late. */
static void
town_now(struct demo *d, int64_t until)
{
	d->err = store_begin(d->stage->store);
	if (d->err == ERR_OK)
		demo_door_now(d, until);
	if (d->err == ERR_OK)
		d->err = stage_until(d->stage, until, d->why);
	if (d->err == ERR_OK)
		d->err = store_commit(d->stage->store);
}

static void
story_tell(struct story *s, int64_t until, int matters)
{
	struct demo *d = &s->demo;

	town_ready(s);
	if (d->err != ERR_OK)
		return;
	days_count(s, day_of_time(until));
	if (s->days.n < STORY_MIN) {
		d->err = why_set(d->why, ERR_MALFORMED, "演習の筋書きには期間が短すぎます。");
		return;
	}
	d->away = demo_away_plan(d, &s->days);
	s->incidents = demo_incident_plan(d, &s->days);
	s->matters = matters;
	errands_cast(s);
	days_tell(s);
	if (d->err == ERR_OK)
		town_now(d, until);
}

enum err
demo_tell(struct arena *a, struct stage *stage, int64_t until, int matters, struct why *why)
{
	struct story *s = ARENA_NEW(a, struct story);

	s->demo = (struct demo){.arena = a,
	    .scratch = arena_new(SCRATCH),
	    .stage = stage,
	    .staff = demo_staff_new(a),
	    .random = 20260401,
	    .why = why};
	story_tell(s, until, matters);
	arena_free(&s->demo.scratch);
	return s->demo.err;
}
