/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Takes from a program what it does not need: new privileges, all system calls
 * but those of its role (seccomp), all files but those named (Landlock), all
 * connections. What it has open it keeps. Afterwards it can open no socket,
 * start no program and make no memory executable. (The gate may still make the
 * local socket on which commands reach it.)
 */
#ifndef OS_CONFINE_H
#define OS_CONFINE_H

#include "base/arena.h"
#include "base/str.h"

enum confine_role { CONFINE_WEB, CONFINE_AUTH, CONFINE_GATE, CONFINE_SEAL };

/*
 * Confines the calling thread, and all that it starts from now on, to what
 * confine.def grants its role under the town's folder `dir`: to be called
 * before there are other threads. A path that does not exist is passed over.
 * Says how far it came, in words for the status page: "seccomp, Landlock ABI
 * 7"; what is missing is named with its reason.
 */
struct str confine(struct arena *a, enum confine_role role, struct str dir);

#endif
