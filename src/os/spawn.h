/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Starts a program as if alone in the world: fork and exec with nothing inherited but what is named. */
#ifndef OS_SPAWN_H
#define OS_SPAWN_H

#include <stddef.h>
#include <sys/types.h>

enum { SPAWN_FD = 3 };

/*
 * The program gets `fds` as descriptors 3, 4, …, /dev/null to read from, our
 * output and errors, a session of its own (a Ctrl-C reaches only us), a bare
 * environment, and is killed when we end in whatever way. argv ends with NULL.
 * A program that cannot be executed ends with 127.
 */
pid_t spawn_program(const char *path, const char *const *argv, const int *fds, size_t n);

#endif
