/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `policy check`: every fault with its place, or every duty with what meets it. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/policy_folder.h"
#include "os/file.h"
#include "policy/coverage.h"
#include "policy/duty_list.h"
#include "policy/shell.h"

enum { COVERAGE_MAX = 16 * 1024 * 1024, DUTIES_MAX = 4 * 1024 * 1024 };

/* What loads, and still is none that a town could live by. */
static enum err
shells_refuse(struct call *c, const struct policy_folder *folder)
{
	struct lint lint = {.arena = c->arena, .found = arena_array(c->arena, LINT_MAX, sizeof *lint.found)};

	shell_find(folder->policy, &lint);
	if (lint.n == 0)
		return ERR_OK;
	policy_folder_print(c->arena, command_word(c, 0), &lint, stderr);
	return why_set(&c->why, ERR_MALFORMED, "ポリシー「%.*s」に形だけのものが %zu 件あります。",
	    STR_ARG(command_word(c, 0)), lint.n);
}

/* Against the list that --duties names. */
static enum err
duties_compare(struct call *c, const struct policy *p)
{
	struct str path = option_value(&c->given, "duties"), tsv;
	struct buf lines = buf_on(c->arena, DUTIES_MAX);
	struct duty_list l;
	enum err e;

	if (path.n == 0)
		return ERR_OK;
	e = file_read(c->arena, path, DUTIES_MAX, &tsv, &c->why);
	if (e == ERR_OK)
		e = duty_list_compare(c->arena, p, tsv, &l, &lines, &c->why);
	if (e != ERR_OK)
		return e;
	fprintf(stderr, "%.*s", STR_ARG(buf_str(&lines)));
	printf("%zu duties bound\n", l.bound);
	if (l.missing + l.extra + l.differing == 0)
		return ERR_OK;
	return why_set(&c->why, ERR_MALFORMED,
	    "義務の一覧とポリシーが合いません（足りない %zu、余分 %zu、種類違い %zu）。", l.missing, l.extra,
	    l.differing);
}

int
policy_check_command(struct call *c)
{
	struct policy_folder folder;
	struct buf b = buf_on(c->arena, COVERAGE_MAX);
	enum err e = policy_folder_load(c->arena, command_word(c, 0), &folder, stderr, &c->why), compared;

	if (e == ERR_OK) {
		coverage_print(c->arena, folder.policy, &b);
		printf("%.*s", STR_ARG(buf_str(&b)));
		compared = duties_compare(c, folder.policy);
		e = shells_refuse(c, &folder);
		e = e == ERR_OK ? compared : e;
	}
	if (e != ERR_OK) {
		command_fail(c, e);
		return EXIT_FAILED;
	}
	printf("誤りはありません: 義務 %zu、役割 %zu、台帳 %zu、手続 %zu、運用値 %zu\n",
	    folder.policy->duties_n, folder.policy->roles_n, folder.policy->registers_n,
	    folder.policy->procedures_n, folder.policy->settings_n);
	return EXIT_OK;
}
