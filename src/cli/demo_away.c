/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_away.h"

#include "query.h"

enum {
	SPANS_MAX = DEMO_SECTIONS_MAX * 4,
	SEEN_MAX = 1024, /* a day */
	READERS = 8,
	FIRST = 22,      /* office days after the beginning before anybody goes away */
	LAST_QUIET = 14, /* office days before the end in which only the two below are away */
	TIMES = 4        /* a year */
};

/* Away today, and just back with nothing seen yet. */
#define AWAY_NOW  "fukushi"
#define AWAY_BACK "kenko"
enum { AWAY_NOW_FROM = 2, AWAY_NOW_DAYS = 3, AWAY_BACK_FROM = 7, AWAY_BACK_OFFICE = 4 };

static const struct {
	const char *say;
	bool ill;
} reasons[] = {{"出張（県庁）", false}, {"年次休暇", false}, {"研修", false}, {"病気休暇", true}};

struct span {
	int section, from, days; /* office days; beyond the last one: until some days after the story's end */
	unsigned reason;
};

struct demo_away {
	struct span spans[SPANS_MAX];
	size_t n;
};

static void
span_add(struct demo_away *w, struct span s)
{
	if (w->n < SPANS_MAX && s.from >= FIRST)
		w->spans[w->n++] = s;
}

struct demo_away *
demo_away_plan(struct demo *d, const struct demo_days *days)
{
	struct demo_away *w = ARENA_NEW(d->arena, struct demo_away);
	int quarter = (days->n - FIRST - LAST_QUIET) / TIMES;

	for (int at = 0; at < d->staff->section_n && quarter > 6; at++) {
		const struct demo_section *s = &d->staff->sections[at];

		if (s->head == NULL || s->head_at < 0)
			continue;
		for (int q = 0; q < TIMES; q++)
			span_add(w,
			    (struct span){.section = at,
			        .from = FIRST + q * quarter + (int)demo_act_random(d, (unsigned)quarter - 4),
			        .days = 1 + (int)demo_act_random(d, 3),
			        .reason = demo_act_random(d, sizeof reasons / sizeof *reasons)});
	}
	span_add(w, (struct span){.section = demo_staff_section(d->staff, AWAY_BACK),
	                .from = days->n - AWAY_BACK_FROM,
	                .days = AWAY_BACK_OFFICE});
	span_add(w, (struct span){.section = demo_staff_section(d->staff, AWAY_NOW),
	                .from = days->n - AWAY_NOW_FROM,
	                .days = days->n});
	return w;
}

static void
span_enter(struct demo *d, const struct demo_days *days, const struct span *s)
{
	const struct demo_staff *staff = d->staff;
	int head = staff->sections[s->section].head_at, last = s->from + s->days - 1,
	    by = reasons[s->reason].ill ? demo_staff_deputy(staff, s->section) : head;
	day until = last < days->n ? days->days[last] : days->end + AWAY_NOW_DAYS;

	demo_act_raw(d, staff->persons[by].id,
	    arena_fmt(d->arena,
	        "{\"act\":\"absent\",\"body\":{\"person\":\"%.*s\",\"from\":\"%.*s\",\"until\":\"%.*s\",\"reason\":\"%s\"}}",
	        STR_ARG(staff->persons[head].id), STR_ARG(day_iso(d->arena, days->days[s->from])),
	        STR_ARG(day_iso(d->arena, until)), reasons[s->reason].say));
}

/* Looked at on the second office day: but by the two heads at the end, and now and then by anybody. */
static bool
is_left(const struct demo *d, const struct demo_days *days, int today, const struct person *p, int64_t seq)
{
	const struct demo_staff *s = d->staff;
	int who = demo_staff_find(s, p->id);

	if (today < days->n - LAST_QUIET)
		return false;
	return seq % 4 == 0 || who == s->sections[demo_staff_section(s, AWAY_NOW)].head_at ||
	       who == s->sections[demo_staff_section(s, AWAY_BACK)].head_at;
}

/* Who would look at it today, or NULL. */
static const struct person *
reader_of(struct demo *d, const struct q_cli_unseen_out *n)
{
	const struct town *t = engine_town(d->stage->engine);
	const struct policy *pol = engine_policy(d->stage->engine);
	int role = n->role.n ? policy_role(pol, n->role) : NONE;
	const struct person *who[READERS];
	day today = demo_act_today(d);
	size_t found = 1;

	who[0] = n->person.n ? town_person(t, n->person) : NULL;
	if (role != NONE)
		found = town_holders(t, pol, role, n->section, today, who, READERS);
	for (size_t i = 0; i < found && i < READERS; i++)
		if (who[i] && person_in_office(who[i], today) && !town_absent(t, who[i], today, NULL))
			return who[i];
	return NULL;
}

/* A look closes all that is his in a matter. */
static void
notices_see(struct demo *d, const struct demo_days *days, int today)
{
	struct q_cli_unseen_in in = {
	    .before = day_begin(days->days[today > 0 ? today - 1 : 0]), .most = SEEN_MAX};
	struct q_cli_unseen_out n;
	struct {
		int64_t matter;
		struct str person;
	} *todo = arena_array(d->arena, SEEN_MAX, sizeof *todo);
	size_t todo_n = 0;
	struct q_cursor c;

	arena_reset(d->scratch);
	c = q_cli_unseen_open(d->stage->store, &in);
	while (q_cli_unseen_next(&c, d->scratch, &n)) {
		const struct person *p = reader_of(d, &n);
		bool known = p == NULL || is_left(d, days, today, p, n.given);

		for (size_t i = 0; i < todo_n && !known; i++)
			known = todo[i].matter == n.matter && str_eq(todo[i].person, p->id);
		if (!known) {
			todo[todo_n].matter = n.matter;
			todo[todo_n++].person = p->id;
		}
	}
	if (q_cursor_end(&c) != ERR_OK)
		d->err = why_set(d->why, ERR_IO, "供覧の一覧が読めません。");
	for (size_t i = 0; i < todo_n; i++)
		demo_act_on_by(d, todo[i].person, "review", todo[i].matter, NULL, STR(""));
}

void
demo_away_day(struct demo *d, const struct demo_days *days, int today)
{
	for (size_t i = 0; i < d->away->n; i++)
		if (d->away->spans[i].from == today)
			span_enter(d, days, &d->away->spans[i]);
	if (d->err == ERR_OK)
		notices_see(d, days, today);
}
