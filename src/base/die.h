/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Two ways for a program to end itself. A bug is must(); a machine that fails
 * us (memory, the disk under the log) is die(). What a user, a peer or a file
 * can cause is neither: it is a returned error.
 */
#ifndef BASE_DIE_H
#define BASE_DIE_H

#include <stdbool.h>

#define must(cond) ((cond) ? (void)0 : die_must(#cond, __FILE__, __LINE__))

/* Prints where and what, then aborts. Never returns. */
_Noreturn void die_must(const char *cond, const char *file, int line);
/* Prints the message (with errno's text if it is set), exits with 70. */
_Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
