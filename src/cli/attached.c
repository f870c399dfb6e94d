/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/attached.h"

#include <stdio.h>

#include "cli/closed.h"
#include "codec/json.h"
#include "query.h"

enum { FIELDS_MAX = 4 << 20, LOOK_ROOM = 256 << 20 };

struct look {
	struct blobs *blobs; /* NULL: the key cannot be read here */
	struct arena *arena; /* of one row */
	bool content;
	size_t files, bad;
};

static void
file_look(struct look *l, int64_t matter, struct str value)
{
	struct hash hash;
	struct str name;
	uint64_t size;
	enum err e;

	if (!blobs_value_read(value, &hash, &size, &name))
		return;
	l->files++;
	e = l->blobs ? blobs_check(l->blobs, l->arena, matter, value, l->content) : ERR_OK;
	if (e == ERR_OK)
		return;
	l->bad++;
	printf("添付: 案件 %lld の「%.*s」%s\n", (long long)matter, STR_ARG(name),
	    e == ERR_NOT_FOUND ? "が保管庫にありません" : "が壊れているか、書き換えられています");
}

static void
values_look(struct look *l, int64_t matter, const struct json *j)
{
	if (j->kind == JSON_STR)
		file_look(l, matter, j->s);
	for (const struct json *c = j->first; c; c = c->next)
		values_look(l, matter, c);
}

static enum err
rows_look(struct look *l, struct store *s)
{
	struct q_cursor c = q_cli_typed_open(s);
	struct q_cli_typed_out row;
	struct json *json;

	for (;;) {
		arena_reset(l->arena);
		if (!q_cli_typed_next(&c, l->arena, &row))
			break;
		if (json_read(l->arena, row.json, FIELDS_MAX, &json, NULL) == ERR_OK)
			values_look(l, row.matter, json);
	}
	return q_cursor_end(&c);
}

static int
look_print(const struct look *l)
{
	if (l->files == 0)
		return EXIT_OK;
	if (l->blobs == NULL)
		printf("注意: 添付 %zu 件は調べていません。鍵 keys/blob.key と起動鍵がここでは読めません。\n",
		    l->files);
	else
		printf("添付: %zu 件が%s、%zu 件に問題\n", l->files,
		    l->content ? "あること、中身が元のままであることを調べました"
		               : "あることを調べました（中身は --blobs）",
		    l->bad);
	return l->bad ? EXIT_REFUSED : EXIT_OK;
}

int
attached_verify(struct call *c, const struct home *h, bool content)
{
	struct look l = {
	    .blobs = closed_blobs(c->arena, h), .arena = arena_new(LOOK_ROOM), .content = content};
	struct store *s = NULL;
	int code;
	enum err e = store_open(arena_str(c->arena, h->db).p, STORE_READ, &s, &c->why);

	if (e == ERR_OK) {
		closed_open(c->arena, h, s);
		e = rows_look(&l, s);
	}
	store_close(&s);
	code = e == ERR_OK ? look_print(&l) : command_fail(c, e);
	blobs_close(&l.blobs);
	arena_free(&l.arena);
	return code;
}
