/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SQLite behind the store: opening, transactions, statements by number. Also
 * transactions and pragmas are queries (sql/query/connection.sql), so no SQL
 * stands here.
 */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "query.h"

enum {
	BUSY_MS = 2000,
	WAL_PAGES = 8192, /* 32 MiB between two automatic checkpoints */
	DUMP_LINE_MAX = 8 << 20,
	SCRATCH_ROOM = 64 << 10,
	HOME_ROOM = 64 * 1024
};
static const off_t WAL_LARGE = 64 << 20;

/* --- failures ------------------------------------------------------------------------- */

static bool
disk_is_full(struct store *s)
{
	int no = sqlite3_system_errno(s->db);

	return no == ENOSPC || no == EDQUOT;
}

static enum err
err_of(struct store *s, int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return ERR_OK;
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_CONSTRAINT:
		return ERR_CONFLICT;
	case SQLITE_TOOBIG:
		return ERR_TOO_LARGE;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_ERROR: /* sqlgen prepared it: the file's tables are others */
		return ERR_CORRUPT;
	case SQLITE_NOMEM:
		die("out of memory");
	default:
		must(rc != SQLITE_MISUSE && rc != SQLITE_RANGE);
		return disk_is_full(s) ? ERR_FULL : ERR_IO;
	}
}

/* A failure that may have ended the transaction unasked ends it for good. */
static enum err
fail(struct store *s, int rc)
{
	enum err e = err_of(s, rc);
	bool writing = s->in == IN_TRANSACTION;

	if (writing && (e == ERR_FULL || e == ERR_IO || e == ERR_CORRUPT || sqlite3_get_autocommit(s->db)))
		s->failed = e;
	return e;
}

/* --- statements ----------------------------------------------------------------------- */

enum err
sqlite_take(struct store *s, int query, sqlite3_stmt **st)
{
	sqlite3_stmt **slot = &s->statements[query];
	int rc;

	if (s->failed != ERR_OK)
		return s->failed;
	if (*slot == NULL) {
		rc = sqlite3_prepare_v3(s->db, query_sql[query], -1, SQLITE_PREPARE_PERSISTENT, slot, NULL);
		if (rc != SQLITE_OK)
			return fail(s, rc);
	}
	must(!sqlite3_stmt_busy(*slot));
	*st = *slot;
	return ERR_OK;
}

void
sqlite_give(sqlite3_stmt *st)
{
	/* tells once more what step already told */
	(void)sqlite3_reset(st);
}

void
sqlite_bind_int(sqlite3_stmt *st, int at, int64_t v)
{
	must(sqlite3_bind_int64(st, at, v) == SQLITE_OK);
}

/* No view is NULL in the tables: an empty one is ''. */
void
sqlite_bind_text(sqlite3_stmt *st, int at, struct str v)
{
	must(sqlite3_bind_text64(st, at, v.p ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK);
}

void
sqlite_bind_blob(sqlite3_stmt *st, int at, struct str v)
{
	must(sqlite3_bind_blob64(st, at, v.p ? v.p : "", v.n, SQLITE_STATIC) == SQLITE_OK);
}

enum err
sqlite_row(struct store *s, sqlite3_stmt *st)
{
	int rc = sqlite3_step(st);

	if (rc == SQLITE_ROW)
		return ERR_OK;
	return rc == SQLITE_DONE ? ERR_NOT_FOUND : fail(s, rc);
}

enum err
sqlite_run(struct store *s, sqlite3_stmt *st)
{
	int rc;

	do
		rc = sqlite3_step(st);
	while (rc == SQLITE_ROW);
	return rc == SQLITE_DONE ? ERR_OK : fail(s, rc);
}

enum err
sqlite_hit(struct store *s, sqlite3_stmt *st)
{
	enum err e = sqlite_run(s, st);

	if (e == ERR_OK && sqlite3_changes64(s->db) == 0)
		return ERR_NOT_FOUND;
	return e;
}

int64_t
sqlite_int(sqlite3_stmt *st, int at)
{
	return sqlite3_column_int64(st, at);
}

struct str
sqlite_text(sqlite3_stmt *st, int at, struct arena *a)
{
	const unsigned char *p = sqlite3_column_text(st, at);

	return arena_str(a, (struct str){(const char *)p, (size_t)sqlite3_column_bytes(st, at)});
}

struct str
sqlite_blob(sqlite3_stmt *st, int at, struct arena *a)
{
	const void *p = sqlite3_column_blob(st, at);

	return arena_str(a, (struct str){p, (size_t)sqlite3_column_bytes(st, at)});
}

struct q_cursor
sqlite_cursor(struct store *s, int query, sqlite3_stmt **st)
{
	struct q_cursor c = {.store = s};

	c.err = sqlite_take(s, query, st);
	if (c.err == ERR_OK)
		c.statement = *st;
	return c;
}

bool
sqlite_cursor_next(struct q_cursor *c)
{
	enum err e;

	if (c->statement == NULL)
		return false;
	e = sqlite_row(c->store, c->statement);
	if (e == ERR_OK)
		return true;
	sqlite_give(c->statement);
	c->statement = NULL;
	if (e != ERR_NOT_FOUND)
		c->err = e;
	return false;
}

enum err
q_cursor_end(struct q_cursor *c)
{
	if (c->statement != NULL)
		sqlite_give(c->statement);
	c->statement = NULL;
	return c->err;
}

/* --- opening ---------------------------------------------------------------------------- */

/* What is committed, is committed by store_commit: anything else is a bug. */
static int
commit_check(void *arg)
{
	const struct store *s = arg;

	must(s->committing);
	return 0;
}

static enum err
open_say(struct store *s, enum err e, const char *path, struct why *why)
{
	return why_set(why, e, "%s を開けません: %s", path, s->db ? sqlite3_errmsg(s->db) : strerror(errno));
}

/* SQLite has no "only when it is new": the file is made first. */
static enum err
file_make(const char *path, struct why *why)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);

	if (fd < 0 && errno == EEXIST)
		return why_set(why, ERR_CONFLICT, "%s は既にあります", path);
	if (fd < 0)
		return why_set(
		    why, errno == ENOSPC ? ERR_FULL : ERR_IO, "%s を作れません: %s", path, strerror(errno));
	close(fd);
	return ERR_OK;
}

static int
db_open(struct store *s, const char *path)
{
	static const int flags[] = {
	    [STORE_CREATE] = SQLITE_OPEN_READWRITE,
	    [STORE_LOAD] = SQLITE_OPEN_READWRITE,
	    [STORE_WRITE] = SQLITE_OPEN_READWRITE,
	    [STORE_READ] = SQLITE_OPEN_READONLY,
	    [STORE_FROM] = SQLITE_OPEN_READWRITE,
	    [STORE_MEMORY] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY,
	};
	const char *name = s->mode == STORE_MEMORY ? ":memory:" : path;
	int on = 1;
	int rc =
	    sqlite3_open_v2(name, &s->db, flags[s->mode] | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

	if (rc != SQLITE_OK)
		return rc;
	sqlite3_busy_timeout(s->db, BUSY_MS);
	sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	/* else a partial index that compares a column with '' has each new value of it prepare its statement again */
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
	/* web opens after the gate and may not make these files itself */
	sqlite3_file_control(s->db, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
	return narrow_register(s);
}

/* What fails half-way is thrown away: so it needs no log, and the disk once, at the end. */
static enum err
load_prepare(struct store *s)
{
	enum err e = q_connection_cache_large(s);

	if (e == ERR_OK)
		e = q_connection_journal(s);
	if (e == ERR_OK)
		e = q_connection_no_sync(s);
	return e == ERR_OK ? q_connection_replace(s) : e;
}

enum err
sqlite_settle(struct store *s)
{
	sqlite3_file *file = NULL;
	enum err e;

	s->committing = true; /* the file says in itself that it has a log */
	e = q_connection_wal(s);
	s->committing = false;
	if (e == ERR_OK)
		e = q_connection_sync(s);
	if (e == ERR_OK)
		e = q_connection_cache(s);
	if (e != ERR_OK)
		return e;
	must(sqlite3_file_control(s->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK);
	return fail(s, file->pMethods->xSync(file, SQLITE_SYNC_FULL));
}

static enum err
db_prepare(struct store *s)
{
	enum err e = q_connection_cache(s);

	if (e == ERR_OK)
		e = q_connection_map(s);
	if (e == ERR_OK)
		e = q_connection_temp(s);
	if (s->mode == STORE_READ || s->mode == STORE_FROM)
		return e == ERR_OK ? q_connection_query_only(s) : e;
	if (s->mode == STORE_LOAD)
		return e == ERR_OK ? load_prepare(s) : e;
	if (e == ERR_OK)
		e = q_connection_wal(s);
	if (e == ERR_OK)
		e = q_connection_sync(s);
	if (e == ERR_OK)
		e = q_connection_replace(s);
	sqlite3_wal_autocheckpoint(s->db, WAL_PAGES);
	return e;
}

/* Tables of another version are read (to rebuild them), never written. */
static enum err
schema_check(struct store *s, const char *path, struct why *why)
{
	struct q_connection_version_out out;
	enum err e = q_connection_version(s, s->scratch, &out);

	if (e != ERR_OK)
		return open_say(s, e, path, why);
	if (out.version != schema_version && s->mode == STORE_WRITE)
		return why_set(why, ERR_CORRUPT,
		    "%s の表は別の版のものです。証跡から作り直してください（sekimori rebuild）", path);
	return ERR_OK;
}

static enum err
schema_make(struct store *s, const char *path, struct why *why)
{
	enum err e = store_begin(s);

	if (e == ERR_OK) {
		e = err_of(s, sqlite3_exec(s->db, schema_sql, NULL, NULL, NULL));
		if (e == ERR_OK)
			e = store_commit(s);
		else
			store_rollback(s);
	}
	return e == ERR_OK ? e : open_say(s, e, path, why);
}

static enum err
store_start(struct store *s, const char *path, struct why *why)
{
	bool fresh = s->mode == STORE_CREATE || s->mode == STORE_LOAD || s->mode == STORE_MEMORY;
	int rc = db_open(s, path);
	enum err e;

	if (rc != SQLITE_OK)
		return open_say(s, err_of(s, rc), path, why);
	e = db_prepare(s);
	if (e != ERR_OK)
		return open_say(s, e, path, why);
	sqlite3_commit_hook(s->db, commit_check, s);
	e = fresh ? schema_make(s, path, why) : schema_check(s, path, why);
	if (e != ERR_OK)
		return e;
	e = ledger_load(s);
	/* to be audited, a broken ledger must be read */
	if (e == ERR_CORRUPT || e == ERR_MALFORMED || e == ERR_NOT_FOUND)
		return s->mode == STORE_READ
		           ? ERR_OK
		           : why_set(why, ERR_CORRUPT,
		                 "%s の証跡が壊れています。sekimori verify で調べてください", path);
	return e == ERR_OK ? e : open_say(s, e, path, why);
}

enum err
store_open(const char *path, enum store_mode mode, struct store **out, struct why *why)
{
	struct arena *home;
	struct store *s;
	bool new = mode == STORE_CREATE || mode == STORE_LOAD;
	enum err e = new ? file_make(path, why) : ERR_OK;

	*out = NULL;
	if (e != ERR_OK)
		return e;
	home = arena_new(HOME_ROOM);
	s = ARENA_NEW(home, struct store);
	s->home = home;
	s->mode = mode;
	s->scratch = arena_new(SCRATCH_ROOM);
	s->statements = arena_array(home, query_count, sizeof *s->statements);
	e = store_start(s, path, why);
	if (e != ERR_OK) {
		store_close(&s);
		if (new)
			unlink(path);
		return e;
	}
	*out = s;
	return ERR_OK;
}

void
store_close(struct store **sp)
{
	struct store *s = *sp;
	struct arena *home;

	if (s == NULL)
		return;
	store_rollback(s);
	for (size_t i = 0; i < query_count; i++)
		sqlite3_finalize(s->statements[i]);
	must(sqlite3_close(s->db) == SQLITE_OK);
	arena_free(&s->scratch);
	home = s->home;
	arena_free(&home);
	*sp = NULL;
}

/* --- transactions ------------------------------------------------------------------------ */

enum err
store_begin(struct store *s)
{
	enum err e;

	must(s->in == IN_NOTHING);
	e = q_connection_begin(s);
	if (e != ERR_OK)
		return e;
	s->in = IN_TRANSACTION;
	s->at_begin = s->now;
	return ERR_OK;
}

enum err
store_commit(struct store *s)
{
	enum err e;

	must(s->in == IN_TRANSACTION);
	s->committing = true;
	e = q_connection_commit(s);
	s->committing = false;
	if (e != ERR_OK)
		store_rollback(s);
	s->in = IN_NOTHING;
	return e;
}

void
store_rollback(struct store *s)
{
	if (s->in == IN_SNAPSHOT)
		store_snapshot_end(s);
	if (s->in == IN_NOTHING)
		return;
	s->failed = ERR_OK;
	s->in = IN_NOTHING;
	s->now = s->at_begin;
	/* SQLite may have done it already; if it can not, nothing can be trusted */
	if (!sqlite3_get_autocommit(s->db))
		must(q_connection_rollback(s) == ERR_OK || sqlite3_get_autocommit(s->db));
}

enum err
store_finish(struct store *s, enum err done)
{
	if (done == ERR_OK)
		return store_commit(s);
	store_rollback(s);
	return done;
}

enum err
store_snapshot(struct store *s)
{
	enum err e;

	must(s->in == IN_NOTHING);
	e = q_connection_snapshot(s);
	if (e == ERR_OK)
		s->in = IN_SNAPSHOT;
	return e;
}

void
store_snapshot_end(struct store *s)
{
	must(s->in == IN_SNAPSHOT);
	s->in = IN_NOTHING;
	must(q_connection_rollback(s) == ERR_OK || sqlite3_get_autocommit(s->db));
}

enum err
store_read_all(struct store *s)
{
	must(s->in == IN_NOTHING);
	return q_connection_map_large(s);
}

void
store_idle(struct store *s)
{
	const char *file = sqlite3_db_filename(s->db, "main");
	struct stat st;

	must(s->in == IN_NOTHING);
	if (file == NULL || *file == '\0' || stat(sqlite3_filename_wal(file), &st) != 0 ||
	    st.st_size <= WAL_LARGE)
		return;
	/* a reader may stand in its way: then at the next idle moment */
	(void)sqlite3_wal_checkpoint_v2(s->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

/* --- whole tables -------------------------------------------------------------------------- */

static void
dump_column(struct buf *b, sqlite3_stmt *st, int at)
{
	size_t n = (size_t)sqlite3_column_bytes(st, at);

	switch (sqlite3_column_type(st, at)) {
	case SQLITE_INTEGER:
		buf_fmt(b, "i:%lld", (long long)sqlite3_column_int64(st, at));
		break;
	case SQLITE_BLOB:
		buf_add(b, STR("b:"));
		buf_hex(b, sqlite3_column_blob(st, at), n);
		break;
	default:
		buf_add(b, STR("t:"));
		for (const char *p = (const char *)sqlite3_column_text(st, at), *end = p + n; p < end; p++) {
			/* one row, one line; a column ends at its tab */
			if (*p == '\\' || *p == '\t' || *p == '\n')
				buf_char(b, '\\');
			buf_char(b, *p == '\n' ? 'n' : *p == '\t' ? 't' : *p);
		}
	}
}

static struct str
dump_row(struct arena *a, sqlite3_stmt *st)
{
	struct buf b = buf_on(a, DUMP_LINE_MAX);

	for (int i = 0; i < sqlite3_column_count(st); i++) {
		if (i > 0)
			buf_char(&b, '\t');
		dump_column(&b, st, i);
	}
	must(buf_done(&b));
	return buf_str(&b);
}

enum err
sqlite_rows_open(struct store *s, const struct schema_table *t, struct sqlite_rows *r)
{
	*r = (struct sqlite_rows){.store = s, .table = t, .arena = arena_new(2 * (size_t)DUMP_LINE_MAX)};
	return fail(s, sqlite3_prepare_v3(s->db, t->dump, -1, 0, &r->st, NULL));
}

enum err
sqlite_rows_next(struct sqlite_rows *r)
{
	enum err e = sqlite_row(r->store, r->st);

	arena_reset(r->arena);
	r->line = e == ERR_OK ? dump_row(r->arena, r->st) : STR("");
	return e;
}

static int
column_cmp(sqlite3_stmt *a, sqlite3_stmt *b, int at)
{
	sqlite3_int64 x, y;

	if (sqlite3_column_type(a, at) == SQLITE_INTEGER && sqlite3_column_type(b, at) == SQLITE_INTEGER) {
		x = sqlite3_column_int64(a, at);
		y = sqlite3_column_int64(b, at);
		return x < y ? -1 : x > y;
	}
	return str_cmp((struct str){sqlite3_column_blob(a, at), (size_t)sqlite3_column_bytes(a, at)},
	    (struct str){sqlite3_column_blob(b, at), (size_t)sqlite3_column_bytes(b, at)});
}

int
sqlite_rows_cmp(const struct sqlite_rows *a, const struct sqlite_rows *b)
{
	int c = 0;

	for (int i = 0; i < SCHEMA_KEY && a->table->key[i] && c == 0; i++)
		c = column_cmp(a->st, b->st, a->table->key[i] - 1);
	return c;
}

void
sqlite_rows_close(struct sqlite_rows *r)
{
	sqlite3_finalize(r->st);
	arena_free(&r->arena);
}

enum err
sqlite_dump(struct store *s, const struct schema_table *t, store_line *line, void *arg)
{
	struct sqlite_rows r;
	enum err e = sqlite_rows_open(s, t, &r);

	while (e == ERR_OK && (e = sqlite_rows_next(&r)) == ERR_OK)
		line(arg, str_of(t->name), r.line);
	sqlite_rows_close(&r);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Apply ends the links of an item by this one; everything else it reads by a table's own key. */
static bool
read_by_apply(const struct schema_index *x)
{
	return strcmp(x->name, "link_item") == 0;
}

enum err
sqlite_indexes(struct store *s, bool make)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < schema_index_count && e == ERR_OK; i++) {
		const struct schema_index *x = &schema_indexes[i];

		if (!read_by_apply(x))
			e = fail(s, sqlite3_exec(s->db, make ? x->make : x->drop, NULL, NULL, NULL));
	}
	return e;
}

enum err
sqlite_clear(struct store *s, const struct schema_table *t)
{
	return fail(s, sqlite3_exec(s->db, t->clear, NULL, NULL, NULL));
}
