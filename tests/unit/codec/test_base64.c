/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "codec/base64.h"

/* RFC 4648, section 10, and the two characters that ASCII never gives. */
static const struct {
	struct str bytes, text;
} vectors[] = {
	{{"", 0}, {"", 0}},
	{{"f", 1}, {"Zg==", 4}},
	{{"fo", 2}, {"Zm8=", 4}},
	{{"foo", 3}, {"Zm9v", 4}},
	{{"foob", 4}, {"Zm9vYg==", 8}},
	{{"fooba", 5}, {"Zm9vYmE=", 8}},
	{{"foobar", 6}, {"Zm9vYmFy", 8}},
	{{"\xfb\xff\x00", 3}, {"+/8A", 4}},
};

static void
b_known_answers(void **state)
{
	struct arena *a = arena_new(1 << 16);
	struct str got;

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		assert_true(str_eq(base64_encode(a, vectors[i].bytes), vectors[i].text));
		assert_true(base64_decode(a, vectors[i].text, &got));
		assert_true(str_eq(got, vectors[i].bytes));
	}
	arena_free(&a);
}

static void
f_other_spellings_are_refused(void **state)
{
	static const char *const bad[] = {
		"Z", "Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zh==", "Zm9=", "Zm8=Zm8=", "Zg==Zg==",
		"Zm 9v", "Zm9v\n", "-_8A", "Zm9v====", "Z=g=", "あ=", "Zm9\x80",
	};
	struct arena *a = arena_new(1 << 16);
	struct str got;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (base64_decode(a, str_of(bad[i]), &got))
			fail_msg("taken: %s", bad[i]);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_known_answers),
		cmocka_unit_test(f_other_spellings_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
