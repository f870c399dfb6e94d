/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "crypto/bundle.h"
#include "policy_files.h"

static int
begin(void **state)
{
	*state = arena_new(POLICY_ARENA);
	return 0;
}

static int
end(void **state)
{
	struct arena *a = *state;

	arena_free(&a);
	return 0;
}

static struct policy *
taishi(struct arena *a)
{
	struct policy_files files = {.n = 0};
	struct policy *p;
	struct lint lint;

	files_put_dir(a, &files, "policy/taishi");
	if (policy_load(a, files.f, files.n, &p, &lint) != ERR_OK)
		lint_print(a, &lint);
	assert_non_null(p);
	return p;
}

static const struct procedure *
procedure(const struct policy *p, struct str id)
{
	int i = policy_procedure(p, id);

	assert_int_not_equal(i, NONE);
	return &p->procedures[i];
}

static void
b_the_towns_policy_loads(void **state)
{
	struct policy *p = taishi(*state);

	assert_true(str_eq(p->id, STR("taishi")));
	assert_true(str_eq(p->town, STR("太子町")));
	assert_int_equal(p->classes_n, 4);
	assert_int_equal(policy_class(p, STR("I")), 0);
	assert_int_not_equal(policy_duty(p, STR("2-3-ア")), NONE);
	assert_int_not_equal(policy_register(p, STR("medium")), NONE);
	assert_int_equal(policy_register(p, STR("nothing")), NONE);
	assert_true(p->settings[policy_setting(p, STR("incident-report-hours"))].number == 24);
}

static void
b_posts_are_found_by_title(void **state)
{
	struct policy *p = taishi(*state);

	assert_int_equal(policy_post_of_title(p, STR("園長")), policy_post(p, STR("head")));
	assert_int_equal(policy_post_of_title(p, STR("副町長")), policy_post(p, STR("deputy-mayor")));
	assert_int_equal(policy_post_of_title(p, STR("主事")), policy_post(p, STR("other")));
}

static void
b_roles_go_up_to_the_mayor(void **state)
{
	struct policy *p = taishi(*state);
	int mayor = policy_role(p, STR("mayor"));

	for (size_t i = 0; i < p->roles_n; i++) {
		int at = (int)i;

		if (p->roles[i].everyone)
			continue;
		while (p->roles[at].up != NONE)
			at = p->roles[at].up;
		assert_int_equal(at, mayor);
	}
	assert_true(p->roles[policy_role(p, STR("sysadmin"))].administrator);
	assert_true(str_eq(p->roles[policy_role(p, STR("sysadmin"))].held_by[0].section, STR("soumu")));
	assert_int_equal(p->roles[policy_role(p, STR("office"))].held_by[0].post, NONE);
}

static void
c_take_out_as_the_policy_says(void **state)
{
	struct policy *p = taishi(*state);
	const struct procedure *r = procedure(p, STR("take-out"));
	const struct step *permit = &r->steps[0], *owner = &r->steps[1], *encrypt = &r->steps[2], *back = &r->steps[4];

	assert_int_equal(r->step_n, 5);
	assert_int_equal(permit->kind, STEP_DECIDE);
	assert_int_equal(permit->by.role, policy_role(p, STR("officer")));
	assert_int_equal(permit->by.of, OF_APPLICANT);
	assert_int_equal(owner->by.of, OF_OWNER);
	assert_true(owner->by.each);
	assert_int_equal(owner->by.path_n, 2);
	assert_true(str_eq(owner->by.paths[1].link_name, STR("carries")));
	assert_int_equal(owner->by.paths[1].link, NONE); /* two registers: by name */
	assert_int_equal(owner->by.paths[1].leaf.n, 0);
	assert_int_equal(owner->when_n, 1);
	assert_int_equal(owner->when[0].n, 2);
	assert_int_equal(owner->when[0].any[1].what, COND_MAX);
	assert_true(str_eq(owner->when[0].any[1].path.leaf, STR("class")));
	assert_int_equal(encrypt->kind, STEP_CONTROL);
	assert_true(encrypt->by_hand && encrypt->by.kind == ACTOR_APPLICANT);
	assert_true(encrypt->form_n == 1 && encrypt->form[0].required && str_eq(encrypt->form[0].name, STR("method")));
	assert_int_equal(back->due.from, DUE_FROM_FIELD);
	assert_int_equal(back->due.field, field_index(r->form, r->form_n, STR("until")));
	assert_true(back->due.has_late_inform && back->confirmed);
	assert_int_equal(back->confirmed_by.role, policy_role(p, STR("security-staff")));
	assert_int_equal(r->clauses.n, 4);
	assert_true(str_eq(r->clauses.s[0], STR("4-8-2")) && str_eq(r->clauses.s[1], STR("2-3-ア")));
}

static void
c_take_out_changes_what_it_should(void **state)
{
	struct policy *p = taishi(*state);
	const struct procedure *r = procedure(p, STR("take-out"));
	const struct then *leave = &r->then[0], *back = &r->then[1];

	assert_int_equal(leave->on, ON_STEP);
	assert_int_equal(leave->step, step_index(r, STR("leave")));
	assert_int_equal(leave->items, field_index(r->form, r->form_n, STR("things")));
	assert_true(str_eq(leave->sets[0].field, STR("state")) && str_eq(leave->sets[0].literal, STR("outside")));
	assert_int_equal(leave->sets[1].from, VALUE_APPLICANT);
	assert_int_equal(leave->sets[2].from, VALUE_FORM);
	assert_int_equal(back->sets[1].from, VALUE_NOTHING);
	assert_true(r->number.set && r->number.at == NUMBER_AT_DECIDED && r->number.of == NUMBER_OF_DECIDING);
	assert_true(r->valid.set && r->valid.until_field == back->items + 7);
	assert_int_equal(r->keep.setting, policy_setting(p, STR("permit-years")));
}

static void
c_a_medium_is_as_strict_as_what_it_carries(void **state)
{
	struct policy *p = taishi(*state);
	const struct reg *medium = &p->registers[policy_register(p, STR("medium"))];
	const struct field *class = &medium->fields[field_index(medium->fields, medium->field_n, STR("class"))];

	assert_true(class->worked_out);
	assert_true(str_eq(class->max_of_link, STR("carries")) && str_eq(class->max_of_field, STR("class")));
	assert_true(str_eq(choice_label(medium->states, medium->state_n, STR("outside")), STR("持出し中")));
	assert_true(str_eq(choice_label(medium->states, medium->state_n, STR("eaten")), STR("eaten")));
}

static void
b_an_inform_step_stands_for_its_recipient(void **state)
{
	struct policy *p = taishi(*state);
	const struct procedure *r = procedure(p, STR("storage-report"));
	const struct step *s = &r->steps[1];

	assert_int_equal(s->kind, STEP_INFORM);
	assert_int_equal(s->by.role, policy_role(p, STR("information-owner")));
	assert_int_not_equal(s->by.paths[0].link, NONE); /* one register: by index too */
	assert_int_equal(s->due.setting, policy_setting(p, STR("storage-report-days")));
	assert_int_equal(s->due.late_inform.of, OF_TOWN);
}

static void
b_the_hash_is_that_of_the_sorted_files(void **state)
{
	struct arena *a = *state;
	struct policy_files files = {.n = 0};
	struct bundle_file bundle[POLICY_FILES_MAX];
	struct policy *p, *q;
	struct lint lint;
	struct hash want;

	files_put_dir(a, &files, "policy/taishi");
	for (size_t i = 0; i < files.n; i++)
		bundle[i] = (struct bundle_file){files.f[i].name, files.f[i].bytes};
	want = bundle_hash(bundle, files.n);
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_OK);
	assert_true(hash_eq(&p->hash, &want));
	for (size_t i = 0; i < files.n / 2; i++) {
		struct policy_file swap = files.f[i];

		files.f[i] = files.f[files.n - 1 - i];
		files.f[files.n - 1 - i] = swap;
	}
	assert_int_equal(policy_load(a, files.f, files.n, &q, &lint), ERR_OK);
	assert_true(hash_eq(&p->hash, &q->hash));
	for (size_t i = 1; i < q->file_n; i++)
		assert_true(str_cmp(q->files[i - 1].name, q->files[i].name) < 0);
}

static void
b_the_bytes_are_copied(void **state)
{
	struct arena *a = *state;
	struct policy_files files = {.n = 0};
	char head[2048];
	struct policy *p;
	struct lint lint;

	files_put_dir(a, &files, "tests/policy/minimal");
	for (size_t i = 0; i < files.n; i++)
		if (str_eq(files.f[i].name, STR("policy.yaml"))) {
			assert_true(files.f[i].bytes.n < sizeof head);
			memcpy(head, files.f[i].bytes.p, files.f[i].bytes.n);
			files.f[i].bytes.p = head;
		}
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_OK);
	memset(head, 'x', sizeof head);
	assert_true(str_eq(p->id, STR("minimal")));
	assert_true(str_starts(p->files[1].bytes, STR("id: minimal")));
}

/* The faults that no file in the tree can show. */
static void
f_sets_of_files_are_bounded(void **state)
{
	struct arena *a = *state;
	struct policy_files files = {.n = 0};
	struct policy *p;
	struct lint lint;

	assert_int_equal(policy_load(a, NULL, 0, &p, &lint), ERR_MALFORMED);
	for (size_t i = 0; i <= POLICY_FILES_MAX; i++)
		files_put(&files, arena_fmt(a, "%zu.yaml", i), STR("duties: []\n"));
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_MALFORMED);
	assert_int_equal(lint.n, 1);
	files.f[1] = files.f[0];
	files.f[2] = (struct policy_file){STR("policy.yaml"), STR("id: x\n")};
	assert_int_equal(policy_load(a, files.f, 3, &p, &lint), ERR_MALFORMED);
	assert_int_equal(lint.n, 1);
	assert_true(str_find(lint.found[0].text, STR("同じ名前")) != SIZE_MAX);
}

static void
f_a_file_too_large_is_not_read(void **state)
{
	struct arena *a = *state;
	struct policy_files files = {.n = 0};
	char *big = arena_alloc(a, POLICY_FILE_MAX + 1);
	struct policy *p;
	struct lint lint;

	memset(big, '#', POLICY_FILE_MAX + 1);
	files_put_dir(a, &files, "tests/policy/minimal");
	files_put(&files, STR("2.yaml"), (struct str){big, POLICY_FILE_MAX + 1});
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_MALFORMED);
	assert_int_equal(lint.n, 1);
	assert_true(str_find(lint.found[0].text, STR("大きすぎ")) != SIZE_MAX);
}

/* As many nodes as the bytes allow, in many files: an end, in bounded memory. */
static void
f_many_nodes_end(void **state)
{
	struct arena *a = *state;
	struct policy_files files = {.n = 0};
	char *lists = arena_alloc(a, POLICY_FILE_MAX);
	size_t n = 0;
	struct policy *p;
	struct lint lint;

	n += (size_t)sprintf(lists, "procedures:\n");
	for (int i = 0; i < 900; i++)
		n += (size_t)sprintf(lists + n, "- [a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a]\n");
	files_put_dir(a, &files, "tests/policy/minimal");
	for (size_t i = 2; i < POLICY_FILES_MAX; i++)
		files_put(&files, arena_fmt(a, "%zu.yaml", i), (struct str){lists, n});
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_MALFORMED);
	assert_int_equal(lint.n, LINT_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(b_the_towns_policy_loads, begin, end),
		cmocka_unit_test_setup_teardown(b_posts_are_found_by_title, begin, end),
		cmocka_unit_test_setup_teardown(b_roles_go_up_to_the_mayor, begin, end),
		cmocka_unit_test_setup_teardown(b_an_inform_step_stands_for_its_recipient, begin, end),
		cmocka_unit_test_setup_teardown(b_the_hash_is_that_of_the_sorted_files, begin, end),
		cmocka_unit_test_setup_teardown(b_the_bytes_are_copied, begin, end),
		cmocka_unit_test_setup_teardown(c_take_out_as_the_policy_says, begin, end),
		cmocka_unit_test_setup_teardown(c_take_out_changes_what_it_should, begin, end),
		cmocka_unit_test_setup_teardown(c_a_medium_is_as_strict_as_what_it_carries, begin, end),
		cmocka_unit_test_setup_teardown(f_sets_of_files_are_bounded, begin, end),
		cmocka_unit_test_setup_teardown(f_a_file_too_large_is_not_read, begin, end),
		cmocka_unit_test_setup_teardown(f_many_nodes_end, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
