/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a day begins, in a town with many rounds: all of it, once, whatever is
 * done at a time and whenever the machine dies; and that a day which begins
 * nothing new costs next to nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "gate/engine.h"

enum { ROOM = 1 << 30, TEXT = 1 << 20, DAY = 86400, SECTIONS = 5, PERSONS = 20, EACH = 3 };

#define OK(call) assert_int_equal((call), ERR_OK)

static const int64_t monday = 1780272000; /* 2026-06-01 09:00 in Tokyo */

static const char policy_head[] =
    "id: dawn\nlabel: 時計の試験\ntown: 試験町\n"
    "posts:\n"
    "  - {id: chief, label: 副町長, titles: [副町長]}\n"
    "  - {id: head, label: 課長, titles: [課長]}\n"
    "  - {id: other, label: 一般職, otherwise: yes}\n"
    "roles:\n"
    "  - {id: staff, label: 職員, everyone: yes}\n"
    "  - {id: ciso, label: 統括責任者, town: yes, administrator: yes, held-by: [{post: chief}]}\n"
    "  - {id: officer, label: 責任者, held-by: [{post: head}], up: ciso}\n"
    "acts:\n  people: [{by: ciso}]\n"
    "read: [{role: officer, of: applicant}]\n"
    "settings:\n  - {id: years, label: 保存年限, type: number, unit: 年, default: '5'}\n"
    "duties:\n  - {id: 1-1, say: 確かめる, who: staff, scope: person, met-by: [p0]}\n"
    "procedures:\n";

struct size {
	int sections, persons, each; /* of each kind of round so many */
};

struct world {
	struct arena *a, *keep;
	struct store *store;
	struct engine *engine;
	int64_t time;
	struct size size;
};

static struct str
policy_text(struct arena *a, const struct size *n)
{
	static const char *const each[] = {"person", "section", "town"};
	struct buf b = buf_on(a, TEXT);

	buf_add(&b, str_of(policy_head));
	for (int i = 0; i < 3 * n->each; i++)
		buf_fmt(&b,
		    "  - id: p%d\n    label: 点検%d\n%s    start: [{each: %s, every: %s, carry: {when: period}}]\n"
		    "    completed-by: %s\n"
		    "    form: [{name: when, label: いつ, type: line, required: yes}, {name: ok, label: よし, type: yesno, required: yes}]\n"
		    "    keep: {for: years}\n",
		    i, i, i ? "" : "    clause: 1-1\n", each[i % 3], i % 2 ? "month" : "year",
		    i % 3 == 2 ? "ciso" : "officer");
	assert_true(buf_done(&b));
	return buf_str(&b);
}

static struct str
staff_text(struct arena *a, const struct size *n)
{
	struct buf b = buf_on(a, TEXT);

	buf_fmt(
	    &b, "{\"id\":\"staff\",\"act\":\"people\",\"body\":{\"effective\":\"2026-06-01\",\"sections\":[");
	for (int i = 0; i < n->sections; i++)
		buf_fmt(&b, "%s{\"id\":\"s%d\",\"label\":\"課%d\",\"sign\":\"試%d\"}", i ? "," : "", i, i, i);
	buf_fmt(
	    &b, "],\"posts\":[{\"id\":\"chief\",\"section\":\"s0\",\"kind\":\"chief\",\"label\":\"副町長\"}");
	for (int i = 0; i < n->sections; i++)
		buf_fmt(&b,
		    ",{\"id\":\"h%d\",\"section\":\"s%d\",\"kind\":\"head\",\"label\":\"課長\"}"
		    ",{\"id\":\"c%d\",\"section\":\"s%d\",\"kind\":\"other\",\"label\":\"主事\"}",
		    i, i, i, i);
	buf_fmt(&b, "],\"persons\":[");
	for (int i = 0; i < n->persons; i++)
		buf_fmt(&b, "%s{\"id\":\"%d\",\"login\":\"u%d\",\"name\":\"人%d\",\"kana\":\"\"}",
		    i ? "," : "", 1000 + i, i, i);
	buf_fmt(&b, "],\"holdings\":[{\"person\":\"1000\",\"post\":\"chief\"}");
	for (int i = 1; i < n->persons; i++)
		buf_fmt(&b, ",{\"person\":\"%d\",\"post\":\"%c%d\"}", 1000 + i, i <= n->sections ? 'h' : 'c',
		    i % n->sections);
	buf_fmt(&b, "]}}");
	assert_true(buf_done(&b));
	return buf_str(&b);
}

static void
refused(void *arg, const struct act *act, struct str json)
{
	(void)arg;
	(void)act;
	fail_msg("%.*s", STR_ARG(json));
}

static void
engine_begin(struct world *w)
{
	struct why why = {.arena = w->keep};

	OK(engine_new(w->store, &w->engine, &why));
	engine_on_refusal(w->engine, refused, NULL);
}

static void
world_open(struct world *w, const struct size *size)
{
	struct founding f = {.origin = STR("sekimori.town/dawn/1"),
	    .name = STR("試験町"),
	    .kind = TOWN_TEST,
	    .admin_id = STR("installer"),
	    .admin_login = STR("setup"),
	    .admin_name = STR("設置者")};
	struct policy_file file = {.name = STR("policy.yaml")};
	struct why why = {.arena = NULL};
	struct reply r;
	struct act act;

	*w = (struct world){.a = arena_new(ROOM), .keep = arena_new(ROOM), .time = monday, .size = *size};
	why.arena = w->keep;
	file.bytes = policy_text(w->keep, size);
	OK(store_open(NULL, STORE_MEMORY, &w->store, &why));
	engine_begin(w);
	f.files = &file;
	f.file_n = 1;
	OK(store_begin(w->store));
	if (engine_found(w->engine, w->a, &f, w->time, &why) != ERR_OK)
		fail_msg("%.*s", STR_ARG(why_line(&why)));
	OK(act_read(w->keep, staff_text(w->keep, size), &act, &why));
	engine_act(w->engine, w->a, &act, STR("installer"), CHANNEL_WEB, w->time, &r);
	if (r.err)
		fail_msg("%.*s", STR_ARG(r.json));
	OK(store_commit(w->store));
}

static void
world_close(struct world *w)
{
	engine_free(&w->engine);
	store_close(&w->store);
	arena_free(&w->a);
	arena_free(&w->keep);
}

static size_t
tick(struct world *w, size_t max, bool commits)
{
	size_t made;

	OK(store_begin(w->store));
	OK(engine_tick(w->engine, w->a, w->time, 0, max, &made));
	arena_reset(w->a);
	if (commits)
		OK(store_commit(w->store));
	return made;
}

static int64_t
entries(const struct world *w)
{
	return (int64_t)store_tree(w->store)->size;
}

/* How many begin in a whole year's period, and how many of them each month. */
static int64_t
expected(const struct size *n, bool month)
{
	int64_t all = 0, of[] = {n->persons, n->sections, 1};

	for (int i = 0; i < 3 * n->each; i++)
		all += !month || i % 2 ? of[i % 3] : 0;
	return all;
}

/* --- the tests ------------------------------------------------------------------------------ */

static void
b_all_at_once_and_never_again(void **state)
{
	const struct size size = {SECTIONS, PERSONS, EACH};
	struct world w;
	int64_t before;

	(void)state;
	world_open(&w, &size);
	before = entries(&w);
	assert_false(engine_due(w.engine, w.a, w.time)); /* the day of the founding begins nothing */
	assert_int_equal(tick(&w, 100000, true), 0);
	w.time += DAY;
	assert_true(engine_due(w.engine, w.a, w.time));
	assert_int_equal(tick(&w, 100000, true), 1 + expected(&size, false));
	assert_int_equal(entries(&w) - before, 1 + expected(&size, false));
	assert_false(engine_due(w.engine, w.a, w.time));
	w.time += DAY;
	assert_int_equal(tick(&w, 100000, true), 1);
	w.time += 28 * DAY; /* 1 July, after days on which nothing begins */
	assert_int_equal(tick(&w, 100000, true), 28 + expected(&size, true));
	world_close(&w);
}

/* Seven at a time, dead after each: in half of them what was made is lost with the transaction. */
static void
b_seven_at_a_time_with_deaths(void **state)
{
	const struct size size = {SECTIONS, PERSONS, EACH};
	struct world w;
	int64_t before, rounds = 0;

	(void)state;
	world_open(&w, &size);
	before = entries(&w);
	w.time += 3 * DAY;
	while (engine_due(w.engine, w.a, w.time)) {
		bool lost = rounds++ % 2;

		assert_true(tick(&w, 7, !lost) <= 7);
		if (lost)
			store_rollback(w.store);
		engine_free(&w.engine);
		engine_begin(&w);
		assert_true(rounds < 1000);
	}
	assert_int_equal(entries(&w) - before, 3 + expected(&size, false));
	assert_true(rounds > 2 * (3 + expected(&size, false)) / 7 - 2);
	world_close(&w);
}

/* What undoes a batch is forgotten in memory too: nothing of it counts as made. */
static void
b_an_undone_batch_is_made_again(void **state)
{
	const struct size size = {SECTIONS, PERSONS, EACH};
	struct why why = {.arena = NULL};
	struct world w;
	int64_t before;

	(void)state;
	world_open(&w, &size);
	why.arena = w.keep;
	before = entries(&w);
	w.time += DAY;
	assert_int_equal(tick(&w, 20, false), 20);
	store_rollback(w.store);
	OK(engine_reload(w.engine, &why));
	assert_int_equal(entries(&w), before);
	assert_int_equal(tick(&w, 100000, true), 1 + expected(&size, false));
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_all_at_once_and_never_again),
	    cmocka_unit_test(b_seven_at_a_time_with_deaths),
	    cmocka_unit_test(b_an_undone_batch_is_made_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
