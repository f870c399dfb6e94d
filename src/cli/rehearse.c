/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `policy rehearse`: which matters of the past would have gone another way under this policy? */
#include <stdio.h>

#include "cli/closed.h"
#include "cli/command.h"
#include "cli/home.h"
#include "cli/policy_folder.h"
#include "rehearsal/telling.h"

enum { TOWN_ROOM = 64 << 20, LINE_ROOM = 1 << 20 };

struct hearing {
	struct store *store;
	struct arena *line; /* of one finding */
	struct telling words;
	int64_t matter; /* the last one told of */
};

/* The findings come in the order of the entries; a matter is headed anew when another came between. */
static void
finding_print(void *arg, const struct retrial_finding *f)
{
	struct hearing *h = arg;
	int procedure = policy_procedure(h->words.policy, f->procedure);
	struct str line;

	arena_reset(h->line);
	line = telling_line(h->line, &h->words, f);
	if (f->matter != h->matter)
		printf("案件 %lld %.*s\n", (long long)f->matter,
		    STR_ARG(procedure == NONE ? f->procedure : h->words.policy->procedures[procedure].label));
	h->matter = f->matter;
	printf("    %.*s\n", STR_ARG(line));
}

static enum err
town_rehearse(struct call *c, struct hearing *h, struct retrial_count *count)
{
	struct town town;
	struct arena *room = arena_new(TOWN_ROOM);
	enum err e = store_town(h->store, room, &town);

	h->words.town = &town;
	if (e == ERR_OK)
		e = retrial_run(h->store, h->words.policy, finding_print, h, count, &c->why);
	arena_free(&room);
	return e;
}

int
rehearse_command(struct call *c)
{
	struct hearing h = {.line = arena_new(LINE_ROOM)};
	struct retrial_count count;
	struct policy_folder folder;
	struct home home;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);

	if (e == ERR_OK)
		e = policy_folder_load(c->arena, command_word(c, 1), &folder, stderr, &c->why);
	if (e == ERR_OK)
		e = store_open(arena_str(c->arena, home.db).p, STORE_READ, &h.store, &c->why);
	if (e == ERR_OK)
		closed_open(c->arena, &home, h.store);
	if (e == ERR_OK && (e = store_snapshot(h.store)) == ERR_OK) {
		h.words.policy = folder.policy;
		e = town_rehearse(c, &h, &count);
		store_snapshot_end(h.store);
	}
	store_close(&h.store);
	arena_free(&h.line);
	if (e != ERR_OK)
		return command_fail(c, e);
	printf("判定し直した行為 %llu、違いのある行為 %llu（判定しなかった記載 %llu）\n",
	    (unsigned long long)count.judged, (unsigned long long)count.different,
	    (unsigned long long)count.passed);
	return count.different ? EXIT_REFUSED : EXIT_OK;
}
