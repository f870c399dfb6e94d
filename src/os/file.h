/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files as a whole: read with a limit, written so that they are there or not. */
#ifndef OS_FILE_H
#define OS_FILE_H

#include "base/arena.h"
#include "base/err.h"

/* All of a regular file. ERR_NOT_FOUND, ERR_TOO_LARGE beyond `max`, ERR_IO; said in *why with its name. */
enum err file_read(struct arena *a, struct str path, size_t max, struct str *out, struct why *why) MUST_USE;
/* Durable and whole: temporary name, fsync, rename, fsync of the folder. Mode as given (0600 …). */
enum err file_write(
    struct arena *a, struct str path, struct str bytes, unsigned mode, struct why *why) MUST_USE;
/* Makes durable what is in a file, and its name. */
enum err file_sync(struct arena *a, struct str path, struct why *why) MUST_USE;
/* Makes the folder and those above it. */
enum err file_mkdir(struct arena *a, struct str path, unsigned mode, struct why *why) MUST_USE;
bool file_exists(struct str path);
/* In bytes; 0 when there is none. */
int64_t file_size(struct arena *a, struct str path);
/* Bytes that are free for us, and all, on the file system that a folder lies on. ERR_NOT_FOUND, ERR_IO. */
enum err file_space(struct arena *a, struct str folder, int64_t *free, int64_t *size) MUST_USE;
/* Names in a folder, sorted, without . and .. */
enum err file_list(
    struct arena *a, struct str folder, struct str **names, size_t *n, struct why *why) MUST_USE;
/*
 * An exclusive lock on a file, held until the process ends or *fd is closed;
 * the holder may remove the file before. ERR_BUSY when another holds it.
 */
enum err file_lock(struct arena *a, struct str path, int *fd, struct why *why) MUST_USE;
/* "a/b" */
struct str file_join(struct arena *a, struct str folder, struct str name);

#endif
