/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "os/signal.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/die.h"

static sigset_t
signal_set(bool children)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	if (children)
		sigaddset(&set, SIGCHLD);
	return set;
}

int
signal_open(bool children)
{
	sigset_t set = signal_set(children);
	int fd;

	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR || sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		die("signals");
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		die("signalfd");
	return fd;
}

int
signal_take(int fd)
{
	struct signalfd_siginfo info;

	return read(fd, &info, sizeof info) == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

void
signal_close(int *fd)
{
	sigset_t set = signal_set(true);

	close(*fd);
	*fd = -1;
	if (sigprocmask(SIG_UNBLOCK, &set, NULL) != 0)
		die("signals");
}
