/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every fault that the guide speaks of, one a folder under tests/policy/broken:
 * its files are laid over tests/policy/minimal, and `expect` has all that must
 * be found and nothing else: "FILE:LINE: part of the sentence", a line each.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "policy/shell.h"
#include "policy_files.h"

static bool
is_found(struct arena *a, const struct lint *lint, struct str expected)
{
	size_t colon = str_find(expected, STR(": "));
	struct str at = str_sub(expected, 0, colon), say = str_sub(expected, colon + 2, expected.n);

	for (size_t i = 0; i < lint->n; i++) {
		const struct why *w = &lint->found[i];
		struct str where = w->line ? arena_fmt(a, "%.*s:%zu", STR_ARG(w->file), w->line) : w->file;

		if (str_eq(where, at) && str_find(w->text, say) != SIZE_MAX)
			return true;
	}
	return false;
}

static bool
fault_is_named(struct arena *a, const char *name)
{
	struct policy_files files = {.n = 0};
	const char *dir = arena_fmt(a, "tests/policy/broken/%s", name).p;
	struct str expect = str_trim(file_bytes(a, arena_fmt(a, "%s/expect", dir).p)), line;
	struct policy *p;
	struct lint lint;
	size_t lines = 0;
	bool fine;

	files_put_dir(a, &files, "tests/policy/minimal");
	files_put_dir(a, &files, dir);
	if (policy_load(a, files.f, files.n, &p, &lint) == ERR_OK)
		shell_find(p, &lint);
	else
		assert_null(p);
	fine = expect.n > 0;
	while (str_cut(&expect, '\n', &line)) {
		lines++;
		if (is_found(a, &lint, line))
			continue;
		fprintf(stderr, "%s: not found: %.*s\n", name, STR_ARG(line));
		fine = false;
	}
	if (fine && lint.n == lines)
		return true;
	fprintf(stderr, "%s: %zu findings, %zu expected\n", name, lint.n, lines);
	lint_print(a, &lint);
	return false;
}

static void
b_every_fault_is_named_with_its_line(void **state)
{
	struct arena *a = arena_new(POLICY_ARENA);
	DIR *d = opendir("tests/policy/broken");
	size_t n = 0, wrong = 0;
	struct dirent *e;

	(void)state;
	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		arena_reset(a);
		n++;
		if (!fault_is_named(a, e->d_name))
			wrong++;
	}
	(void)closedir(d);
	arena_free(&a);
	assert_int_equal(wrong, 0);
	assert_true(n >= 100);
}

static void
b_all_faults_come_at_once(void **state)
{
	struct arena *a = arena_new(POLICY_ARENA);
	struct policy_files files = {.n = 0};
	struct policy *p;
	struct lint lint;

	(void)state;
	files_put_dir(a, &files, "tests/policy/minimal");
	files_put(&files, STR("2.yaml"), STR("settings: [{id: X}]\nduties:\n  - {id: 1-1, say: する, scope: town, met-by: [nobody]}\n"));
	files_put(&files, STR("3.yaml"), STR("setings: []\n"));
	files_put(&files, STR("4.yaml"), STR("procedures:\n\t- x\n"));
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_MALFORMED);
	/* A file that cannot be read at all hides what refers to it, not what the others say. */
	assert_int_equal(lint.n, 6);
	assert_true(str_eq(lint.found[0].file, STR("2.yaml")));
	assert_true(str_eq(lint.found[5].file, STR("4.yaml")) && lint.found[5].line == 2);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_every_fault_is_named_with_its_line),
		cmocka_unit_test(b_all_faults_come_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
