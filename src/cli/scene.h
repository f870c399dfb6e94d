/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A scenario: a town, days, acts and what must come of each, in YAML. It runs in
 * memory. docs/protocol.md says how to write one.
 */
#ifndef CLI_SCENE_H
#define CLI_SCENE_H

#include <stdio.h>

#include "base/err.h"

struct scene_result {
	size_t passed, failed;
};

/*
 * Plays one file and adds to *out; every difference goes to `to` as
 * "FILE:LINE: sentence", with `verbose` also what was as expected. An error is a
 * scenario that cannot be played at all: *why says where.
 */
enum err scene_play(struct arena *a, struct str path, FILE *to, bool verbose, struct scene_result *out,
    struct why *why) MUST_USE;

#endif
