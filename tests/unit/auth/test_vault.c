/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "auth/vault.h"
#include "os/file.h"

struct fixture {
	struct arena *arena;
	struct str dir, journal;
	struct why why;
	struct vault *vault;
};

static int
setup(void **state)
{
	static struct fixture f; /* cmocka runs one test at a time */
	static char name[64];

	strcpy(name, "/tmp/test_vault.XXXXXX");
	f = (struct fixture){.arena = arena_new(64 << 20)};
	f.why = (struct why){.arena = f.arena};
	f.dir = str_of(mkdtemp(name));
	f.journal = file_join(f.arena, f.dir, STR("secret/journal"));
	*state = &f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	int r;

	vault_close(&f->vault);
	r = system(arena_fmt(f->arena, "rm -rf '%s'", f->dir.p).p);
	arena_free(&f->arena);
	return r;
}

static void
open_again(struct fixture *f)
{
	vault_close(&f->vault);
	assert_int_equal(vault_open(f->dir, &f->vault, &f->why), ERR_OK);
}

static struct session
session_of(const char *shown, const char *person)
{
	return (struct session){
	    .hash = hash_of(str_of(shown)), .login = str_of(person), .person = str_of(person), .made = 100, .seen = 100,
	};
}

static void
b_all_of_it_is_there_again(void **state)
{
	struct fixture *f = *state;
	struct session one = session_of("one", "p1"), two = session_of("two", "p2"), token = session_of("t", "p1"), *s;

	token.token = true;
	two.shared = true;
	open_again(f);
	assert_int_equal(vault_set(f->vault, &(struct credential){STR("佐藤"), STR("p1"), STR("$x")}, NULL), ERR_OK);
	assert_int_equal(vault_begin(f->vault, &one, NULL), ERR_OK);
	assert_int_equal(vault_begin(f->vault, &two, NULL), ERR_OK);
	assert_int_equal(vault_begin(f->vault, &token, NULL), ERR_OK);
	assert_int_equal(vault_end(f->vault, vault_session(f->vault, &one.hash)), ERR_OK);
	vault_touch(f->vault, vault_session(f->vault, &two.hash), 150, 60); /* not yet worth a line */
	vault_touch(f->vault, vault_session(f->vault, &two.hash), 170, 60);
	open_again(f);
	assert_null(vault_session(f->vault, &one.hash));
	s = vault_session(f->vault, &two.hash);
	assert_non_null(s);
	assert_true(s->shared && !s->token && s->made == 100 && s->seen == 170);
	s = vault_session(f->vault, &token.hash);
	assert_true(s && s->token);
	assert_true(str_eq(vault_credential(f->vault, STR("佐藤"))->encoded, STR("$x")));
	assert_null(vault_credential(f->vault, STR("suzuki")));
}

static void
b_one_login_a_person(void **state)
{
	struct fixture *f = *state;

	open_again(f);
	assert_int_equal(vault_set(f->vault, &(struct credential){STR("old"), STR("p1"), STR("$1")}, NULL), ERR_OK);
	assert_int_equal(vault_set(f->vault, &(struct credential){STR("other"), STR("p2"), STR("$2")}, NULL), ERR_OK);
	assert_int_equal(vault_set(f->vault, &(struct credential){STR("new"), STR("p1"), STR("$3")}, NULL), ERR_OK);
	for (int round = 0; round < 2; round++) {
		assert_null(vault_credential(f->vault, STR("old")));
		assert_true(str_eq(vault_credential(f->vault, STR("new"))->encoded, STR("$3")));
		assert_true(str_eq(vault_credential(f->vault, STR("other"))->encoded, STR("$2")));
		open_again(f);
	}
	assert_int_equal(vault_set(f->vault, &(struct credential){STR("new"), STR("p1"), STR("")}, NULL), ERR_OK);
	open_again(f);
	assert_null(vault_credential(f->vault, STR("new")));
}

/* Cut anywhere, what came before the cut is there and the next line is whole. */
static void
r_a_torn_end(void **state)
{
	struct fixture *f = *state;
	struct session one = session_of("one", "p1"), two = session_of("two", "p2"), three = session_of("three", "p3");
	struct str whole, first;

	open_again(f);
	assert_int_equal(vault_begin(f->vault, &one, NULL), ERR_OK);
	assert_int_equal(file_read(f->arena, f->journal, 4096, &first, &f->why), ERR_OK);
	assert_int_equal(vault_begin(f->vault, &two, NULL), ERR_OK);
	assert_int_equal(file_read(f->arena, f->journal, 4096, &whole, &f->why), ERR_OK);
	for (size_t n = first.n; n < whole.n; n++) {
		vault_close(&f->vault);
		assert_int_equal(file_write(f->arena, f->journal, str_sub(whole, 0, n), 0600, &f->why), ERR_OK);
		open_again(f);
		assert_non_null(vault_session(f->vault, &one.hash));
		assert_null(vault_session(f->vault, &two.hash));
		assert_int_equal(vault_begin(f->vault, &three, NULL), ERR_OK);
		open_again(f);
		assert_non_null(vault_session(f->vault, &three.hash));
	}
}

static void
f_a_changed_line_is_found(void **state)
{
	struct fixture *f = *state;
	struct session one = session_of("one", "p1"), two = session_of("two", "p2");
	struct str text;

	open_again(f);
	assert_int_equal(vault_begin(f->vault, &one, NULL), ERR_OK);
	assert_int_equal(vault_begin(f->vault, &two, NULL), ERR_OK);
	vault_close(&f->vault);
	assert_int_equal(file_read(f->arena, f->journal, 4096, &text, &f->why), ERR_OK);
	((char *)(uintptr_t)text.p)[40] ^= 1;
	assert_int_equal(file_write(f->arena, f->journal, text, 0600, &f->why), ERR_OK);
	assert_int_equal(vault_open(f->dir, &f->vault, &f->why), ERR_CORRUPT);
	assert_null(f->vault);
	assert_int_equal(f->why.line, 1);
}

static void
f_one_process_only(void **state)
{
	struct fixture *f = *state;
	struct vault *other;

	open_again(f);
	assert_int_equal(vault_open(f->dir, &other, &f->why), ERR_BUSY);
	assert_null(other);
}

static void
c_written_anew(void **state)
{
	struct fixture *f = *state;
	struct session one = session_of("one", "p1"), gone;
	struct str text;

	open_again(f);
	assert_int_equal(vault_set(f->vault, &(struct credential){STR("a"), STR("p1"), STR("$1")}, NULL), ERR_OK);
	gone = session_of("gone", "p1");
	assert_int_equal(vault_begin(f->vault, &gone, NULL), ERR_OK);
	assert_int_equal(vault_end(f->vault, vault_session(f->vault, &gone.hash)), ERR_OK);
	assert_int_equal(vault_begin(f->vault, &one, NULL), ERR_OK);
	assert_int_equal(vault_tidy(f->vault, 1000, &f->why), ERR_OK);
	for (int i = 0; i < 11000; i++)
		vault_touch(f->vault, vault_session(f->vault, &one.hash), 1000 + i, 0);
	assert_int_equal(file_read(f->arena, f->journal, 8 << 20, &text, &f->why), ERR_OK);
	assert_true(text.n > 1000 * 1000);
	assert_int_equal(vault_tidy(f->vault, 1000, &f->why), ERR_OK);
	assert_int_equal(file_read(f->arena, f->journal, 8 << 20, &text, &f->why), ERR_OK);
	assert_true(text.n < 1000);
	assert_int_equal(vault_session(f->vault, &one.hash)->seen, 1000 + 10999);
	assert_non_null(vault_credential(f->vault, STR("a")));
	assert_null(vault_session(f->vault, &gone.hash));
	assert_int_equal(vault_end(f->vault, vault_session(f->vault, &one.hash)), ERR_OK); /* into the new file */
	open_again(f);
	assert_null(vault_session(f->vault, &one.hash));
	assert_non_null(vault_credential(f->vault, STR("a")));
}

/* A process that is killed in the middle of its work: what it had said is there. */
static void
c_killed(void **state)
{
	struct fixture *f = *state;
	int said[2], status;
	uint32_t last = 0, n;
	struct hash h;
	pid_t child;

	assert_int_equal(pipe(said), 0);
	child = fork();
	if (child == 0) {
		open_again(f);
		for (uint32_t i = 1;; i++) {
			struct session s = session_of("", "p");

			s.hash = hash_of((struct str){(const char *)&i, sizeof i});
			if (vault_begin(f->vault, &s, NULL) != ERR_OK || write(said[1], &i, sizeof i) != sizeof i)
				_exit(1);
		}
	}
	close(said[1]);
	while (last < 200 && read(said[0], &n, sizeof n) == sizeof n)
		last = n;
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	while (read(said[0], &n, sizeof n) == sizeof n)
		last = n;
	close(said[0]);
	open_again(f);
	assert_true(last >= 200);
	for (uint32_t i = 1; i <= last; i++) {
		h = hash_of((struct str){(const char *)&i, sizeof i});
		assert_non_null(vault_session(f->vault, &h));
	}
}

static struct code
code_of(const char *letters, const char *person, int64_t until)
{
	struct code c = {.hash = hash_of(str_of(letters)), .login = str_of(person), .person = str_of(person), .until = until};

	return c;
}

static enum code_state
state_of(struct fixture *f, const char *letters)
{
	struct hash h = hash_of(str_of(letters));

	assert_non_null(vault_code(f->vault, &h));
	return vault_code(f->vault, &h)->state;
}

/* Used, replaced, ended, each for one person only; the same after every opening, also when the journal was written anew. */
static void
b_codes(void **state)
{
	struct fixture *f = *state;
	struct code used = code_of("used", "p1", 9000), old = code_of("old", "p2", 9000), new = code_of("new", "p2", 9000);
	struct code station = code_of("station", "@a", 9000), other = code_of("other", "@b", 9000), over = code_of("over", "p3", 500);
	struct session at = session_of("at", "@a");
	struct hash unknown = hash_of(STR("unknown"));

	open_again(f);
	assert_int_equal(vault_code_add(f->vault, &used), ERR_OK);
	assert_int_equal(vault_code_add(f->vault, &old), ERR_OK);
	assert_int_equal(vault_code_add(f->vault, &new), ERR_OK);
	assert_int_equal(vault_code_add(f->vault, &station), ERR_OK);
	assert_int_equal(vault_code_add(f->vault, &other), ERR_OK);
	assert_int_equal(vault_code_add(f->vault, &over), ERR_OK);
	assert_int_equal(vault_set(f->vault, &(struct credential){STR("a"), STR("p1"), STR("$1")}, &used.hash), ERR_OK);
	assert_int_equal(vault_begin(f->vault, &at, &station.hash), ERR_OK);
	assert_int_equal(vault_codes_end(f->vault, STR("@b")), ERR_OK);
	for (int round = 0; round < 3; round++) {
		assert_int_equal(state_of(f, "used"), CODE_USED);
		assert_int_equal(state_of(f, "old"), CODE_ENDED);
		assert_int_equal(state_of(f, "new"), CODE_LIVE);
		assert_int_equal(state_of(f, "station"), CODE_USED);
		assert_int_equal(state_of(f, "other"), CODE_ENDED);
		assert_non_null(vault_session(f->vault, &at.hash));
		assert_null(vault_code(f->vault, &unknown));
		if (round == 1) {
			for (int i = 0; i < 11000; i++)
				vault_touch(f->vault, vault_session(f->vault, &at.hash), 1000 + i, 0);
			assert_int_equal(vault_tidy(f->vault, 1000, &f->why), ERR_OK);
			assert_null(vault_code(f->vault, &over.hash)); /* its time is over: forgotten */
		}
		open_again(f);
	}
}

/* A password that was set in another way needs no code any more. */
static void
b_a_password_ends_codes(void **state)
{
	struct fixture *f = *state;
	struct code mine = code_of("mine", "p1", 9000), his = code_of("his", "p2", 9000);

	open_again(f);
	assert_int_equal(vault_code_add(f->vault, &mine), ERR_OK);
	assert_int_equal(vault_code_add(f->vault, &his), ERR_OK);
	assert_int_equal(vault_set(f->vault, &(struct credential){STR("a"), STR("p1"), STR("$1")}, NULL), ERR_OK);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(state_of(f, "mine"), CODE_ENDED);
		assert_int_equal(state_of(f, "his"), CODE_LIVE);
		open_again(f);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(b_all_of_it_is_there_again),
		TEST(b_one_login_a_person),
		TEST(r_a_torn_end),
		TEST(f_a_changed_line_is_found),
		TEST(f_one_process_only),
		TEST(c_written_anew),
		TEST(c_killed),
		TEST(b_codes),
		TEST(b_a_password_ends_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
