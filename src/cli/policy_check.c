/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `policy check`: every fault with its place, or every duty with what meets it. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/policy_folder.h"
#include "policy/coverage.h"

enum { COVERAGE_MAX = 16 * 1024 * 1024 };

int
policy_check_command(struct call *c)
{
	struct policy_folder folder;
	struct buf b = buf_on(c->arena, COVERAGE_MAX);
	enum err e = policy_folder_load(c->arena, command_word(c, 0), &folder, stderr, &c->why);

	if (e != ERR_OK) {
		command_fail(c, e);
		return EXIT_FAILED;
	}
	coverage_print(c->arena, folder.policy, &b);
	printf("%.*s", STR_ARG(buf_str(&b)));
	printf("誤りはありません: 義務 %zu、役割 %zu、台帳 %zu、手続 %zu、運用値 %zu\n",
	    folder.policy->duties_n, folder.policy->roles_n, folder.policy->registers_n,
	    folder.policy->procedures_n, folder.policy->settings_n);
	return EXIT_OK;
}
