/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may, in towns made by chance: somebody is always named where there is somebody. */
#include "fixture.h"

enum { TOWNS = 400, PEOPLE = 9, HOLDINGS = 14, SECTIONS = 4 };

/* A generator of our own, so that a town that fails is made again by its number. */
static uint64_t
chance(uint64_t *seed, uint64_t n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (*seed >> 33) % n;
}

static void
random_town(struct world *w, uint64_t *seed)
{
	struct town *t = &w->town;

	t->holdings_n = 0;
	for (size_t i = 0; i < PEOPLE; i++)
		t->persons[i].until = chance(seed, 5) ? DAY_NEVER : day_of_ymd(2026, 5, 31);
	for (size_t i = 0; i < HOLDINGS; i++)
		t->holdings[t->holdings_n++] = (struct holding){(int)chance(seed, PEOPLE),
		    (int)chance(seed, t->posts_n), chance(seed, 2) == 0, DAY_NONE,
		    chance(seed, 6) ? DAY_NEVER : day_of_ymd(2026, 5, 31)};
	town_index(w->a, t);
}

/* The rule in its own words: the first role of the chain that somebody else holds. */
static size_t
plain_all(
    const struct world *w, const struct matter *m, int role, struct str section, const struct person **out)
{
	for (; role != NONE; role = w->pol->roles[role].up) {
		size_t n = 0;

		for (size_t i = 0; i < w->town.persons_n; i++)
			if (!str_eq(w->town.persons[i].id, m->applicant) &&
			    town_holds(
			        &w->town, w->pol, &w->town.persons[i], role, section, w->now.day, NULL))
				out[n++] = &w->town.persons[i];
		if (n > 0)
			return n;
	}
	return 0;
}

static bool
has_seat(struct world *w, const struct person *p, const struct matter *m, const struct opened *o)
{
	const struct step *s = &w->pol->procedures[m->procedure].steps[o->step];
	struct seat *seats;
	size_t n = judge_seats(w->a, w->pol, &w->town, p, w->now.day, &seats);

	for (size_t i = 0; i < n; i++)
		if (str_eq(seats[i].role, w->pol->roles[s->by.role].id) &&
		    str_eq(seats[i].section, o->section) &&
		    (seats[i].only_applicant.n == 0 || str_eq(seats[i].only_applicant, m->applicant)))
			return true;
	return false;
}

static void
check_row(struct world *w, const struct matter *m, const struct opened *o)
{
	const struct step *s = &w->pol->procedures[m->procedure].steps[o->step];
	const struct person *named[20], *plain[20];
	struct str section = s->by.of == OF_APPLICANT ? m->section : o->section;
	size_t n = judge_entitled_all(w->pol, &w->town, m, o, w->now.day, named, 20);

	assert_int_equal(n, plain_all(w, m, s->by.role, section, plain));
	for (size_t i = 0; i < n; i++) {
		const struct post *by = NULL;

		assert_ptr_equal(named[i], plain[i]);
		assert_false(str_eq(named[i]->id, m->applicant));
		assert_true(judge_entitled(w->pol, &w->town, m, o, named[i], w->now.day, &by));
		assert_non_null(by);
		assert_true(town_has_post(&w->town, named[i], by, w->now.day));
		/* whoever may decide also finds it in his list */
		assert_true(has_seat(w, named[i], m, o));
	}
	for (size_t i = 0; i < w->town.persons_n; i++) {
		bool in = false;

		for (size_t k = 0; k < n; k++)
			in = in || named[k] == &w->town.persons[i];
		assert_int_equal(
		    in, judge_entitled(w->pol, &w->town, m, o, &w->town.persons[i], w->now.day, NULL));
	}
}

static void
c_somebody_is_named_wherever_somebody_is(void **state)
{
	static const char *const steps[][2] = {
	    {"take-out", "permit"}, {"take-out", "owner-permit"}, {"connect", "permit"}};
	static const char *const sections[SECTIONS] = {"chou", "soumu", "fukushi", "zeimu"};
	struct world *w = world_new();
	uint64_t seed = 1;
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < TOWNS; i++) {
		size_t s = chance(&seed, 3);
		int p = policy_procedure(w->pol, str_of(steps[s][0]));
		struct str section = str_of(sections[chance(&seed, SECTIONS)]);
		struct matter m = {.id = 1,
		    .procedure = p,
		    .applicant = w->town.persons[chance(&seed, PEOPLE)].id,
		    .section = str_of(sections[chance(&seed, SECTIONS)])};
		struct opened o = {
		    .step = step_index(&w->pol->procedures[p], str_of(steps[s][1])), .raised = NONE};
		const struct person *out[1];

		random_town(w, &seed);
		o.section = s == 0 ? m.section : s == 1 ? section : STR("");
		check_row(w, &m, &o);
		found += judge_entitled_all(w->pol, &w->town, &m, &o, w->now.day, out, 1) > 0;
	}
	assert_true(found > TOWNS / 4);
	world_free(w);
}

static void
b_list_is_cut_not_the_count(void **state)
{
	struct world *w = world_new();
	int p = policy_procedure(w->pol, STR("take-out"));
	struct matter m = {.procedure = p, .applicant = STR("303"), .section = STR("fukushi")};
	struct opened o = {.step = 4,
	    .state = STEP_UNCONFIRMED,
	    .section = STR("fukushi"),
	    .person = STR("303"),
	    .raised = NONE};
	const struct person *one[1];

	(void)state;
	assert_int_equal(judge_entitled_all(w->pol, &w->town, &m, &o, w->now.day, one, 1), 2);
	assert_true(str_eq(one[0]->id, STR("301")));
	/* the doer never confirms, nor does the applicant */
	o.person = STR("302");
	assert_int_equal(judge_entitled_all(w->pol, &w->town, &m, &o, w->now.day, one, 1), 1);
	m.applicant = STR("301");
	assert_int_equal(judge_entitled_all(w->pol, &w->town, &m, &o, w->now.day, one, 1), 1);
	assert_true(str_eq(one[0]->id, STR("101")));
	world_free(w);
}

static void
b_seats_of_one_below(void **state)
{
	struct world *w = world_new();
	struct seat *seats;
	size_t n = judge_seats(w->a, w->pol, &w->town, town_person(&w->town, STR("101")), w->now.day, &seats);
	bool own = false, vacant = false;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		if (str_eq(seats[i].role, STR("owner")) && str_eq(seats[i].section, STR("fukushi")))
			own = str_eq(seats[i].only_applicant, STR("301"));
		if (str_eq(seats[i].role, STR("owner")) && str_eq(seats[i].section, STR("chou")))
			vacant = seats[i].only_applicant.n == 0;
	}
	assert_true(own);
	assert_true(vacant);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(c_somebody_is_named_wherever_somebody_is),
	    cmocka_unit_test(b_list_is_cut_not_the_count),
	    cmocka_unit_test(b_seats_of_one_below),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
