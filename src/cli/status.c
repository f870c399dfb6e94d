/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `status`: what runs and how far it is confined, the ledger, what was signed last, how the machine fares. */
#include <stdio.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/fare.h"
#include "cli/link.h"
#include "cli/view.h"
#include "os/file.h"
#include "os/socket.h"
#include "query.h"

enum { PROGRAMS_MAX_BYTES = 64 * 1024 };

static void
program_print(const struct json *p)
{
	printf("  %-6.*s %-9.*s pid %-8lld 再起動 %lld 回  %.*s\n", STR_ARG(json_get_str(p, "name")),
	    STR_ARG(json_get_str(p, "state")), (long long)json_get_int(p, "pid", 0),
	    (long long)json_get_int(p, "restarts", 0), STR_ARG(json_get_str(p, "confined")));
}

/* The supervisor keeps this file as long as it runs, and removes it when it ends. */
static bool
programs_print(struct call *c, const struct home *h)
{
	struct why why = {.arena = c->arena};
	struct str text;
	struct json *tree;
	const struct json *list;
	int fd;

	if (socket_connect(c->arena, h->sock, &fd, &why) != ERR_OK) {
		printf("プログラム: 動いていません(sekimori run で動かします)\n");
		return false;
	}
	close(fd);
	printf("プログラム:\n");
	if (file_read(c->arena, file_join(c->arena, h->run, STR("programs.json")), PROGRAMS_MAX_BYTES, &text,
	        &why) != ERR_OK ||
	    json_read(c->arena, text, PROGRAMS_MAX_BYTES, &tree, &why) != ERR_OK)
		return true;
	list = json_get(tree, "programs");
	for (const struct json *p = list != NULL ? list->first : NULL; p != NULL; p = p->next)
		program_print(p);
	return true;
}

static enum err
ledger_print(struct call *c, struct view *v)
{
	struct q_cli_ledger_checkpoint_out head;
	struct q_cli_ledger_counts_out counts;
	enum err e = q_cli_ledger_counts(v->store, c->arena, &counts);

	if (e != ERR_OK)
		return why_set(&c->why, e, "証跡の表が読めません。");
	printf("証跡: 記載 %lld 件、本文 %lld 件、ポリシー %lld 版\n", (long long)counts.entries,
	    (long long)counts.bodies, (long long)counts.policies);
	e = q_cli_ledger_checkpoint(v->store, c->arena, &head);
	if (e == ERR_NOT_FOUND) {
		printf("検印: まだありません(動かすと検印されます)\n");
		return ERR_OK;
	}
	if (e != ERR_OK)
		return why_set(&c->why, e, "検印が読めません。");
	printf("最新の検印: %lld 件目まで%s\n", (long long)head.size,
	    head.size < counts.entries ? "(後の記載はまだ検印されていません)" : "");
	printf("%.*s", STR_ARG(head.note));
	return ERR_OK;
}

static void
start_key_print(const struct home *h)
{
	if (file_exists(h->start_key))
		printf(
		    "警告: 起動鍵が町のフォルダの中にあります(%.*s)。ディスクを盗まれると証跡の鍵も開きます。\n",
		    STR_ARG(h->start_key));
}

int
status_command(struct call *c)
{
	static const char *const kinds[] = {
	    [TOWN_REAL] = "", [TOWN_DEMO] = " 【演習用】", [TOWN_TEST] = " 【試験用】"};
	struct view view = {0};
	struct health health;
	struct home home;
	bool running;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);

	if (e == ERR_OK && (e = view_open(c->arena, &home, &view, &c->why)) == ERR_OK) {
		printf("町: %.*s%s (%.*s)\n", STR_ARG(view.town.name), kinds[view.town.kind],
		    STR_ARG(view.town.origin));
		running = programs_print(c, &home);
		e = ledger_print(c, &view);
		if (e == ERR_OK && health_read(view.store, c->arena, &health) == ERR_OK)
			fare_print(c->arena, &health, running);
		start_key_print(&home);
	}
	view_close(&view);
	return e == ERR_OK ? EXIT_OK : command_fail(c, e);
}
