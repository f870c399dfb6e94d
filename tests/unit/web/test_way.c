/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a station's pages make of a form: by types and places, whatever its fields are called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/load.h"
#include "web/way.h"

enum { ARENA = 64 * 1024 * 1024 };

static struct arena *arena;

static int
begin(void **state)
{
	(void)state;
	arena = arena_new(ARENA);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

/* A policy with one procedure of these fields and steps. */
static enum err
way(const char *station, const char *form, const char *steps, struct way *out)
{
	struct str text = arena_fmt(arena,
	    "id: p\nlabel: p\ntown: t\n"
	    "posts: [{id: head, label: h, titles: [課長]}, {id: other, label: o, otherwise: yes}]\n"
	    "roles: [{id: staff, label: s, everyone: yes}, {id: office, label: o, town: yes, administrator: yes, held-by: [{post: head}]}]\n"
	    "acts: {people: [{by: office}]}\n"
	    "read: [{role: office}]\n"
	    "procedures:\n"
	    "  - {id: book, label: 本, start: [{by: staff}], %s form: [%s], steps: [%s]}\n",
	    station, form, steps);
	struct policy_file file = {STR("policy.yaml"), text};
	struct lint lint = {.arena = arena};
	struct policy *p;

	if (policy_load(arena, &file, 1, &p, &lint) != ERR_OK)
		fail_msg("%.*s", STR_ARG(lint.n ? lint.found[0].text : STR("?")));
	return way_read(p, STR("book"), out);
}

#define WHO    "{name: a, label: a, type: person}"
#define ESCORT "{name: b, label: b, type: person}"
#define WHEN   "{name: c, label: c, type: time}"
#define ROOM   "{name: d, label: d, type: choice, choices: [{id: x, label: x}]}"
#define NAME   "{name: e, label: e, type: line}"
#define LEAVE  "{do: out, label: 出, by: applicant, form: [" WHEN "]}"

static void
the_first_of_a_type_is_meant(void **state)
{
	struct way w;

	(void)state;
	assert_int_equal(way("station: yes,", NAME ", " ROOM ", " ESCORT ", " WHO ", " WHEN, LEAVE, &w), ERR_OK);
	assert_int_equal(w.who, 2);
	assert_int_equal(w.at, 4);
	assert_int_equal(w.out, 0);
	assert_int_equal(w.out_at, 0);
	assert_true(w.guests);
	assert_true(w.one_tap);
}

static void
a_form_without_persons_is_for_guests(void **state)
{
	struct way w;

	(void)state;
	assert_int_equal(way("station: yes,", NAME, LEAVE, &w), ERR_OK);
	assert_int_equal(w.who, NONE);
	assert_int_equal(w.at, NONE);
	assert_true(w.guests);
}

static void
who_must_be_named_is_no_guest(void **state)
{
	struct way w;

	(void)state;
	assert_int_equal(
	    way("station: yes,", "{name: a, label: a, type: person, required: yes}", LEAVE, &w), ERR_OK);
	assert_false(w.guests);
}

static void
a_way_out_that_asks_is_no_single_tap(void **state)
{
	struct way w;

	(void)state;
	assert_int_equal(
	    way("station: yes,", WHO, "{do: out, label: 出, by: applicant, form: [" WHEN ", " ROOM "]}", &w),
	    ERR_OK);
	assert_false(w.one_tap);
	assert_int_equal(way("station: yes,", WHO, "{do: out, label: 出, by: applicant}", &w), ERR_OK);
	assert_true(w.one_tap);
	assert_int_equal(w.out_at, NONE);
}

static void
only_what_the_policy_lets_stations_do(void **state)
{
	struct way w;

	(void)state;
	assert_int_equal(way("", WHO, LEAVE, &w), ERR_NOT_FOUND);
}

static void
a_moment_comes_back(void **state)
{
	(void)state;
	assert_int_equal(way_moment_read(STR("2026-11-23T08:45")), 1795391100);
	assert_string_equal(arena_str(arena, way_moment(arena, 1795391100)).p, "2026-11-23T08:45");
	assert_int_equal(way_moment_read(STR("2026-11-23T08:45:59")), 1795391100);
	assert_int_equal(way_moment_read(STR("2026-11-23")), 0);
	assert_int_equal(way_moment_read(STR("2026-11-23T24:00")), 0);
	assert_int_equal(way_moment_read(STR("2026-11-23T8")), 0);
	assert_int_equal(way_moment_read(STR("")), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_first_of_a_type_is_meant),
	    cmocka_unit_test(a_form_without_persons_is_for_guests),
	    cmocka_unit_test(who_must_be_named_is_no_guest),
	    cmocka_unit_test(a_way_out_that_asks_is_no_single_tap),
	    cmocka_unit_test(only_what_the_policy_lets_stations_do),
	    cmocka_unit_test(a_moment_comes_back),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
