/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sockets between programs on one machine; every one is closed on exec. */
#ifndef OS_SOCKET_H
#define OS_SOCKET_H

#include "base/arena.h"
#include "base/err.h"

/* Two ends of a stream. Dies when the machine has none left. */
void socket_pair(int ends[2]);
/*
 * A listener at `path`, which only our own user may connect to. Takes the
 * place of a file left behind: whoever listens holds the folder's lock. A
 * path may be longer than the 107 bytes that the kernel takes at once.
 */
enum err socket_listen(struct arena *a, struct str path, int *fd, struct why *why) MUST_USE;
/* ERR_NOT_FOUND when nobody listens there. */
enum err socket_connect(struct arena *a, struct str path, int *fd, struct why *why) MUST_USE;
/* The next connection and whose it is (SO_PEERCRED), or false when none waits. */
bool socket_accept(int listener, int *fd, uint32_t *uid);

#endif
