/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a person's password must not be made of. */
#include "fixture.h"

#include "model/words.h"

static bool
has(struct str words, struct str word)
{
	struct str line;

	while (str_cut(&words, '\n', &line))
		if (str_eq(line, word))
			return true;
	return false;
}

static void
b_his_own(void **state)
{
	struct world *w = world_new();
	struct town *t = &w->town;
	const struct person *p = town_person(t, STR("303"));
	day d = w->now.day;
	struct str words;

	(void)state;
	town_put_holding(t, "303", "zeimu-head", true);
	t->holdings[t->holdings_n - 1].from = d + 1;
	town_index(w->a, t);
	p = town_person(t, STR("303"));
	words = words_of(w->a, t, p, d);
	assert_true(has(words, p->name) && has(words, p->login) && has(words, p->id) && has(words, t->name));
	assert_true(has(words, town_section(t, STR("fukushi"))->label));
	assert_false(has(words, town_section(t, STR("zeimu"))->label));
	assert_true(has(words_of(w->a, t, p, d + 1), town_section(t, STR("zeimu"))->label));
	/* who is not known still lives in the town */
	words = words_of(w->a, t, NULL, d);
	assert_true(has(words, t->name) && !has(words, p->name));
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(b_his_own)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
