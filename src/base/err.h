/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The failures that are returned, and what each means outside: err.def. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/arena.h"
#include "base/str.h"

enum err {
#define ERR(name, http, code, key) ERR_##name,
#include "base/err.def"
#undef ERR
	ERR_COUNT
};

/* The HTTP status of a failure. */
int err_http(enum err e);
/* The exit code of a command that ended with it. */
int err_exit(enum err e);
/* The key of its sentence in text/. */
struct str err_key(enum err e);

/*
 * What went wrong, for a person: filled by the layer that finds it, only
 * passed on by those above. `line` and `column` count from 1, 0 = not known.
 */
struct why {
	struct arena *arena; /* where the text is kept; set by the caller */
	struct str file;
	size_t line, column;
	struct str text;
};

/* Writes the sentence and returns `e`, so that a finder can `return why_set(...)`. */
enum err why_set(struct why *w, enum err e, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* "FILE:LINE:COLUMN: text", without the parts that are not known. */
struct str why_line(const struct why *w);

#endif
