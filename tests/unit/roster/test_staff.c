/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Staff lists, good and bad: tests/data/people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "os/file.h"
#include "roster/staff.h"

/* As much of a policy as a list needs. */
static void
policy_fill(struct arena *a, struct policy *pol)
{
	static struct str heads[] = {{"課長", 6}, {"室長", 6}};

	*pol = (struct policy){.posts = arena_array(a, 2, sizeof *pol->posts),
	    .posts_n = 2,
	    .organs = ARENA_NEW(a, struct organ),
	    .organs_n = 1};
	pol->posts[0] = (struct post_kind){.id = STR("head"), .titles = {heads, 2}, .single = true};
	pol->posts[1] = (struct post_kind){.id = STR("other"), .otherwise = true};
	pol->organs[0] = (struct organ){.id = STR("council"), .label = STR("議会")};
}

static struct staff
list_read(struct arena *a, const char *name)
{
	struct policy pol;
	struct str path = arena_fmt(a, "tests/data/people/%s.csv", name), bytes;
	struct why why = {.arena = a};
	struct staff s;

	assert_int_equal(file_read(a, path, 1 << 20, &bytes, &why), ERR_OK);
	staff_read(a, str_of(name), bytes, &s);
	policy_fill(a, &pol);
	if (s.fault_all == 0)
		staff_check(&s, &pol, NULL);
	return s;
}

static void
b_good_lists_in_every_encoding(void **state)
{
	static const char *const names[][2] = {
	    {"good_utf8", "UTF-8"}, {"good_bom", "UTF-8"}, {"good_cp932", "CP932"}};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct arena *a = arena_new(64 << 20);
		struct staff s = list_read(a, names[i][0]);
		day d;

		assert_int_equal(s.fault_all, 0);
		assert_true(str_eq(s.encoding, str_of(names[i][1])));
		assert_int_equal(s.n, 5);
		assert_true(s.rows[2].concurrent && s.rows[3].vacant && !s.rows[4].vacant);
		assert_true(str_eq(s.rows[4].cell[STAFF_NUMBER], STR("0003")));
		assert_true(str_eq(s.rows[4].cell[STAFF_NAME], STR("髙橋 﨑①")));
		assert_true(day_parse_iso(STR("2026-04-01"), &d) && s.rows[1].from == d);
		assert_true(day_parse_iso(STR("2027-03-31"), &d) && s.rows[4].until == d);
		arena_free(&a);
	}
}

static void
b_two_mains_after_each_other_are_fine(void **state)
{
	struct arena *a = arena_new(64 << 20);
	struct staff s = list_read(a, "mains_in_turn");

	(void)state;
	assert_int_equal(s.fault_all, 0);
	/* two heads after each other, and one who heads another section beside his own */
	s = list_read(a, "heads_in_turn");
	assert_int_equal(s.fault_all, 0);
	arena_free(&a);
}

static void
b_every_fault_has_its_place(void **state)
{
	static const struct {
		const char *list;
		size_t faults, line, column;
		const char *fragment;
	} cases[] = {
	    {"missing_columns", 2, 1, 0, "所属名"},
	    {"unknown_column", 1, 1, 6, "血液型"},
	    {"column_twice", 1, 1, 6, "二つ"},
	    {"one_number_two_names", 1, 3, 2, "2 行目と違います"},
	    {"one_code_two_sections", 1, 3, 4, "税務課"},
	    {"one_login_two_persons", 1, 3, 10, "2 行目"},
	    {"formula", 1, 2, 0, "2行目の2番目"},
	    {"encoding", 1, 3, 0, "UTF-8"},
	    {"two_mains", 1, 3, 6, "本務が 2 行目にもあります"},
	    {"unknown_up", 1, 2, 7, "nowhere"},
	    {"up_in_a_ring", 2, 2, 7, "自身に戻る"},
	    {"dates", 3, 2, 8, "2026-02-30"},
	    {"cells", 5, 2, 2, "空です"},
	    {"two_heads", 1, 3, 6, "2 行目の「架空 一郎」さん"},
	    {"outsiders", 8, 2, 3, "庁外の人の行には書きません"},
	    {"deciders", 3, 2, 11, "本人は書けません"},
	    {"nowhere", 3, 3, 4, "空です"},
	    {"organs", 2, 2, 10, "裁判所"},
	    {"one_number_two_cards", 1, 3, 12, "「A1」と「A2」"},
	    {"no_rows", 1, 0, 0, "行がありません"},
	    {"empty", 1, 0, 0, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct arena *a = arena_new(64 << 20);
		struct staff s = list_read(a, cases[i].list);
		const struct why *w = &s.faults[0];

		if (s.fault_all != cases[i].faults || w->line != cases[i].line ||
		    (cases[i].column && w->column != cases[i].column) ||
		    str_find(w->text, str_of(cases[i].fragment)) == SIZE_MAX)
			fail_msg("%s: %zu faults, first %zu:%zu %.*s", cases[i].list, s.fault_all, w->line,
			    w->column, STR_ARG(w->text));
		arena_free(&a);
	}
}

static void
b_an_era_that_had_ended_is_no_date(void **state)
{
	struct arena *a = arena_new(64 << 20);
	struct staff s = list_read(a, "dates");

	(void)state;
	assert_int_equal(s.faults[1].line, 3);
	assert_true(str_find(s.faults[1].text, STR("平成32年")) != SIZE_MAX);
	assert_int_equal(s.faults[2].line, 4);
	assert_true(str_find(s.faults[2].text, STR("発令日より前")) != SIZE_MAX);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_good_lists_in_every_encoding),
	    cmocka_unit_test(b_two_mains_after_each_other_are_fine),
	    cmocka_unit_test(b_every_fault_has_its_place),
	    cmocka_unit_test(b_an_era_that_had_ended_is_no_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
