/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/buf.h"
#include "codec/multipart.h"

#define HEAD   "Content-Disposition: form-data; name="
#define TYPE   STR("multipart/form-data; boundary=----WebKitFormBoundaryZ")
#define MARK   "------WebKitFormBoundaryZ"
#define CSRF   MARK "\r\n" HEAD "\"csrf\"\r\n\r\nabc\r\n"
#define FINISH MARK "--\r\n"

static int
begin(void **state)
{
	*state = arena_new(8 << 20);
	return 0;
}

static int
end(void **state)
{
	struct arena *a = *state;

	arena_free(&a);
	return 0;
}

static enum err
read_of(struct arena *a, struct str type, struct str body, struct multipart *m)
{
	struct why why = {.arena = a};
	enum err e = multipart_decode(a, type, body, m, &why);

	assert_true(e == ERR_OK || why.text.n > 0);
	return e;
}

static void
b_fields_and_files_as_a_browser_sends_them(void **state)
{
	struct str body = STR(CSRF MARK
	    "\r\n" HEAD "\"list\"; filename=\"名簿 4月.csv\"\r\nContent-Type: text/csv\r\n\r\n"
	    "a,\"x\r\ny\"\r\n--\x93\xfa\x00\r\n\r\n" MARK "\r\n" HEAD "\"effective\"\r\n\r\n令和9年\r\n4月\r\n" MARK
	    "\r\n" HEAD "\"other\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n" FINISH);
	struct multipart m;
	const struct upload *list, *other;

	assert_int_equal(read_of(*state, TYPE, body, &m), ERR_OK);
	assert_int_equal(m.form.n, 2);
	assert_true(str_eq(form_get(&m.form, STR("csrf")), STR("abc")));
	assert_true(str_eq(form_get(&m.form, STR("effective")), STR("令和9年\r\n4月")));
	list = multipart_file(&m, STR("list"));
	other = multipart_file(&m, STR("other"));
	assert_true(str_eq(list->file, STR("名簿 4月.csv")));
	assert_true(str_eq(list->bytes, STR("a,\"x\r\ny\"\r\n--\x93\xfa\x00\r\n"))); /* bytes as they are */
	assert_int_equal(other->file.n, 0);
	assert_int_equal(other->bytes.n, 0);
	assert_null(multipart_file(&m, STR("csrf")));
}

static void
b_an_empty_value_and_a_quoted_boundary(void **state)
{
	struct multipart m;

	assert_int_equal(read_of(*state, STR("Multipart/Form-Data; boundary=\"q\""),
	                     STR("--q\r\n" HEAD "\"a\"\r\n\r\n\r\n--q--"), &m),
	    ERR_OK);
	assert_int_equal(m.form.n, 1);
	assert_int_equal(m.form.pairs[0].value.n, 0);
	assert_int_equal(read_of(*state, TYPE, STR(FINISH), &m), ERR_OK); /* a form with nothing in it */
	assert_int_equal(m.form.n + m.files_n, 0);
}

/* Whatever is cut off, what is left is refused: half a list would look like a smaller town. */
static void
f_every_truncation(void **state)
{
	struct str body = STR(CSRF MARK "\r\n" HEAD "\"list\"; filename=\"a\"\r\n\r\n0001,見本\r\n" FINISH);
	struct multipart m;

	for (size_t n = 0; n + 2 < body.n; n++)
		assert_int_not_equal(read_of(*state, TYPE, str_sub(body, 0, n), &m), ERR_OK);
	assert_int_equal(read_of(*state, TYPE, str_sub(body, 0, body.n - 2), &m), ERR_OK);
	assert_int_equal(read_of(*state, TYPE, body, &m), ERR_OK);
}

static void
f_what_is_refused(void **state)
{
	static const struct str bad[] = {
#define BAD(text) {text, sizeof(text) - 1}
	    BAD(" " CSRF FINISH),                                               /* a preamble */
	    BAD(CSRF FINISH "x"),                                               /* an epilogue */
	    BAD(CSRF MARK "\n" HEAD "\"a\"\r\n\r\nb\r\n" FINISH),                /* a bare line feed */
	    BAD(MARK "\r\n" HEAD "a\r\n\r\nb\r\n" FINISH),                       /* no quotes */
	    BAD(MARK "\r\n" HEAD "\"\"\r\n\r\nb\r\n" FINISH),                    /* no name */
	    BAD(MARK "\r\n\r\nb\r\n" FINISH),                                    /* no header */
	    BAD(MARK "\r\n" HEAD "\"a\"; x=\"y\"\r\n\r\nb\r\n" FINISH),          /* another parameter */
	    BAD(MARK "\r\n" HEAD "\"a\"\r\n" HEAD "\"b\"\r\n\r\nb\r\n" FINISH),  /* two opinions */
	    BAD(MARK "\r\nContent-Type: text/csv\r\n\r\nb\r\n" FINISH),
	    BAD(MARK "\r\n" HEAD "\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nb\r\n" FINISH),
	    BAD(MARK "\r\n" HEAD "\"a\"\r\n\r\n\xff\r\n" FINISH),                /* no UTF-8 */
	    BAD(MARK "\r\n" HEAD "\"a\"\r\n\r\n\0\r\n" FINISH),
	    BAD(MARK "\r\n" HEAD "\"a\"; filename=\"\xff\"\r\n\r\nb\r\n" FINISH),
	    BAD(MARK "\r\n" HEAD "\"a\"\r\n\r\nb\r\n" MARK "X--\r\n"),
#undef BAD
	};
	static const char *const types[] = {"multipart/form-data", "multipart/mixed; boundary=q",
	    "multipart/form-data; boundary=", "multipart/form-data; boundary=a b", "multipart/form-data; boundary=\"\"",
	    "multipart/form-data; boundary=q; charset=x"};
	struct multipart m;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(read_of(*state, TYPE, bad[i], &m), ERR_MALFORMED);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		assert_int_equal(read_of(*state, str_of(types[i]), STR("--q--"), &m), ERR_MALFORMED);
}

/* As it comes from the network: whatever the steps, the same parts; the beginning of a mark is held back. */
static void
b_piece_by_piece(void **state)
{
	struct str body = STR(CSRF MARK "\r\n" HEAD "\"list\"; filename=\"a\"\r\n\r\n--\r\n------WebKitFormBoundar\r\n" FINISH);
	struct why why = {.arena = *state};

	for (size_t step = 1; step <= body.n; step++) {
		struct buf got = buf_on(*state, 1024);
		struct parts p;
		struct upload part;
		size_t from = 0, to = 0;
		enum parts_event v = PARTS_MORE;

		assert_true(parts_begin(*state, TYPE, &why, &p));
		while (v != PARTS_MORE || to < body.n) {
			struct str in;

			if (v == PARTS_MORE)
				to = to + step < body.n ? to + step : body.n;
			in = str_sub(body, from, to);
			v = parts_next(&p, &in, &part);
			assert_int_not_equal(v, PARTS_BAD);
			from = to - in.n;
			if (v == PARTS_DATA)
				buf_add(&got, part.bytes);
			if (v == PARTS_END)
				buf_char(&got, '|');
		}
		assert_true(str_eq(buf_str(&got), STR("abc|--\r\n------WebKitFormBoundar|")));
		assert_int_equal(parts_end(&p, str_sub(body, from, to)), ERR_OK);
	}
}

static void
f_as_many_parts_as_may_be(void **state)
{
	for (int n = 256; n <= 257; n++) {
		struct buf b = buf_on(*state, 1 << 20);
		struct multipart m;

		for (int i = 0; i < n; i++)
			buf_add(&b, STR(CSRF));
		buf_add(&b, STR(FINISH));
		assert_int_equal(read_of(*state, TYPE, buf_str(&b), &m), n == 256 ? ERR_OK : ERR_TOO_LARGE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(b_fields_and_files_as_a_browser_sends_them, begin, end),
	    cmocka_unit_test_setup_teardown(b_an_empty_value_and_a_quoted_boundary, begin, end),
	    cmocka_unit_test_setup_teardown(b_piece_by_piece, begin, end),
	    cmocka_unit_test_setup_teardown(f_every_truncation, begin, end),
	    cmocka_unit_test_setup_teardown(f_what_is_refused, begin, end),
	    cmocka_unit_test_setup_teardown(f_as_many_parts_as_may_be, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
