/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * At every moment every open step has exactly the holders that the rules give,
 * or is said to be held by nobody with a reason; and whoever holds it finds it
 * under one of his seats: against policies and towns made by chance. The rules
 * stand a second time in plain.h.
 */
#include "plain.h"

enum { ROUNDS = 3000, ROWS = 6, ROLES = 9, SETTINGS = 8, SECTIONS = 8, POSTS = 22, HOLDINGS = 30 };

static uint64_t seed = 7;

static size_t
chance(size_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)((seed >> 33) % n);
}

/* --- a policy and a town by chance ----------------------------------------------------------- */

enum { KINDS = 12 };
static const char *const kinds[KINDS] = {
    "mayor", "deputy", "head", "leader", "other", "k5", "k6", "k7", "k8", "k9", "k10", "k11"};
static const char *const section_ids[SECTIONS] = {"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"};

static void
random_settings(struct policy *pol)
{
	static const char *const ranks[] = {"k6,leader,k11,k8,head", "leader, head@s1",
	    "other@s3,leader,k7,k8", "deputy, none, leader", "head@s2 , k9,k10,other"};
	static const char *const roles[] = {"ciso", "mayor", "sysadmin"};

	pol->settings_n = SETTINGS;
	for (size_t i = 0; i < SETTINGS; i++)
		pol->settings[i] = (struct setting){.id = str_of(section_ids[i]), .type = SETTING_POSTS};
	for (size_t i = 0; i < 4; i++)
		pol->settings[i].otherwise = str_of(ranks[chance(5)]);
	pol->settings[4].otherwise = pol->settings[5].otherwise = str_of(chance(2) ? "yes" : "no");
	pol->settings[6].otherwise = str_of(roles[chance(3)]);
	pol->settings[7].otherwise = str_of(roles[chance(3)]);
}

static void
random_role(struct world *w, int i)
{
	struct role *r = &w->pol->roles[i];

	r->town = chance(3) == 0;
	r->below = !r->town && chance(4) == 0;
	r->everyone = i == 0;
	r->held_by_n = 1 + chance(2);
	r->held_by = arena_array(w->a, r->held_by_n, sizeof *r->held_by);
	for (size_t h = 0; h < r->held_by_n; h++)
		r->held_by[h] = (struct held_by){
		    (int)chance(5), chance(5) ? STR("") : str_of(section_ids[chance(SECTIONS)])};
	r->up = chance(3) ? (int)chance(ROLES) : NONE;
	r->up_setting = chance(6) ? NONE : 6 + (int)chance(2);
	r->deputies = chance(6) ? (int)chance(4) : NONE;
	r->own_by = r->up == NONE && chance(5) ? (int)chance(ROLES) : NONE;
	r->own_inform = r->own_by != NONE && chance(2) ? (int)chance(ROLES) : NONE;
}

static struct actor
random_actor(void)
{
	static const enum relation of[] = {OF_APPLICANT, OF_APPLICANT, OF_OWNER, OF_TOWN};

	return (struct actor){.kind = chance(5) ? ACTOR_ROLE : ACTOR_APPLICANT,
	    .role = (int)chance(ROLES),
	    .of = of[chance(4)]};
}

static void
random_steps(struct procedure *p)
{
	p->form_by = chance(2) ? (int)chance(ROLES) : NONE;
	for (size_t i = 0; i < p->step_n; i++) {
		struct step *s = &p->steps[i];

		s->by = random_actor();
		s->confirmed = s->kind == STEP_DO && chance(2);
		s->confirmed_by = random_actor();
		s->confirmed_by.kind = ACTOR_ROLE;
		s->deputy = chance(4) > 0;
		s->deputy_setting = chance(4) ? NONE : 4 + (int)chance(2);
		if (s->kind == STEP_DECIDE) /* nobody decides for himself, so no policy says so */
			s->by.kind = ACTOR_ROLE;
		s->except = NONE;
		for (size_t f = 0; f < p->form_n; f++)
			if (p->form[f].type == FIELD_PERSON && chance(2))
				s->except = (int)f;
	}
}

static void
random_policy(struct world *w)
{
	struct policy *pol = w->pol;
	struct role *roles = arena_array(w->a, ROLES, sizeof *roles);

	for (size_t i = 0; i < ROLES; i++) {
		roles[i] = pol->roles[i < pol->roles_n ? i : 0];
		if (i >= pol->roles_n)
			roles[i].id = arena_fmt(w->a, "more-%zu", i);
	}
	pol->posts = arena_array(w->a, KINDS, sizeof *pol->posts);
	pol->posts_n = KINDS;
	for (size_t i = 0; i < KINDS; i++)
		pol->posts[i].id = str_of(kinds[i]);
	pol->roles = roles;
	pol->roles_n = ROLES;
	pol->settings = arena_array(w->a, SETTINGS, sizeof *pol->settings);
	random_settings(pol);
	for (int i = 0; i < ROLES; i++)
		random_role(w, i);
	pol->organs_n = 2;
	pol->organs = arena_array(w->a, 2, sizeof *pol->organs);
	for (size_t i = 0; i < 2; i++)
		pol->organs[i] = (struct organ){
		    .id = str_of(i ? "school" : "council"), .up = chance(5) ? (int)chance(ROLES) : NONE};
	for (size_t i = 0; i < pol->procedures_n; i++)
		random_steps(&pol->procedures[i]);
}

static day
random_day(const struct world *w, int spread)
{
	return w->now.day - spread + (day)chance((size_t)spread * 2);
}

static void
random_person(struct world *w, size_t i)
{
	struct person *p = &w->town.persons[i];
	static const enum person_kind of[] = {PERSON_STAFF, PERSON_STAFF, PERSON_STAFF, PERSON_STAFF,
	    PERSON_STAFF, PERSON_STAFF, PERSON_OUTSIDER, PERSON_STATION};

	*p = (struct person){.id = arena_fmt(w->a, "%zu", 100 + i),
	    .name = arena_fmt(w->a, "人%zu", i),
	    .kind = of[chance(8)],
	    .from = DAY_NONE,
	    .until = chance(5) ? DAY_NEVER : random_day(w, 10)};
	if (chance(2))
		p->decider = arena_fmt(w->a, "%zu", 100 + chance(PEOPLE));
	if (p->kind == PERSON_STATION)
		p->procedure = chance(2) ? STR("take-out") : STR("report");
}

static void
random_town(struct world *w)
{
	struct town *t = &w->town;

	t->sections_n = t->posts_n = t->persons_n = t->holdings_n = t->absences_n = t->settings_n = 0;
	t->absences = arena_array(w->a, HOLDINGS, sizeof *t->absences);
	for (size_t i = 0; i < SECTIONS; i++) {
		town_put_section(t, section_ids[i], section_ids[i], "");
		if (i && chance(3))
			t->sections[i].up = str_of(section_ids[chance(i)]);
		if (chance(5) == 0)
			t->sections[i].organ = str_of(chance(2) ? "council" : "school");
	}
	for (size_t i = 0; i < POSTS; i++)
		town_put_post(t, arena_fmt(w->a, "p%zu", i).p, "職",
		    chance(10) ? section_ids[chance(SECTIONS)] : "", kinds[chance(KINDS)]);
	for (size_t i = 0; i < PEOPLE; i++)
		random_person(w, t->persons_n++);
	for (size_t i = 0; i < HOLDINGS; i++)
		t->holdings[t->holdings_n++] =
		    (struct holding){(int)chance(PEOPLE), (int)chance(POSTS), chance(2) == 0,
		        chance(3) ? DAY_NONE : random_day(w, 10), chance(4) ? DAY_NEVER : random_day(w, 10)};
	for (size_t n = chance(PEOPLE + 4); n-- > 0;)
		t->absences[t->absences_n++] = (struct absence){.person = (int)chance(PEOPLE),
		    .from = w->now.day - (day)chance(4),
		    .until = w->now.day - 1 + (day)chance(4),
		    .kind = STR("self")};
	for (size_t i = 0; i < 3; i++) {
		size_t s = chance(SETTINGS);

		t->settings[t->settings_n++] = (struct decided){.setting = w->pol->settings[s].id,
		    .value = w->pol->settings[s < 4   ? chance(4)
		                              : s < 6 ? 4 + chance(2)
		                                      : 6 + chance(2)]
		                 .otherwise,
		    .time = w->now.time - 400000 + (int64_t)chance(800000)};
	}
	town_index(w->a, t);
}

/* --- one row against it -------------------------------------------------------------------------- */

static bool
finds_it(struct world *w, const struct person *p, const struct matter *m, const struct opened *o)
{
	const struct step *s = &w->pol->procedures[m->procedure].steps[o->step];
	const struct actor *by = o->state == STEP_UNCONFIRMED ? &s->confirmed_by : &s->by;
	struct str role = by->kind == ACTOR_ROLE ? w->pol->roles[by->role].id : STR("");
	struct str raised = o->raised == NONE ? STR("") : w->pol->roles[o->raised].id;
	struct seat *seats;
	size_t n = judge_seats(w->a, w->pol, &w->town, p, w->now.day, &seats);

	if (role.n == 0 && (str_eq(p->id, m->applicant) || p->kind == PERSON_STATION))
		return true; /* his own work is asked for by his name */
	for (size_t i = 0; i < n; i++) {
		const struct seat *t = &seats[i];

		if (t->left && role.n == 0 && entitlement_cannot_act(&w->town, m->applicant, w->now.day))
			return true;
		if (!t->left && str_eq(t->role, t->raised ? raised : role) &&
		    (str_eq(t->section, o->section) || (t->raised && t->section.n == 0)) &&
		    (t->only_applicant.n == 0 || str_eq(t->only_applicant, m->applicant)))
			return true;
	}
	return false;
}

static void
check_reason(struct world *w, const struct plain *x, size_t n)
{
	struct str why = judge_held_by_nobody(w->a, w->pol, &w->town, x->m, x->o, w->now.day);
	bool there = false;

	for (size_t p = 0; p < PEOPLE; p++)
		there = there || (x->who[p] != STANDING_NONE && !plain_away(w, p));
	assert_int_equal(why.n > 0, !there);
	if (n > 0 && !there)
		assert_true(str_find(why, STR("不在")) != SIZE_MAX);
	else if (!there)
		assert_true(str_find(why, STR("不在")) == SIZE_MAX);
}

/* What the rounds have met: a rule that never comes up is not tested. */
struct met {
	size_t held[4], standing[STANDING_RAISED + 1], own, decider, away;
};

static void
meet(struct world *w, const struct plain *x, const struct claim *c, size_t n, struct met *met)
{
	const struct person *out[1];
	int inform;

	met->held[n < 3 ? n : 3]++;
	for (size_t p = 0; p < PEOPLE; p++)
		met->standing[x->who[p]]++;
	met->own += entitlement_is_own(w->pol, &w->town, c, w->now.day, &inform);
	met->decider += c->role != NONE && c->person.n > 0;
	met->away += entitlement_away(w->pol, &w->town, c, w->now.day, out, 1) > 0;
}

static void
check_row(struct world *w, const struct matter *m, const struct opened *o, struct met *met)
{
	struct plain x = {.w = w, .m = m, .o = o, .role = NONE};
	const struct person *all[PEOPLE];
	size_t n = judge_entitled_all(w->pol, &w->town, m, o, w->now.day, all, PEOPLE), marked = 0;
	struct claim c = entitlement_of_row(w->pol, &w->town, m, o, w->now.day);

	plain_row(&x);
	for (size_t p = 0; p < PEOPLE; p++) {
		const struct person *who = &w->town.persons[p];
		const struct post *by;
		bool named = false;

		for (size_t i = 0; i < n; i++)
			named = named || all[i] == who;
		assert_int_equal(
		    entitlement_standing(w->pol, &w->town, &c, w->now.day, who, NULL, &by), x.who[p]);
		assert_int_equal(named, x.who[p] != STANDING_NONE);
		assert_int_equal(judge_entitled(w->pol, &w->town, m, o, who, w->now.day, NULL), named);
		if (!named)
			continue;
		marked++;
		assert_true(by == NULL || town_has_post(&w->town, who, by, w->now.day));
		assert_true(finds_it(w, who, m, o));
	}
	assert_int_equal(marked, n);
	check_reason(w, &x, n);
	meet(w, &x, &c, n, met);
}

/* Under which section a row is kept: where those are found who will close it, or confirm it. */
static struct str
row_section(const struct world *w, const struct matter *m, const struct step *s)
{
	const struct actor *by = s->by.kind == ACTOR_APPLICANT && s->confirmed ? &s->confirmed_by : &s->by;

	if (by->kind == ACTOR_APPLICANT || by->of == OF_TOWN || w->pol->roles[by->role].town)
		return STR("");
	return by->of == OF_APPLICANT ? m->section : str_of(section_ids[chance(SECTIONS)]);
}

static void
random_row(struct world *w, struct met *met)
{
	struct matter m = {.id = 1, .procedure = (int)chance(w->pol->procedures_n)};
	const struct procedure *p = &w->pol->procedures[m.procedure];
	struct opened o = {.raised = chance(4) ? NONE : (int)chance(ROLES)};
	const struct person *applicant = &w->town.persons[chance(PEOPLE)];
	const struct step *s;

	if (p->step_n == 0)
		return;
	o.step = (int)chance(p->step_n);
	s = &p->steps[o.step];
	for (size_t i = chance(2) * PEOPLE; i < PEOPLE; i++) /* whose own matter it is */
		if (s->by.kind == ACTOR_ROLE &&
		    town_holds_anywhere(&w->town, w->pol, &w->town.persons[i], s->by.role, w->now.day, NULL))
			applicant = &w->town.persons[i];
	m.applicant = chance(12) ? applicant->id : STR("");
	m.section = applicant->kind != PERSON_STATION && chance(8) == 0
	                ? STR("")
	                : str_of(section_ids[chance(SECTIONS)]);
	if (chance(2) && town_main_post(&w->town, applicant, w->now.day))
		m.section = town_main_post(&w->town, applicant, w->now.day)->section;
	m.form = arena_array(w->a, p->form_n, sizeof *m.form);
	if (s->except != NONE)
		m.form[s->except] =
		    (struct value){.kind = VALUE_STR, .s = w->town.persons[chance(PEOPLE)].id};
	o.section = row_section(w, &m, s);
	if (s->confirmed && chance(2)) {
		o.state = STEP_UNCONFIRMED;
		o.person = w->town.persons[chance(PEOPLE)].id;
	}
	check_row(w, &m, &o, met);
}

static void
c_every_open_step_has_its_holders(void **state)
{
	struct met met = {.own = 0};

	(void)state;
	for (size_t i = 0; i < ROUNDS; i++) {
		struct world *w = world_new();

		random_policy(w);
		random_town(w);
		for (size_t r = 0; r < ROWS; r++)
			random_row(w, &met);
		world_free(w);
	}
	printf("deputies %zu, away %zu, raised %zu, own %zu, deciders %zu\n", met.standing[STANDING_DEPUTY],
	    met.away, met.standing[STANDING_RAISED], met.own, met.decider);
	for (size_t i = 0; i < 4; i++)
		assert_true(met.held[i] > ROUNDS / 2);
	assert_true(met.standing[STANDING_DEPUTY] > ROUNDS / 15 && met.away > ROUNDS / 15);
	assert_true(met.standing[STANDING_RAISED] > ROUNDS / 4);
	assert_true(met.own > ROUNDS / 100 && met.decider > ROUNDS / 60);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(c_every_open_step_has_its_holders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
