/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "os/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/die.h"

enum { FD_ABOVE = 200, FDS_MAX = 16 };

/* What a program may see of our environment; the sanitizers' and the coverage's are for tests. */
static const char *const environment[] = {
    "TZ",
    "LANG",
    "LC_ALL",
    "ASAN_OPTIONS",
    "UBSAN_OPTIONS",
    "LSAN_OPTIONS",
    "LLVM_PROFILE_FILE",
};

static void
environment_bare(void)
{
	char kept[sizeof environment / sizeof *environment][256];
	size_t n = sizeof environment / sizeof *environment;
	const char *value;

	for (size_t i = 0; i < n; i++) {
		value = getenv(environment[i]);
		kept[i][0] = 0;
		if (value && strlen(value) < sizeof kept[i])
			memcpy(kept[i], value, strlen(value) + 1);
	}
	clearenv();
	for (size_t i = 0; i < n; i++)
		if (kept[i][0])
			setenv(environment[i], kept[i], 1);
}

static _Noreturn void
spawn_failed(const char *what)
{
	fprintf(stderr, "sekimori: %s: %s\n", what, strerror(errno));
	_exit(127);
}

/* By way of high numbers, for one of them may stand where another has to go. */
static void
fds_place(const int *fds, size_t n)
{
	int high[FDS_MAX], nothing = open("/dev/null", O_RDONLY);

	if (nothing < 0 || dup2(nothing, 0) < 0)
		spawn_failed("/dev/null");
	for (size_t i = 0; i < n; i++) {
		high[i] = fcntl(fds[i], F_DUPFD, FD_ABOVE);
		if (high[i] < 0)
			spawn_failed("descriptors");
	}
	for (size_t i = 0; i < n; i++)
		if (dup2(high[i], SPAWN_FD + (int)i) < 0)
			spawn_failed("descriptors");
	if (close_range(SPAWN_FD + (unsigned)n, ~0U, 0) != 0)
		spawn_failed("descriptors");
}

static void
signals_default(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
}

pid_t
spawn_program(const char *path, const char *const *argv, const int *fds, size_t n)
{
	pid_t parent = getpid(), pid;

	must(n <= FDS_MAX);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid > 0)
		return pid;
	/* asked after prctl: the parent may have ended in between */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(127);
	setsid();
	signals_default();
	fds_place(fds, n);
	environment_bare();
	execv(path, (char *const *)(uintptr_t)argv);
	spawn_failed(path);
}
