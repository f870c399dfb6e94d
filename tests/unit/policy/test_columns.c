/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The columns of the paper forms in use in town halls, held against the loaded
 * policy: policy/taishi/columns.tsv says for each where it is kept, or why it
 * is not. A field that is renamed or dropped while a form still needs it is
 * found here.
 *
 * A line: form, clause, procedure or register, fields, column, why left out.
 * Fields, by blanks: FIELD, STEP.FIELD, STEP.@who / @when (of its act),
 * STEP.@confirmed (by another), @number, @date, @applicant, @section,
 * @owner, @state; or - alone for a column that is left out.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "policy_files.h"

enum { FORM, CLAUSE, ID, FIELDS, COLUMN, WHY, CELLS };

static bool
one_of(struct str s, const char *const *words)
{
	for (; *words; words++)
		if (str_eq(s, str_of(*words)))
			return true;
	return false;
}

/* A question asked for each rule of conduct goes by the name that they were made of. */
static bool
has_field(const struct field *f, size_t n, struct str name)
{
	if (field_index(f, n, name) != NONE)
		return true;
	for (size_t i = 0; i < n; i++)
		if (f[i].conduct != NONE && str_starts(f[i].name, name) && f[i].name.p[name.n] == '-')
			return true;
	return false;
}

static bool
in_step(const struct procedure *p, struct str step, struct str name)
{
	static const char *const acts[] = {"@who", "@when", NULL};
	int i = step_index(p, step);

	if (i == NONE || (size_t)i == p->step_n)
		return false;
	if (str_eq(name, STR("@confirmed")))
		return p->steps[i].confirmed;
	return one_of(name, acts) || has_field(p->steps[i].form, p->steps[i].form_n, name);
}

static bool
in_procedure(const struct procedure *p, struct str token)
{
	static const char *const built_in[] = {"@number", "@date", "@applicant", "@section", NULL};
	struct str rest = token, step;

	if (str_eq(token, STR("@number")))
		return p->number.set;
	if (str_cut(&rest, '.', &step) && rest.n)
		return in_step(p, step, rest);
	return one_of(token, built_in) || has_field(p->form, p->form_n, token);
}

static bool
in_register(const struct reg *r, struct str token)
{
	static const char *const built_in[] = {"@owner", "@state", NULL};

	if (str_eq(token, STR("@number")))
		return r->series.n > 0;
	return one_of(token, built_in) || has_field(r->fields, r->field_n, token);
}

/* What is wrong with a line, or empty. */
static struct str
wrong_with(const struct policy *p, const struct str *cell)
{
	int proc = policy_procedure(p, cell[ID]), reg = policy_register(p, cell[ID]);
	struct str rest = cell[FIELDS], token;

	for (int i = 0; i < WHY; i++)
		if (cell[i].n == 0)
			return STR("an empty cell");
	if (proc == NONE && reg == NONE)
		return STR("no such procedure or register");
	if (str_eq(cell[FIELDS], STR("-")))
		return cell[WHY].n ? STR("") : STR("left out without a reason");
	if (cell[WHY].n)
		return STR("a reason although it is there");
	while (str_cut(&rest, ' ', &token))
		if (proc != NONE ? !in_procedure(&p->procedures[proc], token) : !in_register(&p->registers[reg], token))
			return token;
	return STR("");
}

static bool
cells_of(struct str line, struct str *cell)
{
	struct str more;

	for (int i = 0; i < CELLS; i++)
		if (!str_cut(&line, '\t', &cell[i]))
			return false;
	return !str_cut(&line, '\t', &more);
}

static struct policy *
taishi(struct arena *a)
{
	struct policy_files files = {.n = 0};
	struct policy *p;
	struct lint lint;

	files_put_dir(a, &files, "policy/taishi");
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_OK);
	return p;
}

static void
every_column_of_the_forms_is_kept(void **state)
{
	struct arena *a = arena_new(POLICY_ARENA);
	struct policy *p = taishi(a);
	struct str rest = file_bytes(a, "policy/taishi/columns.tsv"), line, cell[CELLS], found;
	size_t n = 0, faults = 0;

	(void)state;
	assert_true(str_cut(&rest, '\n', &line)); /* the head */
	for (; str_cut(&rest, '\n', &line) && rest.p != NULL; n++) {
		found = cells_of(line, cell) ? wrong_with(p, cell) : STR("not six cells");
		if (found.n == 0)
			continue;
		fprintf(stderr, "  columns.tsv: %.*s: %.*s\n", STR_ARG(line), STR_ARG(found));
		faults++;
	}
	assert_int_equal(faults, 0);
	assert_true(n >= 270); /* the forms are many: an empty list would pass too */
	arena_free(&a);
}

static void
a_column_that_is_gone_is_found(void **state)
{
	static const struct {
		const char *line;
		bool good;
	} lines[] = {
	    {"f\t4-8\ttake-out\tplace leave.left-on return.@confirmed @number\tc\t", true},
	    {"f\t4-8\ttake-out\tplace nowhere\tc\t", false},
	    {"f\t4-8\ttake-out\tleave.nothing\tc\t", false},
	    {"f\t4-8\ttake-out\tform.place\tc\t", false},
	    {"f\t4-8\ttake-out\tleave.@confirmed\tc\t", false}, /* nobody confirms that */
	    {"f\t4-8\ttake-out\t@owner\tc\t", false},
	    {"f\t4-8\tdevice\t@owner serial\tc\t", true},
	    {"f\t4-8\tdevice\t@applicant\tc\t", false},
	    {"f\t4-8\tdevices\tname\tc\t", false},
	    {"f\t4-8\tdevice\t-\tc\t", false},
	    {"f\t4-8\tdevice\t-\tc\tbecause", true},
	    {"f\t4-8\tdevice\tname\tc\tbecause", false},
	    {"f\t4-8\tself-check\tq\tc\t", true},
	    {"f\t4-8\tself-check\tqu\tc\t", false},
	    {"f\t\tdevice\tname\tc\t", false},
	    {"f\t4-8\tdevice\tname\tc", false},
	};
	struct arena *a = arena_new(POLICY_ARENA);
	struct policy *p = taishi(a);
	struct str cell[CELLS];

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		bool good = cells_of(str_of(lines[i].line), cell) && wrong_with(p, cell).n == 0;

		if (good != lines[i].good)
			fail_msg("line %zu", i);
	}
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_column_of_the_forms_is_kept),
	    cmocka_unit_test(a_column_that_is_gone_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
