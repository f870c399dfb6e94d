/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_door.h"

enum {
	FIRST_VISIT = 10 * 3600, /* seconds of the day */
	LAST_VISIT = 16 * 3600,
	VISITS_MAX = 8,
	VISITS_A_YEAR = 440, /* of a town of the usual size */
	FORGET = 37,         /* one in so many does not go out */
	STILL_INSIDE = 3,    /* at the end */
	PERMITTED = 18,      /* a permit names 20 at most */
};

static const char *const rooms[] = {"server", "information"};
static const char *const purposes[] = {"check", "work", "carry", "attend"};
static const char *const guests[][2] = {
    {"見本 太郎", "架空電算サービス"}, {"試供 次郎", "想定空調設備"}, {"例文 花子", "架空電算サービス"}};

void
demo_door_begin(struct demo *d)
{
	demo_act_raw(d, d->staff->persons[d->staff->admin].id,
	    arena_fmt(d->arena,
	        "{\"act\":\"station\",\"body\":{\"station\":\"%.*s\",\"label\":\"サーバ室の入口\",\"procedure\":\"door-book\",\"section\":\"soumu\"}}",
	        STR_ARG(str_sub(DEMO_STATION, 1, DEMO_STATION.n))));
}

/* Who may go in until the end of the fiscal year: the clerks of 総務課, and whom they let in. */
static void
permit_apply(struct demo *d, const char *room)
{
	const struct demo_staff *s = d->staff;
	int soumu = demo_staff_section(s, "soumu");
	day today = demo_act_today(d);
	struct str year = arena_fmt(d->arena,
	    "\"room\":\"%s\",\"purpose\":\"点検と作業\",\"since\":\"%.*s\",\"until\":\"%.*s\"", room,
	    STR_ARG(day_iso(d->arena, today)),
	    STR_ARG(day_iso(d->arena, day_fiscal_last(day_fiscal_year(today)))));
	struct buf own = buf_on(d->arena, 1024);

	for (unsigned i = 0; i < PERMITTED; i++) {
		int clerk = demo_staff_clerk(s, soumu, i);

		if (i > 0 && clerk == demo_staff_clerk(s, soumu, 0))
			break;
		buf_fmt(&own, "%s\"%.*s\"", i ? "," : "", STR_ARG(s->persons[clerk].id));
	}
	demo_act_accept(
	    d, demo_act_submit(d, demo_staff_clerk(s, soumu, 0), "room-entry",
	           arena_fmt(d->arena, "{\"persons\":[%.*s],%.*s}", STR_ARG(buf_str(&own)), STR_ARG(year))));
	for (size_t i = 0; i < sizeof guests / sizeof guests[0]; i++)
		demo_act_accept(d, demo_act_submit(d, demo_staff_clerk(s, soumu, 0), "room-entry",
		                       arena_fmt(d->arena, "{\"guests\":\"%s\",\"company\":\"%s\",%.*s}",
		                           guests[i][0], guests[i][1], STR_ARG(year))));
}

static struct str
now_text(struct demo *d)
{
	int64_t s = d->stage->time - day_begin(demo_act_today(d));

	return arena_fmt(d->arena, "%.*sT%02d:%02d", STR_ARG(day_iso(d->arena, demo_act_today(d))),
	    (int)(s / 3600), (int)(s / 60 % 60));
}

static int64_t
door_in(struct demo *d, unsigned clerk)
{
	const struct demo_staff *s = d->staff;
	int soumu = demo_staff_section(s, "soumu"), who = demo_staff_clerk(s, soumu, clerk);
	unsigned guest = demo_act_random(d, 3), is_guest = demo_act_random(d, 4) == 0;
	struct str whom = arena_fmt(d->arena, "\"person\":\"%.*s\"", STR_ARG(s->persons[who].id));

	if (is_guest)
		whom = arena_fmt(d->arena,
		    "\"name\":\"%s\",\"company\":\"%s\",\"id-checked\":\"yes\",\"escort\":\"%.*s\"",
		    guests[guest][0], guests[guest][1], STR_ARG(s->persons[who].id));
	return demo_act_submit_with(d, DEMO_STATION, "door-book",
	    arena_fmt(d->arena, "{%.*s,\"room\":\"%s\",\"purpose\":\"%s\",\"entered-at\":\"%.*s\"}",
	        STR_ARG(whom), rooms[demo_act_random(d, 5) == 0],
	        purposes[is_guest ? 1 : demo_act_random(d, 4)], STR_ARG(now_text(d))),
	    STR(""));
}

static void
door_out(struct demo *d, int64_t matter)
{
	demo_act_on_by(d, DEMO_STATION, "do", matter, "leave",
	    arena_fmt(d->arena, "{\"left-at\":\"%.*s\"}", STR_ARG(now_text(d))));
}

static void
clock_to(struct demo *d, int64_t time)
{
	if (d->err == ERR_OK && d->stage->time < time)
		d->err = stage_until(d->stage, time, d->why);
}

/* Who forgot to go out the day before says so in the morning. */
static void
forgotten_out(struct demo *d)
{
	int64_t open[DEMO_OPEN_MAX];
	size_t n = demo_act_open(d, "door-book", open);

	for (size_t i = 0; i < n; i++)
		door_out(d, open[i]);
}

void
demo_door_day(struct demo *d, const struct demo_days *days, int today, int matters)
{
	/* a fraction of a visit a day is now one visit, now none */
	int year = VISITS_A_YEAR * matters / DEMO_MATTERS, n = today * year / days->n,
	    visits = (today + 1) * year / days->n - n;
	int64_t morning = day_begin(days->days[today]);
	bool last = today == days->n - 1;

	forgotten_out(d);
	if (today == 0 || day_fiscal_year(days->days[today]) != day_fiscal_year(days->days[today - 1]))
		for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++)
			permit_apply(d, rooms[i]);
	if (last)
		visits = STILL_INSIDE;
	for (int i = 0; i < visits && i < VISITS_MAX && d->err == ERR_OK; i++) {
		int64_t matter;

		clock_to(d, morning + FIRST_VISIT + i * (LAST_VISIT - FIRST_VISIT) / visits);
		matter = door_in(d, last ? (unsigned)i : demo_act_random(d, 6));
		if (last || demo_act_random(d, FORGET) == 0)
			continue;
		clock_to(d, d->stage->time + 60 * (10 + demo_act_random(d, 40)));
		door_out(d, matter);
	}
}

void
demo_door_now(struct demo *d, int64_t until)
{
	const struct town *town = engine_town(d->stage->engine);
	day today = day_of_time(until);
	int64_t opened = day_begin(today) + FIRST_VISIT;

	if (!day_is_office(&town->holidays, today) || until < opened || until > day_begin(today) + LAST_VISIT)
		return;
	clock_to(d, opened - 3600);
	door_out(d, door_in(d, STILL_INSIDE));
	door_in(d, STILL_INSIDE + 1);
	clock_to(d, until - 1800);
	door_in(d, STILL_INSIDE + 2);
}
