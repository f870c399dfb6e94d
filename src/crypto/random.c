/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/random.h"

#include <errno.h>
#include <sys/random.h>

#include "base/die.h"

void
random_fill(void *p, size_t n)
{
	unsigned char *at = p;

	while (n > 0) {
		ssize_t got = getrandom(at, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			die("no random bytes from the kernel");
		at += got;
		n -= (size_t)got;
	}
}
