/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "os/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/die.h"

enum { SOCKET_BACKLOG = 64 };

void
socket_pair(int ends[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		die("socketpair");
}

static enum err
socket_failed(struct why *why, struct str path, const char *what)
{
	int problem = errno;

	if (why)
		why->file = path;
	return why_set(why, problem == ENOENT || problem == ECONNREFUSED ? ERR_NOT_FOUND : ERR_IO, "%s（%s）",
	    what, strerror(problem));
}

/*
 * The address of `path`. One too long is spelled by way of its folder, held
 * open as *folder (else -1) until the address has been used.
 */
static bool
socket_address(struct arena *a, struct str path, struct sockaddr_un *out, int *folder)
{
	struct str spelled = path;
	size_t at = path.n;

	*folder = -1;
	if (path.n >= sizeof out->sun_path) {
		while (at && path.p[at - 1] != '/')
			at--;
		*folder = open(arena_str(a, str_sub(path, 0, at)).p, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (*folder < 0)
			return false;
		spelled = arena_fmt(a, "/proc/self/fd/%d/%.*s", *folder, STR_ARG(str_sub(path, at, path.n)));
	}
	if (spelled.n >= sizeof out->sun_path) {
		errno = ENAMETOOLONG;
		return false;
	}
	*out = (struct sockaddr_un){.sun_family = AF_UNIX};
	memcpy(out->sun_path, spelled.p, spelled.n);
	return true;
}

static bool
socket_bind(int fd, const struct sockaddr_un *address)
{
	mode_t before = umask(0177); /* the file must at no moment be open to others */
	bool ok = bind(fd, (const struct sockaddr *)address, sizeof *address) == 0;
	int problem = errno;

	umask(before);
	errno = problem;
	return ok && listen(fd, SOCKET_BACKLOG) == 0;
}

static int
socket_new(int flags)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);

	if (fd < 0)
		die("socket");
	return fd;
}

static void
folder_close(int folder)
{
	int problem = errno;

	if (folder >= 0)
		close(folder);
	errno = problem;
}

enum err
socket_listen(struct arena *a, struct str path, int *fd, struct why *why)
{
	int s = socket_new(SOCK_NONBLOCK), folder;
	struct sockaddr_un address;
	bool ok = socket_address(a, path, &address, &folder);
	enum err e;

	if (ok) {
		unlink(address.sun_path);
		ok = socket_bind(s, &address);
	}
	folder_close(folder);
	if (ok) {
		*fd = s;
		return ERR_OK;
	}
	e = socket_failed(why, path, "待ち受けできません");
	close(s);
	return e;
}

enum err
socket_connect(struct arena *a, struct str path, int *fd, struct why *why)
{
	int s = socket_new(0), folder;
	struct sockaddr_un address;
	bool ok = socket_address(a, path, &address, &folder) &&
	          connect(s, (const struct sockaddr *)&address, sizeof address) == 0;
	enum err e;

	folder_close(folder);
	if (ok) {
		*fd = s;
		return ERR_OK;
	}
	e = socket_failed(why, path, "接続できません");
	close(s);
	return e;
}

bool
socket_accept(int listener, int *fd, uint32_t *uid)
{
	struct ucred peer;
	socklen_t n = sizeof peer;
	int s = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

	if (s < 0)
		return false;
	if (getsockopt(s, SOL_SOCKET, SO_PEERCRED, &peer, &n) != 0 || n != sizeof peer) {
		close(s);
		return false;
	}
	*fd = s;
	*uid = peer.uid;
	return true;
}
