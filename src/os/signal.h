/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signals as something to read: no handler runs in the middle of anything. */
#ifndef OS_SIGNAL_H
#define OS_SIGNAL_H

#include <stdbool.h>

/*
 * From now on SIGTERM, SIGINT and SIGHUP (and SIGCHLD, for who has children)
 * wait at the descriptor returned, and SIGPIPE is ignored. To be called before
 * threads are started, for they inherit it.
 */
int signal_open(bool children);
/* The next signal that waits, or 0. */
int signal_take(int fd);
/* Closes the descriptor; the signals do again what they did by default. */
void signal_close(int *fd);

#endif
