/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * `ledger export`: what is signed, as sekimori-verify reads it. Written beside
 * its place and moved there whole. The export is itself an event that the gate
 * writes down, before anything is written.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "cli/command.h"
#include "cli/export_read.h"
#include "cli/link.h"
#include "codec/base64.h"
#include "ledger/tile.h"
#include "os/file.h"
#include "query.h"

enum { PIECE = 64 * 1024 * 1024, KEY_MAX = 4096, POLICIES_MAX = 10000 };

struct export
{
	struct call *call;
	struct home home;
	struct view view;
	struct str out, temporary; /* folders */
	struct export_reader reader;
	struct arena *arena; /* of one file */
	uint64_t size;       /* entries that are signed */
	struct str note;
	struct map *policies; /* named by those entries */
	struct buf omitted;
	size_t bodies, left_out;
};

/* --- files ---------------------------------------------------------------------------- */

static enum err
put(struct export *x, struct str path, struct str bytes)
{
	const char *name = file_join(x->arena, x->temporary, path).p;
	FILE *f = fopen(name, "wbx");
	bool fine = f != NULL && fwrite(bytes.p, 1, bytes.n, f) == bytes.n;

	if (f != NULL && fclose(f) != 0)
		fine = false;
	return fine ? ERR_OK
	            : why_set(&x->call->why, ERR_IO, "「%s」に書けません: %s", name, strerror(errno));
}

static enum err
folder(struct export *x, struct str path)
{
	return file_mkdir(x->arena, file_join(x->arena, x->temporary, path), 0700, &x->call->why);
}

/* A tile's folder is made with its first file: tile/0/x001/067 */
static enum err
put_deep(struct export *x, struct str path, struct str bytes)
{
	size_t end = path.n;

	while (end > 0 && path.p[end - 1] != '/')
		end--;
	return folder(x, str_sub(path, 0, end - 1)) == ERR_OK ? put(x, path, bytes) : ERR_IO;
}

static enum err
unreadable(struct export *x, enum err e)
{
	return why_set(&x->call->why, e, "証跡を読み通せません。sekimori verify で調べてください。");
}

/* --- tiles ---------------------------------------------------------------------------- */

static enum err
tile_put(struct export *x, int level, uint64_t index, unsigned width)
{
	struct buf b = buf_on(x->arena, (size_t)TILE_WIDTH * HASH_SIZE);
	struct hash h;

	for (unsigned i = 0; i < width; i++) {
		if (!store_hash(x->view.store, level, index * TILE_WIDTH + i, &h))
			return unreadable(x, ERR_CORRUPT);
		buf_add(&b, (struct str){(const char *)h.b, sizeof h.b});
	}
	return put_deep(x, tile_path(x->arena, level, index, width), buf_str(&b));
}

static enum err
tiles_put(struct export *x)
{
	unsigned width;

	for (int level = 0; tile_width(x->size, level, 0) > 0; level++)
		for (uint64_t i = 0; (width = tile_width(x->size, level, i)) > 0; i++) {
			enum err e = tile_put(x, level, i, width);

			arena_reset(x->arena);
			if (e != ERR_OK)
				return e;
		}
	return ERR_OK;
}

/* --- entries and bodies ----------------------------------------------------------------- */

static enum err
body_put(struct export *x, const struct entry *e)
{
	struct str salt, bytes;
	struct hash hash;
	struct buf b;
	enum err err;

	if (e->body.n == 0 || e->part != 1)
		return ERR_OK;
	if (!hex_read(e->body, hash.b, sizeof hash.b))
		return unreadable(x, ERR_CORRUPT);
	err = store_body(x->view.store, x->arena, &hash, &salt, &bytes);
	if (err != ERR_OK && err != ERR_NOT_FOUND)
		return unreadable(x, err);
	if (err == ERR_NOT_FOUND || !export_reader_may(&x->reader, x->arena, e)) {
		buf_fmt(&x->omitted, "%lld\n", (long long)e->seq);
		x->left_out++;
		return ERR_OK;
	}
	b = buf_on(x->arena, bytes.n + 2 * BODY_SALT + 1);
	buf_hex(&b, salt.p, salt.n);
	buf_char(&b, '\n');
	buf_add(&b, bytes);
	x->bodies++;
	return put(x, arena_fmt(x->arena, "bodies/%lld", (long long)e->seq), buf_str(&b));
}

/* The policy by which it was judged, and one that it puts into force. */
static enum err
policies_note(struct export *x, const struct entry *e)
{
	struct effects effects;

	if (map_get(x->policies, e->policy) == NULL)
		map_put(x->policies, arena_str(x->call->arena, e->policy), x->policies);
	if (!str_eq(e->act, act_word(ACT_ADOPT)))
		return ERR_OK;
	if (effects_read(x->arena, e->effects, &effects, NULL) != ERR_OK)
		return unreadable(x, ERR_CORRUPT);
	for (size_t i = 0; i < effects.n; i++)
		if (effects.e[i].what == EFFECT_POLICY && map_get(x->policies, effects.e[i].kind) == NULL)
			map_put(x->policies, arena_str(x->call->arena, effects.e[i].kind), x->policies);
	return ERR_OK;
}

static enum err
entry_put(struct export *x, uint64_t seq, struct buf *bundle)
{
	struct entry entry;
	struct str bytes;
	enum err e = store_entry(x->view.store, x->arena, (int64_t)seq, &bytes);

	if (e != ERR_OK || entry_read(x->arena, bytes, &entry, NULL) != ERR_OK)
		return unreadable(x, ERR_CORRUPT);
	tile_bundle_add(bundle, bytes);
	e = policies_note(x, &entry);
	return e == ERR_OK ? body_put(x, &entry) : e;
}

static enum err
bundle_put(struct export *x, uint64_t index, unsigned width)
{
	struct buf b = buf_on(x->arena, (size_t)TILE_WIDTH * (ENTRY_MAX + 2));
	enum err e = ERR_OK;

	for (unsigned i = 0; e == ERR_OK && i < width; i++)
		e = entry_put(x, index * TILE_WIDTH + i, &b);
	return e == ERR_OK ? put_deep(x, tile_bundle_path(x->arena, index, width), buf_str(&b)) : e;
}

static enum err
bundles_put(struct export *x)
{
	enum err e = folder(x, STR("bodies"));
	unsigned width;

	for (uint64_t i = 0; e == ERR_OK && (width = tile_width(x->size, TILE_ENTRIES, i)) > 0; i++) {
		e = bundle_put(x, i, width);
		arena_reset(x->arena);
	}
	return e == ERR_OK ? put(x, STR("omitted"), buf_str(&x->omitted)) : e;
}

/* --- policies ---------------------------------------------------------------------------- */

static enum err
policy_put(struct export *x, struct str hex)
{
	struct str at = arena_fmt(x->arena, "policies/%.*s", STR_ARG(hex));
	struct policy_file *files;
	size_t n;
	enum err e = store_policy_files(x->view.store, x->arena, hex, &files, &n);

	if (e != ERR_OK)
		return unreadable(x, e);
	e = folder(x, at);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = put(x, file_join(x->arena, at, files[i].name), files[i].bytes);
	return e;
}

static enum err
policies_put(struct export *x)
{
	struct q_cursor c = q_cli_ledger_policies_open(x->view.store);
	struct q_cli_ledger_policies_out row;
	struct str *all = arena_array(x->call->arena, POLICIES_MAX, sizeof *all);
	size_t n = 0;
	enum err e;

	while (n < POLICIES_MAX && q_cli_ledger_policies_next(&c, x->call->arena, &row))
		all[n++] = row.policy;
	e = q_cursor_end(&c);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		if (map_get(x->policies, all[i]) != NULL)
			e = policy_put(x, all[i]);
		arena_reset(x->arena);
	}
	return e;
}

/* --- the whole ---------------------------------------------------------------------------- */

static enum err
head_read(struct export *x)
{
	struct q_cli_ledger_checkpoint_out head;
	enum err e = q_cli_ledger_checkpoint(x->view.store, x->call->arena, &head);

	if (e == ERR_NOT_FOUND)
		return why_set(&x->call->why, ERR_REFUSED, "まだ検印がないので書き出せません。");
	if (e != ERR_OK)
		return unreadable(x, e);
	x->size = (uint64_t)head.size;
	x->note = head.note;
	return ERR_OK;
}

static enum err
export_files(struct export *x)
{
	struct str key;
	enum err e = head_read(x);

	if (e == ERR_OK)
		e = file_mkdir(x->call->arena, x->temporary, 0700, &x->call->why);
	if (e == ERR_OK)
		e = file_read(x->arena, x->home.log_pub, KEY_MAX, &key, &x->call->why);
	if (e == ERR_OK)
		e = put(x, STR("key"), key);
	if (e == ERR_OK)
		e = put(x, STR("checkpoint"), x->note);
	if (e == ERR_OK)
		e = tiles_put(x);
	if (e == ERR_OK)
		e = bundles_put(x);
	return e == ERR_OK ? policies_put(x) : e;
}

static enum err
export_move(struct export *x)
{
	sync(); /* the files, before the name that says they are all there */
	if (rename(arena_str(x->call->arena, x->temporary).p, arena_str(x->call->arena, x->out).p) != 0)
		return why_set(
		    &x->call->why, ERR_IO, "「%.*s」へ移せません: %s", STR_ARG(x->out), strerror(errno));
	return ERR_OK;
}

static enum err
export_write(struct export *x)
{
	enum err e = view_open(x->call->arena, &x->home, &x->view, &x->call->why);

	if (e == ERR_OK && (e = store_snapshot(x->view.store)) == ERR_OK) {
		x->reader.view = &x->view;
		e = export_files(x);
		store_snapshot_end(x->view.store);
		if (e == ERR_OK)
			e = export_move(x);
	}
	view_close(&x->view);
	if (e != ERR_OK)
		home_remove(x->call->arena, x->temporary);
	return e;
}

static enum err
export_event(struct link *l, void *context)
{
	struct export *x = context;
	struct str file = option_value(&x->call->given, "token"), token = STR("");
	struct msg ask = {.type = MSG_RECORD, .RECORD = {.what = STR("export")}}, got;
	enum err e = file.p != NULL ? link_token(x->call->arena, file, &token, &x->call->why) : ERR_OK;

	if (e != ERR_OK)
		return e;
	ask.RECORD.session = token;
	ask.RECORD.ip = STR("");
	ask.RECORD.detail = x->out;
	e = link_ask(l, &ask, MSG_RECORDED, &got, &x->call->why);
	if (e == ERR_OK && got.RECORDED.err != ERR_OK)
		return why_set(&x->call->why, (enum err)got.RECORDED.err,
		    "書き出しを記録できないので、書き出しません。");
	if (e == ERR_OK && file.p != NULL)
		x->reader.person = got.RECORDED.person;
	if (e == ERR_OK && file.p != NULL && x->reader.person.n == 0)
		return why_set(&x->call->why, ERR_LOGGED_OUT, "このトークンは使えません。");
	return e;
}

int
export_command(struct call *c)
{
	struct export x = {.call = c,
	    .out = command_word(c, 1),
	    .policies = map_new(c->arena),
	    .omitted = buf_on(c->arena, PIECE)};
	enum err e = home_find(c->arena, command_word(c, 0), &x.home, &c->why);

	x.temporary = arena_fmt(c->arena, "%.*s.tmp", STR_ARG(x.out));
	export_reader_init(&x.reader, c->arena);
	if (e == ERR_OK && (file_exists(x.out) || file_exists(x.temporary)))
		e = why_set(&c->why, ERR_CONFLICT, "「%.*s」(または .tmp)がすでにあります。", STR_ARG(x.out));
	if (e == ERR_OK)
		e = link_with(c->arena, &x.home, export_event, &x, &c->why);
	if (e != ERR_OK)
		return command_fail(c, e);
	x.arena = arena_new(2 * (size_t)PIECE);
	e = export_write(&x);
	arena_free(&x.arena);
	if (e != ERR_OK)
		return command_fail(c, e);
	printf("記載 %llu 件を「%.*s」に書き出しました(本文 %zu 件、除いた本文 %zu 件)。\n",
	    (unsigned long long)x.size, STR_ARG(x.out), x.bodies, x.left_out);
	return EXIT_OK;
}
