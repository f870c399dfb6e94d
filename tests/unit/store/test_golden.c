/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What earlier releases wrote is read, counted and applied as it was then:
 * tests/golden/README.md. `test_golden OUT` prints the hash of the tables that
 * the export in the folder OUT makes, `test_golden OUT tables` which they are.
 */
#include <stdio.h>
#include <sys/wait.h>

#include "base/hex.h"
#include "base/num.h"
#include "codec/base64.h"
#include "ledger.h"
#include "ledger/tile.h"
#include "os/file.h"
#include "store/sqlite.h"

#define GOLDEN  STR("tests/golden")
#define ARCHIVE STR(".tar.gz")

enum { FILE_MAX = 64 << 20 };

/* An export in a folder, on its way into a store. */
struct replay {
	struct arena *keep, *entry, *act; /* for good, of one entry, of one act with all its parts */
	struct str dir;
	struct store *store;
	uint64_t size;
	struct str root; /* base64, as the checkpoint has it */
	const struct json *body;
	size_t bodies;
};

static struct str
read_all(struct arena *a, struct str folder, struct str name)
{
	struct why why = {.arena = a};
	struct str bytes = STR("");

	if (file_read(a, file_join(a, folder, name), FILE_MAX, &bytes, &why) != ERR_OK)
		fail_msg("%.*s", STR_ARG(why_line(&why)));
	return bytes;
}

/* --- one entry -------------------------------------------------------------------------- */

/* bodies/SEQ: the salt in hexadecimal, a newline, the body. */
static void
body_take(struct replay *r, const struct entry *e)
{
	struct str rest = read_all(r->act, r->dir, arena_fmt(r->act, "bodies/%lld", (long long)e->seq)), salt;
	unsigned char salt_bytes[BODY_SALT];
	struct why why = {.arena = r->act};
	struct hash h, named;
	struct json *tree;

	assert_true(str_cut(&rest, '\n', &salt));
	assert_true(hex_read(salt, salt_bytes, sizeof salt_bytes));
	assert_true(hex_read(e->body, named.b, sizeof named.b));
	h = entry_body_hash(salt_bytes, rest);
	assert_true(hash_eq(&h, &named));
	OK(store_body_put(r->store, &h, salt_bytes, rest));
	OK(json_read(r->act, rest, FILE_MAX, &tree, &why));
	r->body = tree;
	r->bodies++;
}

static void
entry_take(struct replay *r, struct str bytes, uint64_t seq)
{
	struct why why = {.arena = r->entry};
	struct effects effects;
	struct entry e;
	struct hash leaf;

	arena_reset(r->entry);
	OK(entry_read(r->entry, bytes, &e, &why));
	assert_int_equal(e.seq, seq);
	if (e.part == 1) {
		arena_reset(r->act);
		r->body = NULL;
		if (e.body.n > 0)
			body_take(r, &e);
	}
	OK(effects_read(r->entry, e.effects, &effects, &why));
	OK(store_append(r->store, r->entry, &e, &leaf));
	OK(store_apply(r->store, r->entry, &e, &effects, r->body));
}

static void
bundle_take(struct replay *r, uint64_t index, unsigned width)
{
	struct arena *a = arena_new(ROOM);
	struct str bundle = read_all(a, r->dir, tile_bundle_path(a, index, width)), bytes;
	enum err e = ERR_OK;
	unsigned n = 0;

	while (tile_bundle_next(&bundle, &bytes, &e))
		entry_take(r, bytes, index * TILE_WIDTH + n++);
	OK(e);
	assert_int_equal(n, width);
	arena_free(&a);
}

/* --- the rest of the folder ---------------------------------------------------------------- */

static void
policy_take(struct replay *r, struct str hex)
{
	struct str dir = file_join(r->keep, file_join(r->keep, r->dir, STR("policies")), hex), *names;
	struct policy_file *files;
	struct why why = {.arena = r->keep};
	struct hash h;
	size_t n;

	OK(file_list(r->keep, dir, &names, &n, &why));
	files = arena_array(r->keep, n, sizeof *files);
	for (size_t i = 0; i < n; i++)
		files[i] = (struct policy_file){names[i], read_all(r->keep, dir, names[i])};
	assert_true(hex_read(hex, h.b, sizeof h.b));
	OK(store_policy_put(r->store, &h, files, n));
}

static void
policies_take(struct replay *r)
{
	struct why why = {.arena = r->keep};
	struct str *hexes;
	size_t n;

	OK(file_list(r->keep, file_join(r->keep, r->dir, STR("policies")), &hexes, &n, &why));
	assert_true(n > 0);
	for (size_t i = 0; i < n; i++)
		policy_take(r, hexes[i]);
}

/* The second and third line of the checkpoint. */
static void
head_read(struct replay *r, struct str text)
{
	struct str line;

	assert_true(str_cut(&text, '\n', &line));
	assert_true(num_u64(line, 1, 1 << 24, &r->size));
	assert_true(str_cut(&text, '\n', &line));
	r->root = line;
}

static void
replay_open(struct replay *r, struct str dir)
{
	struct str text, origin;
	unsigned width;

	*r = (struct replay){.dir = dir, .store = memory_open()};
	r->keep = arena_new(ROOM);
	r->entry = arena_new(ROOM);
	r->act = arena_new(ROOM);
	text = read_all(r->keep, dir, STR("checkpoint"));
	assert_true(str_cut(&text, '\n', &origin));
	head_read(r, text);
	OK(store_begin(r->store));
	policies_take(r);
	for (uint64_t i = 0; (width = tile_width(r->size, TILE_ENTRIES, i)) > 0; i++)
		bundle_take(r, i, width);
	OK(store_commit(r->store));
}

static void
replay_close(struct replay *r)
{
	store_close(&r->store);
	arena_free(&r->keep);
	arena_free(&r->entry);
	arena_free(&r->act);
}

/* --- the tables, with the columns that a release had -------------------------------------------- */

enum { COLUMNS_MAX = 32 };

/* What is counted of the dump: `tables` says which columns, in which order ("step\tmatter n step …" a line). */
struct count {
	struct hasher *hasher;
	struct str tables;
	struct str table;              /* the one that is counted now, */
	int columns[COLUMNS_MAX];      /* and of it these, by their place today */
	int columns_n;                 /* 0: a table that the release did not have */
};

/* The columns of a table today, with commas between: as its dump asks for them. */
static struct str
columns_today(struct str table)
{
	struct str text = STR("");

	for (size_t i = 0; i < schema_table_count && text.n == 0; i++)
		if (str_eq(str_of(schema_tables[i].name), table))
			text = str_of(schema_tables[i].dump);
	text = str_sub(text, sizeof "SELECT " - 1, str_find(text, STR(" FROM ")));
	assert_true(text.n > 0);
	return text;
}

static int
column_place(struct str columns, struct str name)
{
	struct str one;

	for (int i = 0; str_cut(&columns, ',', &one); i++)
		if (str_eq(str_trim(one), name))
			return i;
	fail_msg("a column %.*s is no longer there", STR_ARG(name));
	return -1;
}

static void
table_begin(struct count *c, struct str table)
{
	struct str lines = c->tables, line, name;

	if (str_eq(c->table, table))
		return;
	c->table = table; /* a name of the schema: it stays */
	c->columns_n = 0;
	while (str_cut(&lines, '\n', &line)) {
		if (!str_cut(&line, '\t', &name) || !str_eq(name, table))
			continue;
		while (str_cut(&line, ' ', &name)) {
			assert_true(c->columns_n < COLUMNS_MAX);
			c->columns[c->columns_n++] = column_place(columns_today(table), name);
		}
	}
}

static void
hash_line(void *arg, struct str table, struct str line)
{
	struct count *c = arg;
	struct str cells[COLUMNS_MAX];
	int n = 0;

	table_begin(c, table);
	if (c->columns_n == 0)
		return;
	while (n < COLUMNS_MAX && str_cut(&line, '\t', &cells[n]))
		n++;
	hasher_add(c->hasher, table);
	for (int i = 0; i < c->columns_n; i++) {
		assert_true(c->columns[i] < n);
		hasher_add(c->hasher, STR("\t"));
		hasher_add(c->hasher, cells[c->columns[i]]);
	}
	hasher_add(c->hasher, STR("\n"));
}

/* SHA-256, in hexadecimal, of "table TAB row NEWLINE" for each row of the canonical dump. */
static struct str
tables_hash(struct replay *r, struct str tables)
{
	struct count c = {.hasher = hasher_new(), .tables = tables};
	struct buf hex = buf_on(r->keep, 2 * HASH_SIZE);
	struct hash sum;

	OK(store_dump(r->store, hash_line, &c));
	sum = hasher_end(&c.hasher);
	buf_hex(&hex, sum.b, sizeof sum.b);
	return buf_str(&hex);
}

/* Every derived table with its columns: what a release keeps beside its dump. */
static struct str
tables_today(struct arena *a)
{
	struct buf b = buf_on(a, 64 << 10);

	for (size_t i = 0; i < schema_table_count; i++) {
		struct str columns, one;

		if (schema_tables[i].kind != SCHEMA_derived)
			continue;
		columns = columns_today(str_of(schema_tables[i].name));
		buf_fmt(&b, "%s\t", schema_tables[i].name);
		for (bool first = true; str_cut(&columns, ',', &one); first = false) {
			if (!first)
				buf_char(&b, ' ');
			buf_add(&b, str_trim(one));
		}
		buf_char(&b, '\n');
	}
	assert_true(buf_done(&b));
	return buf_str(&b);
}

/* --- the golden logs -------------------------------------------------------------------------- */

static void
program_run(const char *const *argv)
{
	pid_t pid = fork();
	int ended;

	if (pid == 0) {
		/* execvp does not write there, though its type is older than const */
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &ended, 0), pid);
	assert_int_equal(ended, 0);
}

static void
unpack(struct arena *a, struct str version, char *dir)
{
	struct str archive = arena_fmt(a, "tests/golden/%.*s.tar.gz", STR_ARG(version));

	assert_non_null(mkdtemp(dir));
	program_run((const char *[]){"tar", "-xzf", archive.p, "-C", dir, NULL});
}

static struct str
beside(struct arena *a, struct str version, const char *ending)
{
	return str_trim(read_all(a, GOLDEN, arena_fmt(a, "%.*s%s", STR_ARG(version), ending)));
}

static void
root_check(struct replay *r, struct str version)
{
	struct hash root = tree_root(store_tree(r->store));
	struct str got = base64_encode(r->keep, (struct str){(const char *)root.b, HASH_SIZE});
	struct str line = arena_fmt(r->keep, "%llu\n%.*s", (unsigned long long)r->size, STR_ARG(got));

	assert_true(str_eq(got, r->root));
	if (!str_eq(line, beside(r->keep, version, ".root")))
		fail_msg("%.*s: the root is now %.*s", STR_ARG(version), STR_ARG(got));
}

static void
golden_check(struct arena *a, struct str version)
{
	char dir[] = "/tmp/golden-test-XXXXXX";
	struct replay r;
	struct str got;

	unpack(a, version, dir);
	replay_open(&r, str_of(dir));
	program_run((const char *[]){"rm", "-rf", dir, NULL});
	assert_true(r.bodies > 0);
	root_check(&r, version);
	got = tables_hash(&r, read_all(r.keep, GOLDEN, arena_fmt(r.keep, "%.*s.tables", STR_ARG(version))));
	if (!str_eq(got, beside(r.keep, version, ".dump")))
		fail_msg("%.*s: the tables have now the hash %.*s", STR_ARG(version), STR_ARG(got));
	replay_close(&r);
}

static void
test_every_golden_log_is_what_it_was(void **state)
{
	struct arena *a = arena_new(ROOM);
	struct why why = {.arena = a};
	struct str *names;
	size_t n, seen = 0;

	(void)state;
	OK(file_list(a, GOLDEN, &names, &n, &why));
	for (size_t i = 0; i < n; i++) {
		if (!str_ends(names[i], ARCHIVE))
			continue;
		golden_check(a, str_sub(names[i], 0, names[i].n - ARCHIVE.n));
		seen++;
	}
	assert_true(seen > 0);
	arena_free(&a);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_golden_log_is_what_it_was)};
	struct replay r;
	struct str today;

	if (argc < 2)
		return cmocka_run_group_tests(tests, NULL, NULL);
	replay_open(&r, str_of(argv[1]));
	today = tables_today(r.keep);
	if (argc == 2)
		printf("%.*s\n", STR_ARG(tables_hash(&r, today)));
	else
		printf("%.*s", STR_ARG(today));
	replay_close(&r);
	return 0;
}
