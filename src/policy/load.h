/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From YAML bytes to a checked policy. Pure: the files are handed in. */
#ifndef POLICY_LOAD_H
#define POLICY_LOAD_H

#include "policy/policy.h"

enum { POLICY_FILE_MAX = 256 * 1024, POLICY_FILES_MAX = 64, LINT_MAX = 200 };
/* An arena of this cap holds whatever policy_load makes of any files. */
enum { POLICY_ARENA = 96 * 1024 * 1024 };

/* What the lint found: each with file, line, column and a Japanese sentence. */
struct lint {
	struct arena *arena;
	struct why *found;
	size_t n;
};

/*
 * Reads and checks all files of a policy (names without folder, *.yaml; the
 * bytes are copied). ERR_MALFORMED with everything wrong in *lint (as many
 * findings as possible, at most LINT_MAX), and then *out is NULL.
 */
enum err policy_load(struct arena *a, const struct policy_file *files, size_t n, struct policy **out,
    struct lint *lint) MUST_USE;

#endif
