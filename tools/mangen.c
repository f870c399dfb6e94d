/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * mangen TEMPLATE OUT: the manual page, with every command and option of
 * src/cli/command.def in the place of the line @COMMANDS@. Between two Japanese
 * characters a line may break, but not before what ends a phrase: troff is told.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"

enum { PAGE_MAX = 1024 * 1024 };

struct command {
	const char *id, *words, *arguments, *ja;
};
struct option {
	const char *of, *name, *value, *say;
};

static const struct command commands[] = {
#define COMMAND(name, words, least, most, arguments, ja, en) {#name, words, arguments, ja},
#define OPTION(command, name, kind, value, say)
#include "cli/command.def"
#undef COMMAND
#undef OPTION
};

static const struct option options[] = {
#define COMMAND(name, words, least, most, arguments, ja, en)
#define OPTION(command, name, kind, value, say) {#command, name, value, say},
#include "cli/command.def"
#undef COMMAND
#undef OPTION
};

static bool
may_break(uint32_t before, uint32_t after)
{
	struct str ends = STR("、。」）』・ー？"), opens = STR("「（『");
	uint32_t c;

	if (before < 0x3000 || after < 0x3000)
		return false;
	while (utf8_next(&ends, &c))
		if (c == after)
			return false;
	while (utf8_next(&opens, &c))
		if (c == before)
			return false;
	return true;
}

/* A line of text: no request by accident, and places to break. */
static void
text_add(struct buf *b, struct str s)
{
	uint32_t before = 0, c;

	for (const char *from = s.p; utf8_next(&s, &c); from = s.p) {
		if (may_break(before, c))
			buf_add(b, STR("\\:"));
		if (before == 0 && (c == '.' || c == '\''))
			buf_add(b, STR("\\&"));
		if (c == '\\')
			buf_add(b, STR("\\e"));
		else
			buf_add(b, (struct str){from, (size_t)(s.p - from)});
		before = c;
	}
	buf_char(b, '\n');
}

static void
dashes_add(struct buf *b, const char *s)
{
	for (; *s; s++)
		buf_fmt(b, *s == '-' ? "\\-" : "%c", *s);
}

/* "DIR --policy POLICY" as it is typed. */
static void
arguments_add(struct buf *b, const char *arguments)
{
	struct str rest = str_of(arguments), word;

	while (str_cut(&rest, ' ', &word))
		if (str_starts(word, STR("--")))
			buf_fmt(b, " Fl \\-%.*s", STR_ARG(str_sub(word, 2, word.n)));
		else if (word.n)
			buf_fmt(b, " Ar %.*s", STR_ARG(word));
}

static void
command_add(struct buf *b, const struct command *c)
{
	size_t n = 0;

	buf_fmt(b, ".It Nm Cm %s", c->words);
	arguments_add(b, c->arguments);
	buf_char(b, '\n');
	text_add(b, str_of(c->ja));
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		const struct option *o = &options[i];

		if (strcmp(o->of, c->id) != 0)
			continue;
		if (n++ == 0)
			buf_add(b, STR(".Bl -tag -width Ds\n"));
		buf_add(b, STR(".It Fl \\-"));
		dashes_add(b, o->name);
		buf_fmt(b, "%s%s\n", o->value[0] ? " Ar " : "", o->value);
		text_add(b, str_of(o->say));
	}
	if (n)
		buf_add(b, STR(".El\n"));
}

static void
page_write(struct buf *b, struct str template)
{
	struct str line;
	bool literal = false;

	while (str_cut(&template, '\n', &line)) {
		if (str_eq(line, STR("@COMMANDS@"))) {
			buf_add(b, STR(".Bl -tag -width Ds\n"));
			for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
				command_add(b, &commands[i]);
			buf_add(b, STR(".El\n"));
			continue;
		}
		literal = str_starts(line, STR(".Bd")) || (literal && !str_starts(line, STR(".Ed")));
		if (literal || str_starts(line, STR("."))) {
			buf_add(b, line);
			buf_char(b, '\n');
		} else if (line.n) {
			text_add(b, line);
		}
	}
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(8 * PAGE_MAX);
	struct buf b = buf_on(a, PAGE_MAX);
	char *text = arena_alloc(a, PAGE_MAX);
	FILE *in = argc == 3 ? fopen(argv[1], "r") : NULL, *out;
	size_t n = in ? fread(text, 1, PAGE_MAX, in) : 0;

	if (in == NULL || n == 0 || n == PAGE_MAX) {
		fprintf(stderr, "usage: mangen TEMPLATE OUT\n");
		return 1;
	}
	fclose(in);
	page_write(&b, (struct str){text, n});
	out = buf_done(&b) ? fopen(argv[2], "w") : NULL;
	if (out == NULL || fwrite(b.p, 1, b.n, out) != b.n || fclose(out) != 0) {
		fprintf(stderr, "mangen: cannot write %s\n", argv[2]);
		return 1;
	}
	arena_free(&a);
	return 0;
}
