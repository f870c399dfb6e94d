/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A policy as a folder of YAML files: its *.yaml, not what lies deeper (scenarios/). */
#ifndef CLI_POLICY_FOLDER_H
#define CLI_POLICY_FOLDER_H

#include <stdio.h>

#include "policy/load.h"

struct policy_folder {
	struct policy_file *files;
	size_t n;
	struct policy *policy; /* checked */
};

enum err policy_folder_read(
    struct arena *a, struct str path, struct policy_folder *out, struct why *why) MUST_USE;
/* Reads and checks; every finding goes to `to`, one a line, and *why says how many there are. */
enum err policy_folder_load(
    struct arena *a, struct str path, struct policy_folder *out, FILE *to, struct why *why) MUST_USE;
/* Findings, one a line. */
void policy_folder_print(struct arena *a, struct str path, const struct lint *lint, FILE *to);

#endif
