/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * libmicrohttpd and the life of a request: head checked -> body read -> who is
 * it -> handler -> (suspended until gate or auth answer -> second half) -> bytes.
 */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "web/request.h"

enum { SERVER_THREADS = 2, SERVER_CONNECTIONS = 512, SERVER_PER_IP = 64 };

struct server;

/* A listening socket on "ADDRESS:PORT" ([ADDRESS]:PORT for IPv6). Opened before the process is confined. */
enum err server_listen(struct str listen, int *fd, struct why *why) MUST_USE;
/* Serves on it from now on; `web` outlives the process's threads. */
enum err server_start(struct web *web, int fd, struct why *why) MUST_USE;

#endif
