/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each role, confined in a process of its own, tries what it may not. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "os/confine.h"
#include "os/file.h"

enum { FAILED_CLOSED = 0, REACHED = 1, NOT_CONFINED = 77 };

static struct str dir; /* a town's folder, the same for all tests */

static bool
can_open(const char *name, int flags)
{
	char path[512];

	snprintf(path, sizeof path, "%.*s/%s", STR_ARG(dir), name);
	return open(path, flags, 0600) >= 0;
}

/* --- what is tried: true = it was reached -------------------------------------------- */

static bool
try_internet(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_INET6, SOCK_DGRAM, 0) >= 0;
}

static bool
try_local_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool
try_write_elsewhere(void)
{
	return open("/tmp/sekimori_confine_test", O_WRONLY | O_CREAT, 0600) >= 0 || can_open("x", O_WRONLY | O_CREAT) ||
	    can_open("keys/x", O_WRONLY | O_CREAT);
}

static bool
try_signing_key(void)
{
	return can_open("keys/log.key", O_RDONLY);
}

static bool
try_secrets(void)
{
	return can_open("secret/journal", O_RDONLY);
}

static bool
try_write_ledger(void)
{
	return can_open("town.db", O_RDWR) || can_open("town.db-wal", O_RDWR);
}

static bool
try_read_ledger(void)
{
	return can_open("town.db", O_RDONLY);
}

static bool
try_passwd(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool
try_exec(void)
{
	char *argv[] = {(char *)(uintptr_t)"true", NULL};

	execv("/bin/true", argv);
	return false;
}

static bool
try_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid > 0;
}

static bool
try_executable_memory(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool
try_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool
try_signal_others(void)
{
	return kill(getppid(), 0) == 0;
}

/* --- what must still be possible: false = it was -------------------------------------- */

static void *
thread(void *arg)
{
	return arg;
}

static bool
cannot_thread(void)
{
	pthread_t t;

	return pthread_create(&t, NULL, thread, NULL) != 0 || pthread_join(t, NULL) != 0;
}

static bool
cannot_secrets(void)
{
	struct arena *a = arena_new(1 << 20);
	struct why why = {.arena = a};

	return file_write(a, file_join(a, dir, STR("secret/journal")), STR("x"), 0600, &why) != ERR_OK;
}

static bool
cannot_write_ledger(void)
{
	return !can_open("town.db", O_RDWR) || !can_open("town.db-wal", O_RDWR | O_CREAT) ||
	    !can_open("town.db-shm", O_RDWR | O_CREAT) || !can_open("events/2026-04.ndjson", O_WRONLY | O_CREAT);
}

static bool
cannot_listen(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%.*s/run/gate.sock", STR_ARG(dir));
	return fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 1) != 0 ||
	    unlink(address.sun_path) != 0;
}

static bool
cannot_read_ledger(void)
{
	return !can_open("town.db", O_RDONLY) || !can_open("town.db-shm", O_RDWR);
}

/* --- the proof --------------------------------------------------------------------------- */

typedef bool attempt(void);

/* FAILED_CLOSED also when the kernel killed it for trying. */
static int
outcome(enum confine_role role, attempt *try)
{
	struct arena *a;
	struct str words;
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		a = arena_new(1 << 20);
		words = confine(a, role, dir);
		if (str_find(words, STR("なし")) != SIZE_MAX)
			_exit(NOT_CONFINED);
		_exit(try() ? REACHED : FAILED_CLOSED);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSYS ? FAILED_CLOSED : -1;
	return WEXITSTATUS(status);
}

static const struct {
	const char *name;
	attempt *try;
	bool may[4]; /* web, auth, gate, seal */
} attempts[] = {
	{"internet", try_internet, {0}},
	{"local socket", try_local_socket, {false, false, true, false}},
	{"write elsewhere", try_write_elsewhere, {0}},
	{"signing key", try_signing_key, {0}},
	{"secrets", try_secrets, {false, true, false, false}},
	{"write ledger", try_write_ledger, {false, false, true, false}},
	{"read ledger", try_read_ledger, {true, false, true, false}},
	{"/etc/passwd", try_passwd, {0}},
	{"exec", try_exec, {0}},
	{"fork", try_fork, {0}},
	{"executable memory", try_executable_memory, {0}},
	{"ptrace", try_ptrace, {0}},
	{"signal others", try_signal_others, {0}},
};

static void
f_no_role_reaches_what_is_not_its_own(void **state)
{
	int got;

	(void)state;
	for (int role = CONFINE_WEB; role <= CONFINE_SEAL; role++)
		for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
			got = outcome((enum confine_role)role, attempts[i].try);
			if (got == NOT_CONFINED)
				skip(); /* a sanitizer's build, or a kernel without: it says so in READY */
			if (got != (attempts[i].may[role] ? REACHED : FAILED_CLOSED))
				fail_msg("role %d: %s: %d", role, attempts[i].name, got);
		}
}

static void
b_each_role_can_do_its_work(void **state)
{
	static const struct {
		enum confine_role role;
		attempt *try;
	} works[] = {
		{CONFINE_WEB, cannot_thread}, {CONFINE_WEB, cannot_read_ledger},
		{CONFINE_AUTH, cannot_thread}, {CONFINE_AUTH, cannot_secrets},
		{CONFINE_GATE, cannot_write_ledger}, {CONFINE_GATE, cannot_listen},
	};
	int got;

	(void)state;
	for (size_t i = 0; i < sizeof works / sizeof *works; i++) {
		got = outcome(works[i].role, works[i].try);
		if (got == NOT_CONFINED)
			skip();
		if (got != 0)
			fail_msg("work %zu: %d", i, got);
	}
}

static int
setup(void **state)
{
	static const char *const folders[] = {"keys", "secret", "events", "run"};
	static const char *const files[] = {"town.db", "town.db-wal", "town.db-shm", "keys/log.key", "secret/journal"};
	static char name[] = "/tmp/test_confine.XXXXXX";
	struct arena *a = arena_new(1 << 20);
	struct why why = {.arena = a};
	int bad = 0;

	(void)state;
	dir = str_of(mkdtemp(name));
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		bad |= file_mkdir(a, file_join(a, dir, str_of(folders[i])), 0700, &why) != ERR_OK;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		bad |= file_write(a, file_join(a, dir, str_of(files[i])), STR(""), 0600, &why) != ERR_OK;
	arena_free(&a);
	return bad;
}

static int
teardown(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof command, "rm -rf '%.*s'", STR_ARG(dir));
	return system(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_each_role_can_do_its_work),
		cmocka_unit_test(f_no_role_reaches_what_is_not_its_own),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
