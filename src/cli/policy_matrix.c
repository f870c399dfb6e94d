/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `policy matrix`: who may do and read what, for a committee to review. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/policy_folder.h"
#include "policy/matrix.h"

enum { MATRIX_MAX = 4 * 1024 * 1024 };

int
policy_matrix_command(struct call *c)
{
	struct policy_folder folder;
	struct buf b = buf_on(c->arena, MATRIX_MAX);
	enum err e = policy_folder_load(c->arena, command_word(c, 0), &folder, stderr, &c->why);

	if (e != ERR_OK)
		return command_fail(c, e);
	matrix_print(folder.policy, &b);
	if (!buf_done(&b))
		return command_fail(c, why_set(&c->why, ERR_TOO_LARGE, "表が大きすぎます。"));
	printf("%.*s", STR_ARG(buf_str(&b)));
	return EXIT_OK;
}
