/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * `rebuild`: the derived tables are made again from the ledger, in a new file
 * that takes the place of the old one, or that goes again, to be compared.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/closed.h"
#include "cli/command.h"
#include "cli/home.h"
#include "crypto/random.h"
#include "os/file.h"
#include "store/store.h"

enum { SHOWN_MAX = 50 };

/* --- comparing ------------------------------------------------------------------------ */

struct differences {
	size_t only_here, only_again;
};

static void
difference_say(void *arg, bool here, struct str table, struct str line)
{
	struct differences *d = arg;
	size_t *n = here ? &d->only_here : &d->only_again;

	if ((*n)++ < SHOWN_MAX)
		printf("%s %.*s: %.*s\n",
		    here ? "今の表だけにある:  " : "証跡からはこうなる:", STR_ARG(table), STR_ARG(line));
}

/* Beside the town's own, so that nothing of it lies elsewhere; its name goes before anything is in it. */
static enum err
again_open(struct call *c, const struct home *h, struct store **again)
{
	uint32_t random;
	const char *path;
	enum err e;

	random_fill(&random, sizeof random);
	path = arena_fmt(c->arena, "%.*s.again-%08x", STR_ARG(h->db), random).p;
	e = store_open(path, STORE_LOAD, again, &c->why);
	(void)unlink(path);
	return e;
}

/* What is narrow is made again only by whoever can open it. */
static enum err
key_said(struct call *c, enum err e)
{
	return e == ERR_FORBIDDEN
	           ? why_set(&c->why, e,
	                 "暗号化された本文があり、鍵 keys/blob.key と起動鍵がここでは読めません。")
	           : e;
}

static int
compare(struct call *c, const struct home *h, struct store *now)
{
	struct differences d = {0};
	struct store *again = NULL;
	uint64_t rows;
	enum err e = again_open(c, h, &again);

	if (e == ERR_OK)
		closed_open(c->arena, h, again);
	if (e == ERR_OK)
		e = key_said(c, store_replay(now, again, &c->why));
	if (e == ERR_OK && (e = store_compare(now, again, difference_say, &d, &rows)) != ERR_OK)
		why_set(&c->why, e, "表を読み通せません。");
	store_close(&again);
	if (e != ERR_OK)
		return command_fail(c, e);
	if (d.only_here + d.only_again == 0) {
		printf("違いはありません(%llu 行)。\n", (unsigned long long)rows);
		return EXIT_OK;
	}
	printf("違いがあります: 今の表だけに %zu 行、証跡からだけ %zu 行\n", d.only_here, d.only_again);
	return EXIT_REFUSED;
}

static int
rebuild_compare(struct call *c, const struct home *h)
{
	struct store *now;
	enum err e = store_open(arena_str(c->arena, h->db).p, STORE_READ, &now, &c->why);
	int code;

	if (e != ERR_OK)
		return command_fail(c, e);
	/* one moment for both, while a gate may go on writing */
	e = store_snapshot(now);
	code = e == ERR_OK ? compare(c, h, now) : command_fail(c, why_set(&c->why, e, "表を読めません。"));
	if (e == ERR_OK)
		store_snapshot_end(now);
	store_close(&now);
	return code;
}

/* --- replacing -------------------------------------------------------------------------- */

static const char *
beside(struct call *c, struct str path, const char *ending)
{
	return arena_fmt(c->arena, "%.*s%s", STR_ARG(path), ending).p;
}

/* The last to close a database writes its log into it, so the log of a closed one can go. */
static void
log_remove(struct call *c, struct str db)
{
	(void)unlink(beside(c, db, "-wal"));
	(void)unlink(beside(c, db, "-shm"));
}

static enum err
make_again(struct call *c, const struct home *h, struct str fresh)
{
	struct store *from = NULL, *to = NULL;
	enum err e = store_open(arena_str(c->arena, h->db).p, STORE_FROM, &from, &c->why);

	if (e == ERR_OK)
		e = store_open(arena_str(c->arena, fresh).p, STORE_LOAD, &to, &c->why);
	if (e == ERR_OK)
		closed_open(c->arena, h, to);
	if (e == ERR_OK)
		e = key_said(c, store_rebuild(from, to, &c->why));
	store_close(&to);
	store_close(&from);
	return e;
}

/* A new name is on the disk once its folder is. */
static void
folder_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
}

static enum err
swap(struct call *c, const struct home *h, struct str fresh)
{
	log_remove(c, h->db);
	log_remove(c, fresh);
	if (rename(arena_str(c->arena, fresh).p, arena_str(c->arena, h->db).p) != 0)
		return why_set(&c->why, ERR_IO, "新しい表を置けません: %s", strerror(errno));
	folder_sync(arena_str(c->arena, h->dir).p);
	return ERR_OK;
}

/* While no gate runs. What fails leaves the old tables as they were. */
static enum err
rebuild_locked(struct call *c, const struct home *h)
{
	struct str fresh = arena_fmt(c->arena, "%.*s.new", STR_ARG(h->db));
	enum err e;

	(void)unlink(arena_str(c->arena, fresh).p);
	log_remove(c, fresh);
	e = make_again(c, h, fresh);
	if (e == ERR_OK)
		e = swap(c, h, fresh);
	if (e != ERR_OK) {
		(void)unlink(arena_str(c->arena, fresh).p);
		log_remove(c, fresh);
	}
	return e;
}

static int
rebuild_replace(struct call *c, const struct home *h)
{
	struct str lock = file_join(c->arena, h->run, STR("lock"));
	struct why detail = {.arena = c->arena};
	int fd;
	enum err e = file_lock(c->arena, lock, &fd, &detail);

	if (e == ERR_BUSY)
		return command_fail(
		    c, why_set(&c->why, e, "町が動いています。止めてから作り直してください。"));
	if (e != ERR_OK)
		return command_fail(c, why_set(&c->why, e, "%.*s", STR_ARG(why_line(&detail))));
	e = rebuild_locked(c, h);
	(void)unlink(arena_str(c->arena, lock).p);
	close(fd);
	if (e != ERR_OK)
		return command_fail(c, e);
	printf("証跡から表を作り直しました。\n");
	return EXIT_OK;
}

int
rebuild_command(struct call *c)
{
	struct home home;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);

	if (e != ERR_OK)
		return command_fail(c, e);
	return option_given(&c->given, "compare") ? rebuild_compare(c, &home) : rebuild_replace(c, &home);
}
