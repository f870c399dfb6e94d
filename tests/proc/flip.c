/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * flip DIR PROGRAM [ARG…]: for each line "OFFSET MASK PATH" of standard input,
 * changes one byte of DIR/PATH, runs the program, puts the byte back and prints
 * the exit code. Starting a process from here costs a tenth of what it costs Node.
 */
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int
ask(char **argv, const posix_spawn_file_actions_t *quiet)
{
	pid_t pid;
	int status;

	if (posix_spawn(&pid, argv[0], quiet, NULL, argv, environ) != 0 || waitpid(pid, &status, 0) != pid)
		exit(70);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void
change(int fd, long at, int mask)
{
	unsigned char c;

	if (pread(fd, &c, 1, at) != 1)
		exit(71);
	c ^= (unsigned char)mask;
	if (pwrite(fd, &c, 1, at) != 1)
		exit(72);
}

int
main(int argc, char **argv)
{
	posix_spawn_file_actions_t quiet;
	char path[4096];
	long at;
	int mask, fd;

	if (argc < 3 || chdir(argv[1]) != 0)
		return 64;
	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
	while (scanf("%ld %d %4095s", &at, &mask, path) == 3) {
		fd = open(path, O_RDWR);
		if (fd < 0)
			return 73;
		change(fd, at, mask);
		printf("%d\n", ask(argv + 2, &quiet));
		change(fd, at, mask);
		close(fd);
	}
	return 0;
}
