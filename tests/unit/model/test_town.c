/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who holds what on a day; settings; who may read. */
#include "people.h"

static void
b_on_a_day(void **state)
{
	struct world *w = world_new();
	struct town *t = &w->town;
	const struct person *p = town_person(t, STR("303"));
	const struct post *by = NULL;
	int officer = policy_role(w->pol, STR("officer"));
	day d = w->now.day;

	(void)state;
	town_put_holding(t, "303", "zeimu-head", true);
	t->holdings[t->holdings_n - 1].from = d + 1;
	t->holdings[t->holdings_n - 1].until = d + 2;
	town_index(w->a, t);
	p = town_person(t, STR("303"));
	assert_true(str_eq(town_main_post(t, p, d)->id, STR("fukushi-staff")));
	assert_false(town_holds(t, w->pol, p, officer, STR("zeimu"), d, NULL));
	assert_true(town_holds(t, w->pol, p, officer, STR("zeimu"), d + 1, &by));
	assert_true(str_eq(by->id, STR("zeimu-head")));
	assert_true(town_holds(t, w->pol, p, officer, STR("zeimu"), d + 2, NULL));
	assert_false(town_holds(t, w->pol, p, officer, STR("zeimu"), d + 3, NULL));
	assert_true(str_eq(town_main_post(t, p, d + 1)->id, STR("fukushi-staff")));
	/* a role of a section is not one of the town, nor of another section */
	assert_false(town_holds(t, w->pol, p, officer, STR(""), d + 1, NULL));
	assert_false(town_holds(t, w->pol, p, officer, STR("fukushi"), d + 1, NULL));
	assert_true(town_holds_anywhere(t, w->pol, p, officer, d + 1, NULL));
	/* out of office nobody holds anything */
	t->persons[person_index(t, "303")].until = d;
	assert_false(town_holds(t, w->pol, p, officer, STR("zeimu"), d + 1, NULL));
	assert_null(town_main_post(t, p, d + 1));
	world_free(w);
}

static void
b_roles(void **state)
{
	struct world *w = world_new();
	const struct person *out[2];
	day d = w->now.day;

	(void)state;
	/* for the whole town, only the post of one section carries it */
	assert_int_equal(
	    town_holders(&w->town, w->pol, policy_role(w->pol, STR("sysadmin")), STR(""), d, out, 2), 1);
	assert_true(str_eq(out[0]->id, STR("201")));
	assert_int_equal(
	    town_holders(&w->town, w->pol, policy_role(w->pol, STR("sysadmin")), STR("zeimu"), d, out, 2), 1);
	/* everyone of a section */
	assert_int_equal(
	    town_holders(&w->town, w->pol, policy_role(w->pol, STR("staff")), STR("fukushi"), d, out, 2), 3);
	assert_int_equal(
	    town_holders(&w->town, w->pol, policy_role(w->pol, STR("staff")), STR(""), d, out, 2), 0);
	assert_null(town_person(&w->town, STR("")));
	assert_null(town_section(&w->town, STR("nowhere")));
	world_free(w);
}

static void
b_settings(void **state)
{
	struct world *w = world_new();
	struct town *t = &w->town;
	int s = policy_setting(w->pol, STR("report-hours"));
	bool decided;

	(void)state;
	assert_int_equal(town_setting_number(t, w->pol, s, 1000), 24);
	t->settings[t->settings_n++] =
	    (struct decided){.setting = STR("report-hours"), .value = STR("12"), .time = 100};
	t->settings[t->settings_n++] =
	    (struct decided){.setting = STR("report-hours"), .value = STR("6"), .time = 200};
	assert_true(str_eq(town_setting(t, w->pol, s, 99, &decided), STR("24")));
	assert_false(decided);
	assert_true(str_eq(town_setting(t, w->pol, s, 150, &decided), STR("12")));
	assert_true(decided);
	assert_int_equal(town_setting_number(t, w->pol, s, 200), 6);
	t->settings[1].value = STR(""); /* its body has been erased */
	assert_int_equal(town_setting_number(t, w->pol, s, 200), 24);
	world_free(w);
}

static void
b_may_read(void **state)
{
	struct world *w = world_new();
	const struct person *p[] = {town_person(&w->town, STR("303")), town_person(&w->town, STR("301")),
	    town_person(&w->town, STR("401")), town_person(&w->town, STR("101")),
	    town_person(&w->town, STR("202"))};
	struct matter *m;
	struct scope s;
	day d = w->now.day;

	(void)state;
	(void)world_take_out(w, "303", "[13]", "[]");
	m = world_last(w);
	assert_true(may_read_matter(w->pol, &w->town, p[0], d, m)); /* the applicant */
	assert_true(may_read_matter(w->pol, &w->town, p[1], d, m)); /* his head, by the default */
	assert_true(may_read_matter(w->pol, &w->town, p[2], d, m)); /* decides as the owner */
	assert_true(may_read_matter(w->pol, &w->town, p[3], d, m)); /* the default, of all */
	assert_false(may_read_matter(w->pol, &w->town, p[4], d, m));
	world_does(w, world_decide(w, "401", m->id, "owner-permit", "permit"));
	assert_true(may_read_matter(w->pol, &w->town, p[2], d, m)); /* decided */
	assert_true(may_read_item(w->pol, &w->town, p[0], d, items_find(w, 10)));
	assert_false(may_read_item(w->pol, &w->town, p[0], d, items_find(w, 11)));
	assert_false(may_read_item(w->pol, &w->town, p[3], d, items_find(w, 11)));
	assert_true(may_read_item(w->pol, &w->town, p[3], d, items_find(w, 2)));
	assert_false(may_read_item(w->pol, &w->town, NULL, d, items_find(w, 2)));
	may_read_scope(w->a, w->pol, &w->town, p[1], d, NONE, m->procedure, &s);
	assert_false(s.all);
	assert_true(scope_has(&s, STR("fukushi")));
	assert_false(scope_has(&s, STR("zeimu")));
	may_read_scope(w->a, w->pol, &w->town, p[3], d, policy_register(w->pol, STR("asset")), NONE, &s);
	assert_true(s.all);
	assert_true(may_read_ledger(w->pol, &w->town, p[3], d));
	assert_false(may_read_ledger(w->pol, &w->town, p[1], d));
	world_free(w);
}

static void
b_may_read_what_he_was_told_of(void **state)
{
	struct world *w = hall_new();
	const struct person *head = town_person(&w->town, STR("301")),
	                    *leader = town_person(&w->town, STR("302"));
	struct person *station;
	struct matter *m;
	day d = w->now.day;

	(void)state;
	w->pol->readers_n = 0;
	(void)world_take_out(w, "303", "[12]", "[]");
	m = world_last(w);
	assert_true(may_read_matter(w->pol, &w->town, head, d, m)); /* his to decide */
	assert_false(may_read_matter(w->pol, &w->town, leader, d, m));
	away_put(w, "301", 0, 3, "self");
	assert_true(may_read_matter(w->pol, &w->town, leader, d, m)); /* he stands in */
	world_does(w, world_decide(w, "302", m->id, "permit", "return"));
	w->town.absences_n = 0;
	town_index(w->a, &w->town);
	/* returned: the round is over, and who decided in it may still read; so may who was told of it */
	assert_true(may_read_matter(w->pol, &w->town, leader, d, m));
	assert_true(may_read_matter(w->pol, &w->town, head, d, m));
	assert_false(may_read_matter(w->pol, &w->town, town_person(&w->town, STR("401")), d, m));
	m->notices[0].seen = true;
	assert_true(may_read_matter(w->pol, &w->town, head, d, m));
	m->notices_n = 0;
	assert_false(may_read_matter(w->pol, &w->town, head, d, m));
	/* a station reads what is open of its own procedure */
	station = person_put(w, "@genkan", "玄関", PERSON_STATION);
	assert_false(may_read_matter(w->pol, &w->town, station, d, m));
	station->procedure = STR("take-out");
	assert_true(may_read_matter(w->pol, &w->town, station, d, m));
	m->state = MATTER_DONE;
	assert_false(may_read_matter(w->pol, &w->town, station, d, m));
	assert_false(may_read_item(w->pol, &w->town, station, d, items_find(w, 10)));
	assert_false(may_read_ledger(w->pol, &w->town, station, d));
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_on_a_day),
	    cmocka_unit_test(b_roles),
	    cmocka_unit_test(b_settings),
	    cmocka_unit_test(b_may_read),
	    cmocka_unit_test(b_may_read_what_he_was_told_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
