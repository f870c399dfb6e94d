/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The audit accepts a true ledger and finds each way of spoiling one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "sample.h"

enum { N = 600 };

static struct arena *arena;
static struct sample *s;
static struct verify_report report;
static struct verify_ask ask;

static void
audit(void)
{
	struct ledger_source src = sample_source(s);

	verify_begin(&report, arena);
	assert_int_equal(verify_ledger(&src, &ask, &report), ERR_OK);
}

/* Found, and nothing else was. */
static void
only(enum verify_kind kind, uint64_t count)
{
	audit();
	for (int k = 0; k < VERIFY_KINDS; k++)
		if (report.of[k] != ((int)kind == k ? count : 0))
			fail_msg("kind %d: %llu times", k, (unsigned long long)report.of[k]);
	assert_int_equal(report.count, count);
}

/* Somebody with the true key writes and signs all of it again. */
static void
again(uint64_t seq)
{
	sample_write(s, seq);
	sample_seal(s);
}

static void
true_ledger_is_accepted(void **state)
{
	(void)state;
	audit();
	assert_int_equal(report.count, 0);
	assert_int_equal(report.entries, N);
	assert_int_equal(report.sealed, N);
	assert_int_equal(report.checkpoints, 3);
	assert_int_equal(report.policies, 2);
	assert_int_equal(report.bodies, N * 2 / 3 - 1);
	ask.bodies = true;
	only(VERIFY_ENTRY_MISSING, 0);
}

static void
every_size_is_accepted(void **state)
{
	(void)state;
	sample_free(s);
	for (uint64_t n = 1; n <= 20; n++) {
		s = sample_new(arena, n);
		ask.key = &s->key;
		audit();
		/* a policy that entry 0 adopts is named from the first entry on */
		assert_int_equal(report.count, 0);
		if (n < 20)
			sample_free(s);
	}
}

static void
edited_entry(void **state)
{
	(void)state;
	s->fields[300].actor = STR("p13");
	sample_write(s, 300);
	audit();
	assert_true(report.of[VERIFY_TILE_HASH] >= 1);
	assert_int_equal(report.of[VERIFY_CHECKPOINT_ROOT], 2);
	assert_int_equal(report.list[0].at, 300);
}

static void
edited_entry_and_tiles(void **state)
{
	struct str notes[3];

	(void)state;
	memcpy(notes, s->note, sizeof notes);
	s->fields[300].actor = STR("p13");
	again(300);
	memcpy(s->note, notes, sizeof notes);
	only(VERIFY_CHECKPOINT_ROOT, 2);
}

static void
edited_and_signed_again_is_found_by_seen(void **state)
{
	struct str seen[2] = {s->note[0], s->note[1]};

	(void)state;
	s->fields[300].actor = STR("p13");
	again(300);
	only(VERIFY_SEEN_ROOT, 0); /* nothing inside the house can tell */
	ask.seen = seen;
	ask.nseen = 2;
	only(VERIFY_SEEN_ROOT, 1); /* the one from before the change still holds */
	assert_int_equal(report.list[0].at, 400);
	assert_int_equal(report.seen, 2);
}

static void
truncated_and_signed_again_is_found_by_seen(void **state)
{
	struct str seen[1] = {s->note[2]};

	(void)state;
	s->n = 300;
	sample_seal(s);
	ask.seen = seen;
	ask.nseen = 1;
	only(VERIFY_SEEN_BEYOND, 1);
}

static void
seen_by_another_key(void **state)
{
	struct str seen[2] = {s->note[2], STR("nonsense")};
	struct sample *other = sample_new(arena, 3);

	(void)state;
	memset(secret_bytes(other->seed), 8, SIGN_SEED);
	sample_seal(other);
	seen[0] = other->note[0];
	ask.seen = seen;
	ask.nseen = 2;
	only(VERIFY_SEEN_FORM, 2);
	sample_free(other);
}

static void
reordered(void **state)
{
	struct str first = s->entry[9];

	(void)state;
	s->entry[9] = s->entry[12];
	s->entry[12] = first;
	sample_seal(s);
	audit();
	assert_int_equal(report.of[VERIFY_ENTRY_SEQ], 2);
	assert_int_equal(report.of[VERIFY_ENTRY_TIME], 2); /* back from 12's to 10's, and to 9's */
	assert_int_equal(report.of[VERIFY_BODY_HASH], 2);
}

static void
truncated(void **state)
{
	(void)state;
	s->n = 599;
	audit();
	assert_int_equal(report.of[VERIFY_CHECKPOINT_BEYOND], 1);
	assert_int_equal(report.of[VERIFY_ENTRY_PART], 1); /* the act that began with the last one */
}

static void
missing_entry(void **state)
{
	(void)state;
	s->entry[30] = (struct str){NULL, 0};
	only(VERIFY_ENTRY_MISSING, 1);
	assert_int_equal(report.list[0].at, 30);
}

static void
unsigned_tail(void **state)
{
	(void)state;
	s->notes = 2;
	only(VERIFY_CHECKPOINT_TAIL, 1);
	assert_int_equal(report.list[0].at, 400);
	s->notes = 0;
	only(VERIFY_CHECKPOINT_TAIL, 1);
	assert_int_equal(report.list[0].at, 0);
}

static void
changed_body(void **state)
{
	(void)state;
	s->body[6].bytes = STR("{}");
	only(VERIFY_BODY_HASH, 1);
	s->body[6] = s->body[9];
	only(VERIFY_BODY_HASH, 1);
}

static void
changed_salt(void **state)
{
	(void)state;
	s->body[6].salt[31] ^= 1;
	only(VERIFY_BODY_HASH, 1);
}

static void
bodies_that_come_and_go(void **state)
{
	(void)state;
	s->body[6].state = LEDGER_BODY_NONE;
	only(VERIFY_BODY_MISSING, 1);
	s->body[6].state = LEDGER_BODY_GONE;
	only(VERIFY_BODY_MISSING, 0);
	assert_int_equal(report.gone, 1);
	ask.bodies = true;
	only(VERIFY_BODY_MISSING, 1);
}

static void
bodies_nobody_names(void **state)
{
	(void)state;
	s->body[3] = s->body[6];
	only(VERIFY_BODY_SURPLUS, 1);
	s->body[5].state = LEDGER_BODY_GONE; /* a second part has none of its own */
	only(VERIFY_BODY_SURPLUS, 2);
}

static void
changed_tile_hash(void **state)
{
	(void)state;
	s->tile[0][77].b[0] ^= 1;
	only(VERIFY_TILE_HASH, 1);
	s->tile[1][1].b[0] ^= 1;
	only(VERIFY_TILE_HASH, 2);
	s->lost[0][5] = true;
	only(VERIFY_TILE_HASH, 3);
}

static void
surplus_tile_hash(void **state)
{
	(void)state;
	s->hashes++;
	only(VERIFY_TILE_COUNT, 1);
}

static void
changed_checkpoint(void **state)
{
	struct str good = s->note[1];
	char *p = arena_alloc(arena, good.n);

	(void)state;
	memcpy(p, good.p, good.n);
	p[25] ^= 1;
	s->note[1] = (struct str){p, good.n};
	only(VERIFY_CHECKPOINT_FORM, 1);
	s->note[1] = s->note[0];
	only(VERIFY_CHECKPOINT_FORM, 0); /* the same head signed again is no harm */
	s->note[1] = s->note[2];
	s->note[2] = good;
	only(VERIFY_CHECKPOINT_ORDER, 1);
}

static void
changed_policy(void **state)
{
	(void)state;
	s->file[1][0].bytes = STR("roles: [mayor]\n");
	only(VERIFY_POLICY_HASH, 1);
	s->file[1][0].bytes = STR("roles: [staff]\n");
	s->file[1][0].name = STR("0.yaml");
	only(VERIFY_POLICY_HASH, 1);
}

static void
missing_policy(void **state)
{
	(void)state;
	s->policies = 1;
	only(VERIFY_ENTRY_POLICY, 1); /* adopted by entry 0, used by none */
	s->policies = 0;
	only(VERIFY_ENTRY_POLICY, 2); /* each once, not by every entry */
}

static void
surplus_policy(void **state)
{
	(void)state;
	s->fields[0].effects = STR("[]");
	again(0);
	only(VERIFY_POLICY_SURPLUS, 1);
	s->fields[9].policy = STR("none");
	again(9);
	audit();
	assert_int_equal(report.of[VERIFY_ENTRY_POLICY], 1);
}

static void
badly_signed_entries(void **state)
{
	(void)state;
	s->fields[6].seq = 7;
	again(6);
	only(VERIFY_ENTRY_SEQ, 1);
	s->fields[6].seq = 6;
	s->fields[6].time += 1000;
	again(6);
	only(VERIFY_ENTRY_TIME, 1);
	s->fields[6].time -= 1000;
	s->fields[6].town = STR("other.example");
	again(6);
	only(VERIFY_ENTRY_TOWN, 1);
	s->fields[6].town = STR(SAMPLE_TOWN);
	s->fields[6].id = STR("id-3");
	again(6);
	only(VERIFY_ENTRY_ID, 1);
	s->fields[6].id = STR("id-6");
	again(6);
	only(VERIFY_ENTRY_ID, 0);
	s->entry[6] = STR("{\"v\":1}");
	sample_seal(s);
	audit();
	assert_int_equal(report.of[VERIFY_ENTRY_FORM], 1);
}

static void
parts_belong_together(void **state)
{
	(void)state;
	s->fields[8].part = 3;
	again(8);
	audit();
	assert_int_equal(report.of[VERIFY_ENTRY_PART], 2); /* broken off, and begun with 3 */
	s->fields[8].part = 2;
	s->fields[8].id = STR("else");
	again(8);
	audit();
	assert_int_equal(report.of[VERIFY_ENTRY_PART], 2);
	s->fields[8].id = s->fields[7].id;
	s->fields[8].body = s->fields[6].body;
	again(8);
	audit();
	assert_true(report.of[VERIFY_ENTRY_PART] >= 1);
	s->fields[8].body = s->fields[7].body;
	s->fields[7].parts = 0;
	again(7);
	audit();
	assert_true(report.of[VERIFY_ENTRY_PART] >= 1);
}

static void
another_key(void **state)
{
	struct verifier other = s->key;

	(void)state;
	other.public_key[0] ^= 1;
	ask.key = &other;
	audit();
	assert_int_equal(report.of[VERIFY_CHECKPOINT_FORM], 3);
	assert_int_equal(report.of[VERIFY_CHECKPOINT_TAIL], 1);
}

static void
one_kind_does_not_hide_another(void **state)
{
	(void)state;
	for (int i = 0; i < 200; i++)
		s->lost[0][i] = true;
	s->body[599].state = LEDGER_BODY_NONE;
	s->body[597].state = LEDGER_BODY_NONE;
	audit();
	assert_int_equal(report.count, 201);
	assert_int_equal(report.n, VERIFY_LISTED + 1);
	assert_int_equal(report.list[VERIFY_LISTED].kind, VERIFY_BODY_MISSING);
}

static void
lines_are_for_people(void **state)
{
	struct verify_finding f = {VERIFY_BODY_HASH, 12, STR("x\033[2J\xff\u202e字")};

	(void)state;
	assert_true(str_eq(verify_line(arena, &f), STR("記載 12: 本文が記載のハッシュと違う (x?[2J??字)")));
	f = (struct verify_finding){VERIFY_FILE_SURPLUS, VERIFY_NOWHERE, STR("")};
	assert_true(str_eq(verify_line(arena, &f), STR("この証跡に属さないファイルがある")));
}

static enum err
broken_disk(void *arg, uint64_t seq, struct str *out)
{
	return seq == 100 ? ERR_IO : sample_get_entry(arg, seq, out);
}

static void
a_failing_disk_is_no_finding(void **state)
{
	struct ledger_source src = sample_source(s);

	(void)state;
	src.entry = broken_disk;
	verify_begin(&report, arena);
	assert_int_equal(verify_ledger(&src, &ask, &report), ERR_IO);
	assert_int_equal(report.count, 0);
}

/* At least half as fast as only hashing the same bytes. */
static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
speed_is_printed(void **state)
{
	struct ledger_source src = sample_source(s);
	struct hash h = {{0}};
	double bare, full;
	enum { ROUNDS = 50 };

	(void)state;
	src.checkpoints = 1;
	s->note[0] = s->note[2];
	bare = now();
	for (int r = 0; r < ROUNDS; r++)
		for (int i = 0; i < N; i++) {
			h = hash_of(s->entry[i]);
			if (s->body[i].state == LEDGER_BODY_PRESENT)
				h = hash_of(s->body[i].bytes);
		}
	bare = now() - bare;
	full = now();
	for (int r = 0; r < ROUNDS; r++) {
		verify_begin(&report, arena);
		assert_int_equal(verify_ledger(&src, &ask, &report), ERR_OK);
		assert_int_equal(report.count, 0);
	}
	full = now() - full;
	print_message("bare hashing %.0f ns, audit %.0f ns an entry of %zu bytes (%02x)\n",
	    bare * 1e9 / ROUNDS / N, full * 1e9 / ROUNDS / N, s->entry[N - 1].n, h.b[0]);
}

static int
fresh(void **state)
{
	(void)state;
	arena_reset(arena);
	s = sample_new(arena, N);
	ask = (struct verify_ask){.key = &s->key};
	return 0;
}

static int
gone(void **state)
{
	(void)state;
	sample_free(s);
	return 0;
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, fresh, gone)
	const struct CMUnitTest tests[] = {
		TEST(true_ledger_is_accepted), TEST(every_size_is_accepted), TEST(edited_entry),
		TEST(edited_entry_and_tiles), TEST(edited_and_signed_again_is_found_by_seen),
		TEST(truncated_and_signed_again_is_found_by_seen), TEST(seen_by_another_key), TEST(reordered),
		TEST(truncated), TEST(missing_entry), TEST(unsigned_tail), TEST(changed_body), TEST(changed_salt),
		TEST(bodies_that_come_and_go), TEST(bodies_nobody_names), TEST(changed_tile_hash),
		TEST(surplus_tile_hash), TEST(changed_checkpoint), TEST(changed_policy), TEST(missing_policy),
		TEST(surplus_policy), TEST(badly_signed_entries), TEST(parts_belong_together), TEST(another_key),
		TEST(one_kind_does_not_hide_another), TEST(lines_are_for_people), TEST(a_failing_disk_is_no_finding),
		TEST(speed_is_printed),
	};
	int failed;

	arena = arena_new(256 * 1024 * 1024);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(&arena);
	return failed;
}
