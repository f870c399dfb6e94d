/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A random but possible life of a town: whatever the tables were, the ledger makes them again. */
#include <stdio.h>

#include <sqlite3.h>

#include "ledger.h"

enum { MATTERS = 400, ITEMS = 200, TEXT = 4096 };

/* What has happened so far: only possible entries are written. */
struct life {
	struct store *store;
	struct arena *arena;
	uint64_t seed;
	int open[MATTERS], open_n; /* matters that wait for their step "permit" */
	int items[ITEMS], item_n;
	int number;
	struct { int matter, rows; } lines[MATTERS]; /* their step "timeline" takes rows */
	int line_n;
	int notices[MATTERS], notice_n; /* matters with an unseen notice */
	int away, absences;
	char effects[TEXT], body[TEXT];
};

static uint32_t
below(struct life *l, uint32_t n)
{
	l->seed ^= l->seed << 13;
	l->seed ^= l->seed >> 7;
	l->seed ^= l->seed << 17;
	return (uint32_t)(l->seed >> 33) % n;
}

static const char *
text(struct life *l)
{
	static const char *const texts[] = {
		"", "USBメモリ", "出張 \\\"A\\\"", "一行目\\n二行目", "ﾊﾝｶｸ", "}],{", "\\\\", "\\u0001", "𠮷野家",
	};

	return texts[below(l, sizeof texts / sizeof *texts)];
}

static void
put(struct life *l, const char *act, const char *subject)
{
	arena_reset(l->arena);
	OK(line_put(l->store, l->arena, (struct line){
	    .act = act, .actor = below(l, 2) ? "p1" : "p2", .post = below(l, 2) ? "zei-head" : "", .subject = subject,
	    .behalf = below(l, 8) ? "" : "p2",
	    .effects = l->effects, .body = l->body[0] ? l->body : NULL, .erased = below(l, 10) == 0}));
	l->effects[0] = l->body[0] = '\0';
}

static int
next_seq(struct life *l)
{
	return (int)store_tree(l->store)->size;
}

static const char *
about(int matter)
{
	static char subject[32];

	snprintf(subject, sizeof subject, "{\"matter\":%d}", matter);
	return subject;
}

static void
live_found(struct life *l)
{
	snprintf(l->effects, TEXT,
	    "[{\"e\":\"town\",\"kind\":\"test\",\"ref\":\"n\"},{\"e\":\"policy\",\"kind\":\"00ff\"},"
	    "{\"e\":\"section\",\"section\":\"zei\",\"from\":\"2020-04-01\",\"ref\":\"s\"},"
	    "{\"e\":\"post\",\"post\":\"zei-head\",\"section\":\"zei\",\"kind\":\"head\",\"ref\":\"s\"},"
	    "{\"e\":\"person\",\"person\":\"p1\",\"ref\":\"p\"},{\"e\":\"person\",\"person\":\"p2\",\"flag\":1,\"ref\":\"p\"},"
	    "{\"e\":\"hold\",\"person\":\"p1\",\"post\":\"zei-head\",\"from\":\"2020-04-01\"},"
	    "{\"e\":\"setting\",\"field\":\"hours\",\"from\":\"2026-05-01\",\"ref\":\"n\"},"
	    "{\"e\":\"holiday\",\"from\":\"2026-12-01\",\"flag\":1,\"ref\":\"n\"}]");
	snprintf(l->body, TEXT, "{\"n\":\"町\",\"s\":{\"label\":\"税務課\",\"sign\":\"太税\"},\"p\":{\"login\":\"a\",\"name\":\"A\",\"kana\":\"\"}}");
	put(l, "found", NULL);
}

static void
live_submit(struct life *l)
{
	int id = next_seq(l);

	if (l->open_n == MATTERS)
		return;
	snprintf(l->effects, TEXT,
	    "[{\"e\":\"open\",\"matter\":%d,\"procedure\":\"take-out\",\"person\":\"p1\",\"section\":\"zei\"},"
	    "{\"e\":\"field\",\"matter\":%d,\"field\":\"purpose\",\"flag\":%d,\"ref\":\"purpose\"},"
	    "{\"e\":\"field\",\"matter\":%d,\"field\":\"count\",\"flag\":1,\"value\":%d},"
	    "{\"e\":\"step\",\"matter\":%d,\"step\":\"permit\",\"role\":\"officer\",\"section\":\"zei\",\"due\":%d}]",
	    id, id, 1, id, 1 + (int)below(l, 9), id, NOON + (int)below(l, 9999));
	snprintf(l->body, TEXT, "{\"purpose\":\"%s\"}", text(l));
	l->open[l->open_n++] = id;
	put(l, "submit", about(id));
}

static void
live_decide(struct life *l)
{
	static const char *const outcomes[] = {"permit", "refuse", "done", "unconfirmed"};
	int at, id;

	if (l->open_n == 0)
		return;
	at = (int)below(l, (uint32_t)l->open_n);
	id = l->open[at];
	l->open[at] = l->open[--l->open_n];
	snprintf(l->effects, TEXT,
	    "[{\"e\":\"stamp\",\"matter\":%d,\"step\":\"permit\",\"section\":\"zei\",\"outcome\":\"%s\"},"
	    "{\"e\":\"typed\",\"matter\":%d,\"step\":\"permit\",\"section\":\"zei\",\"field\":\"note\",\"ref\":\"note\"},"
	    "{\"e\":\"step\",\"matter\":%d,\"step\":\"leave\",\"role\":\"applicant\"},"
	    "{\"e\":\"number\",\"matter\":%d,\"section\":\"zei\",\"series\":\"permit\",\"year\":2026,\"n\":%d},"
	    "{\"e\":\"valid\",\"matter\":%d,\"until\":\"2026-06-30\"}]",
	    id, outcomes[below(l, 4)], id, id, id, ++l->number, id);
	snprintf(l->body, TEXT, "{\"note\":\"%s\"}", text(l));
	put(l, "decide", about(id));
}

/* A matter whose one step takes rows, come of another. */
static void
live_incident(struct life *l)
{
	int id = next_seq(l);

	if (l->line_n == MATTERS)
		return;
	snprintf(l->effects, TEXT,
	    "[{\"e\":\"open\",\"matter\":%d,\"procedure\":\"incident\",\"section\":\"zei\",\"of\":%d,\"flag\":%d},"
	    "{\"e\":\"paper\",\"matter\":%d,\"from\":\"2026-05-%02u\",\"ref\":\"n\"},"
	    "{\"e\":\"field\",\"matter\":%d,\"field\":\"what\",\"flag\":1,\"ref\":\"n\"},"
	    "{\"e\":\"step\",\"matter\":%d,\"step\":\"timeline\",\"role\":\"officer\",\"section\":\"zei\",\"due\":%d,\"remind\":%d}]",
	    id, 1 + (int)below(l, 9), 1 + (int)below(l, 2), id, 10 + below(l, 18), id, id, NOON + 999,
	    NOON + 1 + (int)below(l, 999));
	snprintf(l->body, TEXT, "{\"n\":\"%s\"}", text(l));
	l->lines[l->line_n].matter = id;
	l->lines[l->line_n++].rows = 0;
	put(l, "submit", about(id));
}

static void
live_row(struct life *l)
{
	int at, id;

	if (l->line_n == 0)
		return;
	at = (int)below(l, (uint32_t)l->line_n);
	id = l->lines[at].matter;
	l->lines[at].rows++;
	snprintf(l->effects, TEXT,
	    "[{\"e\":\"row\",\"matter\":%d,\"step\":\"timeline\",\"section\":\"zei\",\"field\":\"when\",\"n\":%d,\"value\":\"2026-06-01\"},"
	    "{\"e\":\"row\",\"matter\":%d,\"step\":\"timeline\",\"section\":\"zei\",\"field\":\"what\",\"n\":%d,\"ref\":\"what\"}]",
	    id, l->lines[at].rows, id, l->lines[at].rows);
	snprintf(l->body, TEXT, "{\"what\":\"%s\"}", text(l));
	put(l, "do", about(id));
}

/* The effects with the matter's id in the place of each "#". */
static void
effects_about(struct life *l, const char *effects, int id)
{
	struct buf b = buf_on(l->arena, TEXT);

	for (; *effects; effects++) {
		if (*effects == '#')
			buf_i64(&b, id);
		else
			buf_char(&b, *effects);
	}
	assert_true(buf_done(&b) && b.n < TEXT);
	memcpy(l->effects, b.p, b.n);
	l->effects[b.n] = '\0';
}

/* Returned, corrected, raised, reminded, commented, told: each by itself. */
static void
live_beside(struct life *l)
{
	static const char *const each[] = {
	    "[{\"e\":\"stamp\",\"matter\":#,\"step\":\"timeline\",\"section\":\"zei\",\"kind\":\"deputy\",\"outcome\":\"return\",\"ref\":\"n\"},"
	    "{\"e\":\"past\",\"matter\":#},"
	    "{\"e\":\"step\",\"matter\":#,\"step\":\"timeline\",\"role\":\"officer\",\"section\":\"zei\",\"remind\":1780282900}]",
	    ("[{\"e\":\"correct\",\"matter\":#,\"field\":\"what\",\"flag\":1,\"ref\":\"n\"},"
	    "{\"e\":\"correct\",\"matter\":#,\"step\":\"timeline\",\"section\":\"zei\",\"field\":\"x\",\"ref\":\"n\"}]"),
	    "[{\"e\":\"raise\",\"matter\":#,\"step\":\"timeline\",\"role\":\"chief\",\"section\":\"zei\"}]",
	    "[{\"e\":\"late\",\"matter\":#,\"step\":\"timeline\",\"section\":\"zei\",\"flag\":1}]",
	    "[{\"e\":\"comment\",\"matter\":#,\"ref\":\"n\"}]",
	    "[{\"e\":\"notice\",\"matter\":#,\"step\":\"timeline\",\"person\":\"p1\",\"kind\":\"deputy\"}]",
	};
	uint32_t which = below(l, sizeof each / sizeof *each);
	int id;

	if (l->line_n == 0 || l->notice_n == MATTERS)
		return;
	id = l->lines[below(l, (uint32_t)l->line_n)].matter;
	if (which == 5)
		l->notices[l->notice_n++] = id;
	effects_about(l, each[which], id);
	snprintf(l->body, TEXT, "{\"n\":\"%s\"}", text(l));
	put(l, "do", about(id));
}

/* All notices of a matter that say the same are seen at once. */
static void
live_review(struct life *l)
{
	int id = l->notice_n ? l->notices[0] : 0, left = 0;

	if (id == 0)
		return;
	for (int i = 0; i < l->notice_n; i++)
		if (l->notices[i] != id)
			l->notices[left++] = l->notices[i];
	l->notice_n = left;
	snprintf(l->effects, TEXT,
	    "[{\"e\":\"seen\",\"matter\":%d,\"step\":\"timeline\",\"person\":\"p1\",\"kind\":\"deputy\"}]", id);
	put(l, "review", about(id));
}

static void
live_late_or_end(struct life *l)
{
	int at, id;

	if (l->open_n == 0)
		return;
	at = (int)below(l, (uint32_t)l->open_n);
	id = l->open[at];
	if (below(l, 2)) {
		snprintf(l->effects, TEXT, "[{\"e\":\"late\",\"matter\":%d,\"step\":\"permit\",\"section\":\"zei\"}]", id);
		put(l, "late", about(id));
		return;
	}
	l->open[at] = l->open[--l->open_n];
	snprintf(l->effects, TEXT, "[{\"e\":\"end\",\"matter\":%d,\"state\":\"withdrawn\",\"until\":\"2026-06-02\"}]", id);
	put(l, "withdraw", about(id));
}

static void
live_add(struct life *l)
{
	int id = next_seq(l), other = l->item_n ? l->items[below(l, (uint32_t)l->item_n)] : 0;

	if (l->item_n == ITEMS)
		return;
	snprintf(l->effects, TEXT,
	    "[{\"e\":\"add\",\"item\":%d,\"register\":\"medium\",\"section\":\"zei\",\"state\":\"in-use\"},"
	    "{\"e\":\"set\",\"item\":%d,\"field\":\"label\",\"flag\":1,\"ref\":\"label\"},"
	    "{\"e\":\"set\",\"item\":%d,\"field\":\"carries\",\"value\":[%d,%d]}]",
	    id, id, id, id, other);
	snprintf(l->body, TEXT, "{\"label\":\"%s\"}", text(l));
	l->items[l->item_n++] = id;
	put(l, "do", NULL);
}

static void
live_set(struct life *l)
{
	int id, matter = l->open_n ? l->open[below(l, (uint32_t)l->open_n)] : 0;

	if (l->item_n == 0 || matter == 0)
		return;
	id = l->items[below(l, (uint32_t)l->item_n)];
	snprintf(l->effects, TEXT,
	    "[{\"e\":\"set\",\"item\":%d,\"field\":\"state\",\"value\":\"%s\"},"
	    "{\"e\":\"set\",\"item\":%d,\"field\":\"label\",\"flag\":1,\"ref\":\"@%d/purpose\"},"
	    "{\"e\":\"set\",\"item\":%d,\"field\":\"carries\",\"value\":[%d]},"
	    "{\"e\":\"set\",\"item\":%d,\"field\":\"day\",\"flag\":1,\"value\":\"2026-06-%02d\"},"
	    "{\"e\":\"holds\",\"matter\":%d,\"item\":%d}]",
	    id, below(l, 2) ? "outside" : "in-use", id, matter, id, matter, id, 1 + (int)below(l, 28), matter, id);
	put(l, "do", NULL);
}

static void
live_town(struct life *l)
{
	switch (below(l, 6)) {
	case 4:
		l->away = 10 + l->absences++ % 18;
		snprintf(l->effects, TEXT,
		    "[{\"e\":\"absent\",\"person\":\"p1\",\"kind\":\"self\",\"from\":\"2026-06-%d\",\"until\":\"2026-07-%u\",\"ref\":\"why\"}]",
		    l->away, 10 + below(l, 18));
		snprintf(l->body, TEXT, "{\"why\":\"%s\"}", text(l));
		break;
	case 5:
		if (l->away == 0)
			return;
		snprintf(l->effects, TEXT,
		    "[{\"e\":\"absent\",\"person\":\"p1\",\"kind\":\"self\",\"from\":\"2026-06-%d\",\"until\":\"2026-05-31\"}]", l->away);
		l->away = 0;
		break;
	case 0:
		snprintf(l->effects, TEXT, "[{\"e\":\"setting\",\"field\":\"years\",\"from\":\"2026-05-01\",\"ref\":\"set\"}]");
		snprintf(l->body, TEXT, "{\"set\":{\"value\":\"5\",\"text\":\"%s\"}}", text(l));
		break;
	case 1:
		snprintf(l->effects, TEXT, "[{\"e\":\"holiday\",\"from\":\"2026-11-%02u\"%s}]", 1 + below(l, 9), below(l, 2) ? ",\"flag\":1" : "");
		break;
	case 2:
		snprintf(l->effects, TEXT, "[{\"e\":\"hold\",\"person\":\"p1\",\"post\":\"zei-head\",\"from\":\"2026-04-%02u\"}]", 1 + below(l, 9));
		break;
	default:
		snprintf(l->effects, TEXT, "[{\"e\":\"day\",\"from\":\"2026-06-%02u\"}]", 1 + below(l, 28));
		break;
	}
	put(l, "set", NULL);
}

static void
live(struct store *s, uint64_t seed, uint64_t entries)
{
	static void (*const deeds[])(struct life *) = {
		live_submit, live_submit, live_decide, live_late_or_end, live_add, live_set, live_set, live_town,
		live_incident, live_row, live_row, live_beside, live_beside, live_beside, live_review,
	};
	static struct life l;

	l = (struct life){.store = s, .seed = seed, .arena = arena_new(ROOM)};
	OK(store_begin(s));
	live_found(&l);
	while (store_tree(s)->size < entries)
		deeds[below(&l, sizeof deeds / sizeof *deeds)](&l);
	OK(store_commit(s));
	arena_free(&l.arena);
}

static void
expect_same(struct store *one, struct store *two)
{
	struct arena *a = arena_new(2 * (size_t)ROOM);

	assert_string_equal(dump(one, a).p, dump(two, a).p);
	arena_free(&a);
}

static void
c_a_rebuilt_store_is_equal(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct store *from = memory_open(), *to = memory_open();
		struct hash one, two;

		live(from, seed * 7919, 1500);
		OK(store_rebuild(from, to, NULL));
		expect_same(from, to);
		one = tree_root(store_tree(from));
		two = tree_root(store_tree(to));
		assert_true(hash_eq(&one, &two));
		assert_int_equal(store_last_time(from), store_last_time(to));
		/* once more: `to` has the ledger already; and in place */
		OK(store_rebuild(from, to, NULL));
		expect_same(from, to);
		OK(store_rebuild(to, to, NULL));
		expect_same(from, to);
		store_close(&from);
		store_close(&to);
	}
}

static void
c_a_copy_brings_bodies_policies_and_checkpoints(void **state)
{
	static const struct policy_file file = {{"a.yaml", 6}, {"id: a", 5}};
	struct store *from = memory_open(), *to = memory_open();
	struct arena *a = arena_new(ROOM);
	struct hash policy = {{1}}, h;
	struct policy_file *files;
	unsigned char salt_in[BODY_SALT] = {0};
	struct str salt, bytes;
	size_t n;

	(void)state;
	line_commit(from, (struct line){.act = "found", .actor = "init", .body = "{\"a\":\"b\"}"});
	OK(store_begin(from));
	OK(store_policy_put(from, &policy, &file, 1));
	OK(store_checkpoint_put(from, 1, STR("note")));
	OK(store_commit(from));
	OK(store_rebuild(from, to, NULL));
	h = entry_body_hash(salt_in, STR("{\"a\":\"b\"}"));
	OK(store_body(to, a, &h, &salt, &bytes));
	assert_true(str_eq(bytes, STR("{\"a\":\"b\"}")));
	OK(store_policy_files(to, a, STR("0100000000000000000000000000000000000000000000000000000000000000"), &files, &n));
	assert_int_equal(n, 1);
	arena_free(&a);
	store_close(&from);
	store_close(&to);
}

static void
f_a_longer_or_other_ledger_is_not_overwritten(void **state)
{
	struct store *from = memory_open(), *to = memory_open(), *other = memory_open();
	struct arena *a = arena_new(1 << 20);
	struct why why = {.arena = a};

	(void)state;
	line_commit(from, (struct line){.act = "found", .actor = "init"});
	line_commit(to, (struct line){.act = "found", .actor = "init"});
	line_commit(to, (struct line){.act = "day", .actor = "clock"});
	line_commit(other, (struct line){.act = "found", .actor = "p9"});
	assert_int_equal(store_rebuild(from, to, &why), ERR_CONFLICT);
	assert_int_equal(store_rebuild(from, other, &why), ERR_CONFLICT);
	assert_true(why.text.n > 0);
	expect_rows(to, "log\ti:1", "log\ti:1\ti:1780282860\tt:clock\tt:\tt:\tt:web\tt:day\ti:-1\ti:-1\tt:\tt:\tt:[\"4-8-2\"]\n");
	arena_free(&a);
	store_close(&from);
	store_close(&to);
	store_close(&other);
}

static struct str
schema_of(const char *path, struct arena *a)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	struct str out;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY type, name)", -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	out = arena_str(a, str_of((const char *)sqlite3_column_text(st, 0)));
	sqlite3_finalize(st);
	sqlite3_close(db);
	return out;
}

/* A file that is filled without log and indexes is like any other in the end. */
static void
c_a_loaded_file_is_a_town(void **state)
{
	struct store *from = memory_open(), *to, *plain;
	struct arena *a = arena_new(ROOM);
	const char *path = path_new(), *other = arena_fmt(a, "%s.plain", path).p;
	struct str loaded;

	(void)state;
	live(from, 31, 800);
	OK(store_open(path, STORE_LOAD, &to, NULL));
	OK(store_rebuild(from, to, NULL));
	expect_same(from, to);
	store_close(&to);
	OK(store_open(other, STORE_CREATE, &plain, NULL));
	store_close(&plain);
	loaded = schema_of(path, a);
	assert_true(loaded.n > 4000);
	assert_true(str_eq(loaded, schema_of(other, a)));
	/* and goes on */
	OK(store_open(path, STORE_WRITE, &to, NULL));
	assert_int_equal(store_tree(to)->size, store_tree(from)->size);
	line_commit(to, (struct line){.act = "day", .actor = "clock", .effects = "[{\"e\":\"day\",\"from\":\"2026-07-02\"}]"});
	store_close(&to);
	path_remove(other);
	path_remove(path);
	arena_free(&a);
	store_close(&from);
}

/* Tables of another version: they are not written, and made again from their ledger. */
static void
c_tables_of_another_version_are_made_again(void **state)
{
	const char *path = path_new();
	struct arena *a = arena_new(ROOM);
	struct why why = {.arena = a};
	struct store *old, *to = memory_open();
	struct str before;
	sqlite3 *db;

	(void)state;
	OK(store_open(path, STORE_CREATE, &old, NULL));
	live(old, 77, 300);
	before = dump(old, a);
	store_close(&old);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 1; DROP TABLE notice; DROP TABLE comment; ALTER TABLE person DROP COLUMN card", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	assert_int_equal(store_open(path, STORE_WRITE, &old, &why), ERR_CORRUPT);
	assert_true(str_find(why.text, STR("sekimori rebuild")) != SIZE_MAX);
	OK(store_open(path, STORE_FROM, &old, &why));
	OK(store_rebuild(old, to, &why));
	assert_true(str_eq(dump(to, a), before));
	store_close(&old);
	store_close(&to);
	path_remove(path);
	arena_free(&a);
}

/* --- side by side ------------------------------------------------------------------------------ */

struct told {
	char text[4096];
	size_t n;
};

static void
tell(void *arg, bool first, struct str table, struct str line)
{
	struct told *t = arg;

	t->n += (size_t)snprintf(t->text + t->n, sizeof t->text - t->n, "%c %.*s %.*s\n", first ? '<' : '>', STR_ARG(table), STR_ARG(line));
	assert_true(t->n < sizeof t->text);
}

static void
changed(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void
b_a_comparison_tells_each_row_that_differs(void **state)
{
	const char *path = path_new();
	struct arena *a = arena_new(ROOM);
	struct store *now, *again = memory_open();
	struct told t = {.n = 0};
	uint64_t rows, lines = 0;

	(void)state;
	OK(store_open(path, STORE_CREATE, &now, NULL));
	live(now, 5, 400);
	OK(store_replay(now, again, NULL));
	assert_int_equal(store_tree(again)->size, 0);
	OK(store_compare(now, again, tell, &t, &rows));
	assert_int_equal(t.n, 0);
	for (struct str all = dump(now, a); all.n > 0; all = str_sub(all, 1, all.n))
		lines += all.p[0] == '\n';
	assert_true(rows == lines && lines > 500);
	/* one row less, one more, one changed; keys are compared as numbers and as bytes */
	changed(path, "DELETE FROM holiday WHERE day = '2026-12-01'; INSERT INTO counter VALUES ('aaa', 'x', -5, 1);"
	    "INSERT INTO counter VALUES ('aaa', 'x', 10, 2), ('aaa', 'x', 9, 3); UPDATE post SET label = 'Z'");
	OK(store_compare(now, again, tell, &t, &rows));
	assert_string_equal(t.text, "< post t:zei-head\tt:zei\tt:head\tt:Z\n> post t:zei-head\tt:zei\tt:head\tt:税務課\n"
	    "> holiday t:2026-12-01\tt:町\n"
	    "< counter t:aaa\tt:x\ti:-5\ti:1\n< counter t:aaa\tt:x\ti:9\ti:3\n< counter t:aaa\tt:x\ti:10\ti:2\n");
	store_close(&now);
	store_close(&again);
	path_remove(path);
	arena_free(&a);
}

/* --- tampering ------------------------------------------------------------------------------- */

struct tamper {
	sqlite3 *db;
	struct store *store; /* the same file */
	struct str clean;
	struct arena *arena;
	int tried;
};

static void
run(sqlite3 *db, const char *sql)
{
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
}

/* Changes one column of one row and looks whether the dump tells; then changes it back. */
static int
tamper_column(void *arg, int n, char **value, char **name)
{
	struct tamper *t = arg;
	const char *table = value[0], *column = value[1], *type = value[2], *key = value[3];
	char sql[512];

	(void)n, (void)name;
	snprintf(sql, sizeof sql, "UPDATE main.%s SET %s = %s %s WHERE (%s) = (SELECT %s FROM main.%s ORDER BY random() LIMIT 1)",
	    table, column, column, strcmp(type, "TEXT") ? "+ 123456789" : "|| 'x'", key, key, table);
	run(t->db, sql);
	assert_int_equal(sqlite3_changes(t->db), 1);
	arena_reset(t->arena);
	assert_false(str_eq(t->clean, dump(t->store, t->arena)));
	snprintf(sql, sizeof sql, "DELETE FROM main.%s; INSERT INTO main.%s SELECT * FROM kept.%s", table, table, table);
	run(t->db, sql);
	t->tried++;
	return 0;
}

/* Only the derived tables have what can be changed unseen by the tree; entry and body are hashed. */
static void
f_every_changed_value_is_found(void **state)
{
	static const char each[] =
	    "SELECT m.name, c.name, c.type, (SELECT group_concat(name) FROM pragma_table_info(m.name) WHERE pk > 0) "
	    "FROM main.sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name <> 'one' "
	    "AND m.name NOT IN ('entry', 'body', 'hash', 'checkpoint', 'policy_file', 'local')";
	static const char *const tables[] = {
		"town", "section", "post", "person", "holding", "absence", "setting", "holiday", "matter", "step",
		"step_row", "comment", "notice", "matter_history", "paper", "item", "link", "item_history", "value",
		"counter", "log",
	};
	const char *path = path_new();
	struct arena *keep = arena_new(ROOM);
	struct tamper t = {.arena = arena_new(ROOM)};
	char sql[128];

	(void)state;
	OK(store_open(path, STORE_CREATE, &t.store, NULL));
	live(t.store, 4242, 600);
	t.clean = dump(t.store, keep);
	assert_int_equal(sqlite3_open(path, &t.db), SQLITE_OK);
	run(t.db, "PRAGMA synchronous = OFF; ATTACH ':memory:' AS kept");
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		snprintf(sql, sizeof sql, "CREATE TABLE kept.%s AS SELECT * FROM main.%s", tables[i], tables[i]);
		run(t.db, sql);
	}
	assert_int_equal(sqlite3_exec(t.db, each, tamper_column, &t, NULL), SQLITE_OK);
	assert_true(t.tried > 140);
	assert_true(str_eq(t.clean, dump(t.store, keep)));
	sqlite3_close(t.db);
	store_close(&t.store);
	path_remove(path);
	arena_free(&t.arena);
	arena_free(&keep);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(c_a_rebuilt_store_is_equal),
		cmocka_unit_test(c_a_copy_brings_bodies_policies_and_checkpoints),
		cmocka_unit_test(c_a_loaded_file_is_a_town),
		cmocka_unit_test(c_tables_of_another_version_are_made_again),
		cmocka_unit_test(b_a_comparison_tells_each_row_that_differs),
		cmocka_unit_test(f_a_longer_or_other_ledger_is_not_overwritten),
		cmocka_unit_test(f_every_changed_value_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
