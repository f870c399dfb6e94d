/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where the ledger and its tables live. One interface; SQLite is behind it
 * (sqlite.c), and no type of it is seen here. The gate holds the one store that
 * writes; everybody else opens it to read. Statements: sql/query, build/gen/query.h.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "ledger/entry.h"
#include "ledger/tree.h"
#include "model/case.h"
#include "model/effect.h"

struct store;

enum store_mode {
	STORE_CREATE, /* a new file, schema made; ERR_CONFLICT when it exists */
	STORE_LOAD, /* likewise, to be filled by one rebuild or replay: fast, and whole only when that has ended */
	STORE_WRITE,
	STORE_READ,
	STORE_FROM, /* to be rebuilt from: its tables may be of another version; only its log goes into it, at the end */
	STORE_MEMORY /* a new one without a file, for `policy play` and tests; path is ignored */
};

enum err store_open(const char *path, enum store_mode mode, struct store **out, struct why *why) MUST_USE;
void store_close(struct store **s);

/* --- transactions: only these, and never nested ------------------------------ */
enum err store_begin(struct store *s) MUST_USE;
/* Durable when it returns OK. ERR_FULL when the disk is: then nothing was written. */
enum err store_commit(struct store *s) MUST_USE;
void store_rollback(struct store *s);
/* Commits when what was done in it went well (`done` is ERR_OK), else rolls back and gives `done` back. */
enum err store_finish(struct store *s, enum err done) MUST_USE;
/* A read snapshot for one page; ends before anything is sent. */
enum err store_snapshot(struct store *s) MUST_USE;
void store_snapshot_end(struct store *s);
/* Before everything is read once: before any transaction. */
enum err store_read_all(struct store *s) MUST_USE;

/* --- the ledger ---------------------------------------------------------------- */
/* The tree over all entries, kept in memory, also across an undone transaction. */
const struct tree *store_tree(const struct store *s);
/* Time of the last entry, 0 when there is none. */
int64_t store_last_time(const struct store *s);
/* The entry must carry seq = store_tree()->size. Its leaf and tile hashes are stored with it. */
enum err store_append(struct store *s, struct arena *a, const struct entry *e, struct hash *leaf) MUST_USE;
enum err store_body_put(
    struct store *s, const struct hash *h, const unsigned char salt[BODY_SALT], struct str bytes) MUST_USE;
enum err store_policy_put(
    struct store *s, const struct hash *policy, const struct policy_file *files, size_t n) MUST_USE;
enum err store_checkpoint_put(struct store *s, uint64_t size, struct str note) MUST_USE;
/* ERR_NOT_FOUND for a seq beyond the end. */
enum err store_entry(struct store *s, struct arena *a, int64_t seq, struct str *bytes) MUST_USE;
/* By the id of its act: the seq of part 1. ERR_NOT_FOUND. */
enum err store_entry_by_id(struct store *s, struct str id, int64_t *seq) MUST_USE;
/* ERR_NOT_FOUND for one that is not there (erased). */
enum err store_body(
    struct store *s, struct arena *a, const struct hash *h, struct str *salt, struct str *bytes) MUST_USE;
bool store_hash(struct store *s, int level, uint64_t index, struct hash *out);
enum err store_policy_files(
    struct store *s, struct arena *a, struct str policy_hex, struct policy_file **files, size_t *n) MUST_USE;

/* --- state -------------------------------------------------------------------- */
/* town.version and the hash of the policy in force, one row: for the start of each page. */
enum err store_town_version(
    struct store *s, struct arena *a, int64_t *version, struct str *policy_hex) MUST_USE;
/* The whole town, indexed, in the arena. */
enum err store_town(struct store *s, struct arena *a, struct town *out) MUST_USE;
/*
 * Fetches what the keys name into *facts (which keeps what it already has).
 * The matter's form is read by `pol`, which must be the policy it began with;
 * store_matter_policy tells which. A matter or item that does not exist is simply not there.
 */
enum err store_facts(struct store *s, struct arena *a, const struct policy *pol, const struct need_key *keys,
    size_t n, struct facts *facts) MUST_USE;
enum err store_matter_policy(
    struct store *s, struct arena *a, int64_t matter, struct str *policy_hex) MUST_USE;
/* Adds all items of a register to a list of *n, in the order of their numbers; without their links. */
enum err store_items(struct store *s, struct arena *a, const struct policy *pol, int reg, struct item **items,
    size_t *n) MUST_USE;
/* One row (from 1) of a step that takes rows, by its form's order. ERR_NOT_FOUND. */
enum err store_row(struct store *s, struct arena *a, const struct step *step, int64_t matter,
    struct str section, int n, struct value **out) MUST_USE;

/*
 * apply: what an entry's effects make of the tables. Reads the entry, its
 * effects and its body (NULL when erased) and nothing else. apply_one is what
 * the gate calls after store_append, and what a rebuild calls for every entry.
 */
enum err store_apply(struct store *s, struct arena *a, const struct entry *e, const struct effects *effects,
    const struct json *body) MUST_USE;

/*
 * Empties the derived tables of `to`, which gets what it lacks of the ledger, and applies every entry again.
 * In the snapshot of `from` that the caller has, or in one of its own. `from` may be of another version.
 */
enum err store_rebuild(struct store *from, struct store *to, struct why *why) MUST_USE;
/* The derived tables alone, in a new store whose ledger stays empty: to be compared. */
enum err store_replay(struct store *from, struct store *to, struct why *why) MUST_USE;
/*
 * Holds the derived tables of two stores against each other, row by row along
 * their keys: tells every row that only one of them has (of a changed row both
 * sides), and how many rows were looked at.
 */
typedef void store_difference(void *arg, bool first, struct str table, struct str line);
enum err store_compare(
    struct store *first, struct store *second, store_difference *tell, void *arg, uint64_t *rows) MUST_USE;
/*
 * A canonical dump of all derived tables, by primary key, typed, line by line:
 * two stores are equal when their dumps are. Calls back once a line.
 */
typedef void store_line(void *arg, struct str table, struct str line);
enum err store_dump(struct store *s, store_line *line, void *arg) MUST_USE;

/*
 * A consistent copy of the whole file, as it stands at one moment, into a new
 * file: durable, without a write-ahead log beside it. Whoever writes goes on
 * meanwhile. ERR_CONFLICT when the file exists; after a failure nothing is left.
 */
enum err store_backup(struct store *s, const char *path, struct why *why) MUST_USE;

/* The write-ahead log is cut when it has grown beyond 64 MiB; called when idle. */
void store_idle(struct store *s);

#endif
