/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Options of a command by a table: what is not in it is refused with what may
 * have been meant. "--" ends them, "-" is a word like any other.
 */
#ifndef CLI_OPTION_H
#define CLI_OPTION_H

#include "base/err.h"

enum option_kind {
	OPTION_FLAG,  /* --demo */
	OPTION_VALUE, /* --policy FOLDER or --policy=FOLDER, once */
	OPTION_MANY   /* the same, as often as wanted */
};

struct option {
	const char *name; /* without the dashes */
	enum option_kind kind;
	const char *value; /* what stands for the value in the help; "" for a flag */
	const char *say;   /* what it does, in Japanese */
};

struct option_hit {
	const struct option *option;
	struct str value;
};

/* What was given: views of argv. */
struct option_set {
	struct str *words; /* what is no option, in order */
	size_t word_n;
	struct option_hit *hits;
	size_t hit_n;
};

/* Reads argv[0..argc). ERR_MALFORMED for an option that is unknown, given twice, or without its value. */
enum err option_read(struct arena *a, const struct option *table, size_t n, int argc, char **argv,
    struct option_set *out, struct why *why) MUST_USE;
bool option_given(const struct option_set *set, const char *name);
/* The value, or p = NULL when the option was not given. */
struct str option_value(const struct option_set *set, const char *name);
/* Of an OPTION_MANY: the values in order, at most `max`; returns how many were given. */
size_t option_values(const struct option_set *set, const char *name, struct str *out, size_t max);

#endif
