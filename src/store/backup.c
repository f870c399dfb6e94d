/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "os/file.h"
#include "query.h"
#include "store/sqlite.h"

static enum err
copy_failed(sqlite3 *db, const char *path, int rc, struct why *why)
{
	enum err e = (rc & 0xff) == SQLITE_FULL ? ERR_FULL : ERR_IO;

	return why_set(
	    why, e, "%s に控えを書けません: %s", path, db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
}

/* All pages in one step: between two steps a writer would make it begin again. */
static enum err
pages_copy(struct store *s, const char *path, struct why *why)
{
	sqlite3 *to = NULL;
	sqlite3_backup *b;
	int rc = sqlite3_open_v2(
	    path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	enum err e = ERR_OK;

	if (rc == SQLITE_OK) {
		b = sqlite3_backup_init(to, "main", s->db, "main");
		if (b == NULL) {
			rc = sqlite3_errcode(to);
		} else {
			sqlite3_backup_step(b, -1);
			rc = sqlite3_backup_finish(b);
		}
	}
	if (rc != SQLITE_OK)
		e = copy_failed(to, path, rc, why);
	sqlite3_close(to);
	return e;
}

/* Opens as a town's file does, and is left as one file alone. */
static enum err
copy_settle(const char *path, struct why *why)
{
	struct store *copy;
	enum err e = store_open(path, STORE_WRITE, &copy, why);

	if (e != ERR_OK)
		return e;
	sqlite3_commit_hook(copy->db, NULL, NULL); /* the change of mode is a commit of its own */
	e = q_connection_alone(copy);
	if (e != ERR_OK)
		e = copy_failed(copy->db, path, SQLITE_IOERR, why);
	store_close(&copy);
	return e;
}

static enum err
file_make(const char *path, struct why *why)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0 && errno == EEXIST)
		return why_set(why, ERR_CONFLICT, "「%s」がすでにあります。別の名前にしてください。", path);
	if (fd < 0)
		return why_set(why, errno == ENOSPC ? ERR_FULL : ERR_IO, "「%s」を作れません: %s", path,
		    strerror(errno));
	close(fd);
	return ERR_OK;
}

static void
beside_remove(const char *path, struct arena *a)
{
	static const char *const ends[] = {"-wal", "-shm", "-journal"};

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		(void)unlink(arena_fmt(a, "%s%s", path, ends[i]).p);
}

enum err
store_backup(struct store *s, const char *path, struct why *why)
{
	enum err e = file_make(path, why);

	if (e != ERR_OK)
		return e;
	e = pages_copy(s, path, why);
	if (e == ERR_OK)
		e = copy_settle(path, why);
	beside_remove(path, s->scratch);
	if (e == ERR_OK)
		e = file_sync(s->scratch, str_of(path), why);
	if (e != ERR_OK)
		(void)unlink(path);
	return e;
}
