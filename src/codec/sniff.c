/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "codec/sniff.h"

#include <string.h>
#include <strings.h>

#define BIT(kind) (1u << (kind))

/* How files begin: the first that fits. */
static const struct {
	struct str magic;
	enum sniff is;
} magics[] = {
    {{"%PDF-", 5}, SNIFF_PDF},
    {{"\x89PNG\r\n\x1a\n", 8}, SNIFF_PNG},
    {{"\xff\xd8\xff", 3}, SNIFF_JPEG},
    {{"PK\x03\x04", 4}, SNIFF_ZIP},
    {{"PK\x05\x06", 4}, SNIFF_ZIP}, /* an empty one */
    {{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8}, SNIFF_OLE},
};

/* Endings that say what a file is, and what it may then be. */
static const struct {
	const char *ending;
	unsigned may_be;
} endings[] = {
    {"pdf", BIT(SNIFF_PDF)},
    {"png", BIT(SNIFF_PNG)},
    {"jpg", BIT(SNIFF_JPEG)},
    {"jpeg", BIT(SNIFF_JPEG)},
    {"docx", BIT(SNIFF_DOCX) | BIT(SNIFF_ZIP) | BIT(SNIFF_OLE)}, /* OLE: one that is encrypted */
    {"xlsx", BIT(SNIFF_XLSX) | BIT(SNIFF_ZIP) | BIT(SNIFF_OLE)},
    {"pptx", BIT(SNIFF_PPTX) | BIT(SNIFF_ZIP) | BIT(SNIFF_OLE)},
    {"zip", BIT(SNIFF_ZIP) | BIT(SNIFF_DOCX) | BIT(SNIFF_XLSX) | BIT(SNIFF_PPTX)},
    {"doc", BIT(SNIFF_OLE)},
    {"xls", BIT(SNIFF_OLE)},
    {"ppt", BIT(SNIFF_OLE)},
    {"txt", BIT(SNIFF_TEXT)},
    {"csv", BIT(SNIFF_TEXT)},
};

static const char *const types[SNIFF_COUNT] = {
    [SNIFF_OTHER] = "application/octet-stream",
    [SNIFF_PDF] = "application/pdf",
    [SNIFF_PNG] = "image/png",
    [SNIFF_JPEG] = "image/jpeg",
    [SNIFF_ZIP] = "application/zip",
    [SNIFF_DOCX] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    [SNIFF_XLSX] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    [SNIFF_PPTX] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    [SNIFF_OLE] = "application/octet-stream",
    [SNIFF_TEXT] = "text/plain",
};

/* The names of what is packed stand before it, as they are. */
static enum sniff
zip_of(struct str head)
{
	if (str_find(head, STR("[Content_Types].xml")) == SIZE_MAX &&
	    str_find(head, STR("_rels/")) == SIZE_MAX)
		return SNIFF_ZIP;
	if (str_find(head, STR("word/")) != SIZE_MAX)
		return SNIFF_DOCX;
	if (str_find(head, STR("xl/")) != SIZE_MAX)
		return SNIFF_XLSX;
	return str_find(head, STR("ppt/")) != SIZE_MAX ? SNIFF_PPTX : SNIFF_ZIP;
}

/* Of whatever encoding: no control characters but those that stand in texts (escape: JIS). */
static bool
is_text(struct str head)
{
	for (size_t i = 0; i < head.n; i++) {
		unsigned char c = (unsigned char)head.p[i];

		if (c == 0x7f ||
		    (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b && c != 0x1a))
			return false;
	}
	return head.n > 0;
}

/* UTF-16 with its mark, as Excel's "Unicode text" has it. */
static bool
is_wide_text(struct str head)
{
	return head.n >= 2 && head.n % 2 == 0 &&
	       (memcmp(head.p, "\xff\xfe", 2) == 0 || memcmp(head.p, "\xfe\xff", 2) == 0);
}

enum sniff
sniff_of(struct str head)
{
	head = str_sub(head, 0, SNIFF_HEAD);
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (str_starts(head, magics[i].magic))
			return magics[i].is == SNIFF_ZIP ? zip_of(head) : magics[i].is;
	return is_text(head) || is_wide_text(head) ? SNIFF_TEXT : SNIFF_OTHER;
}

struct str
sniff_ending(struct str name)
{
	size_t n = name.n;

	while (n && name.p[n - 1] != '.')
		n--;
	return n > 1 ? str_sub(name, n, name.n) : STR("");
}

static bool
ends_with(struct str name, const char *word)
{
	struct str ending = sniff_ending(name);

	return ending.n == strlen(word) && strncasecmp(ending.p, word, ending.n) == 0;
}

struct str
sniff_type(enum sniff s, struct str name)
{
	return s == SNIFF_TEXT && ends_with(name, "csv") ? STR("text/csv") : str_of(types[s]);
}

bool
sniff_name_lies(enum sniff s, struct str name)
{
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (ends_with(name, endings[i].ending))
			return (endings[i].may_be & BIT(s)) == 0;
	return false;
}
