/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

enum {
	COMMAND_ARENA = 1024 * 1024 * 1024, /* a bound, not a need: a list of 100,000 rows fits */
	COMMAND_OPTIONS = 8
};

enum command_id {
#define COMMAND(name, words, least, most, arguments, ja, en) COMMAND_##name,
#define OPTION(command, name, kind, value, say)
#include "cli/command.def"
#undef COMMAND
#undef OPTION
	COMMAND_COUNT
};

struct command {
	const char *words;
	size_t least, most;
	const char *arguments, *ja, *en;
	command_handler *handler;
};

static const struct command commands[] = {
#define COMMAND(name, words, least, most, arguments, ja, en)                                                 \
	{words, least, most, arguments, ja, en, name##_command},
#define OPTION(command, name, kind, value, say)
#include "cli/command.def"
#undef COMMAND
#undef OPTION
};

static const struct {
	enum command_id of;
	struct option option;
} options[] = {
#define COMMAND(name, words, least, most, arguments, ja, en)
#define OPTION(command, name, kind, value, say) {COMMAND_##command, {name, OPTION_##kind, value, say}},
#include "cli/command.def"
#undef COMMAND
#undef OPTION
};

static size_t
command_options(size_t of, struct option out[COMMAND_OPTIONS])
{
	size_t n = 0;

	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
		if (options[i].of == (enum command_id)of && n < COMMAND_OPTIONS)
			out[n++] = options[i].option;
	return n;
}

/* How many words of the line a command's name takes; 0 when it is another command. */
static int
command_match(const char *words, int argc, char **argv)
{
	struct str rest = str_of(words), word;
	int n = 0;

	while (str_cut(&rest, ' ', &word)) {
		if (n + 1 >= argc || !str_eq(word, str_of(argv[n + 1])))
			return 0;
		n++;
	}
	return n;
}

/* COMMAND_COUNT when there is none. *words: where its own words begin. */
static size_t
command_find(int argc, char **argv, int *words)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		int n = command_match(commands[i].words, argc, argv);

		if (n > 0) {
			*words = n + 1;
			return i;
		}
	}
	return COMMAND_COUNT;
}

static void
command_help(size_t i)
{
	struct option table[COMMAND_OPTIONS];
	size_t n = command_options(i, table);

	printf("使い方: sekimori %s %s\n\n  %s\n  %s\n", commands[i].words, commands[i].arguments,
	    commands[i].ja, commands[i].en);
	if (n > 0)
		printf("\n");
	for (size_t k = 0; k < n; k++)
		printf("  --%s%s%s\n        %s\n", table[k].name, table[k].value[0] ? " " : "",
		    table[k].value, table[k].say);
	printf("\n終了コード: 0 許された・できた、2 断られた、1 書き方の誤り・失敗\n");
}

static void
command_list(FILE *to)
{
	fprintf(to, "関守: 町の情報セキュリティポリシーを動かします。\n\n使い方: sekimori 命令 …\n\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(to, "  %-14s %s\n", commands[i].words, commands[i].ja);
	fprintf(to, "\n各命令の詳しい使い方: sekimori 命令 --help\n");
}

static bool
command_asks_help(int argc, char **argv, int from)
{
	for (int i = from; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

static int
command_call(size_t i, int argc, char **argv)
{
	struct option table[COMMAND_OPTIONS];
	size_t n = command_options(i, table);
	struct arena *a = arena_new(COMMAND_ARENA);
	struct call c = {.arena = a, .why = {.arena = a}};
	enum err e = option_read(a, table, n, argc, argv, &c.given, &c.why);
	int code;

	if (e == ERR_OK && (c.given.word_n < commands[i].least || c.given.word_n > commands[i].most))
		e = why_set(&c.why, ERR_MALFORMED, "使い方: sekimori %s %s", commands[i].words,
		    commands[i].arguments);
	code = e == ERR_OK ? commands[i].handler(&c) : command_fail(&c, e);
	if (fflush(stdout) != 0 && code == EXIT_OK)
		code = EXIT_FAILED;
	arena_free(&a);
	return code;
}

int
command_run(int argc, char **argv)
{
	int words = 0;
	size_t i = command_find(argc, argv, &words);

	if (i == COMMAND_COUNT) {
		bool help = command_asks_help(argc, argv, 1);

		if (argc > 1 && !help)
			fprintf(stderr, "「%s」という命令はありません。\n\n", argv[1]);
		command_list(help ? stdout : stderr);
		return help ? EXIT_OK : EXIT_FAILED;
	}
	if (command_asks_help(argc, argv, words)) {
		command_help(i);
		return EXIT_OK;
	}
	return command_call(i, argc - words, argv + words);
}

struct str
command_word(const struct call *c, size_t n)
{
	return n < c->given.word_n ? c->given.words[n] : (struct str){NULL, 0};
}

int
command_fail(const struct call *c, enum err e)
{
	struct str line = why_line(&c->why);

	fprintf(stderr, "%.*s\n", STR_ARG(line));
	/* what is not there, or there already, was not judged by anybody */
	return e == ERR_NOT_FOUND || e == ERR_CONFLICT ? EXIT_FAILED : err_exit(e);
}
