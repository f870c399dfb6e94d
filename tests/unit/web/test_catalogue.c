/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A procedure is found by what it is for and by words, however they are typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web/catalogue.h"

static int
begin(void **state)
{
	*state = arena_new(1 << 20);
	return 0;
}

static int
end(void **state)
{
	struct arena *a = *state;

	arena_free(&a);
	return 0;
}

static void
b_every_word_must_stand_somewhere(void **state)
{
	const struct str texts[] = {
	    STR("ＵＳＢメモリの持出し"), STR("ウイルスを調べてから持ち出します"), STR("4-8-2")};
	static const struct {
		const char *query;
		bool fits;
	} cases[] = {{"", true}, {"　", true}, {"usb", true}, {"ＵＳＢ", true}, {"4-8", true},
	    {"４－８", true}, {"usb 4-8", true}, {"usb　調べて", true}, {"usb 返却", false}, {"5-1", false}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(catalogue_fits(*state, str_of(cases[i].query), texts, 3), cases[i].fits);
}

static void
b_what_it_is_for_follows_from_what_it_does(void **state)
{
	struct step decide = {.kind = STEP_DECIDE}, report = {.kind = STEP_INFORM}, deed = {.kind = STEP_DO};
	struct step both[] = {report, decide};
	struct then add = {.what = THEN_ADD}, set = {.what = THEN_SET};

	(void)state;
	assert_int_equal(
	    catalogue_of(&(struct procedure){.steps = &deed, .step_n = 1, .then = &set, .then_n = 1}),
	    CATALOGUE_RECORD);
	assert_int_equal(catalogue_of(&(struct procedure){.steps = &decide, .step_n = 1}), CATALOGUE_PERMIT);
	assert_int_equal(catalogue_of(&(struct procedure){.steps = both, .step_n = 2}), CATALOGUE_REPORT);
	assert_int_equal(
	    catalogue_of(&(struct procedure){.steps = both, .step_n = 2, .valid = {.set = true}}),
	    CATALOGUE_PERMIT);
	assert_int_equal(
	    catalogue_of(&(struct procedure){.steps = &decide, .step_n = 1, .then = &add, .then_n = 1}),
	    CATALOGUE_REGISTER);
	assert_int_equal(catalogue_of(&(struct procedure){.alarm = STR("x"), .then = &add, .then_n = 1}),
	    CATALOGUE_REPORT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(b_every_word_must_stand_somewhere, begin, end),
	    cmocka_unit_test(b_what_it_is_for_follows_from_what_it_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
