/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A ledger written by hand, entry by entry, and what the tables look like after it. */
#ifndef TEST_STORE_LEDGER_H
#define TEST_STORE_LEDGER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "codec/json.h"
#include "store/store.h"

enum { ROOM = 256 << 20, DUMP_ROOM = 64 << 20, NOON = 1780282800 /* 2026-06-01 12:00 in Tokyo */ };

#define OK(call) assert_int_equal((call), ERR_OK)

/* One act to be written down: C strings, NULL is "left out". */
struct line {
	const char *act, *actor, *post, *behalf, *subject, *effects, *body;
	bool erased; /* apply gets no body, and none is kept */
};

static inline struct store *
memory_open(void)
{
	struct store *s;

	OK(store_open(NULL, STORE_MEMORY, &s, NULL));
	return s;
}

/* The hash of the body, hex, after keeping it. */
static inline struct str
body_keep(struct store *s, struct arena *a, const struct line *l, int64_t seq)
{
	unsigned char salt[BODY_SALT] = {(unsigned char)seq, (unsigned char)(seq >> 8), (unsigned char)(seq >> 16)};
	struct buf hex = buf_on(a, 64);
	struct hash h;

	if (l->body == NULL)
		return STR("");
	h = entry_body_hash(salt, str_of(l->body));
	buf_hex(&hex, h.b, sizeof h.b);
	if (!l->erased)
		OK(store_body_put(s, &h, salt, str_of(l->body)));
	return buf_str(&hex);
}

static inline struct entry
entry_of(struct store *s, struct arena *a, const struct line *l)
{
	int64_t seq = (int64_t)store_tree(s)->size;

	return (struct entry){
		.format = ENTRY_FORMAT, .seq = seq, .time = NOON + seq * 60, .town = STR("test.town"),
		.id = arena_fmt(a, "act-%lld", (long long)seq), .part = 1, .parts = 1,
		.actor = str_of(l->actor ? l->actor : "p1"), .post = str_of(l->post),
		.behalf = str_of(l->behalf), .channel = STR("web"),
		.act = str_of(l->act), .subject = str_of(l->subject), .policy = STR("00ff"), .clauses = STR("[\"4-8-2\"]"),
		.effects = str_of(l->effects ? l->effects : "[]"), .body = body_keep(s, a, l, seq),
	};
}

/* Writes an entry inside a transaction that stands open. */
static inline enum err
line_put(struct store *s, struct arena *a, struct line l)
{
	struct entry entry = entry_of(s, a, &l);
	struct why why = {.arena = a};
	struct json *body = NULL;
	struct effects effects;
	struct hash leaf;
	enum err e;

	OK(effects_read(a, entry.effects, &effects, &why));
	if (l.body && !l.erased)
		OK(json_read(a, str_of(l.body), 1 << 20, &body, &why));
	e = store_append(s, a, &entry, &leaf);
	return e == ERR_OK ? store_apply(s, a, &entry, &effects, body) : e;
}

static inline void
line_commit(struct store *s, struct line l)
{
	struct arena *a = arena_new(ROOM);

	OK(store_begin(s));
	OK(line_put(s, a, l));
	OK(store_commit(s));
	arena_free(&a);
}

static inline void
dump_line(void *arg, struct str table, struct str line)
{
	struct buf *b = arg;

	buf_add(b, table);
	buf_char(b, '\t');
	buf_add(b, line);
	buf_char(b, '\n');
}

static inline struct str
dump(struct store *s, struct arena *a)
{
	struct buf b = buf_on(a, DUMP_ROOM);

	OK(store_dump(s, dump_line, &b));
	assert_true(buf_done(&b));
	buf_char(&b, '\0');
	return (struct str){b.p, b.n - 1};
}

/* The dumped rows of one table that begin with `start` are exactly `rows`. */
static inline void
expect_rows(struct store *s, const char *start, const char *rows)
{
	struct arena *a = arena_new(ROOM);
	struct str all = dump(s, a), line;
	struct buf got = buf_on(a, DUMP_ROOM);

	while (str_cut(&all, '\n', &line)) {
		if (!str_starts(line, str_of(start)))
			continue;
		buf_add(&got, line);
		buf_char(&got, '\n');
	}
	buf_char(&got, '\0');
	assert_string_equal(got.p, rows);
	arena_free(&a);
}

/* A new folder under /tmp and a file name in it, in static storage. */
static inline const char *
path_new(void)
{
	static char path[64];
	char dir[] = "/tmp/store-test-XXXXXX";

	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/town.db", dir);
	return path;
}

/* Removes what path_new made. */
static inline void
path_remove(const char *path)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
	char name[96];

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		unlink(name);
	}
	snprintf(name, sizeof name, "%.*s", (int)(strrchr(path, '/') - path), path);
	rmdir(name);
}

#endif
