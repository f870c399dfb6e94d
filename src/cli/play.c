/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `policy play`: the policy's own tests. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/scene.h"

enum { PLAY_ARENA = 512 * 1024 * 1024 };

int
play_command(struct call *c)
{
	struct scene_result result = {0};
	bool verbose = option_given(&c->given, "verbose");
	int code = EXIT_OK;

	for (size_t i = 0; i < c->given.word_n; i++) {
		struct arena *a = arena_new(PLAY_ARENA);
		struct call one = {.arena = a, .why = {.arena = a}};

		if (scene_play(a, command_word(c, i), stdout, verbose, &result, &one.why) != ERR_OK) {
			command_fail(&one, ERR_MALFORMED);
			code = EXIT_FAILED;
		}
		arena_free(&a);
	}
	printf("%zu passed, %zu failed\n", result.passed, result.failed);
	return result.failed > 0 ? EXIT_FAILED : code;
}
