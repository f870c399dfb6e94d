/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo.h"

#include "cli/demo_errand.h"
#include "roster/staff_plan.h"

enum {
	STORY_DAYS = 243, /* eight months */
	STORY_MIN = 40,   /* office days below which there is no story to tell */
	ENTER_DAYS = 15,  /* in which the sections fill their registers */
	MORNING = 9 * 3600,
	BATCH_DAYS = 7, /* in one transaction */
	ERRANDS_MAX = 512
};

static const struct demo_login logins[] = {
    {"kacho-soumu", DEMO_PASSWORD, "総務課長(システム管理者)。決めるものが20件あります"},
    {"leader-soumu", DEMO_PASSWORD, "総務課の情報化リーダー。返却を確かめます"},
    {"staff01", DEMO_PASSWORD, "総務課の職員"},
    {"staff02", DEMO_PASSWORD, "総務課の職員"},
    {"kacho-zeimu", DEMO_PASSWORD, "税務課長"},
    {"leader-zeimu", DEMO_PASSWORD, "税務課の情報化リーダー"},
    {"kacho-fukushi", DEMO_PASSWORD, "福祉課長"},
    {"kacho-kenko", DEMO_PASSWORD, "健康課長"},
    {"bucho-kensetsu", DEMO_PASSWORD, "産業建設部長 兼 都市計画課長"},
    {"deputy", DEMO_PASSWORD, "副町長(統括情報セキュリティ責任者)。館長が欠員の図書館も決めます"},
    {"mayor", DEMO_PASSWORD, "町長"},
    {"kansa-1", DEMO_PASSWORD, "情報セキュリティ監査委員"},
    {NULL, NULL, NULL},
};

/* What the law closes, 2025-2027; 12/29-1/3 and weekends are closed anyway. */
static const struct {
	const char *day, *label;
} closed[] = {
    {"2025-01-13", "成人の日"},
    {"2025-02-11", "建国記念の日"},
    {"2025-02-24", "天皇誕生日 振替休日"},
    {"2025-03-20", "春分の日"},
    {"2025-04-29", "昭和の日"},
    {"2025-05-05", "こどもの日"},
    {"2025-05-06", "みどりの日 振替休日"},
    {"2025-07-21", "海の日"},
    {"2025-08-11", "山の日"},
    {"2025-09-15", "敬老の日"},
    {"2025-09-23", "秋分の日"},
    {"2025-10-13", "スポーツの日"},
    {"2025-11-03", "文化の日"},
    {"2025-11-24", "勤労感謝の日 振替休日"},
    {"2026-01-12", "成人の日"},
    {"2026-02-11", "建国記念の日"},
    {"2026-02-23", "天皇誕生日"},
    {"2026-03-20", "春分の日"},
    {"2026-04-29", "昭和の日"},
    {"2026-05-04", "みどりの日"},
    {"2026-05-05", "こどもの日"},
    {"2026-05-06", "憲法記念日 振替休日"},
    {"2026-07-20", "海の日"},
    {"2026-08-11", "山の日"},
    {"2026-09-21", "敬老の日"},
    {"2026-09-22", "国民の休日"},
    {"2026-09-23", "秋分の日"},
    {"2026-10-12", "スポーツの日"},
    {"2026-11-03", "文化の日"},
    {"2026-11-23", "勤労感謝の日"},
    {"2027-01-11", "成人の日"},
    {"2027-02-11", "建国記念の日"},
    {"2027-02-23", "天皇誕生日"},
    {"2027-03-22", "春分の日 振替休日"},
    {"2027-04-29", "昭和の日"},
    {"2027-05-03", "憲法記念日"},
    {"2027-05-04", "みどりの日"},
    {"2027-05-05", "こどもの日"},
    {"2027-07-19", "海の日"},
    {"2027-08-11", "山の日"},
    {"2027-09-20", "敬老の日"},
    {"2027-09-23", "秋分の日"},
    {"2027-10-11", "スポーツの日"},
    {"2027-11-03", "文化の日"},
    {"2027-11-23", "勤労感謝の日"},
};

/* What the committee has decided so far; the other settings stay 未決定. */
static const struct {
	const char *setting, *value;
} decisions[] = {{"permit-years", "5"}, {"asset-record-years", "10"}, {"device-record-years", "5"},
    {"medium-record-years", "5"}};

/*
 * The matters beside the first entries: how many of which kind and fate, and in
 * which part of the story they begin, in office days counted from its end.
 */
static const struct {
	enum demo_errand_kind kind;
	enum demo_fate fate;
	int n, earliest, latest;
	const char *section; /* NULL: any */
} casts[] = {
    {ERRAND_TAKE_OUT, FATE_DONE, 70, 0, 14, NULL},
    {ERRAND_TAKE_OUT, FATE_REFUSED, 8, 0, 6, NULL},
    {ERRAND_TAKE_OUT, FATE_WITHDRAWN, 6, 0, 6, NULL},
    {ERRAND_TAKE_OUT, FATE_REVOKED, 5, 0, 8, NULL},
    {ERRAND_TAKE_OUT, FATE_OVERDUE, 5, 18, 8, NULL},
    {ERRAND_TAKE_OUT, FATE_UNCONFIRMED, 5, 9, 6, NULL},
    {ERRAND_TAKE_OUT, FATE_OUTSIDE, 9, 3, 3, NULL},
    {ERRAND_TAKE_OUT, FATE_PERMITTED, 4, 3, 3, NULL},
    {ERRAND_TAKE_OUT, FATE_WAITING, 10, 3, 1, NULL},
    {ERRAND_CLASSIFY, FATE_DONE, 14, 0, 4, NULL},
    {ERRAND_CLASSIFY, FATE_REFUSED, 2, 0, 4, NULL},
    {ERRAND_REPORT, FATE_DONE, 12, 0, 4, NULL},
    {ERRAND_ASSET, FATE_WITHDRAWN, 2, 0, 4, NULL},
    {ERRAND_DEVICE, FATE_REFUSED, 2, 0, 4, NULL},
    {ERRAND_ASSET, FATE_WAITING, 4, 3, 1, "jumin"},
    /* the general affairs head's desk */
    {ERRAND_TAKE_OUT, FATE_WAITING, 9, 3, 1, "soumu"},
    {ERRAND_ASSET, FATE_WAITING, 6, 3, 1, "soumu"},
    {ERRAND_DEVICE, FATE_WAITING, 4, 3, 1, "soumu"},
    {ERRAND_MEDIUM, FATE_WAITING, 4, 3, 1, "soumu"},
};

struct story {
	struct demo demo;
	struct demo_things things;
	struct demo_days days;
	struct demo_errand errands[ERRANDS_MAX];
	size_t errand_n;
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
	staff_check(&list, town);
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
	struct buf b = buf_on(d->arena, 64 * 1024);
	const char *comma = "";
	day c;

	for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++) {
		if (!day_parse_iso(str_of(closed[i].day), &c) || c < demo_act_today(d))
			continue;
		buf_fmt(&b, "%s{\"day\":\"%s\",\"label\":\"%s\"}", comma, closed[i].day, closed[i].label);
		comma = ",";
	}
	if (comma[0] != '\0')
		demo_act_raw(d, d->staff->persons[d->staff->admin].id,
		    arena_fmt(
		        d->arena, "{\"act\":\"holiday\",\"body\":{\"add\":[%.*s]}}", STR_ARG(buf_str(&b))));
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

	s->days = (struct demo_days){days, 0};
	for (day d = first; d < last; d++)
		if (day_is_office(&town->holidays, d))
			days[s->days.n++] = d;
}

static void
errands_cast(struct story *s)
{
	for (size_t c = 0; c < sizeof casts / sizeof casts[0]; c++)
		for (int i = 0; i < casts[c].n && s->errand_n < ERRANDS_MAX; i++) {
			int n = s->days.n,
			    from = casts[c].earliest > 0 ? n - casts[c].earliest : ENTER_DAYS + 5;
			int until = n - casts[c].latest;

			s->errands[s->errand_n++] = (struct demo_errand){.kind = casts[c].kind,
			    .fate = casts[c].fate,
			    .section = casts[c].section != NULL
			                   ? demo_staff_section(s->demo.staff, casts[c].section)
			                   : -1,
			    .next = from + (int)demo_act_random(&s->demo, (unsigned)(until - from + 1))};
		}
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
	if (today < ENTER_DAYS)
		sections_enter(s, today);
	for (size_t i = 0; i < s->errand_n; i++)
		demo_errand_go(d, &s->things, &s->days, today, &s->errands[i]);
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
		d->err = store_commit(d->stage->store);
}

/* From the last office day to now: days begin, and what is not back becomes late. */
static void
town_now(struct demo *d, int64_t until)
{
	d->err = store_begin(d->stage->store);
	if (d->err == ERR_OK)
		d->err = stage_until(d->stage, until, d->why);
	if (d->err == ERR_OK)
		d->err = store_commit(d->stage->store);
}

enum err
demo_tell(struct arena *a, struct stage *stage, int64_t until, struct why *why)
{
	struct story *s = ARENA_NEW(a, struct story);

	s->demo = (struct demo){
	    .arena = a, .stage = stage, .staff = demo_staff_new(a), .random = 20260401, .why = why};
	town_ready(s);
	if (s->demo.err != ERR_OK)
		return s->demo.err;
	days_count(s, day_of_time(until));
	if (s->days.n < STORY_MIN)
		return why_set(why, ERR_MALFORMED, "演習の筋書きには期間が短すぎます。");
	errands_cast(s);
	days_tell(s);
	if (s->demo.err == ERR_OK)
		town_now(&s->demo, until);
	return s->demo.err;
}
