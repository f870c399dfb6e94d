/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "os/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { NAMES_MAX = 65536 };

/* errno as a failure, said with the file's name and the machine's own word for it. */
static enum err
file_failed(struct why *why, struct str path, const char *what)
{
	int problem = errno;

	if (why)
		why->file = path;
	if (problem == ENOENT)
		return why_set(why, ERR_NOT_FOUND, "ファイルまたはフォルダがありません");
	return why_set(why, ERR_IO, "%s（%s）", what, strerror(problem));
}

static enum err
file_too_large(struct why *why, struct str path, size_t max)
{
	if (why)
		why->file = path;
	return why_set(why, ERR_TOO_LARGE, "ファイルが大きすぎます（%zu バイトまで）", max);
}

/* Reads up to `n` bytes; fewer only at the end of the file. -1 with errno. */
static ssize_t
read_all(int fd, char *p, size_t n)
{
	size_t got = 0;
	ssize_t r;

	while (got < n) {
		r = read(fd, p + got, n - got);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return -1;
		if (r == 0)
			break;
		got += (size_t)r;
	}
	return (ssize_t)got;
}

static bool
write_all(int fd, struct str bytes)
{
	ssize_t r;

	while (bytes.n) {
		r = write(fd, bytes.p, bytes.n);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return false;
		bytes = str_sub(bytes, (size_t)r, bytes.n);
	}
	return true;
}

static enum err
file_read_open(struct arena *a, int fd, struct str path, size_t max, struct str *out, struct why *why)
{
	struct stat st;
	ssize_t n;
	char *p;

	if (fstat(fd, &st) != 0)
		return file_failed(why, path, "読めません");
	if (!S_ISREG(st.st_mode)) {
		errno = EINVAL;
		return file_failed(why, path, "ファイルではありません");
	}
	if ((uint64_t)st.st_size > max)
		return file_too_large(why, path, max);
	/* one byte more: a file that grows under us is noticed, not cut */
	p = arena_alloc(a, (size_t)st.st_size + 1);
	n = read_all(fd, p, (size_t)st.st_size + 1);
	if (n < 0)
		return file_failed(why, path, "読めません");
	if (n > st.st_size) {
		errno = EAGAIN;
		return file_failed(why, path, "読んでいる間に変わりました");
	}
	p[n] = 0;
	*out = (struct str){p, (size_t)n};
	return ERR_OK;
}

enum err
file_read(struct arena *a, struct str path, size_t max, struct str *out, struct why *why)
{
	int fd = open(arena_str(a, path).p, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	enum err e;

	if (fd < 0)
		return file_failed(why, path, "開けません");
	e = file_read_open(a, fd, path, max, out, why);
	close(fd);
	return e;
}

/* The folder a path stands in: "a/b" -> "a", "b" -> ".", "/b" -> "/". */
static struct str
folder_of(struct str path)
{
	size_t n = path.n;

	while (n && path.p[n - 1] != '/')
		n--;
	if (n == 0)
		return STR(".");
	return str_sub(path, 0, n > 1 ? n - 1 : 1);
}

/* A rename is durable only when the folder that holds the name is. */
static bool
folder_sync(struct arena *a, struct str folder)
{
	int fd = open(arena_str(a, folder).p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

enum err
file_sync(struct arena *a, struct str path, struct why *why)
{
	int fd = open(arena_str(a, path).p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool ok = fd >= 0 && fsync(fd) == 0 && folder_sync(a, folder_of(path));
	enum err e = ok ? ERR_OK : file_failed(why, path, "ディスクに書き込めません");

	if (fd >= 0)
		close(fd);
	return e;
}

static bool
file_fill(int fd, struct str bytes, unsigned mode)
{
	/* fchmod: the umask must not decide who reads a key */
	bool ok = fchmod(fd, mode) == 0 && write_all(fd, bytes) && fsync(fd) == 0;
	int problem = errno;

	if (close(fd) != 0)
		return false;
	errno = problem;
	return ok;
}

enum err
file_write(struct arena *a, struct str path, struct str bytes, unsigned mode, struct why *why)
{
	const char *temporary = arena_fmt(a, "%.*s.%ld.new", STR_ARG(path), (long)getpid()).p;
	int fd, problem;

	unlink(temporary); /* of a process with our number that was killed here */
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return file_failed(why, path, "書けません");
	if (!file_fill(fd, bytes, mode) || rename(temporary, arena_str(a, path).p) != 0) {
		problem = errno;
		unlink(temporary);
		errno = problem;
		return file_failed(why, path, "書けません");
	}
	if (!folder_sync(a, folder_of(path)))
		return file_failed(why, path, "書けません");
	return ERR_OK;
}

static enum err
folder_make(struct arena *a, struct str path, unsigned mode, struct why *why)
{
	struct stat st;
	const char *p = arena_str(a, path).p;

	if (mkdir(p, mode) == 0)
		return folder_sync(a, folder_of(path)) ? ERR_OK
		                                       : file_failed(why, path, "フォルダを作れません");
	if (errno == EEXIST && stat(p, &st) == 0 && S_ISDIR(st.st_mode))
		return ERR_OK;
	return file_failed(why, path, "フォルダを作れません");
}

enum err
file_mkdir(struct arena *a, struct str path, unsigned mode, struct why *why)
{
	enum err e;

	for (size_t i = 1; i < path.n; i++) {
		if (path.p[i] != '/' || path.p[i - 1] == '/')
			continue;
		e = folder_make(a, str_sub(path, 0, i), mode, why);
		if (e)
			return e;
	}
	return folder_make(a, path, mode, why);
}

bool
file_exists(struct str path)
{
	char name[PATH_MAX];
	struct stat st;

	if (path.n >= sizeof name)
		return false;
	if (path.n)
		memcpy(name, path.p, path.n);
	name[path.n] = 0;
	return stat(name, &st) == 0;
}

int64_t
file_size(struct arena *a, struct str path)
{
	struct stat st;

	return stat(arena_str(a, path).p, &st) == 0 ? (int64_t)st.st_size : 0;
}

/* By an open folder: a confined program may ask nothing else. */
enum err
file_space(struct arena *a, struct str folder, int64_t *free, int64_t *size)
{
	int fd = open(arena_str(a, folder).p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct statvfs v;
	bool fine = fd >= 0 && fstatvfs(fd, &v) == 0;
	enum err e = fine ? ERR_OK : errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;

	if (fd >= 0)
		close(fd);
	if (fine) {
		*free = (int64_t)(v.f_bavail * v.f_frsize);
		*size = (int64_t)(v.f_blocks * v.f_frsize);
	}
	return e;
}

static int
name_order(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static enum err
names_read(struct arena *a, DIR *dir, struct str folder, struct str **names, size_t *n, struct why *why)
{
	struct str *list = NULL, *grown;
	struct dirent *entry;
	size_t room = 0, count = 0;

	for (errno = 0; (entry = readdir(dir)) != NULL; errno = 0) {
		struct str name = str_of(entry->d_name);

		if (str_eq(name, STR(".")) || str_eq(name, STR("..")))
			continue;
		if (count == NAMES_MAX)
			return file_too_large(why, folder, NAMES_MAX);
		if (count == room) {
			room = room ? room * 2 : 32;
			grown = arena_array(a, room, sizeof *grown);
			if (count)
				memcpy(grown, list, count * sizeof *grown);
			list = grown;
		}
		list[count++] = arena_str(a, name);
	}
	if (errno)
		return file_failed(why, folder, "読めません");
	if (count)
		qsort(list, count, sizeof *list, name_order);
	*names = list;
	*n = count;
	return ERR_OK;
}

enum err
file_list(struct arena *a, struct str folder, struct str **names, size_t *n, struct why *why)
{
	DIR *dir = opendir(arena_str(a, folder).p);
	enum err e;

	if (dir == NULL)
		return file_failed(why, folder, "開けません");
	e = names_read(a, dir, folder, names, n, why);
	closedir(dir);
	return e;
}

/* Whoever held the lock before may have removed the file: then another may hold a new one of that name. */
static bool
lock_is_named(int lock, const char *name)
{
	struct stat held, named;

	return fstat(lock, &held) == 0 && stat(name, &named) == 0 && held.st_dev == named.st_dev &&
	       held.st_ino == named.st_ino;
}

enum err
file_lock(struct arena *a, struct str path, int *fd, struct why *why)
{
	const char *name = arena_str(a, path).p;
	int lock, problem;

	for (;;) {
		lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (lock < 0)
			return file_failed(why, path, "開けません");
		if (flock(lock, LOCK_EX | LOCK_NB) != 0)
			break;
		if (lock_is_named(lock, name)) {
			*fd = lock;
			return ERR_OK;
		}
		close(lock);
	}
	problem = errno;
	close(lock);
	errno = problem;
	if (problem != EWOULDBLOCK)
		return file_failed(why, path, "ロックできません");
	if (why)
		why->file = path;
	return why_set(why, ERR_BUSY, "ほかのプログラムが使用中です");
}

struct str
file_join(struct arena *a, struct str folder, struct str name)
{
	if (folder.n && folder.p[folder.n - 1] == '/')
		folder.n--;
	return arena_fmt(a, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
}
