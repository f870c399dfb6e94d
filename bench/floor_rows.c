/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The floor of every act: the rows that acts left in a town are written once
 * more, into an empty database with the same schema and settings, by a bare loop
 * with prepared statements and nothing else. `floor_rows TOWN.DB NEW.DB BATCH MOST`
 * prints "acts seconds rate rows".
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Which rows belong to the act of entry number ?1. */
static const struct {
	const char *table, *where;
} tables[] = {
    {"entry", "seq = ?1"},
    {"body", "hash IN (SELECT unhex_body FROM temp.body_of WHERE seq = ?1)"},
    {"hash", "level = 0 AND idx = ?1"},
    {"log", "seq = ?1"},
    {"matter", "id = ?1"},
    {"step", "matter = ?1"},
    {"value", "owner = ?1"},
};
enum { TABLES = sizeof tables / sizeof *tables, COLUMNS = 24 };

struct row {
	int table, n;
	sqlite3_value *v[COLUMNS];
};

static void
check(sqlite3 *db, int rc)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
		return;
	fprintf(stderr, "%s\n", sqlite3_errmsg(db));
	exit(1);
}

/* The body's hash stands in the entry's JSON. */
static void
body_of(sqlite3 *db)
{
	check(db, sqlite3_exec(db,
	              "CREATE TEMP TABLE named (hex TEXT PRIMARY KEY, hash BLOB) WITHOUT ROWID;"
	              "INSERT INTO named SELECT lower(hex(hash)), hash FROM body;"
	              "CREATE TEMP TABLE body_of AS SELECT e.seq AS seq, n.hash AS unhex_body FROM entry e "
	              "JOIN named n ON n.hex = json_extract(CAST(e.bytes AS TEXT), '$.body');"
	              "CREATE INDEX temp.body_of_seq ON body_of (seq);",
	              NULL, NULL, NULL));
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
copy_schema(sqlite3 *from, sqlite3 *to)
{
	sqlite3_stmt *s;

	check(from, sqlite3_prepare_v2(from, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC", -1, &s, NULL));
	for (int pass = 0; pass < 2; pass++, sqlite3_reset(s)) /* tables first, then what hangs on them */
		while (sqlite3_step(s) == SQLITE_ROW) {
			const char *sql = (const char *)sqlite3_column_text(s, 0);

			if ((strncmp(sql, "CREATE TABLE", 12) == 0) == (pass == 0))
				check(to, sqlite3_exec(to, sql, NULL, NULL, NULL));
		}
	sqlite3_finalize(s);
}

int
main(int argc, char **argv)
{
	sqlite3 *from, *to;
	sqlite3_stmt *get[TABLES], *put[TABLES], *seqs;
	long batch, most, acts = 0, rows = 0, in_batch = 0;
	struct row *all;
	long *first;
	double begin, end;

	if (argc != 5)
		return 1;
	batch = strtol(argv[3], NULL, 10);
	most = strtol(argv[4], NULL, 10);
	remove(argv[2]);
	check(NULL, sqlite3_open_v2(argv[1], &from, SQLITE_OPEN_READONLY, NULL));
	check(NULL, sqlite3_open(argv[2], &to));
	check(to, sqlite3_exec(to, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384;", NULL, NULL, NULL));
	copy_schema(from, to);
	body_of(from);
	for (int t = 0; t < TABLES; t++) {
		char sql[256];
		int n;

		snprintf(sql, sizeof sql, "SELECT * FROM main.%s WHERE %s", tables[t].table, tables[t].where);
		check(from, sqlite3_prepare_v2(from, sql, -1, &get[t], NULL));
		n = sqlite3_column_count(get[t]);
		snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?%.*s)", tables[t].table, 2 * (n - 1),
		    ",?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?");
		check(to, sqlite3_prepare_v2(to, sql, -1, &put[t], NULL));
	}
	all = calloc((size_t)most * 32, sizeof *all);
	first = calloc((size_t)most + 1, sizeof *first);
	check(from, sqlite3_prepare_v2(from, "SELECT seq FROM log WHERE act = 'submit' AND channel = 'console' ORDER BY seq DESC LIMIT ?1", -1, &seqs, NULL));
	sqlite3_bind_int64(seqs, 1, most);
	while (sqlite3_step(seqs) == SQLITE_ROW && rows < most * 31) {
		for (int t = 0; t < TABLES; t++) {
			sqlite3_bind_int64(get[t], 1, sqlite3_column_int64(seqs, 0));
			while (sqlite3_step(get[t]) == SQLITE_ROW) {
				struct row *r = &all[rows++];

				r->table = t;
				r->n = sqlite3_column_count(get[t]);
				for (int c = 0; c < r->n; c++)
					r->v[c] = sqlite3_value_dup(sqlite3_column_value(get[t], c));
			}
			sqlite3_reset(get[t]);
		}
		first[++acts] = rows;
	}
	if (acts == 0)
		return 1;
	begin = seconds();
	for (long a = 0; a < acts; a++) {
		if (in_batch == 0)
			check(to, sqlite3_exec(to, "BEGIN IMMEDIATE", NULL, NULL, NULL));
		for (long i = first[a]; i < first[a + 1]; i++) {
			sqlite3_stmt *s = put[all[i].table];

			for (int c = 0; c < all[i].n; c++)
				sqlite3_bind_value(s, c + 1, all[i].v[c]);
			check(to, sqlite3_step(s));
			sqlite3_reset(s);
		}
		if (++in_batch == batch || a + 1 == acts) {
			check(to, sqlite3_exec(to, "COMMIT", NULL, NULL, NULL));
			in_batch = 0;
		}
	}
	end = seconds();
	printf("%ld %.3f %.1f %ld\n", acts, end - begin, (double)acts / (end - begin), rows);
	return 0;
}
