/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rounds: which period a day lies in, and for whom it begins something. */
#include "fixture.h"
#include "model/event.h"
#include "model/round.h"

/* A setting that says how often, for rounds by number. */
static void
often(struct world *w, struct round *r, enum every every, const char *number)
{
	*r = (struct round){.each = EACH_TOWN, .reg = NONE, .every = every, .setting = NONE};
	if (every != EVERY_TIMES && every != EVERY_DAYS)
		return;
	r->setting = 0;
	w->pol->settings[0].otherwise = str_of(number);
	w->pol->settings[0].number = atoi(number);
	w->pol->settings[0].type = SETTING_NUMBER;
}

/* --- periods ---------------------------------------------------------------------------- */

/* How many periods the fiscal year has; each day lies in its own, and they follow each other without a gap. */
static int
count_of(struct world *w, const struct round *r, int year)
{
	day from = day_fiscal_first(year), end = day_fiscal_last(year);
	struct period p = {.first = 0}, before = {.first = 0};
	int n = 0;

	for (day d = from; d <= end; d++) {
		assert_true(round_period(w->a, w->pol, &w->town, r, STR(""), d, &p));
		assert_true(p.first <= d && d <= p.last);
		if (d > from && p.first == before.first) {
			assert_true(str_eq(p.key, before.key));
			assert_true(str_eq(p.label, before.label));
			assert_int_equal(p.last, before.last);
			continue;
		}
		if (d > from) {
			assert_int_equal(p.first, before.last + 1);
			assert_int_equal(p.first, d);
			assert_false(str_eq(p.key, before.key));
		}
		before = p;
		n++;
	}
	return n;
}

/* A leap year (2027-4 to 2028-3 has 29 February) and others. */
static void
b_periods_fill_the_year(void **state)
{
	static const struct {
		enum every every;
		const char *number;
		int n, leap;
	} cases[] = {
	    {EVERY_YEAR, "", 1, 1},
	    {EVERY_HALF, "", 2, 2},
	    {EVERY_QUARTER, "", 4, 4},
	    {EVERY_MONTH, "", 12, 12},
	    {EVERY_TIMES, "1", 1, 1},
	    {EVERY_TIMES, "2", 2, 2},
	    {EVERY_TIMES, "7", 7, 7},
	    {EVERY_TIMES, "365", 365, 365},
	    {EVERY_TIMES, "400", 365, 366}, /* not more than there are days */
	    {EVERY_DAYS, "1", 365, 366},
	    {EVERY_DAYS, "14", 27, 27}, /* the last one is short: a year begins anew */
	    {EVERY_DAYS, "365", 1, 2},
	    {EVERY_DAYS, "1000", 1, 1},
	};
	struct world *w = world_new();
	struct round r;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		often(w, &r, cases[i].every, cases[i].number);
		assert_int_equal(count_of(w, &r, 2026), cases[i].n);
		assert_int_equal(count_of(w, &r, 2027), cases[i].leap);
	}
	world_free(w);
}

static const char *
shown(struct world *w, enum every every, const char *number, const char *iso)
{
	struct round r;
	struct period p;
	day d;

	assert_true(day_parse_iso(str_of(iso), &d));
	often(w, &r, every, number);
	if (!round_period(w->a, w->pol, &w->town, &r, STR(""), d, &p))
		return "-";
	return arena_fmt(w->a, "%.*s %.*s-%.*s", STR_ARG(p.label), STR_ARG(day_iso(w->a, p.first)),
	    STR_ARG(day_iso(w->a, p.last)))
	    .p;
}

static void
b_periods_by_name(void **state)
{
	struct world *w = world_new();
	const day closed[] = {day_of_ymd(2026, 11, 25)};

	(void)state;
	w->town.holidays = (struct holidays){closed, 1};
	assert_string_equal(shown(w, EVERY_YEAR, "", "2027-03-31"), "令和8年度 2026-04-01-2027-03-31");
	assert_string_equal(shown(w, EVERY_HALF, "", "2026-09-30"), "令和8年度上半期 2026-04-01-2026-09-30");
	assert_string_equal(shown(w, EVERY_HALF, "", "2027-01-01"), "令和8年度下半期 2026-10-01-2027-03-31");
	assert_string_equal(
	    shown(w, EVERY_QUARTER, "", "2026-06-30"), "令和8年度第1四半期 2026-04-01-2026-06-30");
	assert_string_equal(
	    shown(w, EVERY_QUARTER, "", "2027-02-15"), "令和8年度第4四半期 2027-01-01-2027-03-31");
	assert_string_equal(shown(w, EVERY_MONTH, "", "2028-02-29"), "令和10年2月 2028-02-01-2028-02-29");
	/* a week begins on Monday, also across the fiscal year */
	assert_string_equal(
	    shown(w, EVERY_WEEK, "", "2027-04-01"), "令和9年3月29日からの週 2027-03-29-2027-04-04");
	assert_string_equal(
	    shown(w, EVERY_WEEK, "", "2027-04-04"), "令和9年3月29日からの週 2027-03-29-2027-04-04");
	assert_string_equal(
	    shown(w, EVERY_OFFICE_DAY, "", "2026-11-24"), "令和8年11月24日 2026-11-24-2026-11-24");
	assert_string_equal(shown(w, EVERY_OFFICE_DAY, "", "2026-11-25"), "-");
	assert_string_equal(shown(w, EVERY_OFFICE_DAY, "", "2026-11-28"), "-");
	assert_string_equal(shown(w, EVERY_TIMES, "4", "2026-07-02"), "令和8年度第2回 2026-07-02-2026-09-30");
	assert_string_equal(shown(w, EVERY_TIMES, "0", "2026-07-02"), "-");
	assert_string_equal(
	    shown(w, EVERY_DAYS, "10", "2026-04-11"), "令和8年4月11日から 2026-04-11-2026-04-20");
	assert_string_equal(shown(w, EVERY_DAYS, "0", "2026-04-11"), "-");
	world_free(w);
}

/* Twice as often from the middle of a part on: what runs is not begun a second time. */
static void
b_another_number_of_times(void **state)
{
	struct world *w = world_new();
	struct period two, four;
	struct round r;

	(void)state;
	often(w, &r, EVERY_TIMES, "2");
	assert_true(round_period(w->a, w->pol, &w->town, &r, STR(""), day_of_ymd(2026, 5, 1), &two));
	often(w, &r, EVERY_TIMES, "4");
	assert_true(round_period(w->a, w->pol, &w->town, &r, STR(""), day_of_ymd(2026, 5, 1), &four));
	assert_true(str_eq(two.key, four.key));
	assert_int_not_equal(two.last, four.last);
	world_free(w);
}

/* --- for whom ------------------------------------------------------------------------------- */

static struct procedure *
with_round(struct world *w, const struct round *r)
{
	struct procedure *p = &w->pol->procedures[0];

	for (size_t i = 0; i < w->pol->procedures_n; i++)
		w->pol->procedures[i].round_n = 0;
	p->rounds = ARENA_NEW(w->a, struct round);
	*p->rounds = *r;
	p->round_n = 1;
	p->form_by = policy_role(w->pol, STR("officer"));
	return p;
}

/* The ids without what is the same in all. */
static const char *
listed(struct world *w, day d, day today)
{
	struct openings list = {NULL, 0, 0};
	struct buf b = buf_on(w->a, 1 << 16);
	size_t before = sizeof "@each-" + w->pol->procedures[0].id.n;

	round_list(w->a, w->pol, &w->town, d, today, w->items, w->item_n, &list);
	for (size_t i = 0; i < list.n; i++) {
		struct str id = list.o[i].id;

		buf_fmt(&b, "%s%.*s%s", i ? " " : "", (int)(id.n - before - sizeof "-y2026-04-01" + 1),
		    id.p + before, list.o[i].down ? "!" : "");
		assert_true(list.o[i].procedure == 0 && list.o[i].period.n > 0);
	}
	buf_char(&b, '\0');
	return b.p;
}

static struct person *
person_of(struct world *w, const char *id)
{
	return &w->town.persons[person_index(&w->town, id)];
}

static void
b_for_whom(void **state)
{
	struct world *w = world_new();
	struct round r = {.each = EACH_TOWN, .reg = NONE, .every = EVERY_YEAR, .setting = NONE};
	day today = w->now.day;
	struct procedure *p = with_round(w, &r);

	(void)state;
	assert_string_equal(listed(w, today, today), "t");
	/* sections that have a post of who fills it in; the mayor's has no head */
	p->rounds->each = EACH_SECTION;
	assert_string_equal(listed(w, today, today), "s.soumu s.fukushi s.zeimu");
	/* by a role of the town: every section with a post */
	p->form_by = policy_role(w->pol, STR("ciso"));
	assert_string_equal(listed(w, today, today), "s.chou s.soumu s.fukushi s.zeimu");
	w->town.sections[3].until = today - 1;
	assert_string_equal(listed(w, today, today), "s.chou s.soumu s.fukushi");
	assert_string_equal(listed(w, today - 1, today - 1), "s.chou s.soumu s.fukushi s.zeimu");
	assert_string_equal(listed(w, today - 1, today), "s.chou! s.soumu! s.fukushi!");
	world_free(w);
}

static void
b_for_persons(void **state)
{
	struct world *w = world_new();
	struct round r = {.each = EACH_PERSON, .reg = NONE, .every = EVERY_YEAR, .setting = NONE};
	day today = w->now.day;
	const char *all;
	size_t n;

	(void)state;
	(void)with_round(w, &r);
	all = listed(w, today, today);
	n = strlen(all);
	assert_non_null(strstr(all, "p.201"));
	/* no log-in, not yet there, gone meanwhile, from outside: none of them */
	person_of(w, "201")->login = STR("");
	assert_null(strstr(listed(w, today, today), "p.201"));
	person_of(w, "201")->login = STR("201");
	person_of(w, "201")->from = today + 1;
	assert_null(strstr(listed(w, today, today), "p.201"));
	person_of(w, "201")->from = DAY_NONE;
	person_of(w, "201")->until = today - 1;
	assert_null(strstr(listed(w, today - 3, today), "p.201"));
	assert_non_null(strstr(listed(w, today - 1, today - 1), "p.201"));
	person_of(w, "201")->until = DAY_NEVER;
	person_of(w, "201")->kind = PERSON_OUTSIDER;
	assert_null(strstr(listed(w, today, today), "p.201"));
	person_of(w, "201")->kind = PERSON_STAFF;
	assert_int_equal(strlen(listed(w, today, today)), n);
	world_free(w);
}

/* Only what is meant and has not ended; how often may be said for one of them. */
static void
b_for_items(void **state)
{
	struct world *w = world_new();
	int reg = policy_register(w->pol, STR("medium"));
	struct str states[] = {STR("outside")};
	struct where where = {.field = STR("state"), .in = {states, 1}};
	struct round r = {.each = EACH_ITEM, .reg = reg, .every = EVERY_YEAR, .setting = NONE};
	struct decided own[] = {{.setting = w->pol->settings[0].id, .value = STR("12"), .of = STR("9001")}};
	struct openings list = {NULL, 0, 0};
	day today = w->now.day;
	struct procedure *p;

	(void)state;
	assert_int_not_equal(reg, NONE);
	p = with_round(w, &r);
	w->item_n = 0;
	for (int i = 0; i < 4; i++)
		w->items[w->item_n++] = (struct item){.id = 9000 + i,
		    .reg = i == 3 ? (reg + 1) % (int)w->pol->registers_n : reg,
		    .section = STR("zeimu"),
		    .state = i == 1   ? STR("outside")
		             : i == 2 ? w->pol->registers[reg].keep.from
		                      : STR("in-use"),
		    .fields = arena_array(w->a, 40, sizeof(struct value))};
	assert_string_equal(listed(w, today, today), "i.9000 i.9001");
	p->rounds->where = &where;
	p->rounds->where_n = 1;
	assert_string_equal(listed(w, today, today), "i.9001");
	p->rounds->where_n = 0;
	often(w, &r, EVERY_TIMES, "1");
	p->rounds->every = EVERY_TIMES;
	p->rounds->setting = 0;
	w->pol->settings[0].of = SETTING_OF_ITEM;
	w->town.settings = own;
	w->town.settings_n = 1;
	round_list(w->a, w->pol, &w->town, today, today, w->items, w->item_n, &list);
	assert_int_equal(list.n, 2);
	assert_non_null(strstr(arena_str(w->a, list.o[0].period).p, "第1回"));
	assert_null(
	    strstr(arena_str(w->a, list.o[1].period).p, "第1回")); /* November is the eighth of twelve */
	world_free(w);
}

/* An id that would be too long is another for every instance all the same, and never too long. */
static void
b_long_ids(void **state)
{
	struct world *w = world_new();
	struct str a = opening_id(w->a, "each",
	    STR("a-very-long-procedure-name-that-says-everything-s.kyouiku-iinkai-y2026-04-01"));
	struct str b = opening_id(w->a, "each",
	    STR("a-very-long-procedure-name-that-says-everything-s.kyouiku-iinkai-y2027-04-01"));

	(void)state;
	assert_true(a.n <= ACT_ID_MAX && b.n <= ACT_ID_MAX && str_starts(a, STR("@each-")));
	assert_false(str_eq(a, b));
	world_free(w);
}

/* --- what a day brings --------------------------------------------------------------------------- */

static struct trigger *
with_trigger(struct world *w, enum trigger_event event)
{
	struct procedure *p = &w->pol->procedures[0];

	for (size_t i = 0; i < w->pol->procedures_n; i++)
		w->pol->procedures[i].trigger_n = 0;
	p->triggers = ARENA_NEW(w->a, struct trigger);
	*p->triggers = (struct trigger){.event = event, .ahead_setting = NONE};
	p->trigger_n = 1;
	return p->triggers;
}

/* "who@section" of everything that the day brings; a star where he fills it in himself. */
static const char *
brought(struct world *w, day d, day today)
{
	struct openings list = {NULL, 0, 0};
	struct buf b = buf_on(w->a, 1 << 16);

	event_list(w->a, w->pol, &w->town, d, today, w->items, w->item_n, &list);
	for (size_t i = 0; i < list.n; i++)
		buf_fmt(&b, "%s%.*s@%.*s%s", i ? " " : "", STR_ARG(list.o[i].person),
		    STR_ARG(list.o[i].section), list.o[i].applicant.n ? "*" : "");
	buf_char(&b, '\0');
	return b.p;
}

static void
b_coming_and_going(void **state)
{
	struct world *w = world_new();
	day today = w->now.day;
	struct person *p = person_of(w, "201");
	const char *section = arena_str(w->a, town_main_post(&w->town, p, today)->section).p;

	(void)state;
	/* those of the first list were there before */
	(void)with_trigger(w, EVENT_PERSON_JOINED);
	for (size_t i = 0; i < w->town.persons_n; i++)
		w->town.persons[i].from = today - 5;
	assert_string_equal(brought(w, today, today), "");
	p->from = today;
	assert_string_equal(brought(w, today - 1, today - 1), "");
	assert_string_equal(brought(w, today, today), arena_fmt(w->a, "201@%s*", section).p);
	assert_string_equal(brought(w, today + 30, today + 30), arena_fmt(w->a, "201@%s*", section).p);
	assert_string_equal(brought(w, today + 31, today + 31), "");
	p->login = STR("");
	assert_string_equal(brought(w, today, today), arena_fmt(w->a, "201@%s", section).p);
	p->login = STR("201");

	with_trigger(w, EVENT_PERSON_LEAVING)->ahead = 14;
	p->until = today + 14;
	assert_string_equal(brought(w, today - 1, today - 1), "");
	assert_string_equal(brought(w, today, today), arena_fmt(w->a, "201@%s*", section).p);
	assert_string_equal(brought(w, today + 14, today + 14), arena_fmt(w->a, "201@%s*", section).p);
	assert_string_equal(brought(w, today + 15, today + 15), "");

	/* the day itself, and for who is gone somebody of his section */
	(void)with_trigger(w, EVENT_PERSON_LEFT);
	assert_string_equal(brought(w, today + 13, today + 13), "");
	assert_string_equal(brought(w, today + 14, today + 14), arena_fmt(w->a, "201@%s", section).p);
	assert_string_equal(brought(w, today + 20, today + 20), arena_fmt(w->a, "201@%s", section).p);
	world_free(w);
}

static void
b_moving_and_vacant(void **state)
{
	struct world *w = world_new();
	day today = w->now.day;
	struct holding *old = NULL, *h = w->town.holdings;
	int who = person_index(&w->town, "201");
	struct trigger *t = with_trigger(w, EVENT_PERSON_MOVED);
	int vacant[] = {NONE};

	(void)state;
	for (size_t i = 0; i < w->town.holdings_n; i++)
		if (h[i].person == who && old == NULL)
			old = &h[i];
	assert_non_null(old);
	old->until = today - 1;
	h[w->town.holdings_n++] = (struct holding){who, old->post, false, today, DAY_NEVER};
	town_index(w->a, &w->town);
	assert_string_equal(
	    brought(w, today, today), ""); /* another holding of the same section is no move */
	for (size_t i = 0; i < w->town.posts_n; i++)
		if (str_eq(w->town.posts[i].id, STR("zeimu-staff")))
			h[w->town.holdings_n - 1].post = (int)i;
	assert_false(str_eq(w->town.posts[old->post].section, STR("zeimu")));
	town_index(w->a, &w->town);
	assert_string_equal(brought(w, today - 1, today - 1), "");
	assert_string_equal(brought(w, today, today), "201@zeimu*");

	/* his old post has nobody now; kinds that are not meant do not count */
	t->event = EVENT_POST_VACANT;
	assert_string_equal(brought(w, today - 1, today - 1), "");
	assert_string_equal(
	    brought(w, today, today), arena_fmt(w->a, "@%.*s", STR_ARG(w->town.posts[old->post].section)).p);
	vacant[0] = policy_post(w->pol, w->town.posts[old->post].kind) ? 0 : 1;
	t->of = vacant;
	t->of_n = 1;
	assert_string_equal(brought(w, today, today), "");
	t->of_n = 0;
	/* somebody else took it over */
	h[w->town.holdings_n++] = (struct holding){0, old->post, true, today, DAY_NEVER};
	town_index(w->a, &w->town);
	assert_string_equal(brought(w, today, today), "");
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_periods_fill_the_year),
	    cmocka_unit_test(b_periods_by_name),
	    cmocka_unit_test(b_another_number_of_times),
	    cmocka_unit_test(b_for_whom),
	    cmocka_unit_test(b_for_persons),
	    cmocka_unit_test(b_for_items),
	    cmocka_unit_test(b_long_ids),
	    cmocka_unit_test(b_coming_and_going),
	    cmocka_unit_test(b_moving_and_vacant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
