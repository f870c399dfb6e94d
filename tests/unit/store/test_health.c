/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/health.h"

enum { NOW = 1800000000 };

static struct store *
store_new(struct arena *a)
{
	struct why why = {.arena = a};
	struct store *s;

	assert_int_equal(store_open(NULL, STORE_MEMORY, &s, &why), ERR_OK);
	return s;
}

static void
put(struct store *s, struct arena *a, const struct health *h)
{
	assert_int_equal(store_begin(s), ERR_OK);
	assert_int_equal(health_write(s, a, h), ERR_OK);
	assert_int_equal(store_commit(s), ERR_OK);
}

/* What the gate does not know this time stays as it was: a backup's facts are written once. */
static void
b_kept(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct store *s = store_new(a);
	struct health h;

	(void)state;
	assert_int_equal(health_read(s, a, &h), ERR_OK);
	assert_true(h.seen == 0 && h.clock.n == 0);
	put(s, a, &(struct health){.backup_time = 7, .backup_file = STR("/mnt/控え.db")});
	put(s, a, &(struct health){.seen = 9, .clock = STR("ok"), .disk_free = INT64_MAX});
	put(s, a, &(struct health){.seen = 10});
	assert_int_equal(health_read(s, a, &h), ERR_OK);
	assert_true(h.backup_time == 7 && str_eq(h.backup_file, STR("/mnt/控え.db")));
	assert_true(h.seen == 10 && h.disk_free == INT64_MAX && str_eq(h.clock, STR("ok")));
	store_close(&s);
	arena_free(&a);
}

static void
b_programs(void **state)
{
	struct str lines = STR("web ready 100 0\nnonsense\ngate ready x 1\n\nauth starting 200 3\n");
	struct health_program p;

	(void)state;
	assert_true(health_program(&lines, &p));
	assert_true(str_eq(p.name, STR("web")) && str_eq(p.state, STR("ready")) && p.since == 100 && p.restarts == 0);
	assert_true(health_program(&lines, &p));
	assert_true(str_eq(p.name, STR("auth")) && str_eq(p.state, STR("starting")) && p.restarts == 3);
	assert_false(health_program(&lines, &p));
}

/* Each fault alone, at its border. */
static void
b_faults(void **state)
{
	const struct health fine = {.seen = NOW - HEALTH_STALE, .disk_free = 10, .disk_size = 100, .clock = STR("ok"),
		.backup_time = NOW - HEALTH_BACKUP, .entries = 5, .checkpoint_size = 5, .programs = STR("web ready 1 0\ngate ready 1 0\n")};
	struct health h = fine;

	(void)state;
	assert_int_equal(health_faults(&fine, NOW), 0);
	assert_int_equal(health_faults(&fine, NOW + 1), HEALTH_NOT_WRITTEN | HEALTH_NO_BACKUP);
	h.disk_free = 9;
	assert_int_equal(health_faults(&h, NOW), HEALTH_DISK_LOW);
	h = fine;
	h.clock = STR("ahead");
	assert_int_equal(health_faults(&h, NOW), HEALTH_CLOCK);
	h = fine;
	h.entries = 6;
	assert_int_equal(health_faults(&h, NOW), HEALTH_NOT_SEALED);
	h = fine;
	h.programs = STR("web ready 1 0\ngate ready 1 1\n");
	assert_int_equal(health_faults(&h, NOW), HEALTH_PROGRAM);
	h.programs = STR("web starting 1 0\n");
	assert_int_equal(health_faults(&h, NOW), HEALTH_PROGRAM);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_kept),
		cmocka_unit_test(b_programs),
		cmocka_unit_test(b_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
