/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "policy/schema.h"
#include "policy_files.h"

/* The guide's reference is the table: print it again when this fails. */
static void
b_the_guide_has_the_table(void **state)
{
	struct arena *a = arena_new(8 << 20);
	struct buf out = buf_on(a, 1 << 20);
	struct str guide = file_bytes(a, "docs/policy-guide.md");

	(void)state;
	schema_print(&out);
	assert_true(buf_done(&out));
	if (str_find(guide, buf_str(&out)) == SIZE_MAX)
		fail_msg("docs/policy-guide.md differs from src/policy/schema.def; its reference should read:\n%.*s", STR_ARG(buf_str(&out)));
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_the_guide_has_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
