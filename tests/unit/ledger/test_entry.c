/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An entry has one spelling, and every other is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/entry.h"
#include "ledger/tree.h"

static struct arena *arena;

static struct entry
full(void)
{
	return (struct entry){
		.format = 1, .seq = 12, .time = 1700000000, .town = STR("taishi.example/log"),
		.id = STR("a-1"), .part = 1, .parts = 1, .actor = STR("p12"), .post = STR("gakari"),
		.behalf = STR("p\n\"\\\x01\x1f 太郎"), .channel = STR("web"), .act = STR("submit"),
		.subject = STR("{\"matter\":3,\"a\":[null,true,false,-1,{\"x\":\"\\u001f\"}]}"),
		.seen = 9, .policy = STR("00"), .clauses = STR("[\"4-8-2\"]"), .effects = STR("[{}]"),
		.body = STR("11"),
	};
}

static bool
same(const struct entry *a, const struct entry *b)
{
#define ENTRY_STR(name, key, optional) if (!str_eq(a->name, b->name)) return false;
#define ENTRY_RAW(name, key, optional) if (!str_eq(a->name, b->name)) return false;
#define ENTRY_INT(name, key, optional) if (a->name != b->name) return false;
#include "ledger/entry.def"
#undef ENTRY_STR
#undef ENTRY_RAW
#undef ENTRY_INT
	return true;
}

static void
bytes_are_as_documented(void **state)
{
	struct entry e = full();
	struct str s;

	(void)state;
	assert_int_equal(entry_write(arena, &e, &s), ERR_OK);
	assert_true(str_eq(s, STR("{\"v\":1,\"seq\":12,\"time\":1700000000,\"town\":\"taishi.example/log\","
	    "\"id\":\"a-1\",\"part\":1,\"parts\":1,\"actor\":\"p12\",\"post\":\"gakari\","
	    "\"behalf\":\"p\\n\\\"\\\\\\u0001\\u001f 太郎\",\"channel\":\"web\",\"act\":\"submit\","
	    "\"subject\":{\"matter\":3,\"a\":[null,true,false,-1,{\"x\":\"\\u001f\"}]},\"seen\":9,"
	    "\"policy\":\"00\",\"clauses\":[\"4-8-2\"],\"effects\":[{}],\"body\":\"11\"}")));
}

static void
what_is_written_is_read(void **state)
{
	struct entry e = full(), back;
	struct str s, again;

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(entry_write(arena, &e, &s), ERR_OK);
		assert_int_equal(entry_read(arena, s, &back, NULL), ERR_OK);
		assert_true(same(&e, &back));
		assert_int_equal(entry_write(arena, &back, &again), ERR_OK);
		assert_true(str_eq(s, again));
		e.post = e.behalf = e.subject = e.body = STR("");
		e.seen = 0;
	}
	assert_int_equal(str_find(s, STR("seen")), SIZE_MAX);
}

/* A reader's copy outlives the bytes that it came from. */
static void
read_is_a_copy(void **state)
{
	struct entry e = full(), back;
	struct str s;
	char *loose;

	(void)state;
	assert_int_equal(entry_write(arena, &e, &s), ERR_OK);
	loose = malloc(s.n);
	assert_non_null(loose);
	memcpy(loose, s.p, s.n);
	assert_int_equal(entry_read(arena, (struct str){loose, s.n}, &back, NULL), ERR_OK);
	free(loose);
	assert_true(same(&e, &back));
}

static void
every_other_byte_is_another_entry(void **state)
{
	struct entry e = full(), back, other;
	struct hash leaf, changed;
	struct str s, again;
	char bytes[2048];
	unsigned read = 0;

	(void)state;
	assert_int_equal(entry_write(arena, &e, &s), ERR_OK);
	assert_int_equal(entry_read(arena, s, &back, NULL), ERR_OK);
	leaf = tree_leaf(s);
	for (size_t i = 0; i < s.n; i++)
		for (int c = 0; c < 256; c++) {
			if ((char)c == s.p[i])
				continue;
			arena_reset(arena);
			e = full();
			assert_int_equal(entry_write(arena, &e, &s), ERR_OK);
			memcpy(bytes, s.p, s.n);
			bytes[i] = (char)c;
			if (entry_read(arena, (struct str){bytes, s.n}, &other, NULL) != ERR_OK)
				continue;
			read++;
			assert_false(same(&e, &other));
			assert_int_equal(entry_write(arena, &other, &again), ERR_OK);
			assert_true(str_eq(again, (struct str){bytes, s.n}));
			changed = tree_leaf(again);
			assert_false(hash_eq(&changed, &leaf));
		}
	assert_in_range(read, 1000, 100000); /* texts may of course say something else */
}

static void
every_cut_is_refused(void **state)
{
	struct entry e = full(), back;
	struct str s;

	(void)state;
	assert_int_equal(entry_write(arena, &e, &s), ERR_OK);
	for (size_t n = 0; n < s.n; n++)
		assert_int_equal(entry_read(arena, str_sub(s, 0, n), &back, NULL), ERR_MALFORMED);
}

/* What stands in the place of `subject`. */
static enum err
with_subject(const char *raw)
{
	struct entry e = full(), back;
	struct str s, at = STR("\"subject\":"), text;
	size_t from, to;

	arena_reset(arena);
	e.subject = STR("1");
	assert_int_equal(entry_write(arena, &e, &s), ERR_OK);
	from = str_find(s, at) + at.n;
	to = from + 1;
	text = arena_fmt(arena, "%.*s%s%.*s", (int)from, s.p, raw, (int)(s.n - to), s.p + to);
	return entry_read(arena, text, &back, NULL);
}

static void
raw_members_are_canonical(void **state)
{
	static const char *const good[] = {
		"1", "0", "-1", "9223372036854775807", "-9223372036854775808", "\"\"", "{}", "[]",
		"[[],{}]", "null", "{\"a\":1,\"b\":2}", "\"\\b\\f\\n\\r\\t\\\"\\\\\"", "\"\x7f\"", "\"/\"",
		"{\"axb\":1,\"ayb\":1,\"\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1}",
	};
	static const char *const bad[] = {
		"", " 1", "1 ", "01", "-0", "+1", "1.0", "1e3", "9223372036854775808", "-", "tru",
		"{\"a\":1,\"a\":2}", "{\"a\" :1}", "{\"a\": 1}", "{ }", "[ ]", "[1,]", "[,1]", "{\"a\":1,}",
		"{a:1}", "{\"a\"}", "\"\\/\"", "\"\\u0041\"", "\"\\u000a\"", "\"\\u0000\"", "\"\\u001F\"",
		"\"\\x\"", "\"\\u12\"", "\"\n\"", "\"\x80\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"", "nullnull",
		"{\"b\":{\"a\":1,\"c\":[],\"a\":1}}", "{\"\":1,\"\":1}", "{\"axb\":1,\"ayb\":1,\"axb\":1}",
		"{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"a\":1}",
		"{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"g\":1}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (with_subject(good[i]) != ERR_OK)
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (with_subject(bad[i]) != ERR_MALFORMED)
			fail_msg("accepted: %s", bad[i]);
}

static void
depth_is_bounded(void **state)
{
	char raw[128] = "";

	(void)state;
	memset(raw, '[', 31);
	memset(raw + 31, ']', 31);
	assert_int_equal(with_subject(raw), ERR_OK);
	memset(raw, '[', 32);
	memset(raw + 32, ']', 32);
	assert_int_equal(with_subject(raw), ERR_MALFORMED);
}

static void
empty_optional_is_left_out(void **state)
{
	struct entry e = full(), back;
	struct str s;

	(void)state;
	e.post = STR("");
	assert_int_equal(entry_write(arena, &e, &s), ERR_OK);
	assert_int_equal(str_find(s, STR("\"post\"")), SIZE_MAX);
	s = STR("{\"v\":1,\"seq\":0,\"time\":0,\"town\":\"\",\"id\":\"\",\"part\":1,\"parts\":1,\"actor\":\"\","
	        "\"channel\":\"\",\"act\":\"\",\"policy\":\"\",\"clauses\":[],\"effects\":[]}");
	assert_int_equal(entry_read(arena, s, &back, NULL), ERR_OK);
	s = STR("{\"v\":1,\"seq\":0,\"time\":0,\"town\":\"\",\"id\":\"\",\"part\":1,\"parts\":1,\"actor\":\"\","
	        "\"post\":\"\",\"channel\":\"\",\"act\":\"\",\"policy\":\"\",\"clauses\":[],\"effects\":[]}");
	assert_int_equal(entry_read(arena, s, &back, NULL), ERR_MALFORMED);
}

static void
what_could_not_be_read_is_not_written(void **state)
{
	struct entry e = full();
	struct str s;
	char *long_text = arena_alloc(arena, ENTRY_MAX);

	(void)state;
	e.effects = STR("[1, 2]");
	assert_int_equal(entry_write(arena, &e, &s), ERR_MALFORMED);
	e = full();
	e.clauses = STR("");
	assert_int_equal(entry_write(arena, &e, &s), ERR_MALFORMED);
	e = full();
	e.actor = STR("\xff");
	assert_int_equal(entry_write(arena, &e, &s), ERR_MALFORMED);
	e = full();
	e.format = 2;
	assert_int_equal(entry_write(arena, &e, &s), ERR_MALFORMED);
	memset(long_text, 'x', ENTRY_MAX);
	e = full();
	e.actor = (struct str){long_text, ENTRY_MAX};
	assert_int_equal(entry_write(arena, &e, &s), ERR_TOO_LARGE);
	e.actor.n = ENTRY_MAX - 1000;
	assert_int_equal(entry_write(arena, &e, &s), ERR_OK);
}

static void
errors_say_where(void **state)
{
	struct why why = {.arena = arena};
	struct entry e;

	(void)state;
	assert_int_equal(entry_read(arena, STR("{\"v\":1,\"seq\":x"), &e, &why), ERR_MALFORMED);
	assert_int_equal(why.column, 14);
	assert_int_not_equal(str_find(why.text, STR("14")), SIZE_MAX);
}

static void
body_hash_is_of_salt_and_bytes(void **state)
{
	unsigned char salt[BODY_SALT];
	char both[BODY_SALT + 5];
	struct hash a, b;

	(void)state;
	for (int i = 0; i < BODY_SALT; i++)
		salt[i] = (unsigned char)(i * 7 + 1);
	memcpy(both, salt, BODY_SALT);
	memcpy(both + BODY_SALT, "hello", 5);
	a = entry_body_hash(salt, STR("hello"));
	b = hash_of((struct str){both, sizeof both});
	assert_true(hash_eq(&a, &b));
}

static int
fresh(void **state)
{
	(void)state;
	arena_reset(arena);
	return 0;
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, fresh)
	const struct CMUnitTest tests[] = {
		TEST(bytes_are_as_documented), TEST(what_is_written_is_read), TEST(read_is_a_copy),
		TEST(every_other_byte_is_another_entry), TEST(every_cut_is_refused),
		TEST(raw_members_are_canonical), TEST(depth_is_bounded), TEST(empty_optional_is_left_out),
		TEST(what_could_not_be_read_is_not_written), TEST(errors_say_where),
		TEST(body_hash_is_of_salt_and_bytes),
	};
	int failed;

	arena = arena_new(4 * 1024 * 1024);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(&arena);
	return failed;
}
