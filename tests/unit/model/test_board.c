/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decisions with a form, a board's above all, and the conditions over what happened before. */
#include "fixture.h"

static int64_t
motion(struct world *w, const char *more)
{
	return world_submit(w, "303", "motion", arena_fmt(w->a, "{\"title\":\"規程\"%s}", more).p);
}

static bool
vote(struct world *w, const char *who, int64_t m, const char *outcome, const char *body)
{
	return world_act(w, who,
	    "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"council\",\"outcome\":\"%s\","
	    "\"seen\":%lld,\"body\":%s}",
	    (long long)m, outcome, (long long)matters_find(w, m)->last, body);
}

#define MET "{\"held-on\":\"2026-05-29\",\"minutes\":\"第3回\",\"present\":2,\"result\":\"可決\"}"

static void
test_secretary_enters(void **state)
{
	struct world *w = world_new();
	int64_t m = motion(w, "");

	(void)state;
	world_refuses(w, vote(w, "301", m, "permit", MET), ERR_REFUSED, "山田花子");
	world_does(w, vote(w, "201", m, "permit", MET));
	assert_int_equal(effects_of(&w->v, EFFECT_TYPED), 4);
	assert_int_equal(world_row(w, m, "council")->state, STEP_PERMITTED);
	assert_int_equal(world_row(w, m, "council")->fields[2].i, 2);
	assert_string_equal(arena_str(w->a, world_row(w, m, "council")->fields[3].s).p, "可決");
	world_free(w);
}

static void
test_own_motion_goes_up(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "201", "motion", "{\"title\":\"規程\"}");

	(void)state;
	world_refuses(w, vote(w, "201", m, "permit", MET), ERR_REFUSED, "副島次郎");
	world_does(w, vote(w, "101", m, "permit", MET));
	world_free(w);
}

static void
test_meeting_must_have_been(void **state)
{
	struct world *w = world_new();
	int64_t m = motion(w, "");

	(void)state;
	world_refuses(w, vote(w, "201", m, "permit", "{}"), ERR_MALFORMED, "開催日");
	world_refuses(w,
	    vote(w, "201", m, "permit",
	        "{\"held-on\":\"2026-06-02\",\"minutes\":\"3\",\"present\":2,\"result\":\"可決\"}"),
	    ERR_MALFORMED, "これからの日");
	world_refuses(w,
	    vote(w, "201", m, "permit",
	        "{\"held-on\":\"2026-06-01\",\"minutes\":\"3\",\"present\":1,\"result\":\"可決\"}"),
	    ERR_REFUSED, "定足数は2人");
	world_refuses(w,
	    vote(w, "201", m, "permit",
	        "{\"held-on\":\"2026-06-01\",\"minutes\":\"3\",\"present\":4,\"result\":\"可決\"}"),
	    ERR_MALFORMED, "3人です");
	/* refused by the board: it met, and that is all that is asked */
	world_refuses(w, vote(w, "201", m, "refuse", "{\"note\":\"時期尚早\"}"), ERR_MALFORMED, "開催日");
	world_does(
	    w, vote(w, "201", m, "refuse",
	           "{\"held-on\":\"2026-06-01\",\"minutes\":\"3\",\"present\":3,\"note\":\"時期尚早\"}"));
	assert_int_equal(matters_find(w, m)->state, MATTER_REFUSED);
	world_free(w);
}

static void
test_quorum_beyond_members(void **state)
{
	struct world *w = world_new();
	int64_t m = motion(w, "");

	(void)state;
	w->town.settings[w->town.settings_n++] =
	    (struct decided){.setting = STR("quorum"), .value = STR("4"), .decided = w->now.day - 1};
	world_refuses(w, vote(w, "201", m, "permit", MET), ERR_REFUSED, "定足数（4人）");
	world_free(w);
}

static void
open_is(struct world *w, int64_t m, const char *step)
{
	const struct matter *t = matters_find(w, m);
	const struct procedure *p = &w->pol->procedures[t->procedure];

	for (size_t i = 0; i < t->opened_n; i++)
		if (t->opened[i].state == STEP_OPEN) {
			assert_string_equal(arena_str(w->a, p->steps[t->opened[i].step].name).p, step);
			return;
		}
	fail();
}

/* Decided by both; then so many rows. */
static int64_t
decided(struct world *w, const char *things, const char *most, const char *rows)
{
	int64_t m = motion(w, arena_fmt(w->a, ",\"cost\":100%s", things).p);

	world_does(w, vote(w, "201", m, "permit", MET));
	world_does(
	    w, world_act(w, "101",
	           "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"price\",\"outcome\":\"%s\","
	           "\"seen\":%lld,\"body\":{%s}}",
	           (long long)m, *most ? "permit" : "refuse", (long long)matters_find(w, m)->last,
	           *most ? arena_fmt(w->a, "\"most\":%s", most).p : "\"note\":\"高い\""));
	for (; *rows; rows++)
		world_does(w, world_do(w, "303", m, "do", "log",
		                  *rows == 'b' ? "{\"found\":\"bad\"}" : "{\"found\":\"good\"}"));
	world_does(w, world_do(w, "303", m, "do", "log", "{\"_close\":true}"));
	return m;
}

static void
test_what_was_typed(void **state)
{
	struct world *w = world_new();
	int64_t cheap = motion(w, ",\"cost\":99"), m;

	(void)state;
	world_does(w, vote(w, "201", cheap, "permit", MET));
	assert_null(world_row(w, cheap, "price"));
	m = decided(w, "", "500", "g");
	open_is(w, m, "dear");
	m = decided(w, "", "499", "g");
	assert_int_equal(matters_find(w, m)->state, MATTER_DONE);
	world_free(w);
}

static void
test_what_was_refused(void **state)
{
	struct world *w = world_new();
	int64_t m = decided(w, "", "", "g");

	(void)state;
	open_is(w, m, "cheap");
	world_free(w);
}

static void
test_what_rows_say(void **state)
{
	struct world *w = world_new();
	int64_t one = decided(w, "", "1", "bg"), two = decided(w, "", "1", "bgb");

	(void)state;
	assert_int_equal(matters_find(w, one)->state, MATTER_DONE);
	open_is(w, two, "mend");
	world_free(w);
}

/* 10 is I, 11 and 12 are IV. */
static void
test_all_and_mildest(void **state)
{
	struct world *w = world_new();

	(void)state;
	open_is(w, decided(w, ",\"things\":[11,12]", "1", "g"), "mild");
	open_is(w, decided(w, ",\"things\":[10,11]", "1", "g"), "some");
	assert_int_equal(matters_find(w, decided(w, ",\"things\":[10]", "1", "g"))->state, MATTER_DONE);
	world_free(w);
}

static bool
look(struct world *w, int64_t m, const char *item, const char *where)
{
	return world_do(w, "301", m, "do", "look",
	    arena_fmt(w->a, "{\"item\":%s,\"where\":\"%s\",\"state\":\"fine\"}", item, where).p);
}

static void
test_rows_change_their_items(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "301", "round", "{}");

	(void)state;
	world_does(w, look(w, m, "12", "金庫"));
	assert_string_equal(arena_str(w->a, item_field(w, items_find(w, 12), "outside-at")->s).p, "金庫");
	assert_string_equal(arena_str(w->a, item_field(w, items_find(w, 12), "holder")->s).p, "301");
	assert_int_equal(item_field(w, items_find(w, 10), "outside-at")->kind, VALUE_EMPTY);
	world_refuses(w, look(w, m, "12", "書庫"), ERR_MALFORMED, "1行目");
	world_does(w, look(w, m, "10", "書庫"));
	/* a thing is left, and one that is not meant cannot stand for it */
	world_refuses(w, world_do(w, "301", m, "do", "look", "{\"_close\":true}"), ERR_REFUSED, "13");
	world_refuses(w,
	    world_do(w, "301", m, "do", "look", "{\"_rows\":[{\"item\":[13],\"where\":\"金庫\",\"state\":\"fine\"},{\"item\":[13],\"where\":\"棚\",\"state\":\"fine\"}],\"_close\":true}"),
	    ERR_MALFORMED, "2行目");
	world_does(w, world_do(w, "301", m, "do", "look", "{\"_rows\":[{\"item\":[13],\"where\":\"金庫\",\"state\":\"fine\"}],\"_close\":true}"));
	assert_string_equal(arena_str(w->a, item_field(w, items_find(w, 13), "outside-at")->s).p, "金庫");
	assert_int_equal(matters_find(w, m)->state, MATTER_DONE);
	assert_string_equal(arena_str(w->a, item_field(w, items_find(w, 12), "outside-at")->s).p, "金庫");
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_secretary_enters),
	    cmocka_unit_test(test_own_motion_goes_up),
	    cmocka_unit_test(test_meeting_must_have_been),
	    cmocka_unit_test(test_quorum_beyond_members),
	    cmocka_unit_test(test_what_was_typed),
	    cmocka_unit_test(test_what_was_refused),
	    cmocka_unit_test(test_what_rows_say),
	    cmocka_unit_test(test_all_and_mildest),
	    cmocka_unit_test(test_rows_change_their_items),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
