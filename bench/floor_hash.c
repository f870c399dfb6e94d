/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The floor of an audit: the SHA-256 hashes that it has to make, over the same
 * lengths, in a plain loop over memory: each entry and body, and every node of
 * the tree. `floor_hash TOWN.DB` prints "hashes seconds bytes".
 */
#include <openssl/evp.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { NODE = 65, PREFIX = 1, SALT = 32, ROOM = 4 << 20 };

struct lengths {
	uint32_t *n;
	size_t count, room;
};

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
length_add(struct lengths *l, uint32_t n)
{
	if (l->count == l->room) {
		l->room = l->room ? 2 * l->room : 1 << 20;
		l->n = realloc(l->n, l->room * sizeof *l->n);
		if (l->n == NULL)
			exit(1);
	}
	l->n[l->count++] = n;
}

static size_t
lengths_read(sqlite3 *db, const char *sql, uint32_t more, struct lengths *l)
{
	sqlite3_stmt *s;
	size_t before = l->count;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) {
		fprintf(stderr, "%s\n", sqlite3_errmsg(db));
		exit(1);
	}
	while (sqlite3_step(s) == SQLITE_ROW)
		length_add(l, (uint32_t)sqlite3_column_int64(s, 0) + more);
	sqlite3_finalize(s);
	return l->count - before;
}

int
main(int argc, char **argv)
{
	static unsigned char data[ROOM];
	struct lengths l = {0};
	unsigned char out[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_MD *md = EVP_MD_fetch(NULL, "SHA256", NULL);
	size_t entries, at = 0;
	uint64_t bytes = 0;
	double begin;
	sqlite3 *db;

	if (argc != 2 || ctx == NULL || md == NULL || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) ||
	    EVP_DigestInit_ex2(ctx, md, NULL) != 1)
		return 1;
	entries = lengths_read(db, "SELECT length(bytes) FROM entry", PREFIX, &l);
	lengths_read(db, "SELECT length(bytes) FROM body", SALT, &l);
	for (size_t i = 1; i < entries; i++)
		length_add(&l, NODE);
	for (size_t i = 0; i < ROOM; i++)
		data[i] = (unsigned char)(i * 2654435761u >> 7);
	begin = seconds();
	for (size_t i = 0; i < l.count; i++) {
		if (at + l.n[i] > ROOM)
			at = 0;
		if (EVP_DigestInit_ex2(ctx, NULL, NULL) != 1 || EVP_DigestUpdate(ctx, data + at, l.n[i]) != 1 ||
		    EVP_DigestFinal_ex(ctx, out, NULL) != 1)
			return 1;
		bytes += l.n[i];
		at += l.n[i];
		data[at % ROOM] ^= out[0];
	}
	printf("%zu %.3f %llu\n", l.count, seconds() - begin, (unsigned long long)bytes);
	return 0;
}
