/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The hash of a set of files: as documented, in any order, of names and contents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/bundle.h"

static void
is_as_documented(void **state)
{
	static const char text[] = "a.yaml\0" "5\0" "hello" "b\0" "0\0";
	const struct bundle_file files[] = {{STR("b"), STR("")}, {STR("a.yaml"), STR("hello")}};
	struct hash want = hash_of((struct str){text, sizeof text - 1}), have = bundle_hash(files, 2);

	(void)state;
	assert_true(hash_eq(&want, &have));
	want = hash_of(STR(""));
	have = bundle_hash(files, 0);
	assert_true(hash_eq(&want, &have));
}

static void
order_is_no_matter(void **state)
{
	struct bundle_file f[4] = {{STR("1"), STR("x")}, {STR("10"), STR("y")}, {STR("2"), STR("z")}, {STR("\xe5"), STR("")}};
	struct hash want = bundle_hash(f, 4), have;
	struct bundle_file swap;

	(void)state;
	for (int i = 0; i < 24; i++) {
		int a = i % 4, b = (i + 1 + i / 4 % 3) % 4;

		swap = f[a];
		f[a] = f[b];
		f[b] = swap;
		have = bundle_hash(f, 4);
		assert_true(hash_eq(&want, &have));
	}
}

static void
names_and_contents_count(void **state)
{
	const struct bundle_file sets[][2] = {
		{{STR("a"), STR("bc")}, {STR("b"), STR("")}}, {{STR("a"), STR("b")}, {STR("b"), STR("c")}},
		{{STR("a"), STR("")}, {STR("b"), STR("bc")}}, {{STR("a"), STR("bc")}, {STR("c"), STR("")}},
		{{STR("a"), STR("bd")}, {STR("b"), STR("")}}, {{STR("ab"), STR("c")}, {STR("b"), STR("")}},
	};
	enum { N = sizeof sets / sizeof *sets };
	struct hash h[N];

	(void)state;
	for (int i = 0; i < N; i++) {
		h[i] = bundle_hash(sets[i], 2);
		for (int k = 0; k < i; k++)
			assert_false(hash_eq(&h[i], &h[k]));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_as_documented), cmocka_unit_test(order_is_no_matter),
		cmocka_unit_test(names_and_contents_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
