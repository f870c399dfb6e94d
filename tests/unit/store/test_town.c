/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>

#include "ledger.h"

static void
b_an_empty_store_has_no_town(void **state)
{
	struct store *s = memory_open();
	struct arena *a = arena_new(ROOM);
	struct town town;
	struct str hex;
	int64_t version;

	(void)state;
	assert_int_equal(store_town_version(s, a, &version, &hex), ERR_NOT_FOUND);
	assert_int_equal(store_town(s, a, &town), ERR_NOT_FOUND);
	arena_free(&a);
	store_close(&s);
}

static void
b_the_town_is_loaded_whole(void **state)
{
	struct store *s = memory_open();
	struct arena *a = arena_new(ROOM);
	struct town t;
	struct str hex;
	int64_t version;
	day d;

	(void)state;
	line_commit(s, (struct line){.act = "found", .actor = "init",
	    .effects = "[{\"e\":\"town\",\"kind\":\"demo\",\"ref\":\"n\"},{\"e\":\"policy\",\"kind\":\"00ff\"},"
		       "{\"e\":\"section\",\"section\":\"zei\",\"from\":\"2020-04-01\",\"ref\":\"s\"},"
		       "{\"e\":\"section\",\"section\":\"soumu\",\"from\":\"2020-04-01\",\"until\":\"2026-03-31\",\"ref\":\"s\"},"
		       "{\"e\":\"post\",\"post\":\"head\",\"section\":\"zei\",\"kind\":\"k\",\"ref\":\"s\"},"
		       "{\"e\":\"post\",\"post\":\"clerk\",\"section\":\"zei\",\"kind\":\"k\",\"ref\":\"s\"},"
		       "{\"e\":\"person\",\"person\":\"p2\",\"from\":\"2020-04-01\",\"ref\":\"two\"},"
		       "{\"e\":\"person\",\"person\":\"p1\",\"flag\":1,\"ref\":\"one\"},"
		       "{\"e\":\"hold\",\"person\":\"p2\",\"post\":\"head\",\"from\":\"2020-04-01\"},"
		       "{\"e\":\"hold\",\"person\":\"p2\",\"post\":\"clerk\",\"from\":\"2020-04-01\",\"until\":\"2026-03-31\",\"flag\":1},"
		       "{\"e\":\"hold\",\"person\":\"p9\",\"post\":\"clerk\",\"from\":\"2020-04-01\"}]",
	    .body = "{\"n\":\"太子町\",\"s\":{\"label\":\"税務課\",\"sign\":\"太税\"},"
		    "\"one\":{\"login\":\"a\",\"name\":\"A\",\"kana\":\"エー\"},\"two\":{\"login\":\"b\",\"name\":\"B\",\"kana\":\"ビー\"}}"});
	line_commit(s, (struct line){.act = "set",
	    .effects = "[{\"e\":\"setting\",\"field\":\"years\",\"from\":\"2026-05-01\",\"ref\":\"set\"},"
		       "{\"e\":\"holiday\",\"from\":\"2026-11-23\",\"flag\":1},{\"e\":\"holiday\",\"from\":\"2026-11-03\",\"flag\":1}]",
	    .body = "{\"set\":{\"value\":\"5\",\"text\":\"五年\"}}"});
	line_commit(s, (struct line){.act = "day", .actor = "clock", .effects = "[{\"e\":\"day\",\"from\":\"2026-06-02\"}]"});

	OK(store_town_version(s, a, &version, &hex));
	assert_true(version == 1 && str_eq(hex, STR("00ff")));
	OK(store_town(s, a, &t));
	assert_true(t.version == 1 && t.kind == TOWN_DEMO && str_eq(t.name, STR("太子町")));
	assert_true(str_eq(t.origin, STR("test.town")));
	assert_int_equal(t.sections_n, 2);
	assert_true(town_section(&t, STR("zei"))->until == DAY_NEVER);
	assert_true(day_parse_iso(STR("2026-03-31"), &d) && town_section(&t, STR("soumu"))->until == d);
	assert_true(str_eq(town_post(&t, STR("clerk"))->label, STR("税務課")));
	assert_true(town_person(&t, STR("p1"))->kind == PERSON_INSTALLER && town_person(&t, STR("p1"))->from == DAY_NONE);
	assert_true(str_eq(town_person(&t, STR("p2"))->kana, STR("ビー")) && town_person(&t, STR("p2"))->kind == PERSON_STAFF);
	assert_int_equal(t.holdings_n, 2); /* p9 is nobody */
	assert_true(town_has_post(&t, town_person(&t, STR("p2")), town_post(&t, STR("clerk")), d));
	assert_false(town_has_post(&t, town_person(&t, STR("p2")), town_post(&t, STR("clerk")), d + 1));
	assert_true(town_has_post(&t, town_person(&t, STR("p2")), town_post(&t, STR("head")), d + 1));
	assert_int_equal(t.settings_n, 1);
	assert_true(str_eq(t.settings[0].value, STR("5")) && t.settings[0].time == NOON + 60);
	assert_int_equal(t.holidays.n, 2);
	assert_true(t.holidays.days[0] < t.holidays.days[1]);
	arena_free(&a);
	store_close(&s);
}

/* p1 is away now and from next month on; what ended long ago is not loaded, nor somebody who is not there. */
static void
b_absences_come_with_the_town(void **state)
{
	struct store *s = memory_open();
	struct arena *a = arena_new(ROOM);
	struct town t;
	day from, until;

	(void)state;
	line_commit(s, (struct line){.act = "found", .actor = "init",
	    .effects = "[{\"e\":\"town\",\"kind\":\"demo\",\"ref\":\"n\"},"
		       "{\"e\":\"section\",\"section\":\"gikai\",\"kind\":\"council\",\"ref\":\"n\"},"
		       "{\"e\":\"person\",\"person\":\"p0\",\"decider\":\"p1\",\"flag\":2,\"ref\":\"p\"},"
		       "{\"e\":\"person\",\"person\":\"p1\",\"ref\":\"p\"},"
		       "{\"e\":\"person\",\"procedure\":\"door-book\",\"person\":\"@g\",\"section\":\"gikai\",\"flag\":3,\"ref\":\"p\"},"
		       "{\"e\":\"day\",\"from\":\"2026-06-02\"}]",
	    .body = "{\"n\":\"町\",\"p\":{\"name\":\"A\",\"company\":\"保守社\",\"card\":\"0077\"}}"});
	line_commit(s, (struct line){.act = "absent",
	    .effects = "[{\"e\":\"absent\",\"person\":\"p1\",\"kind\":\"leader\",\"from\":\"2026-06-01\",\"until\":\"2026-06-05\",\"ref\":\"why\"},"
		       "{\"e\":\"absent\",\"person\":\"p1\",\"kind\":\"self\",\"from\":\"2026-07-01\",\"ref\":\"why\"},"
		       "{\"e\":\"absent\",\"person\":\"p1\",\"kind\":\"self\",\"from\":\"2025-04-01\",\"until\":\"2025-04-05\",\"ref\":\"why\"},"
		       "{\"e\":\"absent\",\"person\":\"p9\",\"kind\":\"self\",\"from\":\"2026-06-01\",\"until\":\"2026-06-05\",\"ref\":\"why\"}]",
	    .body = "{\"why\":\"出張\"}"});
	OK(store_town(s, a, &t));
	assert_int_equal(t.absences_n, 2);
	assert_true(day_parse_iso(STR("2026-06-01"), &from) && day_parse_iso(STR("2026-06-05"), &until));
	assert_true(t.absences[0].from == from && t.absences[0].until == until);
	assert_true(t.absences[0].person == (int)(town_person(&t, STR("p1")) - t.persons));
	assert_true(str_eq(t.absences[0].kind, STR("leader")) && str_eq(t.absences[0].reason, STR("出張")));
	assert_true(t.absences[1].until == DAY_NEVER);
	assert_true(str_eq(town_section(&t, STR("gikai"))->organ, STR("council")));
	assert_true(town_person(&t, STR("p0"))->kind == PERSON_OUTSIDER && str_eq(town_person(&t, STR("p0"))->decider, STR("p1")));
	assert_true(str_eq(town_person(&t, STR("p0"))->company, STR("保守社")) && str_eq(town_person(&t, STR("p0"))->card, STR("0077")));
	assert_true(town_person(&t, STR("@g"))->kind == PERSON_STATION);
	assert_true(str_eq(town_person(&t, STR("@g"))->procedure, STR("door-book")) && str_eq(town_person(&t, STR("@g"))->section, STR("gikai")));
	arena_free(&a);
	store_close(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_an_empty_store_has_no_town),
		cmocka_unit_test(b_the_town_is_loaded_whole),
		cmocka_unit_test(b_absences_come_with_the_town),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
