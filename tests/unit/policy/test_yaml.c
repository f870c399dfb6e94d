/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "policy/yaml.h"

static struct node *
read_text(struct arena *a, struct str bytes, struct lint *lint)
{
	struct policy_file f = {STR("x.yaml"), bytes};
	size_t budget = YAML_NODES_MAX;

	*lint = (struct lint){.arena = a, .found = arena_array(a, LINT_MAX, sizeof *lint->found)};
	return yaml_read(a, &f, &budget, lint);
}

static void
b_nodes_know_where_they_stand(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct lint lint;
	struct node *n = read_text(a, STR("\xef\xbb\xbf# 章\r\nduties:\r\n  - {id: 1-1, say: 'する: こと', on: yes}\r\n  - plain\r\n"), &lint);
	const struct node *list = node_get(n, "duties"), *first = node_first(list);

	(void)state;
	assert_non_null(first);
	assert_int_equal(list->n, 2);
	assert_int_equal(first->at.line, 3);
	assert_int_equal(first->at.column, 5);
	assert_true(str_eq(node_text(first, "say"), STR("する: こと")));
	assert_int_equal(node_get(first, "say")->key_at.column, 15);
	assert_true(node_yes(first, "on"));
	assert_false(node_yes(first, "id"));
	assert_null(node_get(first, "who"));
	assert_int_equal(node_text(first, "who").n, 0);
	assert_int_equal(first->next->kind, NODE_SCALAR);
	assert_null(node_get(first->next, "id"));
	assert_null(node_first(first));
	arena_free(&a);
}

/* The tree never outgrows its budget, and an end is always said. */
static void
f_the_budget_holds_over_files(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct policy_file f = {STR("x.yaml"), STR("a: [b, c, d]\n")};
	size_t budget = 7;
	struct lint lint = {.arena = a, .found = arena_array(a, LINT_MAX, sizeof *lint.found)};

	(void)state;
	assert_non_null(yaml_read(a, &f, &budget, &lint));
	assert_int_equal(budget, 2);
	assert_null(yaml_read(a, &f, &budget, &lint));
	assert_int_equal(lint.n, 1);
	arena_free(&a);
}

static void
f_every_cut_of_a_file_is_answered(void **state)
{
	static const char text[] = "duties:\n  - {id: \"1-1\", say: 'あ', met-by: [a, b]}\nsettings:\n  - id: x\n    label: |\n      y\n";
	struct arena *a = arena_new(1 << 20);
	struct lint lint;

	(void)state;
	for (size_t n = 0; n < sizeof text; n++) {
		arena_reset(a);
		if (read_text(a, (struct str){text, n}, &lint) == NULL)
			assert_int_equal(lint.n, 1);
		else
			assert_int_equal(lint.n, 0);
	}
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_nodes_know_where_they_stand),
		cmocka_unit_test(f_the_budget_holds_over_files),
		cmocka_unit_test(f_every_cut_of_a_file_is_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
