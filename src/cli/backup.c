/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * `backup`: a copy of town.db while the town runs or not; opened, read through
 * and held against the original before anybody is told that there is one.
 */
#include <stdio.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/link.h"
#include "os/file.h"
#include "store/store.h"

struct backup {
	struct call *call;
	struct str file; /* absolute */
	int64_t size, entries;
};

static bool
tile_hash(void *store, int level, uint64_t index, struct hash *out)
{
	return store_hash(store, level, index, out);
}

/* The root over the entries themselves, read one by one. */
static enum err
root_read(struct arena *a, struct store *copy, struct hash *root)
{
	struct tree t = {0};
	struct str bytes;
	enum err e = ERR_OK;

	for (uint64_t n = store_tree(copy)->size; e == ERR_OK && t.size < n;) {
		arena_reset(a);
		e = store_entry(copy, a, (int64_t)t.size, &bytes);
		if (e == ERR_OK) {
			struct hash leaf = tree_leaf(bytes);

			tree_append(&t, &leaf, NULL, NULL);
		}
	}
	*root = tree_root(&t);
	return e;
}

/* What the original had signed or was about to: the copy may be older by what came since, never different. */
static enum err
copy_compare(struct backup *b, struct store *from, struct store *copy, struct why *why)
{
	struct arena *a = arena_new(16 << 20);
	struct hash ours, theirs;
	enum err e = root_read(a, copy, &ours);

	arena_free(&a);
	b->entries = (int64_t)store_tree(copy)->size;
	if (e == ERR_OK)
		e = tree_root_from(tile_hash, from, store_tree(copy)->size, &theirs);
	if (e == ERR_OK && !hash_eq(&ours, &theirs))
		e = ERR_CORRUPT;
	return e == ERR_OK ? e : why_set(why, e, "控えが元の証跡と一致しません。控えは残していません。");
}

static enum err
backup_make(struct backup *b, const struct home *h)
{
	struct why *why = &b->call->why;
	struct store *from = NULL, *copy = NULL;
	enum err e = store_open(arena_str(b->call->arena, h->db).p, STORE_READ, &from, why);
	bool made = false;

	if (e == ERR_OK) {
		e = store_backup(from, b->file.p, why);
		made = e == ERR_OK;
	}
	if (e == ERR_OK)
		e = store_open(b->file.p, STORE_READ, &copy, why);
	if (e == ERR_OK)
		e = copy_compare(b, from, copy, why);
	store_close(&copy);
	store_close(&from);
	b->size = file_size(b->call->arena, b->file);
	if (e != ERR_OK && made)
		(void)unlink(b->file.p);
	return e;
}

/* The gate keeps when it was: the page of health asks for a backup that is missed. */
static enum err
backup_tell(struct link *l, void *context)
{
	struct backup *b = context;
	struct msg ask = {.type = MSG_BACKUP,
	               .BACKUP = {.size = b->size, .entries = b->entries, .path = b->file}},
	           got;
	enum err e = link_ask(l, &ask, MSG_DONE, &got, &b->call->why);

	if (e == ERR_OK && got.DONE.err != ERR_OK)
		return why_set(&b->call->why, (enum err)got.DONE.err, "%.*s", STR_ARG(got.DONE.why));
	return e;
}

int
backup_command(struct call *c)
{
	struct backup b = {.call = c, .file = home_absolute(c->arena, command_word(c, 1))};
	struct home home;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);

	if (e == ERR_OK)
		e = backup_make(&b, &home);
	if (e != ERR_OK)
		return command_fail(c, e);
	printf("控えを「%.*s」に取り、読み通して確かめました: 記載 %lld 件、%lld バイト\n", STR_ARG(b.file),
	    (long long)b.entries, (long long)b.size);
	fprintf(stderr,
	    "鍵(keys/ と起動鍵)、ログイン情報(secret/)、アクセス記録(events/)、添付ファイル(blobs/)は入っていません。\n"
	    "添付ファイルは、この控えの後に blobs/ をフォルダごと写してください（中身は暗号化されています）。\n");
	e = link_with(c->arena, &home, backup_tell, &b, &c->why);
	return e == ERR_OK ? EXIT_OK : command_fail(c, e);
}
