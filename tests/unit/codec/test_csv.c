/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "codec/csv.h"

static int
begin(void **state)
{
	*state = arena_new(512 << 20);
	return 0;
}

static int
end(void **state)
{
	struct arena *a = *state;

	arena_free(&a);
	return 0;
}

static struct csv
read_ok(struct arena *a, struct str bytes)
{
	struct why why = {.arena = a};
	struct csv c;

	if (csv_read(a, bytes, &c, &why) != ERR_OK)
		fail_msg("%.*s", STR_ARG(why.text));
	return c;
}

static void
is(const struct csv *c, size_t row, size_t cell, const char *want)
{
	assert_true(row < c->n && cell < c->rows[row].n);
	if (!str_eq(c->rows[row].cells[cell], str_of(want)))
		fail_msg("%.*s is not %s", STR_ARG(c->rows[row].cells[cell]), want);
}

static void
b_rows_cells_quotes(void **state)
{
	struct csv c = read_ok(*state, STR(
	    "職員番号,氏名,備考\r\n1,髙﨑,\"a \"\"b\"\", c\"\n\n2,,\"二\r\n行\"\n3,\"\",x"));

	assert_true(str_eq(c.encoding, STR("UTF-8")));
	assert_int_equal(c.n, 4);
	is(&c, 0, 2, "備考");
	is(&c, 1, 1, "髙﨑");
	is(&c, 1, 2, "a \"b\", c");
	is(&c, 2, 1, "");
	is(&c, 2, 2, "二\n行");
	is(&c, 3, 1, "");
	assert_int_equal(c.rows[1].line, 2);
	assert_int_equal(c.rows[2].line, 4);
	assert_int_equal(c.rows[3].line, 6);
	assert_int_equal(read_ok(*state, STR("")).n, 0);
	assert_int_equal(read_ok(*state, STR("\r\n\n")).n, 0);
}

static void
b_bom_is_no_text(void **state)
{
	struct csv c = read_ok(*state, STR("\xef\xbb\xbf氏名,a\n"));

	assert_true(str_eq(c.encoding, STR("UTF-8")));
	is(&c, 0, 0, "氏名");
}

/* 髙﨑①㈱,ｶﾅ / 〜 as Windows writes it (0x8160 is U+FF5E), and 表 with its 0x5c */
static void
b_cp932(void **state)
{
	struct csv c = read_ok(*state, STR(
	    "\xfb\xfc\xed\x95\x87\x40\x87\x8a,\xb6\xc5\r\n\x81\x60,\x95\x5c\r\n"));

	assert_true(str_eq(c.encoding, STR("CP932")));
	is(&c, 0, 0, "髙﨑①㈱");
	is(&c, 0, 1, "ｶﾅ");
	is(&c, 1, 0, "～");
	is(&c, 1, 1, "表");
}

static void
refused(struct arena *a, struct str bytes, size_t line, size_t column)
{
	struct why why = {.arena = a};
	struct csv c;

	if (csv_read(a, bytes, &c, &why) != ERR_MALFORMED)
		fail_msg("taken: %.*s", STR_ARG(bytes));
	assert_true(why.text.n > 0);
	assert_int_equal(why.line, line);
	assert_int_equal(why.column, column);
}

static void
f_neither_utf8_nor_cp932(void **state)
{
	refused(*state, STR("a,b\nあい\xff\xff,c"), 2, 3);
	refused(*state, STR("\xef\xbb\xbf" "a\n\x87\x40"), 2, 1);
	refused(*state, STR("\x87\x40\n\x87\x40\x87"), 2, 2);
}

static void
f_formulas_are_refused(void **state)
{
	refused(*state, STR("a,b\nx,=1+2"), 2, 3);
	refused(*state, STR("a,\"あ\"\"い\",\"=HYPERLINK(\"\"x\"\")\""), 1, 10);
	refused(*state, STR("+81-3"), 1, 1);
	refused(*state, STR("@SUM(A1)"), 1, 1);
	refused(*state, STR("\"\tx\""), 1, 1);
	refused(*state, STR("-"), 1, 1);
	refused(*state, STR("-1+1"), 1, 1);
	refused(*state, STR("-1."), 1, 1);
	refused(*state, STR("-.5"), 1, 1);
	refused(*state, STR("-1.2.3"), 1, 1);
	refused(*state, STR("--1"), 1, 1);
}

static void
b_negative_numbers_are_not_formulas(void **state)
{
	struct csv c = read_ok(*state, STR("-1,-12.50,1-2,a=b"));

	is(&c, 0, 0, "-1");
	is(&c, 0, 1, "-12.50");
	is(&c, 0, 3, "a=b");
}

static void
f_the_error_names_the_cell(void **state)
{
	struct why why = {.arena = *state};
	struct csv c;

	assert_int_equal(csv_read(*state, STR("a,b\nx,=cmd|' /C calc'!A0"), &c, &why), ERR_MALFORMED);
	assert_true(str_starts(why.text, STR("2行目の2番目のセル：「=cmd")));
}

static void
f_broken_quotes_and_controls(void **state)
{
	refused(*state, STR("a\nb,\"c\nd\n"), 2, 3);
	refused(*state, STR("ab\"c"), 1, 3);
	refused(*state, STR("\"a\"b"), 1, 4);
	refused(*state, STR("a\rb"), 1, 1);
	refused(*state, (struct str){"a,\0", 3}, 1, 3);
	refused(*state, STR("PK\x03\x04"), 1, 1);
}

static struct str
repeated(struct arena *a, struct str s, size_t n)
{
	char *p = arena_array(a, n, s.n);

	for (size_t i = 0; i < n; i++)
		memcpy(p + i * s.n, s.p, s.n);
	return (struct str){p, n * s.n};
}

static void
f_bounds(void **state)
{
	struct arena *a = *state;
	struct why why = {.arena = a};
	struct csv c;

	assert_int_equal(read_ok(a, repeated(a, STR(","), 63)).rows[0].n, 64);
	assert_int_equal(csv_read(a, repeated(a, STR(","), 64), &c, &why), ERR_TOO_LARGE);
	assert_int_equal(read_ok(a, repeated(a, STR("a\n"), 100000)).n, 100000);
	assert_int_equal(csv_read(a, repeated(a, STR("a\n"), 100001), &c, &why), ERR_TOO_LARGE);
	assert_int_equal(read_ok(a, repeated(a, STR("\n"), 16 << 20)).n, 0);
	assert_int_equal(csv_read(a, repeated(a, STR("\n"), (16 << 20) + 1), &c, &why), ERR_TOO_LARGE);
}

static void
f_it_takes_what_the_header_says(void **state)
{
	static const char *const units[] = {
		"a\n", "\"\"\n", "\xb6\n", "\"\"\"\",", "\"a\r\n\"\n", ",\n"};
	struct arena *a = *state;

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		struct buf b = buf_on(a, 16 << 20);
		size_t before;

		for (size_t n = 0; n < 100000; n++) {
			buf_add(&b, str_of(units[i]));
			if (n % 60 == 59)
				buf_char(&b, '\n');
		}
		before = arena_used(a);
		read_ok(a, buf_str(&b));
		assert_true(arena_used(a) - before <= 24 * buf_str(&b).n + (4 << 20));
		arena_reset(a);
	}
}

static void
b_cells_are_written_safely(void **state)
{
	static const struct {
		const char *cell, *want;
	} cells[] = {
		{"", ""},
		{"髙﨑", "髙﨑"},
		{"a,b", "\"a,b\""},
		{"a\"b", "\"a\"\"b\""},
		{"a\nb", "\"a\nb\""},
		{" a", "\" a\""},
		{"=1+2", "'=1+2"},
		{"=A,B", "\"'=A,B\""},
		{"+81", "'+81"},
		{"@x", "'@x"},
		{"-", "'-"},
		{"-5", "-5"},
		{"-5.25", "-5.25"},
	};

	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		struct buf b = buf_on(*state, 100);

		csv_cell(&b, str_of(cells[i].cell));
		if (!str_eq(buf_str(&b), str_of(cells[i].want)))
			fail_msg("%s became %.*s", cells[i].cell, STR_ARG(buf_str(&b)));
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(b_rows_cells_quotes),
		TEST(b_bom_is_no_text),
		TEST(b_cp932),
		TEST(f_neither_utf8_nor_cp932),
		TEST(f_formulas_are_refused),
		TEST(b_negative_numbers_are_not_formulas),
		TEST(f_the_error_names_the_cell),
		TEST(f_broken_quotes_and_controls),
		TEST(f_bounds),
		TEST(f_it_takes_what_the_header_says),
		TEST(b_cells_are_written_safely),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
