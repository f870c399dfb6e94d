/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The commands of `sekimori`: command.def is the list, this finds the one that
 * is meant, reads its options and calls it. A command ends with an exit code:
 * 0 allowed, 2 refused, 1 malformed or failed.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli/option.h"

enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_REFUSED = 2 };

/* One call: what was given, and where what goes wrong is said. */
struct call {
	struct arena *arena;
	struct option_set given;
	struct why why;
};

typedef int command_handler(struct call *c);
#define COMMAND(name, words, least, most, arguments, ja, en) command_handler name##_command;
#define OPTION(command, name, kind, value, say)
#include "cli/command.def"
#undef COMMAND
#undef OPTION

/* Runs argv[1…]; the exit code. */
int command_run(int argc, char **argv);

/* The n-th word after the command; p = NULL when there are fewer. */
struct str command_word(const struct call *c, size_t n);
/* Says c->why on standard error; the exit code of `e`. */
int command_fail(const struct call *c, enum err e);

#endif
