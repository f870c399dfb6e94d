/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/rejudge.h"
#include "cli/closed.h"

#include <stdio.h>

#include "rehearsal/telling.h"

enum { LINE_ROOM = 1 << 20 };

/* Ids stand for labels: each entry has a policy of its own. */
static void
finding_print(void *arg, const struct retrial_finding *f)
{
	struct arena *line = arg;
	struct str text;

	arena_reset(line);
	text = telling_line(line, &(struct telling){0}, f);
	printf("違い: %.*s\n", STR_ARG(text));
}

int
rejudge_town(struct call *c, const struct home *h)
{
	struct arena *line = arena_new(LINE_ROOM);
	struct retrial_count count = {0};
	struct store *s = NULL;
	enum err e = store_open(arena_str(c->arena, h->db).p, STORE_READ, &s, &c->why);

	if (e == ERR_OK)
		closed_open(c->arena, h, s);
	if (e == ERR_OK && (e = store_snapshot(s)) == ERR_OK) {
		e = retrial_run(s, NULL, finding_print, line, &count, &c->why);
		store_snapshot_end(s);
	}
	store_close(&s);
	arena_free(&line);
	if (e != ERR_OK)
		return command_fail(c, e);
	printf(
	    "判定し直した記載 %llu、違い %llu（判定しなかった記載 %llu: 町の始まり、ポリシーの適用、本文の消えたもの）\n",
	    (unsigned long long)count.judged, (unsigned long long)count.different,
	    (unsigned long long)count.passed);
	return count.different ? EXIT_REFUSED : EXIT_OK;
}
