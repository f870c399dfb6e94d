/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "codec/sniff.h"

static const struct {
	struct str head;
	enum sniff is;
} files[] = {
    {{"%PDF-1.7\n%\xe2\xe3", 11}, SNIFF_PDF},
    {{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16}, SNIFF_PNG},
    {{"\xff\xd8\xff\xe0\0\x10JFIF", 10}, SNIFF_JPEG},
    {{"PK\x03\x04....[Content_Types].xml....PK\x03\x04....word/document.xml", 56}, SNIFF_DOCX},
    {{"PK\x03\x04....[Content_Types].xml....PK\x03\x04....xl/workbook.xml", 54}, SNIFF_XLSX},
    {{"PK\x03\x04....[Content_Types].xml....PK\x03\x04....ppt/presentation.xml", 59}, SNIFF_PPTX},
    {{"PK\x03\x04....photos/xl/a.jpg", 24}, SNIFF_ZIP},
    {{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", 10}, SNIFF_OLE},
    {{"name,day\r\n\xe5\xb1\xb1,1\r\n", 17}, SNIFF_TEXT},
    {{"\x96\xbc\x91O,\x8e\x52\r\n", 9}, SNIFF_TEXT}, /* CP932 */
    {{"\xff\xfe"
      "a\0\t\0",
         6},
        SNIFF_TEXT},
    {{"<html><script>alert(1)</script>", 31}, SNIFF_TEXT},
    {{"MZ\x90\0\x03\0\0\0", 8}, SNIFF_OTHER},
    {{"text until here\0and no further", 30}, SNIFF_OTHER},
    {{"%PDF", 4}, SNIFF_TEXT}, /* cut before it says what it is */
    {{"", 0}, SNIFF_OTHER},
};

static void
b_by_how_it_begins(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		assert_int_equal(sniff_of(files[i].head), files[i].is);
}

static const struct {
	const char *name;
	enum sniff is;
	bool lies;
} names[] = {
    {"議事録.pdf", SNIFF_PDF, false},
    {"議事録.PDF", SNIFF_PDF, false},
    {"議事録.pdf", SNIFF_OTHER, true}, /* a program, say */
    {"議事録.pdf", SNIFF_TEXT, true},
    {"photo.jpg", SNIFF_PNG, true},
    {"photo.jpeg", SNIFF_JPEG, false},
    {"表.xlsx", SNIFF_XLSX, false},
    {"表.xlsx", SNIFF_OLE, false}, /* with a password on it */
    {"表.xlsx", SNIFF_DOCX, true},
    {"表.xls", SNIFF_XLSX, true},
    {"表.csv", SNIFF_OTHER, true},
    {"表.csv", SNIFF_TEXT, false},
    {"readme.txt", SNIFF_JPEG, true},
    {"図面.jtd", SNIFF_OLE, false}, /* an ending that says nothing to us */
    {"setup.exe", SNIFF_OTHER, false},
    {"pdf", SNIFF_TEXT, false},
    {".pdf", SNIFF_TEXT, false}, /* a name, not an ending */
    {"a.pdf.txt", SNIFF_PDF, true},
};

static void
m_names_that_lie(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (sniff_name_lies(names[i].is, str_of(names[i].name)) != names[i].lies)
			fail_msg("%s as %d", names[i].name, names[i].is);
}

/* Nothing that a browser would run is ever called what it would run it as. */
static void
b_types_are_of_what_it_is(void **state)
{
	(void)state;
	assert_true(str_eq(sniff_type(SNIFF_TEXT, STR("a.html")), STR("text/plain")));
	assert_true(str_eq(sniff_type(SNIFF_TEXT, STR("a.csv")), STR("text/csv")));
	assert_true(str_eq(sniff_type(SNIFF_OTHER, STR("a.csv")), STR("application/octet-stream")));
	for (int s = 0; s < SNIFF_COUNT; s++)
		assert_true(sniff_type((enum sniff)s, STR("x")).n > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_by_how_it_begins),
	    cmocka_unit_test(m_names_that_lie),
	    cmocka_unit_test(b_types_are_of_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
