/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Many acts by chance: what must hold after each of them, and buttons that keep their word. */
#include "fixture.h"

enum { WORLDS = 12, ACTS = 260 };

static const char *const persons[] = {"100", "101", "201", "202", "301", "302", "303", "401", "402"};
enum { PERSONS = sizeof persons / sizeof *persons };

static uint64_t
chance(uint64_t *seed, uint64_t n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (*seed >> 33) % n;
}

static const char *
any_person(uint64_t *seed)
{
	return persons[chance(seed, PERSONS)];
}

/* --- what must hold ------------------------------------------------------------------- */

static bool
names_item(const struct world *w, const struct matter *m, int64_t id)
{
	const struct procedure *p = &w->pol->procedures[m->procedure];

	for (size_t t = 0; t < p->then_n; t++) {
		const struct value *v = p->then[t].what == THEN_SET ? &m->form[p->then[t].items] : NULL;

		for (size_t i = 0; v && v->kind == VALUE_ITEMS && i < v->n; i++)
			if (v->items[i] == id)
				return true;
	}
	return false;
}

static void
check_items(const struct world *w)
{
	for (size_t i = 0; i < w->item_n; i++) {
		size_t holders = 0;

		for (size_t k = 0; k < w->matter_n; k++)
			if (w->matters[k].state == MATTER_OPEN &&
			    names_item(w, &w->matters[k], w->items[i].id)) {
				assert_int_equal(w->items[i].busy, w->matters[k].id);
				holders++;
			}
		assert_in_range(holders, w->items[i].busy != 0, 1);
	}
}

static void
check_matter(const struct world *w, const struct matter *m)
{
	const struct procedure *p = &w->pol->procedures[m->procedure];
	size_t waiting = 0;

	for (size_t i = 0; i < m->opened_n; i++) {
		const struct opened *o = &m->opened[i];
		const struct person *one[1];

		if (o->state == STEP_PERMITTED || o->state == STEP_REFUSED)
			assert_false(str_eq(o->person, m->applicant));
		if (o->state != STEP_OPEN && o->state != STEP_UNCONFIRMED)
			continue;
		waiting++;
		assert_int_equal(m->state, MATTER_OPEN);
		assert_true(judge_entitled_all(w->pol, &w->town, m, o, w->now.day, one, 1) > 0);
	}
	/* an open matter always waits for somebody */
	assert_int_equal(m->state == MATTER_OPEN, waiting > 0);
	assert_true(p->step_n == 0 || m->opened_n > 0);
}

/* --- buttons keep their word ------------------------------------------------------------- */

/* The matter's form as it stands, as a body. */
static const char *
form_of(struct world *w, const struct matter *m)
{
	const struct procedure *p = &w->pol->procedures[m->procedure];
	struct buf b = buf_on(w->a, 1 << 16);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	for (size_t i = 0; i < p->form_n; i++)
		if (m->form[i].kind != VALUE_EMPTY) {
			json_key_str(&o, p->form[i].name);
			value_write(&o, &m->form[i]);
		}
	json_close(&o, '}');
	return arena_str(w->a, buf_str(&b)).p;
}

/* A text that decides nothing, or what leads the way: another one each time. */
static const char *
corrected(struct world *w, const struct matter *m, const char *step)
{
	const struct procedure *p = &w->pol->procedures[m->procedure];
	long long n = (long long)w->now.seq;

	if (str_eq(str_of(step), STR("encrypt")))
		return arena_fmt(w->a, "{\"method\":\"方法%lld\"}", n).p;
	if (step[0])
		return "{\"scanned\":\"clean\"}";
	if (str_eq(p->id, STR("take-out")))
		return arena_fmt(
		    w->a, n % 2 ? "{\"purpose\":\"%lld\"}" : "{\"info\":[%lld]}", n % 2 ? n : 1 + n % 4)
		    .p;
	if (str_eq(p->id, STR("asset-enter")))
		return arena_fmt(w->a, "{\"count\":%lld}", n % 400).p;
	return arena_fmt(w->a, "{\"assets\":[1,%lld]}", 2 + n % 3).p;
}

static bool
correct(struct world *w, const char *who, struct matter *m, const char *step)
{
	return world_act(w, who,
	    "{\"id\":\"x\",\"act\":\"correct\",\"matter\":%lld,\"step\":\"%s\",\"seen\":%lld,"
	    "\"body\":{\"reason\":\"書き間違い\",\"form\":%s}}",
	    (long long)m->id, step, (long long)m->last, corrected(w, m, step));
}

static bool
press(struct world *w, const char *who, struct matter *m, enum act_kind act, struct str step)
{
	char name[64];

	(void)snprintf(name, sizeof name, "%.*s", STR_ARG(step));
	switch (act) {
	case ACT_DECIDE:
		return world_decide(w, who, m->id, name, "permit");
	case ACT_CONFIRM:
		return world_do(w, who, m->id, "confirm", name, "{}");
	case ACT_DO:
		return world_do(w, who, m->id, "do", name,
		    str_eq(step, STR("leave"))     ? "{\"scanned\":\"clean\"}"
		    : str_eq(step, STR("encrypt")) ? "{\"method\":\"AES\"}"
		                                   : "{}");
	case ACT_CHANGE:
		return world_change(w, who, m->id, form_of(w, m));
	case ACT_COMMENT:
		return world_act(w, who,
		    "{\"id\":\"x\",\"act\":\"comment\",\"matter\":%lld,\"body\":{\"text\":\"見ました\"}}",
		    (long long)m->id);
	case ACT_REVIEW:
		return world_act(w, who, "{\"id\":\"x\",\"act\":\"review\",\"matter\":%lld,\"seen\":%lld}",
		    (long long)m->id, (long long)m->last);
	case ACT_RAISE:
		return world_do(w, who, m->id, "raise", name, "{\"reason\":\"急ぐため\"}");
	case ACT_CORRECT:
		return correct(w, who, m, name);
	default:
		return world_end(w, who, m->id, act == ACT_WITHDRAW ? "withdraw" : "revoke");
	}
}

static bool
has_button(const struct next *list, size_t n, enum act_kind act, struct str step)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].act == act && str_eq(list[i].step, step))
			return true;
	return false;
}

/* Everybody tries everything: it goes exactly where there is a button. */
static void
check_buttons(struct world *w, struct matter *m)
{
	static const enum act_kind kinds[] = {ACT_DECIDE, ACT_DO, ACT_CONFIRM, ACT_RAISE};
	const struct procedure *p = &w->pol->procedures[m->procedure];
	const struct act look = {.kind = ACT_DECIDE, .matter = m->id, .seen = -1};
	struct fetched *f = world_facts(w, &look);

	w->keep_still = true;
	for (size_t who = 0; who < PERSONS; who++) {
		struct next *list;
		size_t n = judge_buttons(w->a, w->pol, &w->town, &f->f,
		    town_person(&w->town, str_of(persons[who])), w->now.day, &list);

		for (size_t s = 0; s < p->step_n; s++)
			for (size_t k = 0; k < 4; k++)
				assert_int_equal(has_button(list, n, kinds[k], p->steps[s].name),
				    press(w, persons[who], m, kinds[k], p->steps[s].name));
		assert_int_equal(has_button(list, n, ACT_COMMENT, STR("")),
		    press(w, persons[who], m, ACT_COMMENT, STR("")));
		assert_int_equal(
		    has_button(list, n, ACT_REVIEW, STR("")), press(w, persons[who], m, ACT_REVIEW, STR("")));
		assert_int_equal(has_button(list, n, ACT_CHANGE, STR("form")),
		    press(w, persons[who], m, ACT_CHANGE, STR("form")));
		assert_int_equal(has_button(list, n, ACT_WITHDRAW, STR("")),
		    press(w, persons[who], m, ACT_WITHDRAW, STR("")));
		assert_int_equal(
		    has_button(list, n, ACT_REVOKE, STR("")), press(w, persons[who], m, ACT_REVOKE, STR("")));
	}
	w->keep_still = false;
}

/* --- acts by chance ---------------------------------------------------------------------------- */

static void
any_submit(struct world *w, uint64_t *seed)
{
	const char *who = any_person(seed);

	if (w->matter_n == WORLD_MATTERS || w->item_n + 1 == WORLD_ITEMS)
		return;
	switch (chance(seed, 5)) {
	case 0:
	case 1:
		(void)world_act(w, who,
		    "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"take-out\",\"body\":{\"things\":[%d,%d]"
		    ","
		    "\"info\":[%d],\"purpose\":\"x\",\"place\":\"y\",\"until\":\"2026-06-05\"}}",
		    10 + (int)chance(seed, 2), 12 + (int)chance(seed, 2), 1 + (int)chance(seed, 4));
		break;
	case 2:
		(void)world_act(w, who,
		    "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"asset-classify\",\"body\":{\"assets\":["
		    "%d],\"class\":\"%s\"}}",
		    1 + (int)chance(seed, 4), chance(seed, 2) ? "I" : "IV");
		break;
	case 3:
		(void)world_act(w, who,
		    "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"any-owner\",\"body\":{\"assets\":[%d,2]"
		    "}}",
		    1 + 2 * (int)chance(seed, 2));
		break;
	default:
		(void)world_act(w, who,
		    "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"asset-enter\",\"body\":{\"name\":\"x\","
		    "\"class\":\"II\"}}");
	}
}

static const char *
any_outcome(uint64_t *seed, const struct next *button)
{
	switch (chance(seed, 8)) {
	case 0:
		return "refuse";
	case 1:
	case 2:
		return button->may_return ? "return" : "permit";
	case 3:
		return "conditional";
	default:
		return "permit";
	}
}

static void
any_press(struct world *w, uint64_t *seed, size_t done[ACT_COUNT])
{
	struct matter *m = &w->matters[chance(seed, w->matter_n)];
	const char *who = chance(seed, 4) ? any_person(seed) : arena_str(w->a, m->applicant).p;
	const struct act look = {.kind = ACT_DECIDE, .matter = m->id, .seen = -1};
	struct fetched *f = world_facts(w, &look);
	struct next *list;
	size_t n = judge_buttons(
	           w->a, w->pol, &w->town, &f->f, town_person(&w->town, str_of(who)), w->now.day, &list),
	       i;

	if (n == 0)
		return;
	i = chance(seed, n);
	if (chance(seed, 4)) /* most want to get on */
		i = 0;
	switch (list[i].act) {
	case ACT_DECIDE:
		world_does(w, world_decide(w, who, m->id, arena_str(w->a, list[i].step).p,
		                  any_outcome(seed, &list[i])));
		break;
	case ACT_CORRECT: /* it may be too late, or nothing new */
		(void)press(w, who, m, list[i].act, list[i].step);
		break;
	default:
		if ((list[i].act != ACT_WITHDRAW && list[i].act != ACT_REVOKE) || chance(seed, 8) == 0)
			world_does(w, press(w, who, m, list[i].act, list[i].step));
	}
	done[list[i].act] += w->v.allowed;
}

static void
c_many_acts(void **state)
{
	uint64_t seed = 7;
	size_t ended = 0, done[ACT_COUNT] = {0};

	(void)state;
	for (size_t i = 0; i < WORLDS; i++) {
		struct world *w = world_new();

		for (size_t k = 0; k < ACTS; k++) {
			if (w->matter_n == 0 || chance(&seed, 4) == 0)
				any_submit(w, &seed);
			else
				any_press(w, &seed, done);
			check_items(w);
			for (size_t m = 0; m < w->matter_n; m++)
				check_matter(w, &w->matters[m]);
			if (w->matter_n && k % 10 == 0)
				check_buttons(w, &w->matters[chance(&seed, w->matter_n)]);
		}
		for (size_t m = 0; m < w->matter_n; m++)
			ended += w->matters[m].state != MATTER_OPEN;
		world_free(w);
	}
	printf("%zu ended, %zu filled in again, %zu comments, %zu corrections\n", ended, done[ACT_CHANGE],
	    done[ACT_COMMENT], done[ACT_CORRECT]);
	assert_true(ended > WORLDS * 5);
	assert_true(done[ACT_CHANGE] > WORLDS && done[ACT_COMMENT] > WORLDS && done[ACT_CORRECT] > WORLDS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(c_many_acts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
