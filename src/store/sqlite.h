/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to this folder and to build/gen/query.c: the one place where SQLite's
 * types are seen. Everybody else names a query.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <sqlite3.h>

#include "store/store.h"

struct q_cursor;

/* Where the ledger stands: what an undone transaction must give back. */
struct position {
	struct tree tree;
	int64_t time;
};

enum store_in { IN_NOTHING, IN_TRANSACTION, IN_SNAPSHOT };

/* What was closed (narrow.h): whose key is here, and whether what is written now is closed. */
struct narrow {
	enum { NARROW_NONE, NARROW_TOWN, NARROW_MATTER } keys;
	unsigned char key[32];
	int64_t matter;  /* NARROW_MATTER: whose key it is */
	int64_t closing; /* the matter of the entry that is applied, 0 = nothing is closed */
	int64_t seq;     /* of that entry */
};

struct store {
	struct arena *home; /* holds the store itself */
	sqlite3 *db;
	sqlite3_stmt **statements; /* by number, prepared when first used */
	enum store_mode mode;
	enum store_in in;
	bool committing; /* the commit hook lets this one pass */
	enum err failed; /* sticks until the transaction ends: SQLite may have undone it by itself */
	struct position now, at_begin;
	struct narrow narrow;
	struct arena *scratch; /* reset by whoever uses it, before: one row at a time */
};

/* The functions of narrow.c for its statements; SQLite's code. */
int narrow_register(struct store *s);

/* --- what sqlgen writes beside the queries -------------------------------------- */

extern const size_t query_count;
extern const char *const query_sql[];
extern const char schema_sql[];
extern const int schema_version; /* a hash of it */

enum schema_kind { SCHEMA_ledger, SCHEMA_derived, SCHEMA_local };

enum { SCHEMA_KEY = 8 };

struct schema_table {
	const char *name;
	enum schema_kind kind;
	const char *clear, *dump;
	int key[SCHEMA_KEY]; /* places of its key's columns in `dump`, from 1; 0 ends them */
};
extern const struct schema_table schema_tables[];
extern const size_t schema_table_count;

struct schema_index { /* of a derived table */
	const char *name, *drop, *make;
};
extern const struct schema_index schema_indexes[];
extern const size_t schema_index_count;

/* --- one statement: taken, bound, run, given back ---------------------------------- */

enum err sqlite_take(struct store *s, int query, sqlite3_stmt **st) MUST_USE;
void sqlite_give(sqlite3_stmt *st);
/* Not copied: it must live until the statement is given back. */
void sqlite_bind_int(sqlite3_stmt *st, int at, int64_t v);
void sqlite_bind_text(sqlite3_stmt *st, int at, struct str v);
void sqlite_bind_blob(sqlite3_stmt *st, int at, struct str v);
/* The next row: ERR_NOT_FOUND after the last. */
enum err sqlite_row(struct store *s, sqlite3_stmt *st) MUST_USE;
/* Runs to the end, whatever rows it gives. */
enum err sqlite_run(struct store *s, sqlite3_stmt *st) MUST_USE;
/* Likewise; ERR_NOT_FOUND when it changed no row. */
enum err sqlite_hit(struct store *s, sqlite3_stmt *st) MUST_USE;
int64_t sqlite_int(sqlite3_stmt *st, int at);
struct str sqlite_text(sqlite3_stmt *st, int at, struct arena *a);
struct str sqlite_blob(sqlite3_stmt *st, int at, struct arena *a);

struct q_cursor sqlite_cursor(struct store *s, int query, sqlite3_stmt **st);
bool sqlite_cursor_next(struct q_cursor *c);

/* --- SQL that sqlgen wrote about a whole table ---------------------------------------- */

enum err sqlite_clear(struct store *s, const struct schema_table *t) MUST_USE;
/* Takes the indexes of the derived tables away, but those by which apply reads; or makes them. */
enum err sqlite_indexes(struct store *s, bool make) MUST_USE;
/* A file that was filled without a log is on the disk, and has a log from here on. */
enum err sqlite_settle(struct store *s) MUST_USE;
/* One line a row: columns parted by tabs, i:number, t:text, b:hex. */
enum err sqlite_dump(struct store *s, const struct schema_table *t, store_line *line, void *arg) MUST_USE;

/* The rows of one table by its key: dumped one after the other. ERR_NOT_FOUND after the last. */
struct sqlite_rows {
	struct store *store;
	const struct schema_table *table;
	struct arena *arena; /* of the row in hand */
	sqlite3_stmt *st;
	struct str line;
};
enum err sqlite_rows_open(struct store *s, const struct schema_table *t, struct sqlite_rows *r) MUST_USE;
enum err sqlite_rows_next(struct sqlite_rows *r) MUST_USE;
/* Which row of the same table comes first by its key: < 0, 0, > 0. */
int sqlite_rows_cmp(const struct sqlite_rows *a, const struct sqlite_rows *b);
void sqlite_rows_close(struct sqlite_rows *r);

/* Appends an entry as it is spelt: its bytes must be what entry_write would give. */
enum err ledger_append(
    struct store *s, const struct entry *entry, struct str bytes, struct hash *leaf) MUST_USE;
/* Reads the tree and the last time from the tables. */
enum err ledger_load(struct store *s) MUST_USE;

#endif
